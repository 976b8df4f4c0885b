import { mkdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { reasonOf } from "../coordination/stateFolder";
import { archiveDamaged, messageName, noArchive, systemCode, writing } from "./archiveErrors";
import { plainForm, type ArchiveForm } from "./archiveForm";
import {
  archiveHead,
  findArchives,
  newArchiveFolder,
  type ArchiveFacts,
  type ArchiveHead,
} from "./archiveHead";
import { ArchiveObjects, type StoredObject } from "./archiveObjects";
import { ArchivedMail } from "./archivedMail";
import { readChecked, writeChecked } from "./checkedFile";
import { removeFile, syncFolder } from "./durableFile";
import type { Folder } from "./folder";
import type { MailSource } from "./mailSource";
import { Manifest } from "./manifest";
import type { ManifestEntry } from "./manifestEntry";
import type { KnownMessage } from "./message";
import { Seal } from "./seal";
import type { Progress, Tally } from "./tally";

export type { ArchiveFacts } from "./archiveHead";

const noteFile = z.strictObject({ note: z.record(z.string(), z.unknown()) });
const finishedFile = z.strictObject({ at: z.iso.datetime() });

/**
 * The mail of one address in a folder of plain files: `objects/SHA256.eml`, a manifest in JSON lines, and a seal. Every
 * message is on disk before the manifest names it; a power cut costs at most what came after the last `seal` or `setNote`.
 */
export class Archive implements MailSource {
  private readonly objects: ArchiveObjects;
  private readonly manifest: Manifest;
  private readonly seals: Seal;
  private readonly mail = new ArchivedMail();
  private sealed = false;
  private noted: Readonly<Record<string, unknown>> | undefined;
  private finished: Date | undefined;

  private constructor(
    readonly folder: string,
    readonly facts: ArchiveFacts,
    form: ArchiveForm,
  ) {
    this.objects = new ArchiveObjects(folder, form);
    this.manifest = new Manifest(join(folder, "manifest.jsonl"), form);
    this.seals = new Seal(folder, form);
  }

  /** A new and empty one below `root`. @throws BrainycpError (archive_failed) */
  static create(root: string, { address, owner, endpoint, at }: ArchiveFacts): Archive {
    const facts = { address, owner, endpoint, at };
    const folder = newArchiveFolder(root, facts);
    return writing(root, () => {
      // under another name until it is whole: a folder that looks like an archive is one
      const incoming = join(dirname(folder), `.new-${basename(folder)}`);
      mkdirSync(incoming, { recursive: true, mode: 0o700 });
      const made = new Archive(incoming, facts, plainForm);
      made.objects.make();
      made.manifest.make();
      writeChecked(join(incoming, "archive.json"), { format: 1, ...facts } satisfies ArchiveHead);
      renameSync(incoming, folder);
      for (const parent of [dirname(folder), root, dirname(root)]) syncFolder(parent);
      return new Archive(folder, facts, plainForm);
    });
  }

  /** Opens one by its folder. @throws BrainycpError (archive_damaged) where it is none, or not as it was written. */
  static open(folder: string): Archive {
    const damaged = (what: string) => (error: unknown) =>
      archiveDamaged(folder, `${what} (${reasonOf(error)})`, error);
    const head = reading(
      () => optional(() => readChecked(join(folder, "archive.json"), archiveHead)),
      damaged("its first file, archive.json, cannot be read"),
    );
    if (head === undefined) throw noArchive(folder);
    const { format, ...facts } = head;
    const opened = new Archive(folder, facts, plainForm);
    reading(() => opened.read(), damaged("its list of messages cannot be read"));
    opened.noted = reading(
      () => optional(() => readChecked(opened.notePath, noteFile))?.note,
      damaged("its note of what is under way, move.json, cannot be read"),
    );
    opened.finished = reading(() => finishedAt(folder), damaged("finished.json cannot be read"));
    return opened;
  }

  /** The folders of all archives below a root, or of one address, oldest first; damaged ones too. */
  static find(root: string, address?: string): string[] {
    return findArchives(root, address);
  }

  /**
   * Stores a message's bytes while they stream in; the same bytes are stored once. They are on disk when it returns.
   *
   * @throws BrainycpError (archive_failed), or what reading the bytes throws; nothing is left behind then.
   */
  store(bytes: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<StoredObject> {
    return this.objects.store(bytes);
  }

  /** Records a folder; the same path again: the last word counts. @throws BrainycpError (archive_failed) */
  addFolder({ path, isSubscribed, holdsMessages }: Folder): void {
    this.write({ entry: "folder", folder: [...path], isSubscribed, holdsMessages });
  }

  /** Records that a folder is gone, with its messages. @throws BrainycpError (archive_failed) */
  dropFolder({ path }: Folder): void {
    this.write({ entry: "folder gone", folder: [...path] });
  }

  /**
   * Records a message that is stored; the same UID again: the last word counts.
   *
   * @throws BrainycpError (archive_failed), or Error for a folder that still has messages of another UIDVALIDITY.
   */
  addMessage(folder: Folder, { uid, size, flags, date, hash }: KnownMessage, uidValidity: string): void {
    if (!this.mail.has(folder)) this.addFolder(folder);
    const path = [...folder.path];
    this.write({ entry: "message", folder: path, uid, uidValidity, size, flags: [...flags], date, hash });
  }

  /** Records that a message is gone. @throws BrainycpError (archive_failed) */
  dropMessage({ path }: Folder, uid: number): void {
    this.write({ entry: "message gone", folder: [...path], uid });
  }

  /** Records that all messages of a folder are gone: its UIDVALIDITY changed. @throws BrainycpError (archive_failed) */
  dropMessages({ path }: Folder): void {
    this.write({ entry: "messages gone", folder: [...path] });
  }

  /** Brings all to the disk and vouches for it, until the next change. @throws BrainycpError (archive_failed) */
  seal(): void {
    if (this.sealed) return;
    this.sync();
    if (this.manifest.sumOnDisk() !== this.manifest.sum())
      throw archiveDamaged(this.folder, "its list of messages is not on disk as it was written");
    writing(this.folder, () => {
      this.objects.tidy();
      this.seals.write(this.whole());
    });
    this.sealed = true;
  }

  get isSealed(): boolean {
    return this.sealed;
  }

  /**
   * Reads every message back and compares it with its hash, and the manifest with its seal.
   *
   * @throws BrainycpError (archive_damaged) naming the message, also for an archive that is not sealed.
   */
  async check(progress?: Progress): Promise<Tally> {
    const whole = new Set<string>();
    let done: Tally = { messages: 0, bytes: 0 };
    for (const folder of this.mail.folders())
      for (const message of this.mail.messages(folder)) {
        if (!whole.has(message.hash))
          await this.readingMessage(folder, message, () => this.objects.check(message.hash));
        whole.add(message.hash);
        done = { messages: done.messages + 1, bytes: done.bytes + message.size };
        progress?.(done, this.mail.tally);
      }
    this.checkSeal();
    return done;
  }

  /** What a move in progress noted; on disk, with all that was archived before. */
  get note(): Readonly<Record<string, unknown>> | undefined {
    return this.noted;
  }

  /** @throws BrainycpError (archive_failed) */
  setNote(note: Readonly<Record<string, unknown>> | undefined): void {
    this.sync();
    writing(this.folder, () => {
      if (note === undefined) removeFile(this.notePath);
      else writeChecked(this.notePath, { note });
    });
    this.noted = note;
  }

  folders(): Promise<readonly Folder[]> {
    return Promise.resolve(this.mail.folders());
  }

  messages(folder: Folder): Promise<readonly KnownMessage[]> {
    return Promise.resolve(this.mail.messages(folder));
  }

  /** @throws BrainycpError (archive_damaged) where the bytes are missing, or not what the hash says. */
  content(folder: Folder, message: KnownMessage): Promise<Buffer> {
    return this.readingMessage(folder, message, () => this.objects.content(message.hash));
  }

  /** The UIDVALIDITY that the UIDs of a folder belong to; undefined where it has none. */
  uidValidity(folder: Folder): string | undefined {
    return this.mail.uidValidity(folder);
  }

  tally(): Tally {
    return this.mail.tally;
  }

  /** Notes that it has done its work: from then on `archiveDays` count. @throws BrainycpError (archive_failed) */
  finish(at: Date): void {
    writing(this.folder, () => writeChecked(finishedPath(this.folder), { at: at.toISOString() }));
    this.finished = at;
  }

  /** When it had done its work; a later change makes it unfinished. */
  get finishedAt(): Date | undefined {
    return this.finished;
  }

  /** Removes it with all its mail. @throws BrainycpError (archive_failed) */
  remove(): void {
    removeArchive(this.folder);
  }

  private get notePath(): string {
    return join(this.folder, "move.json");
  }

  private read(): void {
    const seal = this.seals.read();
    let known: ((hash: string) => boolean) | undefined;
    this.manifest.read({
      isSealed: seal !== undefined,
      isStored: (hash) => (known ??= this.objects.known())(hash),
      apply: (entry) => this.mail.apply(entry),
    });
    if (seal !== undefined && seal !== this.seals.text(this.whole()))
      throw new Error("it is not what its seal, seal.json, vouches for");
    this.sealed = seal !== undefined;
  }

  private whole(): { manifest: string; tally: Tally } {
    return { manifest: this.manifest.sum(), tally: this.mail.tally };
  }

  private checkSeal(): void {
    if (!this.sealed) throw archiveDamaged(this.folder, "it was never completed, so messages may be missing");
    const found = reading(
      () => ({ seal: this.seals.read(), manifest: this.manifest.sumOnDisk() }),
      (error) => archiveDamaged(this.folder, `its list of messages cannot be read (${reasonOf(error)})`),
    );
    if (found.seal !== this.seals.text({ ...this.whole(), manifest: found.manifest }))
      throw archiveDamaged(this.folder, "its list of messages is not what its seal, seal.json, vouches for");
  }

  /** Adds an entry where it changes anything. */
  private write(entry: ManifestEntry): void {
    if (!this.mail.isNews(entry)) return;
    this.mail.refuseUnfit(entry);
    writing(this.folder, () => {
      if (this.sealed) this.seals.remove();
      this.sealed = false;
      if (this.finished !== undefined) removeFile(finishedPath(this.folder));
      this.finished = undefined;
      this.manifest.append(entry);
    });
    this.mail.apply(entry);
  }

  private sync(): void {
    writing(this.folder, () => this.manifest.sync(() => this.objects.sync()));
  }

  private async readingMessage<Value>(
    folder: Folder,
    message: KnownMessage,
    read: () => Promise<Value>,
  ): Promise<Value> {
    try {
      return await read();
    } catch (error) {
      const reason = systemCode(error) === "ENOENT" ? "its file is missing" : reasonOf(error);
      throw archiveDamaged(this.folder, `${messageName(folder, message)}: ${reason}`, error);
    }
  }
}

/** When an archive had done its work; undefined where it has not. @throws Error where that cannot be read. */
export function finishedAt(folder: string): Date | undefined {
  const found = optional(() => readChecked(finishedPath(folder), finishedFile));
  return found === undefined ? undefined : new Date(found.at);
}

/** Removes an archive, whole or damaged. @throws BrainycpError (archive_failed) */
export function removeArchive(folder: string): void {
  writing(folder, () => {
    // under another name first: one that is half removed looks like none
    const leaving = join(dirname(folder), `.removed-${basename(folder)}`);
    renameSync(folder, leaving);
    rmSync(leaving, { recursive: true, force: true });
  });
  try {
    rmdirSync(dirname(folder));
  } catch {
    // it holds other archives of the address
  }
}

function finishedPath(folder: string): string {
  return join(folder, "finished.json");
}

function reading<Value>(read: () => Value, failure: (error: unknown) => Error): Value {
  try {
    return read();
  } catch (error) {
    throw failure(error);
  }
}

/** What a file holds; undefined where there is none. */
function optional<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
