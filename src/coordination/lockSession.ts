import { setTimeout as sleep } from "node:timers/promises";
import limitConcurrency from "p-limit";
import type { Client, QueryResultRow } from "pg";
import { log } from "../adapter/log";
import type { Database } from "./database";
import { withTables } from "./databaseTables";
import type { Lock } from "./lock";
import { proveOwnSession, sharedSessions } from "./ownSession";
import { reasonOf } from "./stateFolder";

/**
 * Has the server end a session whose process stands still or is cut off, and free its locks: `idle_session_timeout` came
 * with PostgreSQL 14, and each server is told of those settings that it knows.
 */
const endWhenIdle = `
  select set_config(wanted.name, wanted.value, false)
  from (values ('idle_session_timeout', $1), ('synchronous_commit', 'off'), ('tcp_keepalives_idle', '5'), ('tcp_keepalives_interval', '2'),
    ('tcp_keepalives_count', '3')) as wanted (name, value)
  join pg_settings on pg_settings.name = wanted.name`;

/** Notes that a lock is taken, and tells whether the one who had it last did not give it back. */
const noteTaken = `
  with last as (select taken_at from brainycp_turns where lock = $1::bigint)
  insert into brainycp_turns (lock) values ($1::bigint)
  on conflict (lock) do update set taken_at = now()
  returning pg_backend_pid() as backend,
    coalesce((select taken_at > now() - interval '1 hour' from last), false) as "wasLost"`;

const select = "select pg_backend_pid() as backend";

const sinceWhen = `${select}, (select taken_at::text from brainycp_turns where lock = $1::bigint) as since`;

const noteReturned =
  "delete from brainycp_turns where lock = $1::bigint returning pg_backend_pid() as backend";

/** One session of a database, whose advisory locks end with it. */
export class LockSession {
  /** The locks that parts of this process hold: the server would give each of them to the session again. */
  private readonly held = new Set<string>();
  private readonly renewals: NodeJS.Timeout;
  private readonly oneByOne = limitConcurrency(1);
  private isOpen = true;
  /** When the last query that was answered was asked. */
  private askedAt = Date.now();
  /** The server's process behind the session; another one knows nothing of its locks. */
  private backend: number | undefined;

  private constructor(
    private readonly client: Client,
    private readonly stale: number,
  ) {
    client.on("error", () => this.lose()).on("end", () => this.lose());
    this.renewals = setInterval(() => void this.ask().catch(() => this.lose()), stale / 8).unref();
  }

  /**
   * Opens one.
   *
   * @param stale after how many milliseconds without a sign of life the server ends it
   * @throws Error of the database, or of the way to it
   */
  static async open(database: Database, stale: number): Promise<LockSession> {
    const client = await database.connect(stale);
    const session = new LockSession(client, stale);
    try {
      await proveOwnSession(database, client);
      await client.query(endWhenIdle, [String(stale)]);
      await withTables(database, () => database.query("select lock from brainycp_turns limit 0"));
      await session.ask();
    } catch (error) {
      await session.end();
      throw error;
    }
    return session;
  }

  /** Whether it is known to be there, and stays there for at least half the time after which the server ends it. */
  isAlive(): boolean {
    return this.isOpen && Date.now() - this.askedAt <= this.stale / 2;
  }

  /**
   * Takes a lock; undefined where another holds it. The lock of a process that was killed, or cut off, stays for as long as
   * a lock without a sign of life does: the panel may still be at work for that process.
   *
   * @throws Error of the database, or of the way to it
   */
  async take(key: string): Promise<Lock | undefined> {
    if (this.held.has(key)) return undefined;
    this.held.add(key);
    try {
      const { taken } = await this.ask<{ taken: boolean }>(
        `${select}, pg_try_advisory_lock($1::bigint) as taken`,
        [key],
      );
      if (taken) {
        const { wasLost } = await this.ask<{ wasLost: boolean }>(noteTaken, [key]);
        if (wasLost) await sleep(this.stale);
        return this.lock(key);
      }
    } catch (error) {
      this.held.delete(key);
      throw error;
    }
    this.held.delete(key);
    return undefined;
  }

  /** When a lock was taken by whoever holds it; undefined where nobody does. */
  async holder(key: string): Promise<string | undefined> {
    const { since } = await this.ask<{ since: string | null }>(sinceWhen, [key]);
    return since ?? undefined;
  }

  /** Ends it, and frees its locks, when all is answered that was asked. */
  async end(): Promise<void> {
    this.lose();
    await this.oneByOne(() => this.client.end()).catch((error: unknown) =>
      log(`a session ends by itself: ${reasonOf(error)}`),
    );
  }

  private lock(key: string): Lock {
    let isOver = false;
    return {
      isHeld: () => !isOver && this.isAlive(),
      release: () => {
        isOver = true;
        this.held.delete(key);
        void this.giveBack(key).catch(() => this.end());
      },
    };
  }

  /** Asked before whatever this process asks next. */
  private async giveBack(key: string): Promise<void> {
    await Promise.all([
      this.ask(noteReturned, [key]),
      this.ask(`${select}, pg_advisory_unlock($1::bigint)`, [key]),
    ]);
  }

  /** Runs a query whose one row names the server's process. @throws Error also where another session answers */
  private async ask<Row extends QueryResultRow>(text = select, values: readonly string[] = []): Promise<Row> {
    const { rows, now } = await this.oneByOne(async () => {
      const now = Date.now();
      return { now, ...(await this.client.query<Row & { backend: number }>(text, [...values])) };
    });
    const [row] = rows;
    this.backend ??= row?.backend;
    if (row === undefined || row.backend !== this.backend) throw sharedSessions();
    this.askedAt = now;
    return row;
  }

  private lose(): void {
    this.isOpen = false;
    clearInterval(this.renewals);
  }
}
