import { createHash, createHmac } from "node:crypto";
import { domainOf } from "../../adapter/address";
import { BrainycpError } from "../../adapter/errors";
import type { Site } from "../../lifecycle/session";
import { folderName, type Folder } from "../../mail/folder";
import { ImapMailbox } from "../../mail/imapMailbox";
import type { MailLogin } from "../../mail/imapSession";
import { MailMirror } from "../../mail/mailMirror";
import { mailServerOf, type MailServer } from "../../mail/mailServer";
import { toTheSecond, type Message } from "../../mail/message";
import type { MailSource } from "../../mail/mailSource";
import { restoreMail } from "../../mail/restoreMail";
import { moveNote, type MoveNote, type Shelter } from "../../mail/shelter";
import type { Progress, Tally } from "../../mail/tally";
import { afterProvisioning, isRefusedLogin, withMailbox } from "./departure";
import { addMailbox, deleteMailbox, seeMailbox, type MailboxSpec } from "./mailboxCalls";

/** The folder of the second mailbox that holds what is noted, the newest message last. */
const notes: Folder = { path: ["pulumi-brainycp"], isSubscribed: false, holdsMessages: true };
/** What is noted for a mailbox that is gone for good, and whose mail stays. */
const kept = "kept";

/** How often a mailbox that changes all the time is followed. */
const passes = 5;

/**
 * A second mailbox on the panel that holds the mail of a mailbox while that is made anew. Its address and its password
 * follow from the mailbox's address and the account's password, so any machine with that finds it and goes on.
 */
export class PanelShelter implements Shelter {
  readonly byHand = "move it with any mail program, after you gave that mailbox a password in the panel";
  private readonly server: MailServer;
  private readonly mirror = new MailMirror(isNotes);
  /** The second mailbox, while it is open. */
  private second: ImapMailbox | undefined;
  private quiet: string | undefined;

  private constructor(
    private readonly site: Site,
    private readonly email: string,
    private readonly spec: MailboxSpec,
    private known: MoveNote,
    private isMade: boolean,
    private isNoted: boolean,
  ) {
    this.server = mailServerOf(site.settings);
    if (this.server.connections < 2) {
      throw new BrainycpError({
        code: "config",
        problem: "brainycp:imapConnections must be 2 or more while brainycp:archive is panel",
        nextStep:
          "Nothing was touched. Allow a second connection:\n  pulumi config set brainycp:imapConnections 2",
      });
    }
  }

  /**
   * The second mailbox of a mailbox, where the panel's list shows it; undefined also where it holds the mail of a mailbox
   * that was removed.
   */
  static async find(
    site: Site,
    mailbox: Pick<MailboxSpec, "email" | "owner">,
  ): Promise<PanelShelter | undefined> {
    const spec = secondOf(site, mailbox, 0);
    const { is } = await seeMailbox(site.panel, spec);
    if (is !== "present") return undefined;
    const text = await withMailbox(site, spec, lastNote).catch((error: unknown) => {
      throw isRefusedLogin(error) ? notOpened(error, spec.email, mailbox.email) : error;
    });
    if (text === kept) return undefined;
    const note = text === undefined ? undefined : moveNote.parse(JSON.parse(text));
    // killed before its first note: nothing was taken in
    const first: MoveNote = { step: "filling", quota: 0, password: "" };
    return new PanelShelter(site, mailbox.email, spec, note ?? first, true, note !== undefined);
  }

  /** A new one, which is made when its mailbox is opened. */
  static new(site: Site, mailbox: Pick<MailboxSpec, "email" | "owner">, first: MoveNote): PanelShelter {
    return new PanelShelter(site, mailbox.email, secondOf(site, mailbox, first.quota), first, false, false);
  }

  /** Goes on with the second mailbox of a mailbox that was removed for good, where it is there: notes again what was noted. */
  static async takeUp(
    site: Site,
    mailbox: Pick<MailboxSpec, "email" | "owner">,
    note: MoveNote,
  ): Promise<void> {
    const spec = secondOf(site, mailbox, note.quota);
    if ((await seeMailbox(site.panel, spec)).is !== "present") return;
    await new PanelShelter(site, mailbox.email, spec, note, true, false).setNote(note);
  }

  get note(): MoveNote {
    return this.known;
  }

  get where(): string {
    return `the mailbox ${this.spec.email} on the panel`;
  }

  async open<T>(login: MailLogin, work: (mailbox: ImapMailbox) => Promise<T>): Promise<T> {
    if (!this.isMade) await this.make(login);
    const own = { address: this.spec.email, password: this.spec.password };
    const [mailbox, second] = await ImapMailbox.openAll(this.server, [login, own]);
    this.second = second;
    try {
      if (!this.isNoted) await this.setNote(this.known);
      return await work(mailbox);
    } finally {
      this.second = undefined;
      await Promise.all([mailbox.close(), second.close()]);
    }
  }

  async setNote(note: MoveNote): Promise<void> {
    await this.write(JSON.stringify(note));
    this.isNoted = true;
    this.known = note;
  }

  async fill(mailbox: ImapMailbox, progress?: Progress): Promise<Tally> {
    await this.follow(mailbox, progress);
    return this.tally();
  }

  async topUp(mailbox: ImapMailbox): Promise<void> {
    if ((await mailbox.state()) !== this.quiet) await this.follow(mailbox);
  }

  async absorb(mailbox: ImapMailbox): Promise<Tally> {
    await this.withSecond((second) => restoreMail(mailbox, second));
    return this.tally();
  }

