import limitConcurrency from "p-limit";
import type { Database } from "./database";
import { withTables } from "./databaseTables";
import type { EntryKey, JournalStore, KeptEntry } from "./journalStore";
import { MemoryStore, nameOf } from "./memoryStore";

const findEntries = `
  select kind, name, entry as value, (extract(epoch from noted_at) * 1000)::float8 as written
  from brainycp_journal where project = $1 and endpoint = $2`;

/** Removes and keeps entries in one statement, so that either all of it is kept or nothing. */
const changeEntries = `
  with gone as (
    delete from brainycp_journal using unnest($3::text[], $4::text[]) as removed (kind, name)
    where project = $1 and endpoint = $2
      and brainycp_journal.kind = removed.kind and brainycp_journal.name = removed.name
  )
  insert into brainycp_journal (project, endpoint, kind, name, entry)
  select $1, $2, kind, name, entry::jsonb
  from unnest($5::text[], $6::text[], $7::text[]) as noted (kind, name, entry)
  on conflict (project, endpoint, kind, name) do update set entry = excluded.entry, noted_at = now()`;

/** What is not kept yet of one entry; without a value, it is removed. */
interface Change {
  readonly key: EntryKey;
  readonly value?: unknown;
}

/**
 * Entries in the table `brainycp_journal`. What was there is read once; changes count at once in this process, and `saved`
 * sends all that have come together.
 */
export class DatabaseStore implements JournalStore {
  private readonly mirror = new MemoryStore();
  private readonly unsaved = new Map<string, Change>();
  private readonly oneByOne = limitConcurrency(1);
  private loading: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly project: string,
    private readonly endpoint: string,
  ) {}

  /** @throws BrainycpError (`coordinator_unreachable`) */
  async load(): Promise<void> {
    this.loading ??= this.fetch();
    try {
      await this.loading;
    } catch (error) {
      this.loading = undefined;
      throw this.database.failure(error);
    }
  }

  open(): void {
    // what cannot be kept is an error of `saved`
  }

  read(key: EntryKey): KeptEntry | undefined {
    return this.mirror.read(key);
  }

  write(key: EntryKey, value: unknown): void {
    this.mirror.write(key, value);
    this.unsaved.set(nameOf(key), { key, value });
  }

  remove(key: EntryKey): void {
    this.mirror.remove(key);
    this.unsaved.set(nameOf(key), { key });
  }

  /** @throws BrainycpError (`coordinator_unreachable`); the changes wait for the next call then. */
  saved(): Promise<void> {
    return this.oneByOne(() => this.save());
  }

  private async fetch(): Promise<void> {
    const { project, endpoint } = this;
    const found = await withTables(this.database, () =>
      this.database.query<KeptEntry & { kind: string; name: string }>(findEntries, [project, endpoint]),
    );
    for (const { kind, name, value, written } of found)
      this.mirror.put({ project, endpoint, kind, name }, { value, written });
  }

  private async save(): Promise<void> {
    if (this.unsaved.size === 0) return;
    const changes = new Map(this.unsaved);
    this.unsaved.clear();
    const removed = [...changes.values()].filter(({ value }) => value === undefined);
    const noted = [...changes.values()].filter(({ value }) => value !== undefined);
    try {
      await this.database.query(changeEntries, [
        this.project,
        this.endpoint,
        removed.map(({ key }) => key.kind),
        removed.map(({ key }) => key.name),
        noted.map(({ key }) => key.kind),
        noted.map(({ key }) => key.name),
        noted.map(({ value }) => JSON.stringify(value)),
      ]);
    } catch (error) {
      // what was changed since says more
      for (const [name, change] of changes) if (!this.unsaved.has(name)) this.unsaved.set(name, change);
      throw this.database.failure(error);
    }
  }
}
