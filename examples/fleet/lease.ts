import type { Sql } from "./database";
import type { FetchedJob } from "./jobs";
import type { EngineProcess } from "./stackLock";

/** A panel's run that belongs to one worker for as long as the worker renews its lease. */
export interface Lease {
  readonly panel: string;
  readonly worker: string;
  /** The engines of workers that are gone: they may have left the stack locked. */
  readonly formerEngines: readonly EngineProcess[];
}

/** A run whose worker has not renewed its lease. */
export interface LostRun {
  readonly panel: string;
  readonly job: string;
  readonly queue: string;
  readonly worker: string;
}

/** Takes the lease of a panel's run; undefined while another worker has it. */
export async function takeLease(
  sql: Sql,
  job: FetchedJob,
  worker: string,
  seconds: number,
): Promise<Lease | undefined> {
  const { panel } = job.data;
  const { rows } = await sql.executeSql<{ engines: EngineProcess[] }>(
    `insert into fleet.runs as run (panel, job, queue, worker, lease_until)
     values ($1, $2, $3, $4, now() + make_interval(secs => $5))
     on conflict (panel) do update
     set job = excluded.job, queue = excluded.queue, worker = excluded.worker, lease_until = excluded.lease_until
     where run.lease_until <= now()
     returning engines`,
    [panel, job.id, job.name, worker, seconds],
  );
  const [row] = rows;
  return row && { panel, worker, formerEngines: row.engines };
}

/** Renews a lease, and notes what the run does. @returns false where another worker has it by now */
export async function renewLease(
  sql: Sql,
  { panel, worker }: Lease,
  seconds: number,
  step: string,
): Promise<boolean> {
  const { rows } = await sql.executeSql(
    `with run as (
       update fleet.runs set lease_until = now() + make_interval(secs => $3)
       where panel = $1 and worker = $2 returning panel, job
     ), job as (
       update fleet.jobs set step = $4 from run where fleet.jobs.panel = run.panel and fleet.jobs.id = run.job
     )
     select panel from run`,
    [panel, worker, seconds, step],
  );
  return rows.length === 1;
}

/** Notes the engine of a run: if the worker dies, the next one knows by it whose lock the stack has. */
export async function noteEngine(sql: Sql, { panel, worker }: Lease, engine: EngineProcess): Promise<void> {
  await sql.executeSql(
    "update fleet.runs set engines = engines || $3::jsonb where panel = $1 and worker = $2",
    [panel, worker, JSON.stringify([engine])],
  );
}

/**
 * Ends a lease after the run's engine has ended.
 *
 * @param forget whether no stack's lock can be left of this run and of earlier ones
 * @returns false where another worker has the lease by now
 */
export async function endLease(sql: Sql, { panel, worker }: Lease, forget: boolean): Promise<boolean> {
  const ending = forget ? "delete from fleet.runs" : "update fleet.runs set job = null, lease_until = now()";
  const { rows } = await sql.executeSql(`${ending} where panel = $1 and worker = $2 returning panel`, [
    panel,
    worker,
  ]);
  return rows.length === 1;
}

/** Takes the jobs away from the workers that have not renewed their leases. No other caller gets the same. */
export async function takeLostRuns(sql: Sql): Promise<LostRun[]> {
  const { rows } = await sql.executeSql<LostRun>(
    `with lost as (
       select panel, job, queue, worker from fleet.runs
       where job is not null and lease_until < now() for update skip locked
     )
     update fleet.runs set job = null from lost where fleet.runs.panel = lost.panel returning lost.*`,
  );
  return rows;
}
