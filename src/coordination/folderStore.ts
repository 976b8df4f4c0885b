import { createHash } from "node:crypto";
import { readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { EntryKey, JournalStore, KeptEntry } from "./journalStore";
import { MemoryStore, nameOf } from "./memoryStore";
import { makeFolder, type StateFolder } from "./stateFolder";

/** Entries as files in the folder `journal` of a folder that runs share; in memory where there is no such folder. */
export class FolderStore implements JournalStore {
  private readonly memory = new MemoryStore();

  constructor(private readonly folder: StateFolder) {}

  load(): Promise<void> {
    return Promise.resolve();
  }

  open(): void {
    this.folder.open();
  }

  read(key: EntryKey): KeptEntry | undefined {
    const file = this.fileOf(key);
    if (file === undefined) return this.memory.read(key);
    try {
      return { value: JSON.parse(readFileSync(file, "utf8")), written: statSync(file).mtimeMs };
    } catch {
      // not there, or cut off by the death of its writer: nothing was sent then
      return undefined;
    }
  }

  write(key: EntryKey, value: unknown): void {
    const file = this.fileOf(key);
    if (file === undefined) {
      this.memory.write(key, value);
      return;
    }
    try {
      const temporary = `${file}.${process.pid}`;
      makeFolder(dirname(file));
      writeFileSync(temporary, JSON.stringify(value), { mode: 0o600 });
      // a reader sees the old entry or the new one, never half of it
      renameSync(temporary, file);
    } catch (error) {
      this.folder.failed(error);
    }
  }

  remove(key: EntryKey): void {
    this.memory.remove(key);
    const file = this.fileOf(key);
    if (file === undefined) return;
    try {
      // rmSync asks for more than it needs, and this is done at each step
      unlinkSync(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }

  saved(): Promise<void> {
    return Promise.resolve();
  }

  private fileOf(key: EntryKey): string | undefined {
    const folder = this.folder.find();
    if (folder === undefined) return undefined;
    return join(folder, "journal", `${createHash("sha256").update(nameOf(key)).digest("hex")}.json`);
  }
}
