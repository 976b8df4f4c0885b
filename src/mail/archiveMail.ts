import type { Archive } from "./archive";
import { folderName, type Folder } from "./folder";
import type { ImapMailbox } from "./imapMailbox";
import type { KnownMessage, Message } from "./message";
import { hasSameFlags } from "./reconcile";
import type { Progress, Tally } from "./tally";

/**
 * Copies all mail of a mailbox into an archive, which then holds what the mailbox holds: a message that the archive has
 * already is not read again, changed flags are recorded, and what is gone from the mailbox is gone from the list of the
 * archive. Interrupted anywhere, it may be called again and goes on.
 *
 * @returns What the archive then holds.
 */
export async function archiveMail(
  mailbox: ImapMailbox,
  archive: Archive,
  progress?: Progress,
): Promise<Tally> {
  const all = progress === undefined ? undefined : await mailbox.tally();
  let done: Tally = { messages: 0, bytes: 0 };
  const count = ({ size }: Message): void => {
    done = { messages: done.messages + 1, bytes: done.bytes + size };
    if (all !== undefined) progress?.(done, atLeast(all, done));
  };
  const folders = await mailbox.folders();
  await archiveFolders(folders, archive);
  for (const folder of folders) {
    if (folder.holdsMessages) await archiveFolder(folder, mailbox, archive, count);
    else archive.dropMessages(folder);
  }
  return archive.tally();
}

async function archiveFolders(folders: readonly Folder[], archive: Archive): Promise<void> {
  const archived = new Map((await archive.folders()).map((folder) => [folderName(folder), folder]));
  for (const folder of folders) {
    const before = archived.get(folderName(folder));
    archived.delete(folderName(folder));
    const isSame =
      before?.isSubscribed === folder.isSubscribed && before.holdsMessages === folder.holdsMessages;
    if (!isSame) archive.addFolder(folder);
  }
  for (const gone of archived.values()) archive.dropFolder(gone);
}

async function archiveFolder(
  folder: Folder,
  mailbox: ImapMailbox,
  archive: Archive,
  count: (message: Message) => void,
): Promise<void> {
  const messages = await mailbox.list(folder);
  const uidValidity = await mailbox.uidValidity(folder);
  // the same UIDs then stand for other messages
  if (archive.uidValidity(folder) !== uidValidity) archive.dropMessages(folder);
  const archived = new Map((await archive.messages(folder)).map((message) => [message.uid, message]));
  const unread: Message[] = [];
  for (const message of messages) {
    const before = archived.get(message.uid);
    archived.delete(message.uid);
    if (before === undefined) unread.push(message);
    else {
      if (!isSame(before, message))
        archive.addMessage(folder, { ...message, hash: before.hash }, uidValidity);
      count(message);
    }
  }
  for (const uid of archived.keys()) archive.dropMessage(folder, uid);
  for await (const batch of mailbox.read(folder, unread)) {
    const storing = batch.map(async ({ message, bytes }) => ({
      ...message,
      hash: (await archive.store(bytes)).hash,
    }));
    // where one fails, nothing is written any more when that is told
    await Promise.allSettled(storing);
    const stored = await Promise.all(storing);
    archive.addMessages(folder, stored, uidValidity);
    stored.forEach(count);
  }
}

function isSame(before: KnownMessage, now: Message): boolean {
  return before.date === now.date && before.size === now.size && hasSameFlags(before, now);
}

function atLeast(all: Tally, done: Tally): Tally {
  return { messages: Math.max(all.messages, done.messages), bytes: Math.max(all.bytes, done.bytes) };
}
