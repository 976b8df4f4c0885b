import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import limitConcurrency from "p-limit";
import { lock } from "proper-lockfile";
import { BrainycpError } from "./errors";
import { log } from "./log";

/** How long a run waits for its turn behind the other runs on this machine, in seconds. */
const patience = 900;

/** After how long the turn of a process that was killed is free again, in milliseconds. */
const stale = 10_000;

/**
 * Turns to write to one panel: so many at once, across all resources of a run and all runs on this machine. Whether the
 * panel survives two writes at once is not known; its configuration is flat files.
 */
export class WriteTurns {
  private readonly here: ReturnType<typeof limitConcurrency>;
  private readonly slots: readonly string[];

  /**
   * @param folder where the runs on this machine meet
   * @param endpoint the panel
   * @param width how many writes may be under way at once
   */
  constructor(
    private readonly folder: string,
    endpoint: string,
    width: number,
  ) {
    this.here = limitConcurrency(width);
    const name = createHash("sha256").update(endpoint).digest("hex").slice(0, 32);
    this.slots = Array.from({ length: width }, (_, slot) => join(folder, `${name}-${slot}`));
  }

  /** Waits for a turn and does the work in it. @throws BrainycpError (`timeout`) when no turn comes. */
  take<T>(work: () => Promise<T>): Promise<T> {
    return this.here(async () => {
      const release = await this.acquire();
      try {
        return await work();
      } finally {
        await release();
      }
    });
  }

  private async acquire(): Promise<() => Promise<void>> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const end = Date.now() + patience * 1000;
    for (;;) {
      for (const slot of this.slots) {
        const release = await tryLock(slot);
        if (release !== undefined) return release;
      }
      if (Date.now() > end) {
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
}

async function tryLock(file: string): Promise<(() => Promise<void>) | undefined> {
  const onCompromised = (error: Error): void => log(`the turn to write was lost: ${error.message}`);
  try {
    const release = await lock(file, { realpath: false, stale, onCompromised });
    return () => release().catch(onCompromised);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ELOCKED") return undefined;
    throw error;
  }
}
