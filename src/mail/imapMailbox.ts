import type { FetchMessageObject, ImapFlow, ListResponse } from "imapflow" with {
  "resolution-mode": "import",
};
import { createHash } from "node:crypto";
import { BrainycpError } from "../adapter/errors";
import { folderName, type Folder } from "./folder";
import { appendArguments, type CommandPart, type NewMessage } from "./appendCommand";
import { FolderPaths } from "./folderPaths";
import { imapFailure, imapRefusal } from "./imapFailures";
import { ImapSession, type MailLogin } from "./imapSession";
import type { MailServer } from "./mailServer";
import type { MailSource } from "./mailSource";
import { toTheSecond, type KnownMessage, type Message } from "./message";
import { eachBatch, isLarge, mostTogether, portion, type Batch } from "./messageBatches";
import type { Tally } from "./tally";

/** A message with its bytes, which can be read once. */
export interface MessageContent {
  readonly message: Message;
  readonly bytes: Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** A mailbox on a mail server, for one caller at a time. Nothing it reads is marked as read. */
export class ImapMailbox implements MailSource {
  private readonly paths: FolderPaths;
  /** The names of folders as the server writes them, by the names in Unicode. */
  private writtenPaths: ReadonlyMap<string, string> = new Map();

  private constructor(private readonly session: ImapSession) {
    this.paths = new FolderPaths(session.namespace);
  }

  /**
   * Logs in, once. Where as many connections to the server are open as there may be, it waits for its turn.
   *
   * @throws BrainycpError (`imap_login_refused`, `imap_unreachable`, `tls` or `imap_failed`).
   */
  static async open(server: MailServer, login: MailLogin): Promise<ImapMailbox> {
    return new ImapMailbox(await ImapSession.open(server, login));
  }

  /** Opens several together: who holds one must not wait for another, since others may do the same. */
  static async openAll<const Logins extends readonly MailLogin[]>(
    server: MailServer,
    logins: Logins,
  ): Promise<{ readonly [Place in keyof Logins]: ImapMailbox }> {
    const sessions = await ImapSession.openAll(server, logins);
    // one for each login, which the type of `map` does not say
    return sessions.map((session) => new ImapMailbox(session)) as {
      readonly [Place in keyof Logins]: ImapMailbox;
    };
  }

  /** All folders that are the user's own, sorted by their names. */
  async folders(): Promise<readonly Folder[]> {
    const entries = await this.session.run("listing the folders", (client) => client.list());
    this.writtenPaths = new Map(entries.map(({ path, pathAsListed }) => [path, pathAsListed]));
    const isInboxSubscribed = await this.isInboxSubscribed();
    return entries
      .map((entry) => this.paths.folder(entry))
      .map((folder) => (isInbox(folder) ? { ...folder, isSubscribed: isInboxSubscribed } : folder))
      .sort((a, b) => (folderName(a) < folderName(b) ? -1 : 1));
  }

  /** The messages of a folder without their content, in the order in which they stand there. */
  async list(folder: Folder): Promise<readonly Message[]> {
    const step = reading(folder);
    for (let attempt = 1; ; attempt += 1) {
      const atFirst = await this.open(folder);
      if (atFirst === 0) return [];
      const query = { uid: true, flags: true, internalDate: true, size: true };
      const rows = await this.session.run(step, (client) => client.fetchAll("1:*", query, { uid: true }));
      const messages = rows.flatMap((row) => messageOf(row) ?? []).sort((a, b) => a.uid - b.uid);
      const there = Math.min(atFirst, await this.session.run(step, (client) => existing(client)));
      if (messages.length >= there) return messages;
      // imapflow takes an answer for a success that leaves out messages which were deleted meanwhile
      if (attempt === 2) throw this.refusal(step, `it lists ${messages.length} of ${there} messages`);
    }
  }

  /** The messages of a folder with the hash of their bytes, all of which are read. */
  async messages(folder: Folder): Promise<readonly KnownMessage[]> {
    return this.identify(folder, await this.list(folder));
  }

