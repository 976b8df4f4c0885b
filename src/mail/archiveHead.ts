import { z } from "zod";
import { encryption } from "./archiveCipher";

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
export const archiveHead = z.strictObject({
  format: z.literal(1),
  ...facts.shape,
  encryption: encryption.optional(),
});
export type ArchiveHead = z.infer<typeof archiveHead>;
