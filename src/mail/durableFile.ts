import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file so that a power cut leaves the old one or the new one, whole: under a temporary name, on disk, and only
 * then in its place. For its owner alone. @throws Error of the file system; the old file is then as it was.
 */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.part`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** Makes a folder for its owner alone, with those above it, so that a power cut leaves it. @throws Error of the file system. */
export function makeDurableFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  let made = path;
  for (; made !== first && made !== dirname(made); made = dirname(made)) syncFolder(dirname(made));
  syncFolder(dirname(made));
}

/** Removes a file for good, where there is one. @throws Error of the file system. */
export function removeFile(path: string): void {
  rmSync(path, { force: true });
  syncFolder(dirname(path));
}

/** Brings a file's bytes to the disk. @throws Error of the file system. */
export function syncFile(path: string): void {
  syncOpened(openSync(path, "r+"));
}

/** Brings the names in a folder to the disk. @throws Error of the file system. */
export function syncFolder(path: string): void {
  // Windows opens no folders, and needs none to be synced
  if (process.platform !== "win32") syncOpened(openSync(path, "r"));
}

function syncOpened(file: number): void {
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
