import { renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { NewMessage } from "./appendCommand";
import { ArchiveCipher } from "./archiveCipher";
import {
  archiveDamaged,
  messageName,
  noArchive,
  reading,
  unreadable,
  wrongKey,
  writing,
} from "./archiveErrors";
import { plainForm, type ArchiveForm } from "./archiveForm";
import { findArchives, newArchiveFolder, removeArchive } from "./archiveFolder";
import { readHead, type ArchiveFacts, type ArchiveHead } from "./archiveHead";
import { ArchiveNote, type Note } from "./archiveNote";
import { ArchiveObjects, type StoredObject } from "./archiveObjects";
import { ArchivedMail } from "./archivedMail";
import { writeChecked } from "./checkedFile";
import { readFinished, writeFinished } from "./finished";
import { syncFolder } from "./durableFile";
import type { Folder } from "./folder";
import type { MailSource } from "./mailSource";
import { Manifest } from "./manifest";
import { checkEntry, type ManifestEntry } from "./manifestEntry";
import type { KnownMessage } from "./message";
import { Seal } from "./seal";
import type { Progress, Tally } from "./tally";

export type { ArchiveFacts } from "./archiveHead";

/** The manifest, for people. */
const manifestName = "its list of messages, manifest.jsonl,";
/** Messages that are read back at the same time. */
const checkedAtOnce = 8;
const plain = { cipher: plainForm, encryption: undefined };

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
  private readonly notes: ArchiveNote;
  private noted: Note | undefined;
  private finished: Date | undefined;

  private constructor(
    readonly folder: string,
    readonly facts: ArchiveFacts,
    form: ArchiveForm,
  ) {
    this.objects = new ArchiveObjects(folder, form);
    this.manifest = new Manifest(join(folder, "manifest.jsonl"), form);
    this.notes = new ArchiveNote(folder, form);
    this.seals = new Seal(folder, form);
  }

  /**
   * A new and empty one below `root`.
   *
   * @param key a passphrase that encrypts it
   * @throws BrainycpError (archive_failed)
   */
  static create(root: string, { address, owner, endpoint, at }: ArchiveFacts, key?: string): Archive {
    const facts = { address, owner, endpoint, at };
    const folder = newArchiveFolder(root, facts);
    const { cipher, encryption } = key === undefined ? plain : ArchiveCipher.create(key);
    return writing(root, () => {
      // under another name until it is whole: a folder that looks like an archive is one
      const incoming = join(dirname(folder), `.new-${basename(folder)}`);
      const made = new Archive(incoming, facts, cipher);
      try {
        made.objects.make();
        made.manifest.make();
        writeChecked(join(incoming, "archive.json"), {
          format: 1,
          ...facts,
          ...(encryption === undefined ? {} : { encryption }),
        } satisfies ArchiveHead);
        renameSync(incoming, folder);
      } catch (error) {
        rmSync(incoming, { recursive: true, force: true });
        throw error;
      }
      syncFolder(dirname(folder));
      return new Archive(folder, facts, cipher);
    });
  }

  /**
   * Opens one by its folder.
   *
   * @param key the passphrase it was made with; an archive that is not encrypted needs none
   * @throws BrainycpError (archive_damaged) where it is none, not as it was written, or the key is not its own.
   */
  static open(folder: string, key?: string): Archive {
    const { format, encryption, ...facts } = headOf(folder);
    const form =
      encryption === undefined
        ? plainForm
        : key === undefined
          ? undefined
          : ArchiveCipher.open(key, encryption);
    if (form === undefined) throw wrongKey(folder, key !== undefined);
    const opened = new Archive(folder, facts, form);
    opened.read();
    opened.noted = reading(folder, "its note of what is under way, move.json,", () => opened.notes.read());
    opened.finished = reading(folder, "its file finished.json", () => readFinished(folder));
    return opened;
  }

  /** What an archive says of itself; known without its key. @throws BrainycpError (archive_damaged) where it is none */
  static factsOf(folder: string): ArchiveFacts {
    return headOf(folder);
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
  addMessage(folder: Folder, message: KnownMessage, uidValidity: string): void {
    this.addMessages(folder, [message], uidValidity);
  }

  /** Records messages as `addMessage` does, all or none. */
  addMessages(folder: Folder, messages: readonly KnownMessage[], uidValidity: string): void {
    if (!this.mail.has(folder)) this.addFolder(folder);
    const path = [...folder.path];
    this.write(
      ...messages.map(({ uid, size, flags, date, hash }): ManifestEntry => {
        return { entry: "message", folder: path, uid, uidValidity, size, flags: [...flags], date, hash };
      }),
    );
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
    const onDisk = reading(this.folder, manifestName, () => this.manifest.sumOnDisk());
    if (onDisk !== this.manifest.sum())
      throw archiveDamaged(this.folder, `${manifestName} is not on disk as it was written`);
    writing(this.folder, () => {
      this.objects.tidy();
      this.seals.write({ manifest: onDisk, tally: this.mail.tally });
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
    const begun = new Set<string>();
    let done: Tally = { messages: 0, bytes: 0 };
    const check = async (folder: Folder, message: KnownMessage): Promise<void> => {
      const isBegun = begun.has(message.hash);
      begun.add(message.hash);
      if (!isBegun) await this.readingMessage(folder, message, () => this.objects.check(message.hash));
      done = { messages: done.messages + 1, bytes: done.bytes + message.size };
      progress?.(done, this.mail.tally);
    };
    for (const folder of this.mail.folders()) {
      const messages = this.mail.messages(folder);
      for (let start = 0; start < messages.length; start += checkedAtOnce)
        await Promise.all(
          messages.slice(start, start + checkedAtOnce).map((message) => check(folder, message)),
        );
    }
    this.checkSeal();
    return done;
  }

  /** What a move in progress noted; on disk, with all that was archived before. */
  get note(): Note | undefined {
    return this.noted;
  }

  /** @throws BrainycpError (archive_failed) */
  setNote(note: Note | undefined): void {
    this.sync();
    writing(this.folder, () => this.notes.write(note));
    this.noted = note;
  }

  folders(): Promise<readonly Folder[]> {
    return Promise.resolve(this.mail.folders());
  }

  messages(folder: Folder): Promise<readonly KnownMessage[]> {
    return Promise.resolve(this.mail.messages(folder));
  }

  /** @throws BrainycpError (archive_damaged) where the bytes are missing, or not what the hash says. */
  contents(folder: Folder, messages: readonly KnownMessage[]): Promise<readonly NewMessage[]> {
    return Promise.all(
      messages.map(async (message) => ({
        message,
        bytes: await this.readingMessage(folder, message, () => this.objects.content(message.hash)),
      })),
    );
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
    writing(this.folder, () => writeFinished(this.folder, at));
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

  private read(): void {
    const seal = this.readSeal();
    let known: ((hash: string) => boolean) | undefined;
    reading(this.folder, manifestName, () =>
      this.manifest.read({
        isSealed: seal !== undefined,
        isStored: (hash) => (known ??= this.objects.known())(hash),
        apply: (entry) => this.mail.apply(entry),
      }),
    );
    this.sealed = seal !== undefined;
    if (seal !== undefined) this.compareSeal(seal, this.manifest.sum());
  }

  private checkSeal(): void {
    if (!this.sealed) throw archiveDamaged(this.folder, "it was never completed, so messages may be missing");
    const onDisk = reading(this.folder, manifestName, () => this.manifest.sumOnDisk());
    this.compareSeal(this.readSeal(), onDisk);
  }

  private readSeal(): string | undefined {
    return reading(this.folder, "its seal, seal.json,", () => this.seals.read());
  }

  private compareSeal(seal: string | undefined, manifest: string): void {
    const whole = { manifest, tally: this.mail.tally };
    const text = reading(this.folder, "its first file, archive.json,", () => this.seals.text(whole));
    if (seal !== text)
      throw archiveDamaged(
        this.folder,
        `${manifestName} or another file is not what its seal, seal.json, vouches for`,
      );
  }

  /** Adds those entries that change anything. */
  private write(...entries: readonly ManifestEntry[]): void {
    const news = entries.filter((entry) => this.mail.isNews(entry));
    if (news.length === 0) return;
    for (const entry of news) {
      checkEntry(entry);
      this.mail.refuseUnfit(entry);
    }
    writing(this.folder, () => {
      if (this.sealed) this.seals.remove();
      this.sealed = false;
      if (this.finished !== undefined) writeFinished(this.folder, undefined);
      this.finished = undefined;
      this.manifest.append(...news);
    });
    for (const entry of news) this.mail.apply(entry);
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
      throw unreadable(this.folder, messageName(folder, message), error);
    }
  }
}

function headOf(folder: string): ArchiveHead {
  const head = reading(folder, "its first file, archive.json,", () => readHead(folder));
  if (head === undefined) throw noArchive(folder);
  return head;
}
