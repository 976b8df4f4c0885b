import { existsSync } from "node:fs";
import type { UserFolder } from "../coordination/userFolder";
import { findArchiveRoot, openArchiveRoot, type ArchiveSettings } from "./archiveRoot";

/** Where the archives of a panel's mail are, for one run. */
export class ArchivePlace {
  /**
   * Whether there were none when this run first looked, and it has made none. What others make since is not looked for:
   * it holds the mail of other mailboxes, and each mailbox of a stack is asked for.
   */
  private areNone: boolean | undefined;

  constructor(
    private readonly settings: ArchiveSettings,
    private readonly user: UserFolder,
  ) {}

  /** The folder that they are in; makes nothing. Undefined where the panel itself keeps the mail, and where there are none. */
  find(): string | undefined {
    if (this.areNone === true) return undefined;
    const root = findArchiveRoot(this.settings, this.user);
    this.areNone ??= root === undefined || !existsSync(root);
    return this.areNone ? undefined : root;
  }

  /**
   * The folder in which a new one belongs; undefined where the panel itself keeps the mail.
   *
   * @throws BrainycpError (`archive_failed`) where there is no place for it
   */
  open(): string | undefined {
    this.areNone = false;
    return openArchiveRoot(this.settings, this.user);
  }
}
