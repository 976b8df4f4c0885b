import { createHash, randomBytes } from "node:crypto";
import { existsSync, lstatSync, readdirSync, renameSync, rmdirSync, rmSync, type Dirent } from "node:fs";
import { basename, dirname, join } from "node:path";
import { reading, writing } from "./archiveErrors";
import type { ArchiveFacts } from "./archiveHead";

/** A new archive's folder below the root: the address, then the time, so that names sort by age. */
export function newArchiveFolder(root: string, { address, at }: ArchiveFacts): string {
  const time = new Date(at).toISOString().replaceAll(":", "-");
  return join(root, folderOfAddress(address), `${time}-${randomBytes(4).toString("hex")}`);
}

/** The file of what a move in progress notes. */
export const noteFileName = "move.json";

/** What every file system takes. */
const longestName = 200;
const folderPattern = /^\d{4}-\d\d-\d\dT[\d.-]+Z-[0-9a-f]{8}$/;

/**
 * The folders of all archives below a root, or of one address, oldest first; what else lies there is passed over.
 *
 * @throws BrainycpError (archive_failed) where the root cannot be read.
 */
export function findArchives(root: string, address?: string): string[] {
  const archivesIn = (parent: string): { name: string; path: string }[] =>
    foldersIn(join(root, parent))
      .filter((name) => folderPattern.test(name))
      .map((name) => ({ name, path: join(root, parent, name) }));
  return reading(root, "its folder", () =>
    (address === undefined ? foldersIn(root) : [folderOfAddress(address)]).flatMap(archivesIn),
  )
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ path }) => path);
}

/** Whether a move in progress noted something in an archive; known without its key. */
export function hasNote(folder: string): boolean {
  // not existsSync, which takes a file that cannot be looked at for none
  return lstatSync(join(folder, noteFileName), { throwIfNoEntry: false }) !== undefined;
}

const removedPrefix = ".removed-";

/** Removes what killed removals left. @throws Error of the file system. */
export function removeLeftovers(root: string): void {
  for (const parent of foldersIn(root).map((name) => join(root, name)))
    for (const name of foldersIn(parent))
      if (name.startsWith(removedPrefix) && folderPattern.test(name.slice(removedPrefix.length)))
        rmSync(join(parent, name), { recursive: true, force: true });
}

/** Removes an archive, whole or damaged. @throws BrainycpError (archive_failed) */
export function removeArchive(folder: string): void {
  writing(folder, () => {
    // under another name first: one that is half removed looks like none
    const leaving = join(dirname(folder), removedPrefix + basename(folder));
    renameSync(folder, leaving);
    rmSync(leaving, { recursive: true, force: true });
  });
  try {
    rmdirSync(dirname(folder));
  } catch {
    // it holds other archives of the address
  }
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const isFolder = (entry: Dirent): boolean => entry.isDirectory();
  return readdirSync(folder, { withFileTypes: true })
    .filter(isFolder)
    .map(({ name }) => name);
}

/** An address as a folder's name: what not every file system takes is percent-encoded. */
function folderOfAddress(address: string): string {
  const name = encodeURIComponent(address)
    .replaceAll("%40", "@")
    .replaceAll("%2B", "+")
    .replace(/[*'()!]|^\./g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  if (name.length <= longestName) return name;
  const digest = createHash("sha256").update(address).digest("hex").slice(0, 16);
  return `${name.slice(0, longestName - digest.length - 1)}~${digest}`;
}
