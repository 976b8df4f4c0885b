import { absorbMail } from "./absorbMail";
import type { Archive } from "./archive";
import { archiveMail } from "./archiveMail";
import type { ImapMailbox } from "./imapMailbox";
import { restoreMail } from "./restoreMail";
import { moveNote, type MoveNote, type Shelter } from "./shelter";
import { sweep } from "./sweep";
import type { Progress, Tally } from "./tally";

/** An archive on disk that holds the mail of a mailbox while that is made anew. */
export class ArchiveShelter implements Shelter {
  private known: MoveNote;

  /** @param archive one with a note, or a new one, which gets this note first */
  constructor(
    readonly archive: Archive,
    first?: MoveNote,
  ) {
    if (first !== undefined) archive.setNote(first);
    this.known = first ?? moveNote.parse(archive.note);
  }

  get note(): MoveNote {
    return this.known;
  }

  get where(): string {
    return this.archive.folder;
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
    await absorbMail(mailbox, this.archive);
    this.archive.seal();
    return this.archive.check();
  }

  restoreTo(mailbox: ImapMailbox, progress?: Progress): Promise<Tally> {
    return restoreMail(this.archive, mailbox, progress);
  }

  tally(): Promise<Tally> {
    return Promise.resolve(this.archive.tally());
  }

  finish(): Promise<void> {
    this.archive.finish(new Date());
    this.archive.setNote(undefined);
    return Promise.resolve();
  }

  abandon(): Promise<void> {
    this.archive.remove();
    return Promise.resolve();
  }
}
