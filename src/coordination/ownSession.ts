import { randomBytes } from "node:crypto";
import type { Client } from "pg";
import type { Database } from "./database";

/** What the server says of a lock that a session asks for. */
interface Asked {
  readonly taken: boolean;
}

const take = "select pg_try_advisory_lock($1::bigint) as taken";
const giveBack = "select pg_advisory_unlock($1::bigint)";

/** How often it is tried behind a pooler: while one session is busy with somebody else, another one answers. */
const trials = 3;

/**
 * Makes sure that a connection has a session of its own, as locks belong to a session. A pooler that pools transactions lets
 * many connections have one: each of them would then be given a lock that another one has.
 *
 * @param database asked over another connection
 * @throws Error where both have one session, and errors of the database
 */
export async function proveOwnSession(database: Database, client: Client): Promise<void> {
  const { rows } = await client.query<{ backend: number }>("select pg_backend_pid() as backend");
  // not in the types of pg: the server's process as the connection was told at its start; a pooler tells another
  if (rows[0]?.backend === (client as Client & { processID?: number | null }).processID) return;
  for (let trial = 0; trial < trials; trial += 1)
    if (await haveOneSession(database, client))
      throw new Error("several connections have one session; let a pooler pool sessions, not transactions");
}

/** Whether both are given one lock. */
async function haveOneSession(database: Database, client: Client): Promise<boolean> {
  const key = [randomBytes(8).readBigInt64BE().toString()];
  await client.query(take, key);
  const [other] = await database.query<Asked>(take, key);
  if (other?.taken === true) await database.query(giveBack, key);
  await client.query(giveBack, key);
  return other?.taken === true;
}
