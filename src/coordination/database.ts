import type { Client, ClientConfig, Pool, QueryResultRow } from "pg";
import { BrainycpError } from "../adapter/errors";
import { log } from "../adapter/log";
import { reasonOf } from "./stateFolder";

/** The longest that is waited for a connection or an answer, in milliseconds. */
const patience = 10_000;

/** A PostgreSQL database in which runs on several machines meet. It takes one connection for queries. */
export class Database {
  private pool: Promise<Pool> | undefined;

  /** @param address `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, as `pg` takes it; it is shown nowhere */
  constructor(private readonly address: string) {}

  /** The rows that a query finds. @throws Error of the database, or of the way to it */
  async query<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    this.pool ??= this.openPool();
    const pool = await this.pool.catch((error: unknown) => {
      this.pool = undefined;
      throw error;
    });
    return (await pool.query<Row>(sql, [...values])).rows;
  }

  /**
   * Opens a connection of its own, which does not keep this process from ending.
   *
   * @param timeout after how many milliseconds a query without an answer has failed, by default 10,000
   * @throws Error of the way to the database
   */
  async connect(timeout = patience): Promise<Client> {
    const { Client } = await loadPg();
    const client = new Client({ ...this.config, query_timeout: timeout });
    // told to whoever asks the connection next
    client.on("error", (error) => log(`a connection to the coordinator ended: ${reasonOf(error)}`));
    await client.connect();
    // not in the types of pg
    (client as Client & { unref(): void }).unref();
    return client;
  }

  /** The error for a database that cannot be reached, or refuses what is asked. */
  failure(error: unknown): BrainycpError {
    if (error instanceof BrainycpError) return error;
    const { host, password } = new URL(this.address);
    // no message is known to hold it; a short one would be found in every word
    const shown = [password, decodeURIComponent(password)]
      .filter(({ length }) => length >= 4)
      .reduce((text, secret) => text.replaceAll(secret, "[secret]"), deepReasonOf(error));
    return new BrainycpError({
      code: "coordinator_unreachable",
      problem: `The database of brainycp:coordinator${host === "" ? "" : `, ${host},`} cannot be used: ${shown}`,
      nextStep:
        "Nothing is written to a panel without it. Run it again when the database answers, or correct its address:\n" +
        "  pulumi config set --secret brainycp:coordinator",
      transient: true,
      cause: error,
    });
  }

  /** Closes its connection for queries. */
  async end(): Promise<void> {
    const pool = await this.pool?.catch(() => undefined);
    this.pool = undefined;
    await pool?.end();
  }

  private async openPool(): Promise<Pool> {
    const { Pool } = await loadPg();
    const pool = new Pool({ ...this.config, query_timeout: patience, max: 1, allowExitOnIdle: true });
    pool.on("error", (error) => log(`the connection to the coordinator ended: ${reasonOf(error)}`));
    return pool;
  }

  private get config(): ClientConfig {
    return {
      connectionString: this.address,
      connectionTimeoutMillis: patience,
      keepAlive: true,
      fallback_application_name: "pulumi-brainycp",
    };
  }
}

/** Loads the package that speaks to PostgreSQL, which only those install who use a database. */
async function loadPg(): Promise<Pick<typeof import("pg"), "Client" | "Pool">> {
  try {
    return (await import("pg")).default;
  } catch (error) {
    throw new BrainycpError({
      code: "config",
      problem: `brainycp:coordinator names a PostgreSQL database, and the package pg cannot be loaded: ${reasonOf(error)}`,
      nextStep:
        "Nothing was changed by this call. Install the package beside your program:\n  npm install pg",
      cause: error,
    });
  }
}

/** The reason in an error; in all of its parts where a host has several addresses. */
function deepReasonOf(error: unknown): string {
  return error instanceof AggregateError
    ? error.errors.map((each: unknown) => reasonOf(each)).join("; ")
    : reasonOf(error);
}
