import execa, { type ExecaChildProcess } from "execa";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client, type QueryResultRow } from "pg";
import { freePort } from "../../src/simulator/localServer";

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
    private readonly folder: string,
    readonly port: number,
    /** The password of its one role, `postgres`. */
    readonly password: string,
    private readonly user: { readonly uid?: number; readonly gid?: number },
    private readonly speaksTls: boolean,
  ) {}

  /** Starts one that is empty. @param tls its key and certificate, where it speaks TLS */
  static async start(tls?: { readonly key: string; readonly cert: string }): Promise<TestPostgres> {
    const user = await serverUser();
    const folder = await mkdtemp(join(tmpdir(), "brainycp-postgres-"));
    const password = randomBytes(8).toString("hex");
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, password);
    for (const each of [folder, passwordFile]) {
      await chmod(each, 0o700);
      if (user.uid !== undefined && user.gid !== undefined) await chown(each, user.uid, user.gid);
    }
    const login = ["--username", "postgres", "--pwfile", passwordFile, "--auth", "scram-sha-256"];
    const quick = ["--no-sync", "--no-locale", "--encoding", "UTF8"];
    await execa(program("initdb"), ["--pgdata", join(folder, "data"), ...login, ...quick], {
      ...user,
      cwd: folder,
    });
    for (const [name, text] of Object.entries(tls ?? {})) {
      const file = join(folder, "data", `server.${name === "key" ? "key" : "crt"}`);
      await writeFile(file, text, { mode: 0o600 });
      if (user.uid !== undefined && user.gid !== undefined) await chown(file, user.uid, user.gid);
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
    const started = execa(program("postgres"), ["-D", join(this.folder, "data"), ...options], {
      ...this.user,
      cwd: this.folder,
      reject: false,
      buffer: false,
      stdin: "ignore",
      stdout: "ignore",
    });
    this.process = started;
    const { stderr } = started;
    if (stderr === null) throw new Error("postgres has no standard error");
    let log = "";
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: stderr })
        .on("line", (line) => {
          log += `${line}\n`;
          if (line.endsWith("database system is ready to accept connections")) resolve();
        })
        .on("close", () => reject(new Error(`postgres does not start:\n${log}`)));
    });
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

/** PostgreSQL does not run as root: its package's user does then. */
export async function serverUser(): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (option) => Number((await execa("id", [option, "postgres"])).stdout)),
  );
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
}
