import type { Archive } from "./archive";
import { folderName } from "./folder";
import type { ImapMailbox } from "./imapMailbox";
import { reconcile } from "./reconcile";

/**
 * Takes into an archive what a mailbox holds beside it, and lets go of nothing. Messages are the same where bytes and
 * date are, whatever UIDs they have.
 *
 * For a mailbox that is known to hold a part of the archive's mail, and maybe new mail: one that was being deleted, or
 * being filled again.
 */
export async function absorbMail(mailbox: ImapMailbox, archive: Archive): Promise<void> {
  const archived = new Map((await archive.folders()).map((folder) => [folderName(folder), folder]));
  for (const folder of await mailbox.folders()) {
    if (!archived.has(folderName(folder))) archive.addFolder(folder);
    if (!folder.holdsMessages) continue;
    const there = await archive.messages(folder);
    const { missing } = reconcile(await mailbox.messages(folder), there);
    const uidValidity = archive.uidValidity(folder) ?? (await mailbox.uidValidity(folder));
    let uid = there.reduce((highest, message) => Math.max(highest, message.uid), 0);
    for await (const batch of mailbox.read(folder, missing))
      for (const { message, bytes } of batch) {
        const { hash } = await archive.store(bytes);
        // its own UID may be that of another message here
        uid += 1;
        archive.addMessage(folder, { ...message, hash, uid }, uidValidity);
      }
  }
}
