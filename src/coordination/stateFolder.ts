import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A folder for what outlives a run: the journal, and the locks by which runs take turns. */
export interface StateFolder {
  /** The folder as it may be there already; makes nothing. */
  find(): string | undefined;

  /**
   * The folder, made and tried out; undefined where nothing outlives this process.
   *
   * @throws BrainycpError where somebody relies on a folder that cannot be written.
   */
  open(): string | undefined;

  /** Tells of a file in it that could not be written. @throws BrainycpError where somebody relies on it. */
  failed(error: unknown): void;
}

/** Makes a folder where there is none, for nobody else to look into. @throws Error where that fails. */
export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Makes sure that files can be written in a folder. @throws Error where they cannot. */
export function tryFolder(path: string): void {
  const file = join(path, `trial-${process.pid}`);
  writeFileSync(file, "trial", { mode: 0o600 });
  rmSync(file);
}

/** The reason in an error of the file system. */
export function reasonOf(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error
    ? String(error.message)
    : String(error);
}
