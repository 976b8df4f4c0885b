import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ArchiveForm } from "./archiveForm";
import { systemCode } from "./archiveErrors";
import { removeFile, replaceFile } from "./durableFile";
import type { Tally } from "./tally";

/** What a seal vouches for. */
export interface Sealed {
  /** The SHA-256 of the manifest. */
  readonly manifest: string;
  readonly tally: Tally;
}

/** The file that is written last: an archive with one is whole, or damaged. */
export class Seal {
  private readonly path: string;

  /** @param archive the archive's folder */
  constructor(
    private readonly archive: string,
    private readonly form: ArchiveForm,
  ) {
    this.path = join(archive, "seal.json");
  }

  /** The seal as it is there. @throws Error of the file system. */
  read(): string | undefined {
    try {
      return readFileSync(this.path, "utf8");
    } catch (error) {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  /** @throws Error of the file system. */
  write(sealed: Sealed): void {
    replaceFile(this.path, this.text(sealed));
  }

  /** @throws Error of the file system. */
  remove(): void {
    removeFile(this.path);
  }

  /** What a seal says; a single other byte, in it or in what it vouches for, is damage. */
  text({ manifest, tally }: Sealed): string {
    const head = createHash("sha256")
      .update(readFileSync(join(this.archive, "archive.json")))
      .digest("hex");
    const { messages, bytes } = tally;
    const vouched = { head, manifest, messages, bytes };
    const seal = this.form.sign(JSON.stringify(vouched));
    return `${JSON.stringify({ ...vouched, seal }, undefined, 2)}\n`;
  }
}
