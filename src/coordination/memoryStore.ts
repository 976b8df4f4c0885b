import type { EntryKey, JournalStore, KeptEntry } from "./journalStore";

/** Entries that end with this process: a run then knows only what it made itself. */
export class MemoryStore implements JournalStore {
  private readonly entries = new Map<string, KeptEntry>();

  load(): Promise<void> {
    return Promise.resolve();
  }

  open(): void {
    // there is nothing that could fail
  }

  read(key: EntryKey): KeptEntry | undefined {
    return this.entries.get(nameOf(key));
  }

  write(key: EntryKey, value: unknown): void {
    this.put(key, { value, written: Date.now() });
  }

  /** Takes an entry over that was kept elsewhere before. */
  put(key: EntryKey, kept: KeptEntry): void {
    this.entries.set(nameOf(key), kept);
  }

  remove(key: EntryKey): void {
    this.entries.delete(nameOf(key));
  }

  saved(): Promise<void> {
    return Promise.resolve();
  }
}

/** One text for what an entry is about. */
export function nameOf({ project, endpoint, kind, name }: EntryKey): string {
  return JSON.stringify([project, endpoint, kind, name]);
}
