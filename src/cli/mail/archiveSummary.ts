import { basename, dirname } from "node:path";
import { BrainycpError } from "../../adapter/errors";
import { Archive } from "../../mail/archive";
import { ArchiveCipher } from "../../mail/archiveCipher";
import { readHead, type ArchiveHead } from "../../mail/archiveHead";
import { commandLineWords } from "../commandLineWords";

/**
 * What an archive is good for.
 *
 * - `complete`: it was filled and sealed.
 * - `under way`: `pulumi up` is moving its mail, or goes on with that when it runs next.
 * - `unfinished`: filling it was interrupted.
 * - `encrypted`: it cannot be read without its passphrase.
 * - `damaged`: it is not as it was written.
 */
export type ArchiveState = "complete" | "under way" | "unfinished" | "encrypted" | "damaged";

/** What can be said of an archive without reading its messages. */
export interface ArchiveSummary {
  readonly folder: string;
  readonly address: string;
  readonly state: ArchiveState;
  /** When it was begun, in ISO 8601. */
  readonly at?: string;
  readonly messages?: number;
  readonly bytes?: number;
  /** Whether its files are encrypted. */
  readonly isEncrypted?: boolean;
  /** When it had done its work, in ISO 8601: from then on the days count for which it is kept. */
  readonly finishedAt?: string;
  /** How far a move under way is. */
  readonly step?: string;
  /** What is damaged. */
  readonly problem?: string;
}

/** Looks at an archive. */
export function summarise(folder: string, key: string | undefined): ArchiveSummary {
  const head = headOf(folder);
  const known = {
    folder,
    address: head?.address ?? decodeURIComponent(basename(dirname(folder))),
    ...(head === undefined ? {} : { at: head.at, isEncrypted: head.encryption !== undefined }),
  };
  try {
    const archive = Archive.open(folder, key);
    const { note, finishedAt } = archive;
    return {
      ...known,
      ...archive.tally(),
      state: note !== undefined ? "under way" : archive.isSealed ? "complete" : "unfinished",
      ...(finishedAt === undefined ? {} : { finishedAt: finishedAt.toISOString() }),
      ...(typeof note?.step === "string" ? { step: note.step } : {}),
    };
  } catch (error) {
    if (!(error instanceof BrainycpError)) throw error;
    if (head !== undefined && isLocked(head, key)) return { ...known, state: "encrypted" };
    return { ...known, state: "damaged", problem: error.in(commandLineWords).problem };
  }
}

/** What an archive's first file says, where it can be read; whoever opens the archive says why it cannot. */
function headOf(folder: string): ArchiveHead | undefined {
  try {
    return readHead(folder);
  } catch {
    return undefined;
  }
}

function isLocked({ encryption }: ArchiveHead, key: string | undefined): boolean {
  return encryption !== undefined && (key === undefined || ArchiveCipher.open(key, encryption) === undefined);
}