  /** Reads messages of a folder to know them by their bytes. Those that are gone are left out. */
  async identify(folder: Folder, messages: readonly Message[]): Promise<readonly KnownMessage[]> {
    const known: KnownMessage[] = [];
    for await (const batch of this.read(folder, messages))
      for (const { message, bytes } of batch) {
        const hash = createHash("sha256");
        for await (const piece of bytes) hash.update(piece);
        known.push({ ...message, hash: hash.digest("hex") });
      }
    return known.sort((a, b) => a.uid - b.uid);
  }

  /** @throws BrainycpError (`imap_failed`) where a message is gone, or not what its hash says. */
  async contents(
    folder: Folder,
    messages: readonly (Message | KnownMessage)[],
  ): Promise<readonly NewMessage[]> {
    const found = new Map<Message, NewMessage>();
    for await (const batch of this.read(folder, messages))
      for (const { message, bytes } of batch)
        found.set(message, { message, bytes: await gathered(bytes, message.size) });
    return messages.map((message) => {
      const content = found.get(message);
      if (content === undefined) throw this.refusal(readingMessage(folder, message), "it is gone");
      if ("hash" in message && createHash("sha256").update(content.bytes).digest("hex") !== message.hash)
        throw this.refusal(readingMessage(folder, message), "it is another message than before");
      return content;
    });
  }

  /**
   * Reads messages of a folder: small ones many at a time, large ones in pieces. Those that are gone are left out. The
   * bytes are to be read before the next ones are asked for.
   *
   * @throws BrainycpError (`imap_failed`) where the server does not hand out one that it has.
   */
  async *read(
    folder: Folder,
    messages: readonly Message[],
  ): AsyncGenerator<readonly [MessageContent, ...MessageContent[]]> {
    if (messages.length === 0) return;
    await this.openUnlessOpen(folder);
    const missing: Message[] = [];
    for await (const [batch, found] of eachBatch(messages, (batch) => this.readBatch(folder, batch))) {
      const [first, ...others] = found;
      if (first !== undefined) yield [first, ...others];
      if (found.length < batch.length)
        missing.push(...batch.filter((message) => !found.some((one) => one.message === message)));
    }
    await this.refuseWithheld(folder, missing);
  }

  /** What the server counts a folder's UIDs by: another text means that all of them changed. */
  async uidValidity(folder: Folder): Promise<string> {
    await this.openUnlessOpen(folder);
    return this.session.run(reading(folder), (client) =>
      Promise.resolve(String(selected(client).uidValidity)),
    );
  }

  /**
   * What the server says of every folder (messages, next UID, UIDVALIDITY, and the highest change where it counts
   * changes), in one text: the same text means that nothing changed.
   */
  async state(): Promise<string> {
    const query = { messages: true, uidNext: true, uidValidity: true, highestModseq: true };
    const lines = (await this.listWithStatus(query)).map(({ path, flags, subscribed, status }) => {
      const isReal = status !== undefined;
      const counts = [status?.messages, status?.uidNext, status?.uidValidity, status?.highestModseq].map(
        String,
      );
      return JSON.stringify([path, subscribed, ...(isReal ? counts : [...flags].sort())]);
    });
    return lines.sort().join("\n");
  }

  /** How much mail there is, by what the server counted, or by listing all messages where it does not count bytes. */
  async tally(): Promise<Tally> {
    const entries = await this.listWithStatus({ messages: true, size: true });
    let [messages, bytes] = [0, 0];
    for (const entry of entries) {
      if (entry.status === undefined) continue;
      const size = entry.status.size ?? sizeOf(await this.list(this.paths.folder(entry)));
      messages += entry.status.messages ?? 0;
      bytes += size;
    }
    return { messages, bytes };
  }

  /** Bytes that are used and that there may be; undefined where the server tells no limit. */
  async quota(): Promise<{ readonly used: number; readonly limit: number } | undefined> {
    const answer = await this.session.tell("asking for the quota", (client) => client.getQuota("INBOX"));
    const { usage = 0, limit } = answer?.storage ?? {};
    // a limit of nothing is none, as far as servers say it at all
    return limit === undefined || limit === 0 ? undefined : { used: usage, limit };
  }

