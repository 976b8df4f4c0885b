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
  async take(name: string): Promise<Lock | undefined> {
    try {
      const session = await this.living();
      return await session.take(keyOf(name));
    } catch (error) {
      throw this.database.failure(error);
    }
  }

  /** Ends the session, and frees all locks. */
  async end(): Promise<void> {
    const session = await this.session?.catch(() => undefined);
    this.session = undefined;
    await session?.end();
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
