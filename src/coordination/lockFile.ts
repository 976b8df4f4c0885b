import {
  closeSync,
  existsSync,
  fstatSync,
  futimesSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import { log } from "../adapter/log";
import type { Lock } from "./lock";

/**
 * A lock that processes hold in turn, in files `PATH.1`, `PATH.2` and so on. Each holder makes the file of the next
 * generation, which only one process can do; the newest file is the lock, and whoever made an older one has lost it.
 *
 * A holder writes on its own file and removes older ones, so nobody can take away the lock that another holds.
 */
export class LockFile implements Lock {
  private readonly renewals: NodeJS.Timeout;
  private renewedAt = 0;

  private constructor(
    private readonly path: string,
    private readonly generation: number,
    private readonly file: number,
    private readonly stale: number,
  ) {
    this.renew();
    this.renewals = setInterval(() => this.renewOrLose(), stale / 8).unref();
  }

  /**
   * Takes the lock; undefined where another holds it.
   *
   * @param stale after how many milliseconds without renewal the lock is free
   */
  static take(path: string, stale: number): LockFile | undefined {
    const newest = newestOf(path);
    if (isHeldAs(path, newest, stale)) return undefined;
    const generation = newest + 1;
    const file = makeAlone(`${path}.${generation}`);
    if (file === undefined) return undefined;
    const taken = new LockFile(path, generation, file, stale);
    // a process that stood still may make a file again that was removed; a newer one is there then
    if (newestOf(path) !== generation) {
      taken.release();
      return undefined;
    }
    try {
      for (const older of generationsOf(path))
        if (older < generation) rmSync(`${path}.${older}`, { force: true });
    } catch (error) {
      log(`an older file of the lock ${path} stays: ${String(error)}`);
    }
    return taken;
  }

  /** The generation of whoever holds the lock; undefined where it is free. */
  static holder(path: string, stale: number): number | undefined {
    const newest = newestOf(path);
    return isHeldAs(path, newest, stale) ? newest : undefined;
  }

  /** Looks whether the lock is ours, and stays ours for at least half the time after which it is free. */
  isHeld(): boolean {
    if (Date.now() - this.renewedAt > this.stale / 2) return false;
    try {
      // asked before each write: whoever comes next makes the next file, and then removes ours
      return fstatSync(this.file).nlink > 0 && !existsSync(`${this.path}.${this.generation + 1}`);
    } catch {
      return false;
    }
  }

  /** Gives the lock back, if it is still ours. */
  release(): void {
    clearInterval(this.renewals);
    this.renewedAt = 0;
    try {
      // a file as old as this is free; it stays, as the newest tells the next generation
      futimesSync(this.file, 0, 0);
      closeSync(this.file);
    } catch (error) {
      log(`the lock ${this.path} is free in ${this.stale} ms only: ${String(error)}`);
    }
  }

  private renew(): void {
    const now = Date.now();
    futimesSync(this.file, now / 1000, now / 1000);
    this.renewedAt = now;
  }

  private renewOrLose(): void {
    try {
      if (this.isHeld()) {
        this.renew();
        return;
      }
      clearInterval(this.renewals);
      log(`the lock ${this.path} was lost`);
    } catch (error) {
      log(`the lock ${this.path} cannot be renewed: ${String(error)}`);
    }
  }
}

/** The generations of which there is a file. */
function generationsOf(path: string): number[] {
  const prefix = `${basename(path)}.`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter(Number.isSafeInteger);
}

/** The newest generation; 0 where there is none. */
function newestOf(path: string): number {
  return Math.max(0, ...generationsOf(path));
}

/** Whether somebody holds the lock by the file of this generation. If that was removed, a newer one is there. */
function isHeldAs(path: string, generation: number, stale: number): boolean {
  if (generation === 0) return false;
  const there = statSync(`${path}.${generation}`, { throwIfNoEntry: false });
  return there === undefined || there.mtimeMs >= Date.now() - stale;
}

/** Makes a file and opens it; undefined where it is there already. */
function makeAlone(file: string): number | undefined {
  try {
    return openSync(file, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  }
}
