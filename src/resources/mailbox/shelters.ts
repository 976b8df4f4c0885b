import { Archive } from "../../mail/archive";
import { ArchiveShelter } from "../../mail/archiveShelter";
import type { MoveNote, Shelter } from "../../mail/shelter";
import { isSamePanel } from "../../lifecycle/place";
import type { Site } from "../../lifecycle/session";

/** A mailbox whose mail is sheltered. */
interface Mailbox {
  readonly email: string;
  readonly owner: string;
}

/** What holds the mail of a mailbox since an earlier run was interrupted; undefined where none was. */
export function findShelter({ settings, archives }: Site, { email }: Mailbox): Promise<Shelter | undefined> {
  const root = archives.find();
  const folders = root === undefined ? [] : Archive.find(root, email);
  for (const folder of folders) {
    const archive = Archive.open(folder, settings.archiveKey);
    if (archive.note !== undefined && isSamePanel(settings, archive.facts.endpoint))
      return Promise.resolve(new ArchiveShelter(archive));
  }
  return Promise.resolve(undefined);
}

/** What is to hold the mail of a mailbox. */
export function openShelter(
  { settings, archives }: Site,
  { email, owner }: Mailbox,
  first: MoveNote,
): Promise<Shelter> {
  const facts = { address: email, owner, endpoint: settings.endpoint, at: new Date().toISOString() };
  const root = archives.open();
  if (root === undefined) throw new Error("panel mode");
  const archive = Archive.create(root, facts, settings.archiveKey);
  return Promise.resolve(new ArchiveShelter(archive, first));
}