  /**
   * Makes the folders that are not there yet, and subscribes to all as they say. Folders that are there and not named are
   * left alone.
   */
  async makeFolders(folders: readonly Folder[]): Promise<void> {
    await this.makeMissing(folders.filter(({ holdsMessages }) => holdsMessages));
    // servers make those that only hold folders along with what they hold
    await this.makeMissing(folders.filter(({ holdsMessages }) => !holdsMessages));
    await this.subscribe(folders);
    const made = await this.foldersByPath();
    for (const folder of folders) {
      const there = made.get(this.paths.path(folder));
      if (!isMade(folder, there))
        throw this.refusal(`making the folder ${quoted(folder)}`, "it is not there afterwards");
      // one to which the server subscribes by itself cannot be left
      if (folder.isSubscribed && !there.isSubscribed && folder.holdsMessages)
        throw this.refusal(`subscribing to the folder ${quoted(folder)}`, "it is not subscribed afterwards");
    }
  }

  /** Adds a message. @throws BrainycpError (`over_quota`, or `imap_failed`) that names folder, date and size. */
  async append(folder: Folder, { message, bytes }: NewMessage): Promise<void> {
    const step = `storing ${messageName(folder, message)}`;
    await this.leave();
    const { flags, date } = message;
    await this.session.confirm(step, (client) =>
      client.append(this.paths.path(folder), bytes, [...flags], new Date(date)),
    );
  }

  /** Deletes messages of a folder for good. */
  async deleteMessages(folder: Folder, messages: readonly Pick<Message, "uid">[]): Promise<void> {
    const step = `deleting messages in the folder ${quoted(folder)}`;
    await this.session.run(step, (client) => client.mailboxOpen(this.paths.path(folder)));
    for (let start = 0; start < messages.length; start += mostTogether) {
      const uids = messages.slice(start, start + mostTogether).map(({ uid }) => uid);
      await this.session.confirm(step, (client) => client.messageDelete(uids.join(","), { uid: true }));
    }
  }

  /**
   * Adds several messages with one command, where the server can do that.
   *
   * @returns Whether they were added; where not, adding one by one what is missing tells why.
   */
  async appendTogether(folder: Folder, messages: readonly NewMessage[]): Promise<boolean> {
    const [only, ...others] = messages;
    if (only !== undefined && others.length === 0) {
      await this.append(folder, only);
      return true;
    }
    const path = this.writtenPaths.get(this.paths.path(folder));
    if (path === undefined || !this.session.can("MULTIAPPEND")) return false;
    await this.leave();
    const step = `storing ${messages.length} messages in the folder ${quoted(folder)}`;
    return this.session.run(step, (client) =>
      raw(client, "APPEND", appendArguments(path, messages)).then(
        () => true,
        (error: unknown) => {
          if (isAnswer(error)) return false;
          throw error;
        },
      ),
    );
  }

  /** Gives messages of a folder these flags and no others; what the server does not keep is not told. */
  async setFlags(folder: Folder, changes: readonly Pick<Message, "uid" | "flags">[]): Promise<void> {
    if (changes.length === 0) return;
    const step = `setting flags in the folder ${quoted(folder)}`;
    await this.session.run(step, (client) => client.mailboxOpen(this.paths.path(folder)));
    const alike = new Map<string, Pick<Message, "uid" | "flags">[]>();
    for (const change of changes) {
      const key = JSON.stringify(change.flags);
      alike.set(key, [...(alike.get(key) ?? []), change]);
    }
    for (const group of alike.values()) {
      for (let start = 0; start < group.length; start += mostTogether) {
        const some = group.slice(start, start + mostTogether);
        const uids = some.map(({ uid }) => uid).join(",");
        const flags = [...(some[0]?.flags ?? [])];
        await this.session.confirm(step, (client) => client.messageFlagsSet(uids, flags, { uid: true }));
      }
    }
  }

