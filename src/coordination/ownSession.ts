import { randomBytes } from "node:crypto";
import type { Client } from "pg";
import { BrainycpError } from "../adapter/errors";
import type { Database } from "./database";

/** What the server says of a lock that a session asks for, and which of its processes says it. */
interface Asked {
  readonly backend: number;
  readonly taken: boolean;
}

const take = "select pg_backend_pid() as backend, pg_try_advisory_lock($1::bigint) as taken";
const giveBack = "select pg_advisory_unlock($1::bigint)";

/** How often it is tried behind a pooler: while one session is busy with somebody else, another one answers. */
const trials = 3;

/**
 * Makes sure that a connection has a session of its own, as locks belong to a session. A pooler that pools transactions lets
 * many connections have one: each of them would then be given a lock that another one has.
 *
 * @param database asked over another connection
 * @throws BrainycpError where the session is not its own
 * @throws Error of the database
 */
export async function proveOwnSession(database: Database, client: Client): Promise<void> {
  const { rows } = await client.query<{ backend: number }>("select pg_backend_pid() as backend");
  const backend = rows[0]?.backend;
  // not in the types of pg: the server's process as the connection was told at its start; a pooler tells another
  if (backend === (client as Client & { processID?: number | null }).processID) return;
  for (let trial = 0; trial < trials; trial += 1) {
    const key = [randomBytes(8).readBigInt64BE().toString()];
    const own = await client.query<Asked>(take, key);
    const [other] = await database.query<Asked>(take, key);
    if (own.rows[0]?.backend !== backend || other?.taken === true) throw sharedSessions();
    await client.query(giveBack, key);
  }
}

/** The error for a pooler that gives the sessions of the database to one connection after the other. */
export function sharedSessions(): BrainycpError {
  return new BrainycpError({
    code: "coordinator_unreachable",
    problem:
      "The database of brainycp:coordinator is behind a pooler that pools transactions, so two runs could have one lock",
    nextStep:
      "Nothing was written to a panel. Let it pool sessions (in PgBouncer: pool_mode = session), or name the database's own port:\n" +
      "  pulumi config set --secret brainycp:coordinator",
  });
}
