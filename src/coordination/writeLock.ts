import { AsyncResource } from "node:async_hooks";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import limitConcurrency from "p-limit";
import { BrainycpError } from "../adapter/errors";
import type { Turn, Turns } from "../adapter/turn";
import { LockFile } from "./lockFile";
import { reasonOf, type StateFolder } from "./stateFolder";

/** How long a run waits for its turn behind the other runs on this machine, in seconds. */
const patience = 900;

/** After how long without a sign of life the turn of a process is free again, in milliseconds. */
const stalledTurn = 10_000;

/** What makes a turn: nobody else has it until it is released. */
export interface Lock extends Turn {
  release(): void;
}

/**
 * The lock on one panel: it lets a limited number of writes through at once, across all resources of a run and all runs
 * on this machine. Whether the panel survives two writes at once is not known; its configuration is flat files.
 */
export class WriteLock implements Turns {
  private readonly here: ReturnType<typeof limitConcurrency>;
  private readonly slots: readonly string[];

  /**
   * @param folder where the runs on this machine meet; without one, only the parts of this process take turns
   * @param endpoint the panel
   * @param width how many writes may be under way at once
   * @param stale after how many milliseconds without a sign of life a turn is free again
   */
  constructor(
    private readonly folder: StateFolder,
    endpoint: string,
    width: number,
    private readonly stale = stalledTurn,
  ) {
    this.here = limitConcurrency(width);
    const name = createHash("sha256").update(endpoint).digest("hex").slice(0, 32);
    this.slots = Array.from({ length: width }, (_, slot) => `${name}-${slot}`);
  }

  /**
   * Waits for a turn and does the work in it. A turn is lost when this process stands still for too long (it is blocked,
   * or the machine sleeps): ask the turn right before each write.
   *
   * @throws BrainycpError (`timeout`) when no turn comes, (`state_folder`) when its folder can no longer be written.
   */
  take<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    const inTurn = async (): Promise<T> => {
      const lock = await this.acquire();
      try {
        return await work(lock);
      } finally {
        lock.release();
      }
    };
    // bound, or work that waited would go on in the asynchronous flow of the work before it
    return this.here(AsyncResource.bind(inTurn));
  }

  private async acquire(): Promise<Lock> {
    const folder = this.folder.open();
    const end = performance.now() + patience * 1000;
    for (;;) {
      for (const slot of this.slots) {
        const lock = folder === undefined ? takeInMemory(slot) : this.lockIn(folder, slot);
        if (lock !== undefined) return lock;
      }
      if (performance.now() > end) {
        throw new BrainycpError({
          code: "timeout",
          problem: `Other runs on this machine have been writing to the panel for ${patience} seconds`,
          nextStep:
            "Run it again when they have ended; brainycp:maxConcurrentWrites allows more writes at once",
        });
      }
      await sleep(10 + Math.random() * 30);
    }
  }

  private lockIn(folder: string, slot: string): Lock | undefined {
    try {
      return LockFile.take(join(folder, slot), this.stale);
    } catch (error) {
      throw new BrainycpError({
        code: "state_folder",
        problem: `The folder ${folder}, in which runs take turns to write, can no longer be written: ${reasonOf(error)}`,
        nextStep:
          "Make it writable, or set XDG_STATE_HOME to another folder; nothing was changed by this call",
        cause: error,
      });
    }
  }
}

/** The slots that parts of this process hold, where no folder can be written. */
const held = new Set<string>();

/** Takes a lock within this process; undefined where another part of it holds it. */
function takeInMemory(slot: string): Lock | undefined {
  if (held.has(slot)) return undefined;
  held.add(slot);
  // a process cannot lose to others what they do not see
  return { isHeld: () => true, release: () => held.delete(slot) };
}
