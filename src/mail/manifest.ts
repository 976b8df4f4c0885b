import { createHash } from "node:crypto";
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { BrainycpError } from "../adapter/errors";
import type { ArchiveForm } from "./archiveForm";
import { syncFile } from "./durableFile";
import { parseEntry, type ManifestEntry } from "./manifestEntry";

/** Where a manifest's reader puts what it reads. */
export interface ManifestReader {
  /** Whether every byte must be there; else a tail that was never synced may be torn. */
  readonly isSealed: boolean;
  /** Whether a message's bytes are stored. */
  isStored(hash: string): boolean;
  apply(entry: ManifestEntry): void;
}

/** The append-only list of what is in an archive: JSON lines, and after a power cut perhaps a torn one at the end. */
export class Manifest {
  /** Bytes of whole lines; what follows them in the file is torn, and cut off before the next line. */
  private length = 0;
  private readonly digest = createHash("sha256");
  private isTorn = false;
  private isSynced = true;

  constructor(
    private readonly path: string,
    private readonly form: ArchiveForm,
  ) {}

  /** Makes an empty one. @throws Error of the file system. */
  make(): void {
    writeFileSync(this.path, "", { mode: 0o600, flag: "wx", flush: true });
  }

  /**
   * Reads it. Lines that were never synced may be lost in a power cut: the first of them that is torn, or whose message
   * is not stored, ends the manifest.
   *
   * @throws Error where it is missing, or a line is unreadable that a power cut cannot have torn.
   */
  read(reader: ManifestReader): void {
    const unsynced: { entry: ManifestEntry; line: Buffer }[] = [];
    const take = (): void => {
      for (const { entry, line } of unsynced.splice(0)) {
        if (entry.entry === "message" && !reader.isSealed && !this.isSynced && !reader.isStored(entry.hash)) {
          this.isTorn = true;
          return;
        }
        reader.apply(entry);
        this.add(line);
      }
    };
    let number = 0;
    for (const line of linesOf(this.path)) {
      number += 1;
      const entry = this.entryOf(line);
      this.isTorn ||= entry === undefined;
      if (this.isTorn && (reader.isSealed || entry?.entry === "synced"))
        throw new Error(`line ${number} of its manifest, or one before it, is unreadable`);
      if (entry === undefined || this.isTorn) continue;
      unsynced.push({ entry, line: Buffer.from(line) });
      this.isSynced = entry.entry === "synced";
      if (this.isSynced || reader.isSealed) take();
    }
    take();
  }

  /** Adds lines, which are on disk after `sync`. @throws Error of the file system; none of them is there then. */
  append(...entries: readonly ManifestEntry[]): void {
    const lines = Buffer.from(
      entries.map((entry) => `${this.form.encode(JSON.stringify(entry))}\n`).join(""),
    );
    const file = openSync(this.path, "r+");
    try {
      if (this.isTorn) ftruncateSync(file, this.length);
      else if (fstatSync(file).size !== this.length) throw otherWriter(this.path);
      this.isTorn = true;
      for (let written = 0; written < lines.length;)
        written += writeSync(file, lines, written, lines.length - written, this.length + written);
      this.isTorn = false;
    } finally {
      closeSync(file);
    }
    this.add(lines);
    this.isSynced = false;
  }

  /** Brings all lines to the disk, after the messages that they name. @throws Error of the file system. */
  sync(syncObjects: () => void): void {
    if (this.isSynced && !this.isTorn) return;
    syncObjects();
    syncFile(this.path);
    this.append({ entry: "synced" });
    syncFile(this.path);
    this.isSynced = true;
  }

  /** The SHA-256 of all lines. */
  sum(): string {
    return this.digest.copy().digest("hex");
  }

  /** The SHA-256 of all lines as they are on disk now. @throws Error of the file system. */
  sumOnDisk(): string {
    const digest = createHash("sha256");
    for (const line of linesOf(this.path)) digest.update(line);
    return digest.digest("hex");
  }

  private add(lines: Buffer): void {
    this.digest.update(lines);
    this.length += lines.length;
  }

  private entryOf(line: Buffer): ManifestEntry | undefined {
    if (line.at(-1) !== 0x0a) return undefined;
    try {
      return parseEntry(this.form.decode(line.toString("utf8", 0, line.length - 1)));
    } catch {
      return undefined;
    }
  }
}

function otherWriter(path: string): BrainycpError {
  return new BrainycpError({
    code: "archive_failed",
    problem: `The archive of mail in ${dirname(path)} is written by another run at the same time`,
    nextStep: "Wait until that run has ended, and run again",
  });
}

/** The lines of a file with their ends; each counts only until the next. */
function* linesOf(path: string): Generator<Buffer> {
  const file = openSync(path, "r");
  try {
    const piece = Buffer.allocUnsafe(1_048_576);
    let rest: Buffer = Buffer.alloc(0);
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      const bytes = Buffer.concat([rest, piece.subarray(0, read)]);
      let start = 0;
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
        yield bytes.subarray(start, end + 1);
        start = end + 1;
      }
      rest = bytes.subarray(start);
    }
    if (rest.length > 0) yield rest;
  } finally {
    closeSync(file);
  }
}
