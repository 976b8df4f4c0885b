import { join } from "node:path";
import { BrainycpError } from "../adapter/errors";
import type { Lock, Locks } from "./lock";
import { LockFile } from "./lockFile";
import { reasonOf, type StateFolder } from "./stateFolder";

/** After how long without a sign of life a lock is free again, in milliseconds. */
export const stalledTurn = 10_000;

/** Locks as files in a folder that runs share; without one, only the parts of this process take turns. */
export class FolderLocks implements Locks {
  /** @param stale after how many milliseconds without a sign of life a lock is free again */
  constructor(
    private readonly folder: StateFolder,
    private readonly stale = stalledTurn,
  ) {}

  /** @throws BrainycpError (`state_folder`) where the folder can no longer be written. */
  async take(name: string): Promise<Lock | undefined> {
    const folder = this.folder.open();
    if (folder === undefined) return takeInMemory(name);
    return this.asking(folder, () => LockFile.take(join(folder, name), this.stale));
  }

  /** @throws BrainycpError (`state_folder`) where the folder can no longer be read. */
  async holder(name: string): Promise<string | undefined> {
    const folder = this.folder.open();
    if (folder === undefined) return undefined;
    return this.asking(folder, () => LockFile.holder(join(folder, name), this.stale)?.toString());
  }

  private async asking<T>(folder: string, work: () => T): Promise<T> {
    try {
      return await Promise.resolve(work());
    } catch (error) {
      throw new BrainycpError({
        code: "state_folder",
        problem: `The folder ${folder}, in which runs take turns to write, can no longer be written: ${reasonOf(error)}`,
        nextStep:
          "Make it writable, or name another with brainycp:coordinator; nothing was changed by this call",
        cause: error,
      });
    }
  }
}

/** The locks that parts of this process hold, where no folder can be written. */
const held = new Set<string>();

/** Takes a lock within this process; undefined where another part of it holds it. */
function takeInMemory(name: string): Lock | undefined {
  if (held.has(name)) return undefined;
  held.add(name);
  // a process cannot lose to others what they do not see
  return { isHeld: () => true, release: () => held.delete(name) };
}
