import { absorbMail } from "./absorbMail";
import type { Archive } from "./archive";
import { archiveDamaged } from "./archiveErrors";
import { archiveMail } from "./archiveMail";
import { ImapMailbox, messageName } from "./imapMailbox";
import type { MailLogin } from "./imapSession";
import type { MailServer } from "./mailServer";
import { restoreMail } from "./restoreMail";
import { moveNote, type MoveNote, type Shelter } from "./shelter";
import { sweep } from "./sweep";
import type { Progress, Tally } from "./tally";

/** An archive on disk that holds the mail of a mailbox while that is made anew. */
export class ArchiveShelter implements Shelter {
  private constructor(
    private readonly server: MailServer,
    private made: Archive | undefined,
    private known: MoveNote,
    private readonly create: () => Archive,
  ) {}

  /** One that an earlier run made. */
  static of(archive: Archive, server: MailServer): ArchiveShelter {
    return new ArchiveShelter(server, archive, moveNote.parse(archive.note), () => archive);
  }

  /** A new one, which is made when its mailbox is opened. */
  static new(create: () => Archive, server: MailServer, first: MoveNote): ArchiveShelter {
    return new ArchiveShelter(server, undefined, first, create);
  }

  get note(): MoveNote {
    return this.known;
  }

  get where(): string {
    return this.archive.folder;
  }

  get byHand(): string {
    return `npx pulumi-brainycp mail restore ${this.archive.folder} --to ADDRESS`;
  }

  async open<T>(login: MailLogin, work: (mailbox: ImapMailbox) => Promise<T>): Promise<T> {
    const mailbox = await ImapMailbox.open(this.server, login);
    try {
      if (this.made === undefined) await this.setNote(this.known);
      return await work(mailbox);
    } finally {
      await mailbox.close();
    }
  }

  setNote(note: MoveNote): Promise<void> {
    this.archive.setNote(note);
    this.known = note;
    return Promise.resolve();
  }

  async fill(mailbox: ImapMailbox, progress?: Progress): Promise<Tally> {
    await archiveMail(mailbox, this.archive, progress);
    await sweep(mailbox, this.archive);
    return this.archive.check();
  }

  async topUp(mailbox: ImapMailbox): Promise<void> {
    await sweep(mailbox, this.archive);
  }

  async absorb(mailbox: ImapMailbox): Promise<Tally> {
    this.refuseUnsealed();
    const { note } = this;
    await this.setNote({ ...note, isAbsorbing: true });
    await absorbMail(mailbox, this.archive);
    this.archive.seal();
    await this.setNote(note);
    return this.archive.check();
  }

  restoreTo(mailbox: ImapMailbox, progress?: Progress): Promise<Tally> {
    this.refuseUnsealed();
    return restoreMail(this.archive, mailbox, progress);
  }

  async unfit(): Promise<string | undefined> {
    for (const folder of await this.archive.folders())
      for (const message of await this.archive.messages(folder))
        if (message.size === 0) return messageName(folder, message);
    return undefined;
  }

  tally(): Promise<Tally> {
    return Promise.resolve(this.archive.tally());
  }

  finish(): Promise<void> {
    this.archive.finish(new Date());
    this.archive.setNote(undefined);
    return Promise.resolve();
  }

  keep(): Promise<void> {
    return this.finish();
  }

  abandon(): Promise<void> {
    this.archive.remove();
    return Promise.resolve();
  }

  /** @throws BrainycpError (`archive_damaged`) where its seal is missing, though all mail was taken in: so may be more */
  private refuseUnsealed(): void {
    const { step, isAbsorbing } = this.note;
    if (step === "filling" || isAbsorbing === true || this.archive.isSealed) return;
    throw archiveDamaged(this.where, "its seal, seal.json, is missing");
  }

  private get archive(): Archive {
    this.made ??= this.create();
    return this.made;
  }
}
