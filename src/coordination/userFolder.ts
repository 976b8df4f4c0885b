import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { makeFolder, reasonOf, tryFolder, type StateFolder } from "./stateFolder";

/** What the system says of the user who runs this process. */
export interface SystemUser {
  readonly env: NodeJS.ProcessEnv;
  /** @throws Error for a user without an entry in the system's list, and without `HOME`. */
  homedir(): string;
  tmpdir(): string;
  /** The user's number; undefined on systems that have none, where each user has a temporary folder of his own. */
  uid(): number | undefined;
}

/** The user who runs this process. */
export const thisUser: SystemUser = { env: process.env, homedir, tmpdir, uid: () => process.getuid?.() };

/**
 * The user's own folder: `$XDG_STATE_HOME/pulumi-brainycp`, else in `~/.local/state`. Where that cannot be written, one
 * below the system's temporary folder, and where that fails too, none: a warning then says what is not protected.
 */
export class UserFolder implements StateFolder {
  private chosen: { readonly path: string | undefined } | undefined;
  private found: string | undefined;

  /** @param warn prints a warning for the user, once */
  constructor(
    private readonly warn: (text: string) => void,
    private readonly user: SystemUser = thisUser,
  ) {}

  find(): string | undefined {
    if (this.chosen !== undefined) return this.chosen.path;
    this.found ??= this.look();
    return this.found;
  }

  open(): string | undefined {
    this.chosen ??= { path: this.choose() };
    return this.chosen.path;
  }

  /** As `open`, but only where files outlive a restart of the machine: not below the system's temporary folder. */
  openLasting(): string | undefined {
    const path = this.open();
    return path === this.temporary() ? undefined : path;
  }

  failed(error: unknown): void {
    this.warn(
      `pulumi-brainycp: the journal cannot be written (${reasonOf(error)}). ${lostWithRun}. Make room in its folder, or ` +
        "set brainycp:coordinator to another",
    );
  }

  private look(): string | undefined {
    const home = this.home();
    if (home !== undefined && existsSync(home)) return home;
    const temporary = this.temporary();
    return this.isOwn(temporary) ? temporary : undefined;
  }

  private choose(): string | undefined {
    const home = this.home();
    const temporary = this.temporary();
    const noHome =
      home === undefined ? "the user has no home folder" : failureOf(home, () => makeFolder(home));
    if (noHome === undefined) return home;
    const noTemporary = failureOf(temporary, () => {
      try {
        mkdirSync(temporary, { mode: 0o700 });
      } catch (error) {
        // what is there may be ours, made by an earlier run or by one beside this
        if (!existsSync(temporary)) throw error;
      }
      if (!this.isOwn(temporary)) throw new Error("it is a link, somebody else's, or open to others");
    });
    if (noTemporary === undefined) {
      this.warn(
        `pulumi-brainycp: ${noHome}, so locks and journal are in ${temporary}. Runs that do not share that ` +
          "folder may write to the panel at the same time, and once it is emptied, what a killed run made is not " +
          `recognised. ${remedy}`,
      );
      return temporary;
    }
    this.warn(
      `pulumi-brainycp: ${noHome}; ${noTemporary}. So no other run knows of this one: they may write to the panel at the ` +
        `same time. ${lostWithRun}. ${remedy}`,
    );
    return undefined;
  }

  private home(): string | undefined {
    const base = this.user.env.XDG_STATE_HOME;
    // the XDG specification has relative paths ignored
    if (base !== undefined && isAbsolute(base)) return join(base, "pulumi-brainycp");
    try {
      const home = this.user.homedir();
      return isAbsolute(home) ? join(home, ".local", "state", "pulumi-brainycp") : undefined;
    } catch {
      return undefined;
    }
  }

  /** The user's folder below the system's temporary one, where everybody may make files. */
  private temporary(): string {
    const uid = this.user.uid();
    return join(this.user.tmpdir(), uid === undefined ? "pulumi-brainycp" : `pulumi-brainycp-${uid}`);
  }

  /** Whether a folder is there and the user's alone: what others wrote in it, a run would take for its own. */
  private isOwn(path: string): boolean {
    try {
      const there = lstatSync(path);
      const uid = this.user.uid();
      return there.isDirectory() && (uid === undefined || (there.uid === uid && (there.mode & 0o077) === 0));
    } catch {
      // not there, or below what is no folder or may not be looked into
      return false;
    }
  }
}

const lostWithRun = "If this run is killed, the next one does not recognise what it created";
const remedy = "Set XDG_STATE_HOME, or brainycp:coordinator, to a folder that can be written and lasts";

/** Why a folder cannot be made and written; undefined where it can. */
function failureOf(path: string, make: () => void): string | undefined {
  try {
    make();
    tryFolder(path);
    return undefined;
  } catch (error) {
    return `${path} cannot be written (${reasonOf(error)})`;
  }
}
