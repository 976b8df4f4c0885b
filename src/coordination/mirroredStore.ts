import limitConcurrency from "p-limit";
import { EntryMap } from "./entryMap";
import { keptEntry, type Entry, type KeptEntry } from "./entry";
import type { EntryKey, JournalStore } from "./journalStore";

/** What is not kept yet of one entry; without a value, it is removed. */
export interface Change {
  readonly key: EntryKey;
  readonly value?: unknown;
}

/**
 * Entries that this process has at hand, and keeps elsewhere for later runs. What was there is read once; changes count at
 * once in this process, and `saved` keeps all that have come together.
 */
export abstract class MirroredStore implements JournalStore {
  /** Undefined for what was kept and is no entry. */
  private readonly mirror = new EntryMap<KeptEntry | undefined>();
  private readonly unsaved = new EntryMap<Change>();
  private readonly oneByOne = limitConcurrency(1);
  private loading: Promise<void> | undefined;

  async load(): Promise<void> {
    this.loading ??= this.fetch();
    try {
      await this.loading;
    } catch (error) {
      this.loading = undefined;
      throw error;
    }
  }

  open(): void {
    // what cannot be kept is an error of `saved`
  }

  read(key: EntryKey): KeptEntry | undefined {
    return this.mirror.get(key);
  }

  write(key: EntryKey, value: Entry): void {
    this.mirror.set(key, { entry: value, written: Date.now() });
    this.unsaved.set(key, { key, value });
  }

  remove(key: EntryKey): void {
    if (!this.mirror.has(key)) return;
    this.mirror.delete(key);
    this.unsaved.set(key, { key });
  }

  /** Where that fails, the changes wait for the next call. */
  async saved(): Promise<void> {
    if (!this.unsaved.isEmpty || this.oneByOne.activeCount > 0) await this.oneByOne(() => this.save());
  }

  /**
   * Takes an entry over that was kept before, where this run has not noted one.
   *
   * @param written when that was, in milliseconds
   */
  protected take(key: EntryKey, value: unknown, written: number): void {
    if (!this.mirror.has(key)) this.mirror.set(key, keptEntry(value, written));
  }

  /** Takes over all that earlier runs kept. @throws BrainycpError where it cannot be reached. */
  protected abstract fetch(): Promise<void>;

  /** Keeps changes for later runs: all of them, or none. @throws BrainycpError where that fails. */
  protected abstract keep(changes: readonly Change[]): Promise<void>;

  private async save(): Promise<void> {
    if (this.unsaved.isEmpty) return;
    const changes = this.unsaved.values();
    this.unsaved.clear();
    try {
      await this.keep(changes);
    } catch (error) {
      // what was changed since says more
      for (const change of changes) if (!this.unsaved.has(change.key)) this.unsaved.set(change.key, change);
      throw error;
    }
  }
}