  restoreTo(mailbox: ImapMailbox, progress?: Progress): Promise<Tally> {
    return this.withSecond((second) => restoreMail(withoutNotes(second), mailbox, progress));
  }

  unfit(): Promise<undefined> {
    // it would not have been taken in
    return Promise.resolve(undefined);
  }

  tally(): Promise<Tally> {
    return this.withSecond(async (second) => {
      const noted = await notedIn(second);
      const { messages, bytes } = await second.tally();
      return {
        messages: messages - noted.length,
        bytes: bytes - noted.reduce((sum, { size }) => sum + size, 0),
      };
    });
  }

  finish(): Promise<void> {
    return this.abandon();
  }

  keep(): Promise<void> {
    return this.write(kept);
  }

  async abandon(): Promise<void> {
    if (this.isMade) await deleteMailbox(this.site.panel, this.spec);
  }

  /** Proves the login to the mailbox, then makes the second one. */
  private async make(login: MailLogin): Promise<void> {
    const { is } = await seeMailbox(this.site.panel, this.spec);
    if (is === "present") throw holdsOtherMail(this.spec.email, this.email);
    if (is === "unknown") throw notFoundAgain(this.spec.email, this.email);
    const proof = { email: login.address, password: login.password };
    await withMailbox(this.site, proof, () => Promise.resolve());
    const { meaning } = await addMailbox(this.site.panel, this.spec, true);
    if (meaning === "alreadyExists") throw holdsOtherMail(this.spec.email, this.email);
    this.isMade = true;
    // the mail server has to learn of it
    await afterProvisioning(() => withMailbox(this.site, this.spec, () => Promise.resolve()));
  }

  /** Follows the mailbox until nothing changed in it meanwhile. */
  private async follow(mailbox: ImapMailbox, progress?: Progress): Promise<void> {
    for (let pass = 1; pass <= passes; pass += 1) {
      const before = await mailbox.state();
      await this.withSecond((second) => this.mirror.update(mailbox, second, progress));
      this.quiet = await mailbox.state();
      if (this.quiet === before) return;
    }
    throw new BrainycpError({
      code: "mail_moving",
      problem: `the mailbox changed while its mail was copied to ${this.spec.email}, ${passes} times in a row`,
      nextStep: "Run it again when less mail arrives, and with mail programs closed. Nothing was deleted",
    });
  }

  private write(text: string): Promise<void> {
    return this.withSecond(async (second) => {
      await second.makeFolders([notes]);
      const bytes = Buffer.from(`Subject: what pulumi-brainycp does with this mailbox\r\n\r\n${text}\r\n`);
      const date = toTheSecond(new Date());
      await second.append(notes, { message: { uid: 0, size: bytes.length, flags: ["\\Seen"], date }, bytes });
    });
  }

  private withSecond<T>(work: (second: ImapMailbox) => Promise<T>): Promise<T> {
    return this.second === undefined ? withMailbox(this.site, this.spec, work) : work(this.second);
  }
}

/** The second mailbox of a mailbox: its name and its password are derived, so no machine has to be told them. */
function secondOf(
  { settings }: Site,
  { email, owner }: Pick<MailboxSpec, "email" | "owner">,
  quota: number,
): MailboxSpec {
  const digest = createHash("sha256").update(email).digest("hex").slice(0, 16);
  const password = createHmac("sha256", settings.password).update(`keep ${email}`).digest("base64url");
  // the notes need room too
  return {
    email: `keep-${digest}@${domainOf(email)}`,
    password,
    quota: quota === 0 ? 0 : Math.ceil(quota * 1.1) + 1,
    owner,
  };
}

async function lastNote(second: ImapMailbox): Promise<string | undefined> {
  const last = (await notedIn(second)).at(-1);
  if (last === undefined) return undefined;
  const [written] = await second.contents(notes, [last]);
  return written?.bytes.toString("utf8").split("\r\n\r\n")[1]?.trim();
}

/** What is noted; nothing where the run that made the second mailbox was killed at once. */
async function notedIn(second: ImapMailbox): Promise<readonly Message[]> {
  return (await second.folders()).some(isNotes) ? second.list(notes) : [];
}

function isNotes(folder: Folder): boolean {
  return folderName(folder) === folderName(notes);
}

function withoutNotes(second: ImapMailbox): MailSource {
  return {
    folders: async () => (await second.folders()).filter((folder) => !isNotes(folder)),
    messages: (folder) => second.messages(folder),
    contents: (folder, messages) => second.contents(folder, messages),
  };
}

function notFoundAgain(second: string, email: string): BrainycpError {
  return new BrainycpError({
    code: "list_unrecognised",
    problem: `the mail of mailbox ${email} cannot be kept in ${second} on the panel: the panel's list of mailboxes was not recognised, so no later run would find it there`,
    nextStep: "Name a folder in brainycp:archive. Nothing was touched",
  });
}

function notOpened(error: BrainycpError, second: string, email: string): BrainycpError {
  return error.withNextStep(
    `${second} holds the mail of mailbox ${email} for an interrupted run; its password follows from the account's. Where that ` +
      "was changed since, change it back until pulumi up has put the mail back; or move that mail with any mail program, " +
      "after you gave that mailbox a password in the panel, and delete it there. Nothing was touched",
  );
}

function holdsOtherMail(second: string, email: string): BrainycpError {
  return new BrainycpError({
    code: "mail_moving",
    problem: `${second} on the panel still holds the mail of a mailbox ${email} that was removed`,
    nextStep:
      "Move that mail with any mail program, after you gave that mailbox a password in the panel, and delete it there; or name a folder " +
      "in brainycp:archive. Nothing was touched",
  });
}
