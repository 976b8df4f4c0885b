import limitConcurrency from "p-limit";
import { EntryMap } from "./entryMap";
import { keptEntry, type Entry, type KeptEntry } from "./entry";
import type { EntryKey, JournalStore, Kept } from "./journalStore";

/** What is not kept yet of one entry; without a value, it is removed. */
export interface Change {
  readonly key: EntryKey;
  readonly value?: unknown;
  /** For the removal of what another run noted, what that was: what it has noted since stays. */
  readonly known?: Entry;
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
    this.loading ??= this.fetch().then((kept) => this.take(kept));
    try {
      await this.loading;
    } catch (error) {
      this.loading = undefined;
      throw error;
    }
  }

  async reload(): Promise<void> {
    await this.oneByOne(async () => {
      await this.save();
      const kept = await this.fetch();
      const noted = this.unsaved.values().map(({ key }) => ({ key, entry: this.mirror.get(key) }));
      this.mirror.clear();
      this.take(kept);
      for (const { key, entry } of noted) {
        if (entry === undefined) this.mirror.delete(key);
        else this.mirror.set(key, entry);
      }
    });
  }

  open(): void {
    // what cannot be kept is an error of `saved`
  }

  read(key: EntryKey): KeptEntry | undefined {
    return this.mirror.get(key);
  }

  all(): readonly KeptEntry[] {
    return this.mirror.values().filter((kept) => kept !== undefined);
  }

  write(key: EntryKey, value: Entry): void {
    this.mirror.set(key, { entry: value, written: Date.now(), isOwn: true });
    this.unsaved.set(key, { key, value });
  }

  remove(key: EntryKey): void {
    if (!this.mirror.has(key)) return;
    const known = this.mirror.get(key);
    this.mirror.delete(key);
    this.unsaved.set(key, { key, ...(known === undefined || known.isOwn ? {} : { known: known.entry }) });
  }

  /** Where that fails, the changes wait for the next call. */
  async saved(): Promise<void> {
    if (!this.unsaved.isEmpty || this.oneByOne.activeCount > 0) await this.oneByOne(() => this.save());
  }

  /** Takes over what was kept of the entries that this run has not noted. */
  protected take(kept: readonly Kept[]): void {
    for (const { kind, name, value, written } of kept)
      if (!this.mirror.has({ kind, name })) this.mirror.set({ kind, name }, keptEntry(value, written));
  }

  /** All that is kept. @throws BrainycpError where it cannot be reached. */
  protected abstract fetch(): Promise<readonly Kept[]>;

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
