import * as z from "zod";

const folder = z.array(z.string()).min(1);
const uid = z.int().positive();

const entry = z.discriminatedUnion("entry", [
  z.strictObject({
    entry: z.literal("folder"),
    folder,
    isSubscribed: z.boolean(),
    holdsMessages: z.boolean(),
  }),
  z.strictObject({ entry: z.literal("folder gone"), folder }),
  z.strictObject({
    entry: z.literal("message"),
    folder,
    uid,
    uidValidity: z.string(),
    size: z.int().nonnegative(),
    flags: z.array(z.string()),
    date: z.string(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  z.strictObject({ entry: z.literal("message gone"), folder, uid }),
  z.strictObject({ entry: z.literal("messages gone"), folder }),
  /** All entries before it are on disk, with the messages that they name. */
  z.strictObject({ entry: z.literal("synced") }),
]);

/** A line of a manifest: the last word of a folder, or of a message in it, counts. */
export type ManifestEntry = z.infer<typeof entry>;

/** @throws Error for an entry that could not be read again. */
export function checkEntry(written: ManifestEntry): void {
  entry.parse(written);
}

/** @throws Error for a line that is none. */
export function parseEntry(line: string): ManifestEntry {
  return entry.parse(JSON.parse(line));
}
