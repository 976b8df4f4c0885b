import { AsyncResource } from "node:async_hooks";
import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import limitConcurrency from "p-limit";
import { BrainycpError } from "../adapter/errors";
import type { Turn, Turns } from "../adapter/turn";
import { stalledTurn } from "./folderLocks";
import type { Lock, Locks } from "./lock";

/** For how long the writes of a run may follow each other in one turn, in milliseconds, before others get theirs. */
const longest = 100;

/** A lock, and when it was taken. */
interface TakenLock {
  readonly lock: Lock;
  readonly since: number;
}

/** How long a run waits for its turn behind the other runs, in seconds. */
export const patience = 900;

/**
 * The lock on one panel: it lets a limited number of writes through at once, across all resources of a run and all runs
 * that meet where its locks are. Whether the panel survives two writes at once is not known; its configuration is flat
 * files.
 */
export class WriteLock implements Turns {
  private readonly here: ReturnType<typeof limitConcurrency>;
  private readonly slots: readonly string[];
  /** Those that go to the next work. */
  private readonly handedOn: TakenLock[] = [];

  /**
   * @param locks where runs meet
   * @param endpoint the panel
   * @param width how many writes may be under way at once
   */
  constructor(
    private readonly locks: Locks,
    endpoint: string,
    width: number,
  ) {
    this.here = limitConcurrency(width);
    const name = createHash("sha256").update(endpoint).digest("hex").slice(0, 32);
    this.slots = Array.from({ length: width }, (_, slot) => `${name}-${slot}`);
  }

  /**
   * Waits for a turn and does the work in it. A turn is lost when this process stands still for too long (it is blocked,
   * or the machine sleeps): ask the turn right before each write.
   *
   * @throws BrainycpError (`timeout`) when no turn comes, (`state_folder`, `coordinator_unreachable`) when there is no
   * asking for one.
   */
  take<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    const inTurn = async (): Promise<T> => {
      const { lock, since } = this.next() ?? (await this.acquire());
      let isDone = false;
      try {
        const done = await work(lock);
        isDone = true;
        return done;
      } finally {
        const isWanted = isDone && this.here.pendingCount > this.handedOn.length;
        if (isWanted && performance.now() - since < longest) this.handedOn.push({ lock, since });
        else lock.release();
      }
    };
    // bound, or work that waited would go on in the asynchronous flow of the work before it
    return this.here(AsyncResource.bind(inTurn));
  }

  /**
   * Waits until what other runs are writing at this moment is written, or they are given up as dead; not for what they
   * write after that.
   *
   * @param longest for how long a write may be under way, in milliseconds
   * @returns whether all of it has ended
   * @throws BrainycpError (`state_folder`, `coordinator_unreachable`) when there is no asking for a turn
   */
  async waitForOthers(longest: number): Promise<boolean> {
    const end = performance.now() + longest + stalledTurn;
    const waitFor = async (slot: string): Promise<boolean> => {
      let first: string | undefined;
      while (performance.now() < end) {
        const lock = await this.locks.take(slot);
        lock?.release();
        if (lock !== undefined) return true;
        const holder = await this.locks.holder(slot);
        if (first !== undefined && holder !== first) return true;
        first = holder;
        await sleep(pause());
      }
      return false;
    };
    const have = await Promise.all(this.slots.map(waitFor));
    return have.every(Boolean);
  }

  /** A lock that work before handed on, if it is still held. */
  private next(): TakenLock | undefined {
    const next = this.handedOn.pop();
    if (next === undefined || next.lock.isHeld()) return next;
    next.lock.release();
    return undefined;
  }

  private async acquire(): Promise<TakenLock> {
    const end = performance.now() + patience * 1000;
    for (;;) {
      for (const slot of this.slots) {
        const lock = await this.locks.take(slot);
        if (lock !== undefined) return { lock, since: performance.now() };
      }
      if (performance.now() > end) {
        throw new BrainycpError({
          code: "timeout",
          problem: `Other runs have been writing to the panel for ${patience} seconds`,
          nextStep:
            "Run it again when they have ended; brainycp:maxConcurrentWrites allows more writes at once",
        });
      }
      await sleep(pause());
    }
  }
}

/** How long to wait before a lock is asked for again, in milliseconds. */
function pause(): number {
  return 10 + Math.random() * 30;
}
