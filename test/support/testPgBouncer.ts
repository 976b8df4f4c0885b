import execa from "execa";
import { existsSync } from "node:fs";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../../src/simulator/localServer";
import { describeWithPostgres, serverUser, type TestPostgres } from "./testPostgres";

/** Where Debian's package puts it, which is not on everybody's PATH. */
const program = "/usr/sbin/pgbouncer";

/** `describe` for tests with a real pooler, which are skipped where PgBouncer or PostgreSQL is not installed. */
export function describeWithPgBouncer(title: string, tests: () => void): void {
  if (existsSync(program)) describeWithPostgres(title, tests);
  else describe.skip(`${title} (needs PgBouncer: apt-get install pgbouncer)`, tests);
}

/** A real PgBouncer before a server's databases. */
export class TestPgBouncer {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly process: execa.ExecaChildProcess,
  ) {}

  /** Starts one. @param pooled what one session is given to, one after the other */
  static async start(server: TestPostgres, pooled: "session" | "transaction"): Promise<TestPgBouncer> {
    const user = await serverUser();
    const folder = await mkdtemp(join(tmpdir(), "brainycp-pgbouncer-"));
    const port = await freePort();
    const settings = join(folder, "pgbouncer.ini");
    await writeFile(
      settings,
      `[databases]
* = host=127.0.0.1 port=${server.port} user=postgres password=${server.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${pooled}
`,
    );
    for (const each of [folder, settings]) {
      await chmod(each, 0o700);
      if (user.uid !== undefined && user.gid !== undefined) await chown(each, user.uid, user.gid);
    }
    const started = execa(program, [settings], {
      ...user,
      cwd: folder,
      reject: false,
      buffer: false,
      stdin: "ignore",
      stdout: "ignore",
    });
    const { stderr } = started;
    if (stderr === null) throw new Error("pgbouncer has no standard error");
    let log = "";
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: stderr })
        .on("line", (line) => {
          log += `${line}\n`;
          if (line.includes("process up")) resolve();
        })
        .on("close", () => reject(new Error(`pgbouncer does not start:\n${log}`)));
    });
    return new TestPgBouncer(folder, port, started);
  }

  /** The same database over this pooler. */
  addressOf(address: string): string {
    const url = new URL(address);
    url.port = String(this.port);
    return url.href;
  }

  async end(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.process;
    await rm(this.folder, { recursive: true, force: true });
  }
}
