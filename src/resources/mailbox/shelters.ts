import { existsSync } from "node:fs";
import { BrainycpError } from "../../adapter/errors";
import { current, isInterrupted } from "../../coordination/journal";
import { Archive } from "../../mail/archive";
import { hasNote } from "../../mail/archiveFolder";
import { prune } from "../../mail/archiveRoot";
import { ArchiveShelter } from "../../mail/archiveShelter";
import { mailServerOf } from "../../mail/mailServer";
import { moveNote, type MoveNote, type Shelter } from "../../mail/shelter";
import { isSamePanel } from "../../lifecycle/place";
import type { Site } from "../../lifecycle/session";
import { PanelShelter } from "./panelShelter";

/** What the journal calls the place where a mailbox's mail is sheltered. */
const kind = "shelter";
/** The place that is no folder: a second mailbox. */
const panel = "panel";

/** A mailbox whose mail is sheltered. */
interface Mailbox {
  readonly email: string;
  readonly owner: string;
}

/** What the journal calls the archive in which the mail of a removed mailbox stays. */
const left = "left shelter";

/** What holds the mail of a mailbox since an earlier run was interrupted; undefined where none was. */
export async function findShelter(site: Site, mailbox: Mailbox): Promise<Shelter | undefined> {
  const { settings, archives, journal } = site;
  // where it began, whatever the settings say now
  const began = journal.recall(kind, mailbox.email)?.detail.place;
  const roots = new Set([archives.find(), typeof began === "string" && began !== panel ? began : undefined]);
  const folders = [...roots].flatMap((root) =>
    root === undefined ? [] : Archive.find(root, mailbox.email).filter(hasNote),
  );
  for (const folder of folders) {
    // that of another panel may have another key
    if (!isSamePanel(settings, Archive.factsOf(folder).endpoint)) continue;
    return ArchiveShelter.of(Archive.open(folder, settings.archiveKey), mailServerOf(settings));
  }
  return settings.archive === panel || began === panel ? PanelShelter.find(site, mailbox) : undefined;
}

/** Whether a move began on another machine: nothing is known here of what that noted in its journal. */
export function isFromElsewhere({ journal }: Site, email: string): boolean {
  return journal.recall(kind, email) === undefined;
}

/** Whether a run noted that it began to move the mail of a mailbox, and not that it ended. */
export function isMoveNoted({ journal }: Site, email: string): boolean {
  return current(journal.recall(kind, email)) !== undefined;
}

/** Notes that a mailbox is about to be deleted whose mail is in its shelter. */
export function noteDeletion({ journal }: Site, email: string): void {
  const noted = journal.recall(kind, email);
  if (noted !== undefined) journal.intend(kind, email, true, { ...noted.detail, isDeleted: true });
}

/**
 * Where a run on another machine took a mailbox's mail in and then deleted the mailbox, without noting the end of that;
 * undefined where none did.
 */
export async function shelterElsewhere(site: Site, mailbox: Mailbox): Promise<string | undefined> {
  const { place, isDeleted } = current(site.journal.recall(kind, mailbox.email))?.detail ?? {};
  if (isDeleted !== true || typeof place !== "string" || place === panel) return undefined;
  return (await findShelter(site, mailbox)) === undefined ? place : undefined;
}

/**
 * Goes on without what a run took in of a mailbox's mail on another machine; warns of where that is.
 *
 * @returns whether one did
 */
export async function leaveElsewhere(site: Site, mailbox: Mailbox): Promise<boolean> {
  const { email } = mailbox;
  const place = await shelterElsewhere(site, mailbox);
  if (place === undefined) return false;
  site.run.warn(
    `Mailbox ${email}: an interrupted run took its mail in on another machine and deleted it; this run goes on without that ` +
      `mail. It is in an archive in ${place}, and npx pulumi-brainycp mail restore on that machine puts it into a mailbox`,
  );
  forgetShelter(site, email);
  return true;
}

/** Forgets where the mail of a mailbox was sheltered: its move is over. */
export function forgetShelter({ journal }: Site, email: string): void {
  journal.forget(kind, email);
}

/**
 * Leaves the mail of a mailbox that is removed for good in its shelter, and notes that: the engine may be killed before it
 * records the removal.
 */
export async function leaveShelter(site: Site, email: string, shelter: Shelter): Promise<void> {
  const { archives, journal } = site;
  const { where, note } = shelter;
  const place = journal.recall(kind, email)?.detail.place ?? archives.find() ?? panel;
  journal.intendOwn(left, email, true, { place, where, note: JSON.stringify(note) });
  journal.made(left, email);
  journal.answer(left, email);
  await journal.saved();
  await shelter.keep();
}

/** Takes up the shelter of a mailbox again that an interrupted run removed, as it was before that run left it. */
export async function takeUpShelter(site: Site, mailbox: Mailbox): Promise<void> {
  const { settings, journal } = site;
  const { email } = mailbox;
  const noted = current(journal.recall(left, email));
  if (noted === undefined || !isInterrupted(noted)) return;
  const { place = panel, where } = noted.detail;
  const note = moveNote.parse(JSON.parse(String(noted.detail.note)));
  const folder = place === panel ? undefined : String(where);
  if (folder === undefined || existsSync(folder)) {
    journal.intend(kind, email, true, { place });
    if (folder === undefined) await PanelShelter.takeUp(site, mailbox, note);
    else Archive.open(folder, settings.archiveKey).setNote(note);
  } else {
    site.run.warn(
      `Mailbox ${email}: an interrupted run removed it on another machine; its mail is there, in ${folder}, and ` +
        `npx pulumi-brainycp mail restore ${folder} --to ${email} puts it back`,
    );
  }
  journal.forget(left, email);
}

/** Forgets where the mail of a mailbox is that was removed: there is another of its address. */
export function forgetLeftShelter({ journal }: Site, email: string): void {
  journal.forget(left, email);
}

/** What is to hold the mail of a mailbox. Nothing is made yet, but what has done its work long ago is removed. */
export function newShelter(site: Site, mailbox: Mailbox, first: MoveNote): Shelter {
  const { settings, archives, journal } = site;
  const root = archives.open();
  const note = (): void => journal.intend(kind, mailbox.email, true, { place: root ?? panel });
  if (root === undefined) {
    const shelter = PanelShelter.new(site, mailbox, first);
    note();
    return shelter;
  }
  note();
  const facts = { address: mailbox.email, owner: mailbox.owner, endpoint: settings.endpoint };
  prune(root, settings.archiveDays, new Date());
  const create = (): Archive =>
    Archive.create(root, { ...facts, at: new Date().toISOString() }, settings.archiveKey);
  return ArchiveShelter.new(create, mailServerOf(settings), first);
}

/** Does what a new shelter is filled for. Where that is cancelled, nothing is left of it, and of what never came, no note. */
export async function filling<T>(
  site: Site,
  mailbox: Mailbox,
  shelter: Shelter,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BrainycpError && error.code === "cancelled") await shelter.abandon();
    const left = await findShelter(site, mailbox).catch(() => shelter);
    if (left === undefined) forgetShelter(site, mailbox.email);
    throw error;
  }
}
