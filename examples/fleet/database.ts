import { Pool, type QueryResultRow } from "pg";
import PgBoss from "pg-boss";

/** Runs one statement, alone or in a transaction; pg-boss takes it as its `db` too. */
export interface Sql {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as pg's own `query`
  executeSql<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** The database of a fleet: the job queue, and what the fleet knows of each panel. */
export interface Database extends Sql {
  readonly boss: PgBoss;
  /** Does several statements as one, or none of them. */
  transaction<T>(action: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * `fleet.jobs` has the last job of each panel and how it went. `fleet.runs` has who runs a panel and until when that
 * counts, and the engines that ran since the last run that succeeded: one that was killed has left its stack locked.
 */
const tables = `
select pg_advisory_xact_lock(hashtext('fleet.tables'));
create schema if not exists fleet;
create table if not exists fleet.jobs (
  panel text primary key,
  id uuid not null,
  queue text not null,
  operation text not null,
  state text not null default 'waiting',
  attempt integer not null default 0,
  since timestamptz not null default now(),
  step text not null default '',
  changes jsonb not null default '{}',
  errors jsonb not null default '[]'
);
create table if not exists fleet.runs (
  panel text primary key,
  job uuid,
  queue text not null,
  worker text not null,
  engines jsonb not null default '[]',
  lease_until timestamptz not null
);`;

/**
 * Connects to the database that `FLEET_DATABASE` names, and makes the tables that it lacks.
 *
 * @throws Error if the variable is not set, or if the database cannot be reached
 */
export async function openDatabase(env: NodeJS.ProcessEnv): Promise<Database> {
  const { FLEET_DATABASE: address = "" } = env;
  if (!/^postgres(ql)?:\/\//.test(address)) {
    throw new Error(
      "FLEET_DATABASE is not the address of a PostgreSQL database. Set it in the environment: " +
        "export FLEET_DATABASE=postgres://USER:PASSWORD@HOST/DATABASE",
    );
  }
  const pool = new Pool({
    connectionString: address,
    application_name: "fleet",
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    // a connection that died unnoticed must not hold up a worker that has to prove that it is alive
    query_timeout: 10_000,
  });
  const executeSql: Sql["executeSql"] = (text, values) => pool.query(text, values);
  // a connection that breaks while nobody uses it: the next statement says so
  pool.on("error", () => undefined);
  try {
    await pool.query(tables);
    const boss = new PgBoss({ db: { executeSql }, schedule: false });
    boss.on("error", ({ message }) => console.error(`The job queue: ${message}`));
    await boss.start();
    return { boss, executeSql, transaction: transactionsOn(pool), close: () => close(boss, pool) };
  } catch (error) {
    await pool.end();
    const reason = error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code : "";
    throw new Error(`The database that FLEET_DATABASE names cannot be used: ${reason ?? ""}`, {
      cause: error,
    });
  }
}

function transactionsOn(pool: Pool): Database["transaction"] {
  return async (action) => {
    const client = await pool.connect();
    try {
      await client.query("begin");
      const result = await action({ executeSql: (text, values) => client.query(text, values) });
      await client.query("commit");
      client.release();
      return result;
    } catch (error) {
      // closing the connection undoes all of it, also when nothing reaches the database any more
      client.release(true);
      throw error;
    }
  };
}

async function close(boss: PgBoss, pool: Pool): Promise<void> {
  await boss.stop({ graceful: false });
  await pool.end();
}
