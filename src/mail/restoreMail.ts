import { BrainycpError } from "../adapter/errors";
import type { Folder } from "./folder";
import { messageName, type ImapMailbox } from "./imapMailbox";
import type { MailSource } from "./mailSource";
import type { KnownMessage } from "./message";
import { eachBatch } from "./messageBatches";
import { hasSameFlags, reconcile, type Pair, type Reconciled } from "./reconcile";
import type { Progress, Tally } from "./tally";

/** A folder to restore, with what has to be in it. */
interface Part {
  readonly folder: Folder;
  readonly messages: readonly KnownMessage[];
}

/** Told of messages that are there. */
type Count = (messages: readonly KnownMessage[]) => void;

/**
 * Brings all mail of a source into a mailbox: folders, messages, flags and subscriptions. What the mailbox has already,
 * by bytes and date, is not added again, and what else is in it is left alone. Interrupted anywhere, it may be called
 * again, with a new connection where that broke, and goes on.
 *
 * @returns What the source holds, all of which was read back from the mailbox.
 * @throws BrainycpError that names folder, date and size of the message that could not be restored.
 */
export async function restoreMail(
  source: MailSource,
  mailbox: ImapMailbox,
  progress?: Progress,
): Promise<Tally> {
  const folders = await source.folders();
  await mailbox.makeFolders(folders);
  const parts: Part[] = [];
  for (const folder of folders.filter(({ holdsMessages }) => holdsMessages))
    parts.push({ folder, messages: await source.messages(folder) });
  const all = tallyOf(parts.flatMap(({ messages }) => messages));
  let done: Tally = { messages: 0, bytes: 0 };
  const count: Count = (messages) => {
    for (const { size } of messages) {
      done = { messages: done.messages + 1, bytes: done.bytes + size };
      progress?.(done, all);
    }
  };
  const changed: Part[] = [];
  for (const part of parts) {
    const { pairs, missing } = await compare(part, mailbox);
    count(pairs.map((pair) => pair.source));
    if (!(await addTogether({ ...part, messages: missing }, source, mailbox, count))) {
      const rest = await compare(part, mailbox);
      await addEach({ ...part, messages: rest.missing }, source, mailbox, count);
    }
    if (missing.length > 0 || pairs.some(differs)) changed.push(part);
  }
  for (const part of changed) await verify(part, mailbox);
  return all;
}

/** Adds messages to a folder, many at a time. @returns Whether all were: where not, one by one tells why. */
async function addTogether(
  { folder, messages }: Part,
  source: MailSource,
  mailbox: ImapMailbox,
  count: Count,
): Promise<boolean> {
  for await (const [batch, contents] of eachBatch(messages, (some) => source.contents(folder, some))) {
    if (!(await mailbox.appendTogether(folder, contents))) return false;
    count(batch);
  }
  return true;
}

async function addEach(
  { folder, messages }: Part,
  source: MailSource,
  mailbox: ImapMailbox,
  count: Count,
): Promise<void> {
  for (const message of messages) {
    for (const content of await source.contents(folder, [message])) await mailbox.append(folder, content);
    count([message]);
  }
}

/** Compares a folder with the mailbox's, of which is read what may be the same by its date. */
async function compare({ folder, messages }: Part, mailbox: ImapMailbox): Promise<Reconciled> {
  if (messages.length === 0) return { pairs: [], missing: [] };
  const dates = new Set(messages.map(({ date }) => date));
  const candidates = (await mailbox.list(folder)).filter(({ date }) => dates.has(date));
  return reconcile(messages, await mailbox.identify(folder, candidates));
}

/** Reads a folder back, and mends the flags. */
async function verify(part: Part, mailbox: ImapMailbox): Promise<void> {
  const { folder } = part;
  const { pairs, missing } = await compare(part, mailbox);
  const [lost] = missing;
  if (lost !== undefined)
    throw notAsRestored(
      `${messageName(folder, lost)} was stored, but the mail server does not give back the same bytes and date`,
    );
  const others = pairs.filter(differs);
  if (others.length === 0) return;
  await mailbox.setFlags(
    folder,
    others.map(({ source, target }) => ({ uid: target.uid, flags: source.flags })),
  );
  const now = new Map((await mailbox.list(folder)).map((message) => [message.uid, message]));
  const wrong = others.find(
    ({ source, target }) => !hasSameFlags(now.get(target.uid) ?? { flags: [] }, source),
  );
  if (wrong !== undefined)
    throw notAsRestored(
      `The mail server does not keep the flags ${wrong.source.flags.join(" ")} of ${messageName(folder, wrong.source)}`,
    );
}

function differs({ source, target }: Pair): boolean {
  return !hasSameFlags(source, target);
}

function notAsRestored(problem: string): BrainycpError {
  return new BrainycpError({
    code: "imap_failed",
    problem: problem.replace(/^the/, "The"),
    nextStep:
      "Run it again; if it stays like this, check the mail server's log. What the mail comes from is unchanged",
  });
}

function tallyOf(messages: readonly KnownMessage[]): Tally {
  return { messages: messages.length, bytes: messages.reduce((sum, { size }) => sum + size, 0) };
}
