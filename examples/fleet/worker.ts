import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "./database";
import { hidePasswords } from "./hiddenPasswords";
import { beginJob, completeJob, failJob, giveBackJob, queueOf, type FetchedJob } from "./jobs";
import { endLease, takeLease, takeLostRuns, type Lease } from "./lease";
import { keepLease } from "./leasedRun";
import { runPanel, type PanelRun, type RunOptions } from "./panelRun";
import { readPanels, type Panel } from "./panels";
import { freeStack } from "./panelStack";
import { programVersion } from "./programVersion";
import { isLockedOnlyBy } from "./stackLock";

/** How long a worker waits before it asks an empty queue again, in milliseconds. */
const idlePause = 2000;

export interface WorkerOptions {
  /** How many panels are run at the same time. */
  readonly parallel: number;
  /** How long a run belongs to this worker after it was last heard of, in seconds. */
  readonly leaseSeconds: number;
  /** Whether to end when every job for this program has ended, those of other workers too. */
  readonly untilDone: boolean;
}

/** Takes jobs from the queue and runs them. */
export class Worker {
  private readonly name = `${hostname()}-${randomBytes(3).toString("hex")}`;
  private readonly cancellation = new AbortController();
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly folder: string,
    private readonly options: WorkerOptions,
  ) {}

  /** Takes no more jobs. `cancel` also ends the runs that have begun, in good order. */
  stop({ cancel }: { cancel: boolean }): void {
    this.stopping = true;
    if (cancel) this.cancellation.abort();
  }

  /** Works until it is stopped, or until no job is left if it is to end then. */
  async work(): Promise<void> {
    // a worker that lacks a password says so before it takes a job
    this.panels();
    const { parallel } = this.options;
    console.log(
      `${this.name} takes jobs for program ${programVersion(this.folder)}. Press Ctrl-C to stop it.`,
    );
    await Promise.all(Array.from({ length: parallel }, () => this.takeJobs()));
  }

  private async takeJobs(): Promise<void> {
    while (!this.stopping) {
      try {
        if (await this.takeJob()) continue;
        if (this.options.untilDone && (await this.isAllDone())) return;
      } catch (error) {
        // a database that restarts, say
        console.error(hidePasswords(error instanceof Error ? error.message : String(error)));
      }
      await sleep(idlePause, undefined, { signal: this.cancellation.signal }).catch(() => undefined);
    }
  }

  /** Takes one job and runs it. @returns false where there was none */
  private async takeJob(): Promise<boolean> {
    await this.freeLostJobs();
    const { boss } = this.database;
    // as the program is now: this folder may have been updated while the worker waited
    const queue = queueOf(programVersion(this.folder));
    const [job] = (await boss.fetch(queue, { includeMetadata: true })) as FetchedJob[];
    if (job === undefined) return false;
    const lease = await this.begin(job);
    if (lease !== undefined) await this.run(job, lease);
    return true;
  }

  /** Gives the jobs of workers that are gone back to the queue. */
  private async freeLostJobs(): Promise<void> {
    await this.database.transaction(async (sql) => {
      for (const { panel, job, queue, worker } of await takeLostRuns(sql)) {
        const lost = { id: job, name: queue, data: { panel } };
        const state = await failJob(this.database.boss, sql, lost, [`The worker ${worker} is gone.`]);
        this.say(panel, `the worker ${worker} is gone: ${state}`);
      }
    });
  }

  private async begin(job: FetchedJob): Promise<Lease | undefined> {
    const { boss } = this.database;
    return this.database.transaction(async (sql) => {
      const lease = await takeLease(sql, job, this.name, this.options.leaseSeconds);
      if (lease === undefined) {
        await giveBackJob(boss, sql, job, job.retryDelay, ["Waits for the run of an earlier job."]);
        return undefined;
      }
      if (await beginJob(sql, job)) return lease;
      await endLease(sql, lease, false);
      return undefined;
    });
  }

  private async run(job: FetchedJob, lease: Lease): Promise<void> {
    const { panel: name, operation } = job.data;
    this.say(name, `${operation}, attempt ${job.retryCount + 1} of ${job.retryLimit + 1}`);
    const run = await keepLease(this.database, lease, this.options.leaseSeconds, (note, onEngine) => {
      const progress = (step: string): void => {
        note(step);
        this.say(name, step);
      };
      return this.runStack(job, lease, progress, onEngine).catch(failedRun(name));
    });
    if (run !== undefined) await this.end(job, lease, run);
    else this.say(name, "another worker takes over: the database could not be reached for too long");
  }

  private async runStack(
    { data }: FetchedJob,
    { formerEngines }: Lease,
    progress: (step: string) => void,
    onEngine: NonNullable<RunOptions["onEngine"]>,
  ): Promise<PanelRun> {
    const [panel] = this.panels([data.panel]);
    if (panel === undefined) throw new Error(`panels.yaml has no ${data.panel}.`);
    // a signal for each run: those of earlier runs keep listening
    const signal = AbortSignal.any([this.cancellation.signal]);
    const start = () => runPanel(panel, data.operation, progress, { signal, onEngine });
    const run = await start();
    // never the lock of a run that may be alive: only one that the engine of a lost worker has left behind
    if (!run.isLocked || !isLockedOnlyBy(formerEngines, run.errors.join("\n"))) return run;
    progress("takes over the stack of a worker that is gone");
    await freeStack(panel);
    return start();
  }

  /** Notes how a run ended. What cannot be noted is done again: the lease ends, and another worker takes the job. */
  private async end(job: FetchedJob, lease: Lease, { changes, errors, isLocked }: PanelRun): Promise<void> {
    const { boss } = this.database;
    const result = await this.database.transaction(async (sql) => {
      if (!(await endLease(sql, lease, errors.length === 0))) return "taken over by another worker";
      if (errors.length === 0) {
        await completeJob(boss, sql, job, changes);
        return "done";
      }
      if (isLocked || this.stopping) {
        await giveBackJob(boss, sql, job, isLocked ? job.retryDelay : 0, isLocked ? errors : []);
        return isLocked ? "another run has locked its stack" : "given back";
      }
      return failJob(boss, sql, job, errors, changes);
    });
    this.say(job.data.panel, [result, ...errors].join(": "));
  }

  private async isAllDone(): Promise<boolean> {
    const { rows } = await this.database.executeSql(
      "select panel from fleet.jobs where queue = $1 and state not in ('done', 'failed') limit 1",
      [queueOf(programVersion(this.folder))],
    );
    return rows.length === 0;
  }

  private panels(only?: readonly string[]): Panel[] {
    return readPanels("panels.yaml", process.env, only);
  }

  private say(panel: string, what: string): void {
    console.log(`${panel}: ${what}`);
  }
}

/** A run that could not begin. */
const failedRun =
  (name: string) =>
  (error: unknown): PanelRun => ({
    name,
    changes: {},
    seconds: 0,
    errors: [hidePasswords(String(error))],
    isLocked: false,
  });
