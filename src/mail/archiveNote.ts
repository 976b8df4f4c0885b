import { join } from "node:path";
import * as z from "zod";
import { optional } from "./archiveErrors";
import { noteFileName } from "./archiveFolder";
import type { ArchiveForm } from "./archiveForm";
import { readChecked, writeChecked } from "./checkedFile";
import { removeFile } from "./durableFile";

/** What is noted; it holds no secret. */
export type Note = Readonly<Record<string, unknown>>;

const note = z.record(z.string(), z.unknown());
/** As JSON, or as a line of an encrypted archive. */
const file = z.strictObject({ note: z.union([note, z.string()]) });

/** What a move in progress noted in an archive: `move.json`, there while the archive may be the only copy. */
export class ArchiveNote {
  private readonly path: string;

  /** @param archive the archive's folder */
  constructor(
    archive: string,
    private readonly form: ArchiveForm,
  ) {
    this.path = join(archive, noteFileName);
  }

  /** @throws Error where it cannot be read, or was changed. */
  read(): Note | undefined {
    const found = optional(() => readChecked(this.path, file))?.note;
    return typeof found === "string" ? note.parse(JSON.parse(this.form.decode(found))) : found;
  }

  /** @throws Error of the file system. */
  write(noted: Note | undefined): void {
    if (noted === undefined) removeFile(this.path);
    else
      writeChecked(this.path, {
        note: this.form.isEncrypted ? this.form.encode(JSON.stringify(noted)) : noted,
      });
  }
}
