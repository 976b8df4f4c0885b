import type { Entry, KeptEntry } from "./entry";

/** What an entry is about, among those of a project at one panel. */
export interface EntryKey {
  readonly kind: string;
  readonly name: string;
}

/** An entry as it is kept, before it is checked. */
export interface Kept extends EntryKey {
  readonly value: unknown;
  /** When it was kept, in milliseconds. */
  readonly written: number;
}

/** After how many days what nobody has noted anew is removed: it claims nothing by then. */
export const keptDays = 90;

/** Where the entries of a project at one panel are kept. */
export interface JournalStore {
  /** Makes ready what was kept there; asked again after a failure. @throws BrainycpError where it cannot be reached. */
  load(): Promise<void>;

  /** Takes over what other runs have kept since. @throws BrainycpError where it cannot be reached. */
  reload(): Promise<void>;

  /** Makes sure before a write that entries can be kept. @throws BrainycpError where somebody relies on that. */
  open(): void;

  /** The entry of this name; undefined where there is none, or what was kept is not one. */
  read(key: EntryKey): KeptEntry | undefined;

  /** All entries. */
  all(): readonly KeptEntry[];

  /** Keeps an entry. @throws BrainycpError where it cannot be kept and somebody relies on that. */
  write(key: EntryKey, value: Entry): void;

  /** Removes an entry, if there is one. @throws Error where that fails. */
  remove(key: EntryKey): void;

  /** Waits until all that was written and removed is kept. @throws BrainycpError where that fails; ask again then. */
  saved(): Promise<void>;
}
