import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const project = join(__dirname, "..", "..");

/** A new temporary folder, by its real path. */
export const newFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), "scripts-test-")));

/** Writes files by their paths under a folder. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A copy of the repository's scripts, with its dependencies and these files of its own. */
export async function smallRepository(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = newFolder();
  for (const name of ["scripts", "tsconfig.json", "tsconfig.build.json"]) {
    await cp(join(project, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  write(folder, files);
  return folder;
}
