import type { Database } from "./database";

/** The tables that runs share. */
export const tableNames = ["brainycp_journal", "brainycp_turns"] as const;

/** Made by whoever comes first, one at a time: two that make a table at once would get in each other's way. */
const makeTables = `
  select pg_advisory_xact_lock(hashtext('brainycp_journal'));
  create table if not exists brainycp_journal (
    project text not null,
    endpoint text not null,
    kind text not null,
    name text not null,
    entry jsonb not null,
    noted_at timestamptz not null default now(),
    primary key (project, endpoint, kind, name)
  );
  create table if not exists brainycp_turns (
    lock bigint primary key,
    taken_at timestamptz not null default now()
  )`;

/** PostgreSQL's code for a table that is not there. */
const undefinedTable = "42P01";

/** Runs a query, and where a table of ours is not there, makes them all and runs it again. */
export async function withTables<T>(database: Database, query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if ((error as { code?: unknown }).code !== undefinedTable) throw error;
    await database.query(makeTables);
    return query();
  }
}
