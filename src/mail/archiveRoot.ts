import { join, resolve } from "node:path";
import { BrainycpError } from "../adapter/errors";
import { log } from "../adapter/log";
import { sentence, setting } from "../adapter/sentence";
import { reasonOf } from "../coordination/stateFolder";
import type { UserFolder } from "../coordination/userFolder";
import type { PanelSettings } from "../settings";
import { findArchives, hasNote, removeArchive, removeLeftovers } from "./archiveFolder";
import { readFinished } from "./finished";

/** The settings that say where archives are. */
export type ArchiveSettings = Pick<PanelSettings, "archive">;

/** Where archives may be already; makes nothing. Undefined where the panel itself keeps the mail, or where there are none. */
export function findArchiveRoot({ archive }: ArchiveSettings, user: UserFolder): string | undefined {
  if (archive !== undefined) return archive === "panel" ? undefined : resolve(archive);
  const folder = user.find();
  return folder === undefined ? undefined : join(folder, "archive");
}

/**
 * Where a new archive belongs: the folder that `brainycp:archive` names, else `archive` in the user's state folder.
 * Undefined where the panel itself keeps the mail.
 *
 * @throws BrainycpError (archive_failed) where no folder of the user outlives a restart of the machine.
 */
export function openArchiveRoot({ archive }: ArchiveSettings, user: UserFolder): string | undefined {
  if (archive !== undefined) return archive === "panel" ? undefined : resolve(archive);
  const folder = user.openLasting();
  if (folder !== undefined) return join(folder, "archive");
  throw new BrainycpError({
    code: "archive_failed",
    problem:
      "There is no place for an archive of mail: the user who runs this has no state folder that lasts",
    nextStep: sentence`Set ${setting("archive")} to a folder that outlives this machine's restarts`,
  });
}

const day = 86_400_000;

/**
 * Removes the archives that had done their work more than so many days ago; never one that has not, or that a move in
 * progress noted something in.
 *
 * @returns the folders that it removed; one that could not be is only logged.
 * @throws BrainycpError (archive_failed) where the root cannot be read.
 */
export function prune(root: string, days: number, now: Date): string[] {
  const removed = findOver(root, days, now).filter((folder) =>
    trying(folder, () => {
      removeArchive(folder);
      return true;
    }),
  );
  trying(root, () => removeLeftovers(root));
  return removed;
}

/** The archives that `prune` would remove. @throws BrainycpError (archive_failed) where the root cannot be read. */
export function findOver(root: string, days: number, now: Date): string[] {
  return findArchives(root).filter((folder) => trying(folder, () => isOver(folder, days, now)));
}

function isOver(folder: string, days: number, now: Date): boolean {
  const finished = readFinished(folder);
  return finished !== undefined && now.getTime() - finished.getTime() > days * day && !hasNote(folder);
}

/** Removes what it can; false where that fails. */
function trying<Result>(folder: string, remove: () => Result): Result | false {
  try {
    return remove();
  } catch (error) {
    log(`an archive in ${folder} is not removed: ${reasonOf(error)}`);
    return false;
  }
}
