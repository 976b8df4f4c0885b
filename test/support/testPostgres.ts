import execa, { type ExecaChildProcess } from "execa";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type QueryResultRow } from "pg";
import { freePort } from "../../src/simulator/localServer";
import { giveTo, serverUser, startServer, type ServerUser } from "./serverProcess";

/** Where Debian's packages put the programs of each major version. */
const versions = "/usr/lib/postgresql";
const programs = (existsSync(versions) ? readdirSync(versions) : [])
  .sort((one, other) => Number(other) - Number(one))
  .map((version) => join(versions, version, "bin"))
  .find((folder) => existsSync(join(folder, "postgres")));

/** `describe` for tests with a real database, which are skipped where PostgreSQL is not installed. */
export function describeWithPostgres(title: string, tests: () => void): void {
  if (programs !== undefined) describe(title, tests);
  else describe.skip(`${title} (needs PostgreSQL: apt-get install postgresql)`, tests);
}

const running: TestPostgres[] = [];
afterAll(async () => {
  for (const server of running.splice(0)) await server.end();
});

/** A real PostgreSQL on a free port of this machine, ended and removed after the test file. */
export class TestPostgres {
  private process: ExecaChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly port: number,
    /** The password of its one role, `postgres`. */
    readonly password: string,
    readonly user: ServerUser,
    private readonly speaksTls: boolean,
  ) {}

  /** Starts one that is empty. @param tls its key and certificate, where it speaks TLS */
  static async start(tls?: { readonly key: string; readonly cert: string }): Promise<TestPostgres> {
    const user = await serverUser();
    const folder = await mkdtemp(join(tmpdir(), "brainycp-postgres-"));
    const password = randomBytes(8).toString("hex");
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, password);
    await giveTo(user, folder, passwordFile);
    const login = ["--username", "postgres", "--pwfile", passwordFile, "--auth", "scram-sha-256"];
    const quick = ["--no-sync", "--no-locale", "--encoding", "UTF8"];
    await execa(program("initdb"), ["--pgdata", join(folder, "data"), ...login, ...quick], {
      ...user,
      cwd: folder,
    });
    if (tls !== undefined) {
      const key = join(folder, "data", "server.key");
      const cert = join(folder, "data", "server.crt");
      await writeFile(key, tls.key);
      await writeFile(cert, tls.cert);
      await giveTo(user, key, cert);
    }
    const server = new TestPostgres(folder, await freePort(), password, user, tls !== undefined);
    running.push(server);
    await server.resume();
    return server;
  }

  /** The address of a database on it, with the password. */
  addressOf(database = "postgres"): string {
    return `postgres://postgres:${this.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Makes an empty database. @returns its address */
  async newDatabase(): Promise<string> {
    const name = `test_${randomBytes(4).toString("hex")}`;
    await this.query(`create database ${name}`);
    return this.addressOf(name);
  }

  /** The rows that a query finds. */
  async query<Row extends QueryResultRow>(sql: string, address = this.addressOf()): Promise<Row[]> {
    const client = new Client({ connectionString: address });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it at once, with all of its connections; what was committed stays. */
  async stop(): Promise<void> {
    // PostgreSQL's immediate shutdown
    this.process?.kill("SIGQUIT");
    await this.process;
    this.process = undefined;
  }

  /** Starts it again on the same port. */
  async resume(): Promise<void> {
    const settings = {
      port: String(this.port),
      listen_addresses: "127.0.0.1",
      unix_socket_directories: this.folder,
      // a test's data need not outlive the machine
      fsync: "off",
      full_page_writes: "off",
      ssl: this.speaksTls ? "on" : "off",
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const started = await startServer(
      program("postgres"),
      ["-D", join(this.folder, "data"), ...options],
      this,
      (line) => line.endsWith("database system is ready to accept connections"),
    );
    this.process = started.process;
  }

  /** Ends and removes it. */
  async end(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function program(name: string): string {
  return join(programs ?? versions, name);
}
