import { createHash } from "node:crypto";
import type { Database } from "./database";
import { stalledTurn } from "./folderLocks";
import type { Lock, Locks } from "./lock";
import { LockSession } from "./lockSession";

/** Advisory locks of a database, all taken in one session: they end with it. */
export class DatabaseLocks implements Locks {
  private session: Promise<LockSession> | undefined;

  /** @param stale after how many milliseconds without a sign of life a lock is free again */
  constructor(
    private readonly database: Database,
    private readonly stale = stalledTurn,
  ) {}

  /** @throws BrainycpError (`coordinator_unreachable`) */
  take(name: string): Promise<Lock | undefined> {
    return this.asking((session) => session.take(keyOf(name)));
  }

  /** @throws BrainycpError (`coordinator_unreachable`) */
  holder(name: string): Promise<string | undefined> {
    return this.asking((session) => session.holder(keyOf(name)));
  }

  /** Ends the session, and frees all locks. */
  async end(): Promise<void> {
    const session = await this.session?.catch(() => undefined);
    this.session = undefined;
    await session?.end();
  }

  private async asking<T>(call: (session: LockSession) => Promise<T>): Promise<T> {
    try {
      return await call(await this.living());
    } catch (error) {
      throw this.database.failure(error);
    }
  }

  /** The session, or a new one where that is lost. */
  private async living(): Promise<LockSession> {
    const opening = (this.session ??= LockSession.open(this.database, this.stale));
    try {
      const session = await opening;
      if (session.isAlive()) return session;
      void session.end();
    } catch (error) {
      if (this.session === opening) this.session = undefined;
      throw error;
    }
    if (this.session === opening) this.session = undefined;
    return this.living();
  }
}

/** The number by which the database knows a lock. */
function keyOf(name: string): string {
  return createHash("sha256").update(`brainycp ${name}`).digest().readBigInt64BE().toString();
}
