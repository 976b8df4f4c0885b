import { isDeepStrictEqual } from "node:util";
import { log } from "../adapter/log";
import { EntryMap } from "./entryMap";
import type { Entry, KeptEntry } from "./entry";
import type { EntryKey, JournalStore } from "./journalStore";
import { reasonOf } from "./stateFolder";

/** An object that a run set out to make. */
export type JournalEntry = Omit<Entry, "at" | "claimant">;

/** What an earlier run set out to make, and whether it still counts. */
export interface Intent extends JournalEntry {
  readonly at: Date;
  /** Only a current one, at most seven days old, claims what is there. */
  readonly age: "current" | "old" | "ahead";
}

/** Whether it is of a run that was interrupted, as far as is known. */
export function isInterrupted(intent: Intent): boolean {
  return intent.ended !== true;
}

/** What the engine does with what it is told. */
export interface EngineRecords {
  /** Whether it writes each step into the state, and not all when the run closes. */
  readonly areWrittenAtOnce: boolean;
  /** The resource that the call under way is about; undefined where that is not known. */
  resource(): string | undefined;
}

const atOnce: EngineRecords = { areWrittenAtOnce: true, resource: () => undefined };

/** The intent, where it still counts. */
export function current(intent: Intent | undefined): Intent | undefined {
  return intent?.age === "current" ? intent : undefined;
}

const hour = 3_600_000;
/** How long an intent counts. */
const lifetime = 7 * 24 * hour;
/** How far ahead the clock of another runner may be. */
const clockSkew = hour;

/**
 * Intents of runs, kept so that what a killed run made is known as its own by the next one of the same project. An
 * entry stands from just before an object is made until the object is known to be in the state, or deleted; after seven
 * days it claims nothing. It holds no secret.
 */
export class Journal {
  /** The entries whose objects the engine records when this process answers it. */
  private readonly answered = new EntryMap<EntryKey>();

  /**
   * @param store where the entries of one Pulumi project at one panel are kept; several runners may share it
   * @param records when the engine writes down what it was told, and for which resource a call is
   */
  constructor(
    private readonly store: JournalStore,
    private readonly records: EngineRecords = atOnce,
  ) {}

  /** Waits until it is known what earlier runs noted. @throws BrainycpError where the store cannot be reached. */
  load(): Promise<void> {
    return this.store.load();
  }

  /** Learns what a run that is still at work has noted since. @throws BrainycpError where the store cannot be reached. */
  reload(): Promise<void> {
    return this.store.reload();
  }

  /** Makes sure before a write that the journal can be kept. @throws BrainycpError where somebody relies on it. */
  open(): void {
    this.store.open();
  }

  /** Waits until all notes outlive this process. @throws BrainycpError where the store cannot be reached. */
  saved(): Promise<void> {
    return this.store.saved();
  }

  /**
   * Notes that something is about to be made.
   *
   * @throws BrainycpError where the journal cannot be written and somebody relies on it.
   */
  intend(kind: string, name: string, wasAbsent: boolean, detail: JournalEntry["detail"]): void {
    this.begin(kind, name, wasAbsent, detail, undefined);
  }

  /**
   * As `intend`, for the object of the resource that the call under way is about. Where the engine writes the state when
   * the run closes, the entry outlives a run that ends well, and so claims the object for that resource alone.
   */
  intendOwn(kind: string, name: string, wasAbsent: boolean, detail: JournalEntry["detail"]): void {
    const claimant = this.records.areWrittenAtOnce ? undefined : this.records.resource();
    this.begin(kind, name, wasAbsent, detail, claimant);
  }

  /** Notes what only says where something is: nothing is about to be made. */
  note(kind: string, name: string, detail: JournalEntry["detail"]): void {
    this.begin(kind, name, true, detail, undefined, true);
  }

  /**
   * Whether another run set out to change something and has not noted what came of it: it may still be at that.
   *
   * @param longest for how long it may be, in milliseconds
   */
  isOtherAtWork(longest: number): boolean {
    const isAtWork = (kept: KeptEntry): boolean => {
      if (kept.isOwn === true || kept.entry.made || kept.entry.ended === true) return false;
      const { at, age } = timeOf(kept);
      return age === "current" && at.getTime() > Date.now() - longest - clockSkew;
    };
    return this.store.all().some(isAtWork);
  }

