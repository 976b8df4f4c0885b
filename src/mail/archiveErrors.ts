import { BrainycpError } from "../adapter/errors";
import { sentence, setting, type Text } from "../adapter/sentence";
import { reasonOf } from "../coordination/stateFolder";
import { folderName, type Folder } from "./folder";
import type { Message } from "./message";

/** The code in an error of the file system. */
export function systemCode(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

/** What a file holds; undefined where there is none. */
export function optional<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** An archive that could not be written: what was in it before still is. */
export function archiveFailed(folder: string, error: unknown): BrainycpError {
  const isFull = ["ENOSPC", "EDQUOT"].includes(String(systemCode(error)));
  const again = "What the archive holds already is kept, and is not fetched again";
  return new BrainycpError({
    code: "archive_failed",
    problem: isFull
      ? `The archive of mail in ${folder} cannot grow: its disk is full (${reasonOf(error)})`
      : `The archive of mail in ${folder} cannot be written: ${reasonOf(error)}`,
    nextStep: isFull
      ? `Make room on that disk, and run again. ${again}`
      : sentence`Make the folder writable for the user who runs this, or set ${setting("archive")} to another, and run again. ${again}`,
    cause: error,
  });
}

/** Does what writes in an archive. @throws BrainycpError (archive_failed) in the words of people. */
export function writing<Result>(folder: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof BrainycpError ? error : archiveFailed(folder, error);
  }
}

/** Does what reads in an archive. @throws BrainycpError naming what could not be read. */
export function reading<Result>(folder: string, what: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw unreadable(folder, what, error);
  }
}

/** An archive that is not as it was written. */
export function archiveDamaged(folder: string, what: Text, cause?: unknown): BrainycpError {
  return new BrainycpError({
    code: "archive_damaged",
    problem: sentence`The archive of mail in ${folder} is damaged: ${what}`,
    nextStep:
      "Nothing is restored from it, or deleted because of it. Put the archive back from a copy of that disk; the messages " +
      "that are whole can be read in its folder “objects”",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What in an archive could not be read: it is damaged, or this user may not read it. */
export function unreadable(folder: string, what: string, error: unknown): BrainycpError {
  const code = String(systemCode(error));
  if (!["EACCES", "EPERM", "EMFILE", "ENFILE"].includes(code))
    return archiveDamaged(
      folder,
      `${what} ${code === "ENOENT" ? "is missing" : `cannot be read (${reasonOf(error)})`}`,
      error,
    );
  return new BrainycpError({
    code: "archive_failed",
    problem: `The archive of mail in ${folder} cannot be read: ${reasonOf(error)}`,
    nextStep: "Let the user who runs this read it, and run again",
    cause: error,
  });
}

/** A folder that is no archive, or has lost what makes it one. */
export function noArchive(folder: string): BrainycpError {
  return new BrainycpError({
    code: "archive_damaged",
    problem: `There is no archive of mail in ${folder}: its first file, archive.json, is missing`,
    nextStep:
      "Name the folder that holds archive.json, manifest.jsonl and objects; where that file was lost, put it back from a copy",
  });
}

/** An encrypted archive, with another key than its own or with none. */
export function wrongKey(folder: string, hasKey: boolean): BrainycpError {
  const key = setting("archiveKey");
  return new BrainycpError({
    code: "archive_damaged",
    problem: hasKey
      ? sentence`The archive of mail in ${folder} is encrypted with another passphrase than ${key}`
      : sentence`The archive of mail in ${folder} is encrypted, and ${key} is not set`,
    nextStep: sentence`Set ${key} to the passphrase that it was made with; nobody can read its mail without it`,
  });
}

/** A message, for people who look for it. */
export function messageName(folder: Folder, { uid, date }: Message): string {
  return `message ${uid} of ${date} in folder ${JSON.stringify(folderName(folder))}`;
}
