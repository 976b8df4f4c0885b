import { Archive } from "../../mail/archive";
import { hasNote } from "../../mail/archiveFolder";
import { prune } from "../../mail/archiveRoot";
import { ArchiveShelter } from "../../mail/archiveShelter";
import { mailServerOf } from "../../mail/mailServer";
import type { MoveNote, Shelter } from "../../mail/shelter";
import { isSamePanel } from "../../lifecycle/place";
import type { Site } from "../../lifecycle/session";
import { PanelShelter } from "./panelShelter";

/** A mailbox whose mail is sheltered. */
interface Mailbox {
  readonly email: string;
  readonly owner: string;
}

/** What holds the mail of a mailbox since an earlier run was interrupted; undefined where none was. */
export async function findShelter(site: Site, mailbox: Mailbox): Promise<Shelter | undefined> {
  const { settings, archives } = site;
  if (settings.archive === "panel") return PanelShelter.find(site, mailbox);
  const root = archives.find();
  const folders = root === undefined ? [] : Archive.find(root, mailbox.email).filter(hasNote);
  for (const folder of folders) {
    const archive = Archive.open(folder, settings.archiveKey);
    if (isSamePanel(settings, archive.facts.endpoint))
      return ArchiveShelter.of(archive, mailServerOf(settings));
  }
  return undefined;
}

/** What is to hold the mail of a mailbox. Nothing is made yet, but what has done its work long ago is removed. */
export function newShelter(site: Site, mailbox: Mailbox, first: MoveNote): Shelter {
  const { settings, archives } = site;
  const root = archives.open();
  if (root === undefined) return PanelShelter.new(site, mailbox, first);
  const facts = { address: mailbox.email, owner: mailbox.owner, endpoint: settings.endpoint };
  prune(root, settings.archiveDays, new Date());
  const create = (): Archive =>
    Archive.create(root, { ...facts, at: new Date().toISOString() }, settings.archiveKey);
  return ArchiveShelter.new(create, mailServerOf(settings), first);
}
