import type { ExecaChildProcess } from "execa";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../src/simulator/localServer";
import { giveTo, serverUser, startServer } from "./serverProcess";
import { describeWithPostgres, type TestPostgres } from "./testPostgres";

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
    private readonly process: ExecaChildProcess,
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
    await giveTo(user, folder, settings);
    const started = await startServer(program, [settings], { folder, user }, (line) =>
      line.includes("process up"),
    );
    return new TestPgBouncer(folder, port, started.process);
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