  /** Logs out; doing it again does nothing. */
  async close(): Promise<void> {
    await this.session.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Opens a folder as it is now. @returns How many messages it holds. */
  private async open(folder: Folder): Promise<number> {
    return this.session.run(reading(folder), async (client) => {
      await client.mailboxOpen(this.paths.path(folder), { readOnly: true });
      return selected(client).exists;
    });
  }

  private async openUnlessOpen(folder: Folder): Promise<void> {
    const path = this.paths.path(folder);
    const isOpen = await this.session.run(reading(folder), (client) =>
      Promise.resolve(client.mailbox !== false && client.mailbox.path === path),
    );
    if (!isOpen) await this.open(folder);
  }

  /** Leaves the folder that is open: appending to one that is costs a command more for each message. */
  private async leave(): Promise<void> {
    await this.session.run("leaving a folder", async (client) => {
      if (client.mailbox === false) return;
      // closing a folder that is open for changes would remove its messages with the flag \Deleted
      if (client.mailbox.readOnly !== true) await client.mailboxOpen(client.mailbox.path, { readOnly: true });
      await client.mailboxClose();
    });
  }

  /** Reads a batch, without those that are gone. */
  private async readBatch(folder: Folder, batch: Batch<Message>): Promise<readonly MessageContent[]> {
    const [message] = batch;
    if (isLarge(message)) {
      const bytes = await this.pieces(folder, message);
      return bytes === undefined ? [] : [{ message, bytes }];
    }
    const uids = batch.map(({ uid }) => uid).join(",");
    const rows = await this.session.run(reading(folder), (client) =>
      client.fetchAll(uids, { uid: true, source: true }, { uid: true }),
    );
    // a server may tell of changed flags in between
    const sources = new Map(rows.flatMap(({ uid, source }) => (source === undefined ? [] : [[uid, source]])));
    return batch.flatMap((one) => {
      const source = sources.get(one.uid);
      return source === undefined ? [] : [{ message: one, bytes: [source] }];
    });
  }

  /** The pieces of a large message; undefined where it is gone. */
  private async pieces(folder: Folder, message: Message): Promise<AsyncIterable<Buffer> | undefined> {
    const step = readingMessage(folder, message);
    const { content } = await this.session.run(step, (client) =>
      client.download(String(message.uid), undefined, { uid: true, chunkSize: portion }),
    );
    if (content === undefined) return undefined;
    const { session } = this;
    return (async function* () {
      try {
        for await (const piece of content) yield piece as Buffer;
      } catch (error) {
        throw imapFailure(error, session.server, step);
      }
    })();
  }

  /** Tells messages that are gone from those that the server has and does not hand out. */
  private async refuseWithheld(folder: Folder, missing: readonly Message[]): Promise<void> {
    if (missing.length === 0) return;
    const there = new Set((await this.list(folder)).map(({ uid }) => uid));
    const withheld = missing.find(({ uid }) => there.has(uid));
    if (withheld !== undefined)
      throw this.refusal(readingMessage(folder, withheld), "it lists the message and does not hand it out");
  }

  private async listWithStatus(
    statusQuery: Readonly<Record<string, boolean>>,
  ): Promise<readonly ListResponse[]> {
    const step = "asking for the state of all folders";
    const entries = await this.session.run(step, (client) => client.list({ statusQuery }));
    for (const entry of entries) {
      const folder = this.paths.folder(entry);
      if (folder.holdsMessages && entry.status?.messages === undefined)
        throw this.refusal(step, `it tells nothing of the folder ${quoted(folder)}`);
    }
    return entries;
  }

  /** imapflow takes the inbox for subscribed in any case, so the server is asked without its help. */
  private async isInboxSubscribed(): Promise<boolean> {
    let isSubscribed = false;
    await this.session.run("listing the subscriptions", async (client) => {
      const untagged = { LSUB: () => (isSubscribed = true) };
      await raw(client, "LSUB", ["", "INBOX"], { untagged });
    });
    return isSubscribed;
  }

  private async foldersByPath(): Promise<ReadonlyMap<string, Folder>> {
    return new Map((await this.folders()).map((folder) => [this.paths.path(folder), folder]));
  }

  private async makeMissing(folders: readonly Folder[]): Promise<void> {
    const present = await this.foldersByPath();
    for (const folder of folders) {
      const path = this.paths.path(folder);
      if (!isMade(folder, present.get(path))) await this.make(folder);
      // a server may list folders of its own that it only makes when they are used
      else if (folder.holdsMessages && !isInbox(folder))
        await this.session.confirm(`looking at the folder ${quoted(folder)}`, (client) =>
          client.status(path, { messages: true }),
        );
    }
  }

  private async make(folder: Folder): Promise<void> {
    const step = `making the folder ${quoted(folder)}`;
    const split = this.paths.splitName(folder);
    if (split !== undefined)
      throw this.refusal(step, `it cannot keep the name ${JSON.stringify(split)} in one level`);
    const path = folder.holdsMessages ? this.paths.path(folder) : this.paths.parentPath(folder);
    await this.session.confirm(step, (client) => client.mailboxCreate(path));
  }

  private async subscribe(folders: readonly Folder[]): Promise<void> {
    const present = await this.foldersByPath();
    for (const folder of folders) {
      const path = this.paths.path(folder);
      const there = present.get(path);
      // a folder that a server subscribes to by itself counts as subscribed, and is not on its list
      if (there === undefined || (!there.isSubscribed && !folder.isSubscribed)) continue;
      const step = `${folder.isSubscribed ? "subscribing to" : "unsubscribing from"} the folder ${quoted(folder)}`;
      const ask = (client: ImapFlow): Promise<boolean | undefined> =>
        folder.isSubscribed ? client.mailboxSubscribe(path) : client.mailboxUnsubscribe(path);
      // a folder that holds no messages may have been subscribed when it did, and cannot be again
      if (folder.holdsMessages) await this.session.confirm(step, ask);
      else await this.session.tell(step, ask);
    }
  }

  private refusal(step: string, why: string): BrainycpError {
    return imapRefusal(this.session.server, step, why);
  }
}

/** Commands as they are sent, which imapflow has and does not declare. */
interface RawCommands {
  exec(command: string, parts: readonly RawPart[], options: RawOptions): Promise<{ next(): void }>;
}

type RawPart = string | CommandPart;

interface RawOptions {
  /** Called with each answer of these names. */
  readonly untagged?: Readonly<Record<string, () => void>>;
}

async function raw(
  client: ImapFlow,
  command: string,
  parts: readonly RawPart[],
  options: RawOptions = {},
): Promise<void> {
  const answer = await (client as ImapFlow & RawCommands).exec(command, parts, options);
  // the next answer is read after this alone
  answer.next();
}

/** Whether the server answered that it did not do it. */
function isAnswer(error: unknown): boolean {
  return (
    error instanceof Error &&
    "responseStatus" in error &&
    ["NO", "BAD"].includes(String(error.responseStatus))
  );
}

/** A message for people, by what is no secret. */
export function messageName(folder: Folder, { date, size }: Message): string {
  return `the message of ${date} (${size.toLocaleString("en-GB")} bytes) in the folder ${quoted(folder)}`;
}

function quoted(folder: Folder): string {
  return JSON.stringify(folderName(folder));
}

function reading(folder: Folder): string {
  return `reading the folder ${quoted(folder)}`;
}

function readingMessage(folder: Folder, message: Message): string {
  return `reading ${messageName(folder, message)}`;
}

/** All pieces in one, which is filled while they come: pieces and whole together would take twice the memory. */
async function gathered(pieces: MessageContent["bytes"], size: number): Promise<Buffer> {
  let [whole, length] = [Buffer.allocUnsafe(size), 0];
  for await (const piece of pieces) {
    // a server may tell another size than it hands out
    if (length + piece.length > whole.length) whole = Buffer.concat([whole.subarray(0, length), piece]);
    else piece.copy(whole, length);
    length += piece.length;
  }
  return whole.subarray(0, length);
}

function isInbox({ path }: Folder): boolean {
  return path.length === 1 && path[0] === "INBOX";
}

function isMade(folder: Folder, there: Folder | undefined): there is Folder {
  return there !== undefined && (there.holdsMessages || !folder.holdsMessages);
}

function sizeOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { size }) => sum + size, 0);
}

function selected(client: ImapFlow): Exclude<ImapFlow["mailbox"], false> {
  if (client.mailbox === false) throw new Error("no folder is open");
  return client.mailbox;
}

function existing(client: ImapFlow): Promise<number> {
  return Promise.resolve(selected(client).exists);
}

/** A line of the list; undefined for one that tells of something else. */
function messageOf({ uid, size, flags, internalDate }: FetchMessageObject): Message | undefined {
  if (size === undefined || flags === undefined || internalDate === undefined) return undefined;
  const date = new Date(internalDate);
  return {
    uid,
    size,
    flags: [...flags].filter((flag) => flag.toLowerCase() !== "\\recent").sort(),
    date: toTheSecond(date),
  };
}
