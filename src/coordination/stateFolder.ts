import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

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

/**
 * Makes a folder and those between it and a root that is there. Whoever may write in the root may write in them, whatever
 * the process takes away from what it makes.
 *
 * @throws Error where that fails.
 */
export function makeWithin(root: string, path: string): void {
  if (path === root || existsSync(path)) return;
  makeWithin(root, dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // another run may be as far, and sees to its own
    if (existsSync(path)) return;
    throw error;
  }
  chmodSync(path, writersOf(root));
}

/** Lets those who may write in a folder read and write a file below it. @throws Error where that fails. */
export function shareFile(root: string, path: string): void {
  chmodSync(path, writersOf(root) & 0o666);
}

/** All rights for those who may write in a folder: its owner, and where they may its group and all others. */
function writersOf(folder: string): number {
  const { mode } = statSync(folder);
  return 0o700 | (mode & 0o020 ? 0o070 : 0) | (mode & 0o002 ? 0o007 : 0);
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
