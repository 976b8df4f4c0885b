import type PgBoss from "pg-boss";
import type { OpMap } from "@pulumi/pulumi/automation";
import type { Database, Sql } from "./database";
import type { Operation } from "./panelRun";

/** What is to be done on one panel. It holds no secret: passwords are in the environment of the workers. */
export interface PanelJob {
  readonly panel: string;
  readonly operation: Operation;
}
export type FetchedJob = PgBoss.JobWithMetadata<PanelJob>;

/** What names a job whose attempt has ended. */
interface EndedJob {
  readonly id: string;
  /** Its queue. */
  readonly name: string;
  readonly data: Pick<PanelJob, "panel">;
}

export interface Retries {
  /** How often a job is tried. */
  readonly attempts: number;
  /** The pause before the second attempt, in seconds; the next ones are about twice as long each. */
  readonly pause: number;
}

/** The queue of the jobs for one version of the program: a worker with another version does not see them. */
export const queueOf = (version: string) => `fleet-${version}`;

/** pg-boss ends a job that takes longer. The limit is pg-boss's own; what proves that a worker is alive is its lease. */
const expireInHours = 23;

/** Adds a job for each panel, in place of the one that the panel has; a run that has begun goes on until it ends. */
export async function enqueue(
  database: Database,
  queue: string,
  operation: Operation,
  panels: readonly string[],
  retries: Retries,
): Promise<void> {
  const { boss } = database;
  // at most one job a panel is waiting, and one is active
  await boss.createQueue(queue, { name: queue, policy: "stately" });
  await database.transaction(async (sql) => {
    // two at once would not see each other's jobs
    await sql.executeSql("lock table fleet.jobs in share row exclusive mode");
    for (const panel of panels) {
      await deleteJob(boss, sql, panel);
      const id = await sendJob(boss, sql, queue, { panel, operation }, retries);
      await sql.executeSql(
        `insert into fleet.jobs (panel, id, queue, operation) values ($1, $2, $3, $4)
         on conflict (panel) do update set (id, queue, operation, state, attempt, since, step, changes, errors) =
           (excluded.id, excluded.queue, excluded.operation, 'waiting', 0, now(), '', '{}', '[]')`,
        [panel, id, queue, operation],
      );
    }
  });
  await deleteEmptyQueues(database);
}

/** Ends a job that succeeded. */
export async function completeJob(boss: PgBoss, sql: Sql, job: FetchedJob, changes: OpMap): Promise<void> {
  await setState(sql, job, "done", { changes });
  await boss.complete(job.name, job.id, { changes }, { db: sql });
}

/** Notes that an attempt failed. @returns "retrying" where another one follows */
export async function failJob(
  boss: PgBoss,
  sql: Sql,
  job: EndedJob,
  errors: readonly string[],
  changes: OpMap = {},
): Promise<"retrying" | "failed"> {
  // first fleet.jobs and then pg-boss's own table, as everywhere: the other way round, two would wait for each other
  await sql.executeSql("select from fleet.jobs where panel = $1 for update", [job.data.panel]);
  await boss.fail(job.name, job.id, { errors }, { db: sql });
  const failed = await boss.getJobById(job.name, job.id, { db: sql, includeArchive: false });
  const state = failed?.state === "retry" ? "retrying" : "failed";
  await setState(sql, job, state, { errors, changes });
  return state;
}

/** Puts a job back that others held up, or whose worker stops. It does not count as an attempt. */
export async function giveBackJob(
  boss: PgBoss,
  sql: Sql,
  job: FetchedJob,
  seconds: number,
  reasons: readonly string[] = [],
): Promise<void> {
  const { rows } = await sql.executeSql("select from fleet.jobs where panel = $1 and id = $2 for update", [
    job.data.panel,
    job.id,
  ]);
  // somebody has enqueued another one
  if (rows.length === 0) return;
  await boss.deleteJob(job.name, job.id, { db: sql });
  const retries = { attempts: job.retryLimit - job.retryCount + 1, pause: job.retryDelay };
  const id = await sendJob(boss, sql, job.name, job.data, retries, seconds);
  await sql.executeSql(
    `update fleet.jobs set id = $2, state = 'waiting', since = now(), step = '', errors = $3,
       attempt = case when state = 'running' then attempt - 1 else attempt end
     where panel = $1`,
    [job.data.panel, id, JSON.stringify(reasons)],
  );
}

/** Notes that an attempt begins. @returns false where somebody has enqueued another job for the panel */
export async function beginJob(sql: Sql, { id, data }: FetchedJob): Promise<boolean> {
  const { rows } = await sql.executeSql(
    `update fleet.jobs set state = 'running', attempt = attempt + 1, since = now(), step = '', errors = '[]'
     where panel = $1 and id = $2 returning panel`,
    [data.panel, id],
  );
  return rows.length === 1;
}

async function setState(
  sql: Sql,
  { id, data }: EndedJob,
  state: string,
  { changes = {}, errors = [] }: { changes?: OpMap; errors?: readonly string[] },
): Promise<void> {
  await sql.executeSql(
    `update fleet.jobs set state = $3, since = now(), step = '', changes = $4, errors = $5
     where panel = $1 and id = $2`,
    [data.panel, id, state, JSON.stringify(changes), JSON.stringify(errors)],
  );
}

async function sendJob(
  boss: PgBoss,
  sql: Sql,
  queue: string,
  job: PanelJob,
  { attempts, pause }: Retries,
  startAfter = 0,
): Promise<string> {
  const id = await boss.send(queue, job, {
    db: sql,
    singletonKey: job.panel,
    retryLimit: attempts - 1,
    retryDelay: pause,
    retryBackoff: true,
    expireInHours,
    startAfter,
  });
  if (id === null)
    throw new Error(`The queue ${queue} has a job for ${job.panel} already, or is gone. Try again.`);
  return id;
}

async function deleteJob(boss: PgBoss, sql: Sql, panel: string): Promise<void> {
  const { rows } = await sql.executeSql<{ id: string; queue: string }>(
    "select id, queue from fleet.jobs where panel = $1",
    [panel],
  );
  for (const { id, queue } of rows) await boss.deleteJob(queue, id, { db: sql });
}

/** Removes the queues of other versions of the program that have no panel's job any more. */
async function deleteEmptyQueues(database: Database): Promise<void> {
  const { boss } = database;
  const { rows } = await database.executeSql<{ queue: string }>("select distinct queue from fleet.jobs");
  const used = new Set(rows.map(({ queue }) => queue));
  for (const { name } of await boss.getQueues())
    if (name.startsWith(queueOf("")) && !used.has(name)) await boss.deleteQueue(name);
}