  /** Notes that the panel said that it was made. */
  made(kind: string, name: string): void {
    this.change(kind, name, { made: true });
  }

  /**
   * What an earlier run noted of an object that, if it is there now, that run has made; undefined where none did.
   *
   * @throws BrainycpError where the journal cannot be written and somebody relies on it: entries would outlive their
   * objects in it.
   */
  own(kind: string, name: string): JournalEntry | undefined {
    this.open();
    const known = this.recall(kind, name);
    if (known?.age !== "current") return undefined;
    const { wasAbsent, made, detail } = known;
    return { wasAbsent, made, detail };
  }

  /** As `own`, also where it is too old to count, and in a preview too: to say what was intended, and when. */
  recall(kind: string, name: string): Intent | undefined {
    const known = this.store.read({ kind, name });
    if (known === undefined || !(known.entry.made || known.entry.wasAbsent)) return undefined;
    const { claimant, wasAbsent, made, detail, ended } = known.entry;
    // the first calls of a process do not tell whose they are; they only look ahead
    const resource = this.records.resource() ?? claimant;
    if (claimant !== undefined && claimant !== resource) return undefined;
    return { wasAbsent, made, detail, ...(ended === undefined ? {} : { ended }), ...timeOf(known) };
  }

  /** Notes that the engine is being told of the object: it then records it, at once or when the run closes. */
  answer(kind: string, name: string): void {
    this.answered.set({ kind, name }, { kind, name });
  }

  /**
   * Forgets what the engine was told of and has recorded. It ends its plugins before it writes a state that it writes when
   * the run closes: that is not known to be written before it is seen.
   */
  end(): void {
    for (const key of this.answered.values()) {
      if (this.records.areWrittenAtOnce) this.remove(key);
      else this.change(key.kind, key.name, { ended: true });
    }
  }

  /**
   * Forgets an object that stands in the state with this detail. With another, the state may be that of an object which
   * the noted one replaced.
   */
  settle(kind: string, name: string, detail: JournalEntry["detail"]): void {
    const known = this.store.read({ kind, name })?.entry.detail;
    const isSo = ([key, value]: [string, unknown]): boolean => isDeepStrictEqual(known?.[key], value);
    if (known !== undefined && Object.entries(detail).every(isSo)) this.forget(kind, name);
  }

  /** Forgets an object: it is gone, or it was not made. */
  forget(kind: string, name: string): void {
    this.remove({ kind, name });
  }

  private begin(
    kind: string,
    name: string,
    wasAbsent: boolean,
    detail: JournalEntry["detail"],
    claimant: string | undefined,
    made = false,
  ): void {
    this.open();
    this.write(kind, name, { wasAbsent, made, detail, at: new Date().toISOString(), claimant });
  }

  /** Changes an entry, where there is one. */
  private change(kind: string, name: string, change: Partial<Entry>): void {
    const known = this.store.read({ kind, name });
    if (known !== undefined) this.trying(() => this.write(kind, name, { ...known.entry, ...change }));
  }

  private remove(key: EntryKey): void {
    this.trying(() => this.store.remove(key));
  }

  private write(kind: string, name: string, value: Entry): void {
    this.store.write({ kind, name }, value);
  }

  /** Does what a run can go on without: a failure is only logged. */
  private trying(work: () => void): void {
    try {
      work();
    } catch (error) {
      log(`the journal cannot be written: ${reasonOf(error)}`);
    }
  }
}

/** A copied file has a later time than its entry, and a clock may be set: both must be right. */
function timeOf({ entry, written }: KeptEntry): Pick<Intent, "at" | "age"> {
  const noted = entry.at === undefined ? written : Date.parse(entry.at);
  const [earliest, latest] = [Math.min(noted, written), Math.max(noted, written)];
  const now = Date.now();
  if (latest > now + clockSkew) return { at: new Date(latest), age: "ahead" };
  return { at: new Date(earliest), age: now - earliest > lifetime ? "old" : "current" };
}
