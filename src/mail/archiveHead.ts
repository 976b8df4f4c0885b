import { join } from "node:path";
import * as z from "zod";
import { encryption } from "./archiveCipher";
import { optional } from "./archiveErrors";
import { readChecked } from "./checkedFile";

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
const archiveHead = z.strictObject({
  format: z.literal(1),
  ...facts.shape,
  encryption: encryption.optional(),
});
export type ArchiveHead = z.infer<typeof archiveHead>;

/** The first file of the archive in a folder; undefined where there is none. @throws Error where it cannot be read. */
export function readHead(folder: string): ArchiveHead | undefined {
  return optional(() => readChecked(join(folder, "archive.json"), archiveHead));
}
