import { lstatSync, mkdirSync, type Stats } from "node:fs";
import { join } from "node:path";

/** The folder of one user below the system's temporary one, where everybody may make files. */
export class TemporaryFolder {
  readonly path: string;

  /**
   * @param parent the system's temporary folder
   * @param uid the user; undefined on systems without numbers for users, where each has a temporary folder of his own
   */
  constructor(
    parent: string,
    private readonly uid: number | undefined,
  ) {
    this.path = join(parent, uid === undefined ? "pulumi-brainycp" : `pulumi-brainycp-${uid}`);
  }

  /** Makes it where it is not there. @throws Error where it cannot be made, or is not the user's alone. */
  make(): void {
    try {
      mkdirSync(this.path, { mode: 0o700 });
    } catch (error) {
      if (this.look() === undefined) throw error;
    }
    if (!this.isOwn()) throw new Error("it is a link, somebody else's, or open to others");
  }

  /** Whether it is there and the user's alone: what others wrote in it, a run would take for its own. */
  isOwn(): boolean {
    const there = this.look();
    if (there?.isDirectory() !== true) return false;
    return this.uid === undefined || (there.uid === this.uid && (there.mode & 0o077) === 0);
  }

  private look(): Stats | undefined {
    try {
      return lstatSync(this.path, { throwIfNoEntry: false });
    } catch {
      // what should hold it is no folder, or may not be looked into
      return undefined;
    }
  }
}
