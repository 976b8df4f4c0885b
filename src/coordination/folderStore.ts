import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { log } from "../adapter/log";
import { EntryLog } from "./entryLog";
import { keptEntry, type KeptEntry } from "./entry";
import type { EntryKey, Kept } from "./journalStore";
import { MirroredStore, type Change } from "./mirroredStore";
import { reasonOf, type StateFolder } from "./stateFolder";

/**
 * Entries in the folder `journal` of a folder that runs share, in a log for each project and panel. Where there is no such
 * folder, they end with this process: a run then knows only what it made itself.
 */
export class FolderStore extends MirroredStore {
  /** The folder of journals that is in use. */
  private path: string | undefined;
  private entries: EntryLog | undefined;
  /** Whether what this process noted is not all kept there. */
  private isPartial = false;
  /** Whether version 0.1.0 may have left entries there. */
  private hasEarlier = false;

  constructor(
    private readonly folder: StateFolder,
    private readonly project: string,
    private readonly endpoint: string,
  ) {
    super();
  }

  /** @throws BrainycpError where somebody relies on a folder that cannot be written. */
  override open(): void {
    if (this.use(this.folder.open())) this.take(this.kept());
  }

  /** Where not all that this process noted is kept, it stays at hand beside what is. */
  override async reload(): Promise<void> {
    if (this.use(this.folder.find()) || this.entries === undefined || this.isPartial) this.take(this.kept());
    else await super.reload();
  }

  override read(key: EntryKey): KeptEntry | undefined {
    return super.read(key) ?? this.readEarlier(key);
  }

  override remove(key: EntryKey): void {
    super.remove(key);
    this.removeEarlier(key);
  }

  /** Leaves what later runs need, and no more. */
  end(): void {
    try {
      this.entries?.end();
    } catch (error) {
      log(`files of the journal stay: ${reasonOf(error)}`);
    }
  }

  protected fetch(): Promise<readonly Kept[]> {
    this.use(this.folder.find());
    return Promise.resolve(this.kept());
  }

  protected keep(changes: readonly Change[]): Promise<void> {
    try {
      this.entries?.add(changes.map(({ key, value }) => ({ ...key, value })));
      return Promise.resolve();
    } catch (error) {
      this.folder.failed(error);
      this.isPartial = true;
      return Promise.resolve();
    }
  }

  private kept(): readonly Kept[] {
    return this.entries?.read() ?? [];
  }

  /** @returns whether this is another folder than the one before */
  private use(folder: string | undefined): boolean {
    const path = folder === undefined ? undefined : join(folder, "journal");
    if (path === this.path) return false;
    this.path = path;
    this.entries = undefined;
    if (folder === undefined || path === undefined) return true;
    this.entries = new EntryLog(folder, join(path, hashOf([this.project, this.endpoint])));
    this.hasEarlier = namesIn(path).some((name) => name.endsWith(".json"));
    return true;
  }

  /** An entry of version 0.1.0: a file that only its key finds. */
  private readEarlier(key: EntryKey): KeptEntry | undefined {
    if (!this.hasEarlier) return undefined;
    try {
      const file = this.earlierFile(key);
      return keptEntry(JSON.parse(readFileSync(file, "utf8")), statSync(file).mtimeMs);
    } catch {
      // not there, or cut off by the death of its writer: nothing was sent then
      return undefined;
    }
  }

  private removeEarlier(key: EntryKey): void {
    if (!this.hasEarlier) return;
    try {
      unlinkSync(this.earlierFile(key));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }

  private earlierFile({ kind, name }: EntryKey): string {
    return join(this.path ?? "", `${sha256([this.project, this.endpoint, kind, name])}.json`);
  }
}

/** A name for a folder of what is about these. */
function hashOf(parts: readonly string[]): string {
  return sha256(parts).slice(0, 32);
}

function sha256(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
