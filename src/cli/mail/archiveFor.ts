import { BrainycpError } from "../../adapter/errors";
import { Archive } from "../../mail/archive";
import { readHead } from "../../mail/archiveHead";
import { folderName } from "../../mail/folder";
import type { ImapMailbox } from "../../mail/imapMailbox";
import type { MailConnection } from "./mailSettings";

/** The archive that an interrupted run began to fill by hand from the same mailbox, else a new one. */
export async function archiveFor(
  mailbox: ImapMailbox,
  address: string,
  root: string,
  { settings: { archiveKey, username }, endpoint }: MailConnection,
): Promise<Archive> {
  for (const folder of Archive.find(root, address).reverse()) {
    const archive = unfinished(folder, archiveKey);
    if (archive?.facts.endpoint === endpoint && (await isOfSameMailbox(archive, mailbox))) return archive;
  }
  const facts = { address, owner: username ?? address, endpoint, at: new Date().toISOString() };
  return Archive.create(root, facts, archiveKey);
}

/** An archive that was begun by hand, with this key or none; undefined for any other. */
function unfinished(folder: string, key: string | undefined): Archive | undefined {
  try {
    const archive = Archive.open(folder, key);
    const isEncrypted = readHead(folder)?.encryption !== undefined;
    const isUnfinished = !archive.isSealed && archive.note === undefined;
    return isUnfinished && isEncrypted === (key !== undefined) ? archive : undefined;
  } catch (error) {
    // a damaged one, or one of another key, is left as it is
    if (error instanceof BrainycpError) return undefined;
    throw error;
  }
}

/**
 * Whether an archive can be gone on with: what is gone from the mailbox leaves the archive, so the mailbox must not have
 * been deleted and made anew meanwhile.
 */
async function isOfSameMailbox(archive: Archive, mailbox: ImapMailbox): Promise<boolean> {
  const there = new Map((await mailbox.folders()).map((folder) => [folderName(folder), folder]));
  for (const folder of await archive.folders()) {
    const uidValidity = archive.uidValidity(folder);
    if (uidValidity === undefined) continue;
    const same = there.get(folderName(folder));
    if (same?.holdsMessages !== true || (await mailbox.uidValidity(same)) !== uidValidity) return false;
  }
  return true;
}
