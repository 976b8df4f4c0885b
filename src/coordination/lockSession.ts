import limitConcurrency from "p-limit";
import type { Client, QueryResultRow } from "pg";
import { log } from "../adapter/log";
import type { Database } from "./database";
import type { Lock } from "./lock";
import { reasonOf } from "./stateFolder";

/**
 * Has the server end a session whose process stands still or is cut off, and free its locks: `idle_session_timeout` came
 * with PostgreSQL 14, and each server is told of those settings that it knows.
 */
const endWhenIdle = `
  select set_config(wanted.name, wanted.value, false)
  from (values ('idle_session_timeout', $1), ('tcp_keepalives_idle', '5'), ('tcp_keepalives_interval', '2'),
    ('tcp_keepalives_count', '3')) as wanted (name, value)
  join pg_settings on pg_settings.name = wanted.name`;

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
      await client.query(endWhenIdle, [String(stale)]);
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

  /** Takes a lock; undefined where another holds it. @throws Error of the database, or of the way to it */
  async take(key: string): Promise<Lock | undefined> {
    if (this.held.has(key)) return undefined;
    this.held.add(key);
    const answer = await this.ask<{ taken: boolean }>("pg_try_advisory_lock($1::bigint) as taken", [
      key,
    ]).catch((error: unknown) => {
      this.held.delete(key);
      throw error;
    });
    if (answer.taken) return this.lock(key);
    this.held.delete(key);
    return undefined;
  }

  /** Ends it, and frees its locks. */
  async end(): Promise<void> {
    this.lose();
    await this.client.end().catch((error: unknown) => log(`a session ends by itself: ${reasonOf(error)}`));
  }

  private lock(key: string): Lock {
    let isOver = false;
    return {
      isHeld: () => !isOver && this.isAlive(),
      release: () => {
        isOver = true;
        this.held.delete(key);
        // asked before whatever this process asks next
        void this.ask("pg_advisory_unlock($1::bigint)", [key]).catch(() => this.end());
      },
    };
  }

  /** Asks for what a query selects. @throws Error also where another session answers */
  private async ask<Row extends QueryResultRow>(
    selected = "true",
    values: readonly string[] = [],
  ): Promise<Row> {
    const { rows, now } = await this.oneByOne(async () => {
      const now = Date.now();
      const text = `select pg_backend_pid() as backend, ${selected}`;
      return { now, ...(await this.client.query<Row & { backend: number }>(text, [...values])) };
    });
    const [row] = rows;
    this.backend ??= row?.backend;
    if (row === undefined || row.backend !== this.backend)
      throw new Error(
        "several sessions answer on one connection; let a pooler pool sessions, not transactions",
      );
    this.askedAt = now;
    return row;
  }

  private lose(): void {
    this.isOpen = false;
    clearInterval(this.renewals);
  }
}
