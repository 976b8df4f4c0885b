import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** Whose mail an archive holds, and since when. */
const facts = z.strictObject({
  address: z.string(),
  /** The panel user who owns the mailbox. */
  owner: z.string(),
  /** The panel. */
  endpoint: z.string(),
  /** When the archive was begun, in ISO 8601. */
  at: z.iso.datetime(),
});
export type ArchiveFacts = Readonly<z.infer<typeof facts>>;

/** The first file of an archive. */
export const archiveHead = z.strictObject({ format: z.literal(1), ...facts.shape });
export type ArchiveHead = z.infer<typeof archiveHead>;

/** A new archive's folder below the root: the address, then the time, so that names sort by age. */
export function newArchiveFolder(root: string, { address, at }: ArchiveFacts): string {
  const time = new Date(at).toISOString().replaceAll(":", "-");
  return join(root, folderOfAddress(address), `${time}-${randomBytes(4).toString("hex")}`);
}

const folderPattern = /^\d{4}-\d\d-\d\dT[\d.-]+Z-[0-9a-f]{8}$/;

/**
 * The folders of all archives below a root, or of one address, oldest first; what else lies there is passed over.
 *
 * @throws Error of the file system.
 */
export function findArchives(root: string, address?: string): string[] {
  const addresses = address === undefined ? foldersIn(root) : [folderOfAddress(address)];
  return addresses
    .flatMap((parent) =>
      foldersIn(join(root, parent))
        .filter((name) => folderPattern.test(name))
        .map((name) => ({ name, path: join(root, parent, name) })),
    )
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ path }) => path);
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
  return encodeURIComponent(address)
    .replaceAll("%40", "@")
    .replaceAll("%2B", "+")
    .replace(/[*'()!]|^\./g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
