import { log } from "../adapter/log";
import { Database } from "./database";
import { isDatabaseAddress } from "./databaseAddress";
import { DatabaseLocks } from "./databaseLocks";
import { DatabaseStore } from "./databaseStore";
import { FolderLocks } from "./folderLocks";
import { FolderStore } from "./folderStore";
import type { JournalStore } from "./journalStore";
import type { Locks } from "./lock";
import { NamedFolder } from "./namedFolder";
import { reasonOf, type StateFolder } from "./stateFolder";

/** Where runs meet: it holds their intents, and the locks by which they take turns. */
export interface Coordinator {
  readonly locks: Locks;
  /** The intents of a project's runs at one panel. */
  store(project: string, endpoint: string): JournalStore;
  /** Closes what is open. */
  end(): Promise<void>;
}

/**
 * The coordinator that a setting names.
 *
 * @param named a folder, or the address of a database
 * @param byDefault the folder where the setting names none
 */
export function coordinatorOf(named: string | undefined, byDefault: StateFolder): Coordinator {
  if (named === undefined) return inFolder(byDefault);
  return isDatabaseAddress(named) ? inDatabase(new Database(named)) : inFolder(new NamedFolder(named));
}

function inFolder(folder: StateFolder): Coordinator {
  const stores = new Stores((project, endpoint) => new FolderStore(folder, project, endpoint));
  return {
    locks: new FolderLocks(folder),
    store: (project, endpoint) => stores.of(project, endpoint),
    end() {
      for (const store of stores.all()) store.end();
      return Promise.resolve();
    },
  };
}

function inDatabase(database: Database): Coordinator {
  const locks = new DatabaseLocks(database);
  const stores = new Stores((project, endpoint) => new DatabaseStore(database, project, endpoint));
  return {
    locks,
    store: (project, endpoint) => stores.of(project, endpoint),
    async end() {
      await locks.end();
      for (const store of stores.all())
        await store
          .end()
          .catch((error: unknown) => log(`old entries of the journal stay: ${reasonOf(error)}`));
      await database.end();
    },
  };
}

/** One store for each panel: it may be set under several names, and its intents are the same. */
class Stores<Store extends JournalStore> {
  private readonly known = new Map<string, Store>();

  constructor(private readonly make: (project: string, endpoint: string) => Store) {}

  of(project: string, endpoint: string): Store {
    const name = JSON.stringify([project, endpoint]);
    const store = this.known.get(name) ?? this.make(project, endpoint);
    this.known.set(name, store);
    return store;
  }

  all(): Iterable<Store> {
    return this.known.values();
  }
}
