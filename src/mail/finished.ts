import { join } from "node:path";
import * as z from "zod";
import { optional } from "./archiveErrors";
import { readChecked, writeChecked } from "./checkedFile";
import { removeFile } from "./durableFile";

const file = z.strictObject({ at: z.iso.datetime() });

/** When an archive had done its work; undefined where it has not. @throws Error where that cannot be read. */
export function readFinished(archive: string): Date | undefined {
  const found = optional(() => readChecked(pathIn(archive), file));
  return found === undefined ? undefined : new Date(found.at);
}

/** Notes it, or that there is more to do. @throws Error of the file system. */
export function writeFinished(archive: string, at: Date | undefined): void {
  if (at === undefined) removeFile(pathIn(archive));
  else writeChecked(pathIn(archive), { at: at.toISOString() });
}

function pathIn(archive: string): string {
  return join(archive, "finished.json");
}
