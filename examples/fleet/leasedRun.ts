import type { ChildProcess } from "node:child_process";
import { hostname } from "node:os";
import type { Database } from "./database";
import { noteEngine, renewLease, type Lease } from "./lease";
import type { RunOptions } from "./panelRun";

/**
 * Keeps a lease for as long as a run takes. If the lease cannot be renewed for half of its time, the run's engine is
 * killed: another worker may take the run over when the other half has passed.
 *
 * @param seconds how long the lease counts after each renewal
 * @returns what the run returns; undefined if the lease was lost
 */
export async function keepLease<T>(
  database: Database,
  lease: Lease,
  seconds: number,
  run: (progress: (step: string) => void, onEngine: NonNullable<RunOptions["onEngine"]>) => Promise<T>,
): Promise<T | undefined> {
  const engines = new Set<ChildProcess>();
  let step = "";
  let renewed = performance.now();
  const lost = new AbortController();
  const lose = (): void => {
    lost.abort();
    for (const engine of engines) engine.kill("SIGKILL");
  };
  const renew = async (): Promise<void> => {
    const asked = performance.now();
    try {
      if (await renewLease(database, lease, seconds, step)) renewed = asked;
      else lose();
    } catch {
      // the next one may succeed
    }
  };
  const timer = setInterval(
    () => {
      if (performance.now() - renewed > seconds * 500) lose();
      else void renew();
    },
    (seconds * 1000) / 12,
  );
  const onEngine = (engine: ChildProcess): void => {
    engines.add(engine);
    if (lost.signal.aborted) lose();
    noteEngine(database, lease, { host: hostname(), pid: engine.pid ?? 0, startedAt: Date.now() }).catch(
      lose,
    );
  };
  try {
    const result = await run((next) => (step = next), onEngine);
    return lost.signal.aborted ? undefined : result;
  } finally {
    clearInterval(timer);
  }
}
