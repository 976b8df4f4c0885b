import execa, { type ExecaChildProcess } from "execa";
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { isolatedIn } from "./isolation";

const project = join(__dirname, "..", "..", "..");

/** A panel of the list: its name, and where it is. */
export type PanelAddresses = Readonly<Record<string, string>>;

/** A machine with a copy of the example and a home of its own. */
export class FleetMachine {
  private constructor(
    readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /**
   * Sets one up in `folder`.
   *
   * @param settings of every stack, such as `brainycp:timeoutSeconds`
   * @param environment beside what every machine has: `FLEET_DATABASE`, passwords
   */
  static async setUp(
    folder: string,
    panels: PanelAddresses,
    settings: Readonly<Record<string, string>>,
    environment: Readonly<Record<string, string>>,
  ): Promise<FleetMachine> {
    const engine = process.env.PULUMI_BRAINYCP_ENGINE;
    if (engine === undefined)
      throw new Error("The engine tests need the Pulumi engine: npm test -- --only engine");
    const example = join(folder, "fleet");
    for (const name of ["tmp", "backend"]) await mkdir(join(folder, name), { recursive: true });
    await cp(join(project, "examples", "fleet"), example, { recursive: true });
    await symlink(join(project, "node_modules"), join(folder, "node_modules"));
    const entries = Object.entries(panels).map(([name, endpoint]) => [
      name,
      { endpoint, username: "demo", domains: ["example.com"] },
    ]);
    await writeFile(join(example, "panels.yaml"), JSON.stringify(Object.fromEntries(entries)));
    const config = Object.entries(settings).map(([name, value]) => [name, { value }]);
    const pulumiYaml = await readFile(join(example, "Pulumi.yaml"), "utf8");
    await writeFile(
      join(example, "Pulumi.yaml"),
      `${pulumiYaml}config: ${JSON.stringify(Object.fromEntries(config))}\n`,
    );
    const { PULUMI_BACKEND_URL: _, ...isolated } = isolatedIn(folder);
    return new FleetMachine(example, {
      PATH: [engine, join(project, "node_modules", ".bin"), process.env.PATH].join(delimiter),
      HOME: folder,
      TMPDIR: join(folder, "tmp"),
      PULUMI_HOME: join(folder, "home"),
      FLEET_MACHINE: folder,
      ...isolated,
      ...environment,
    });
  }

  /** Runs a command in the example's folder, in a process group of its own. */
  run(command: string, environment: Readonly<Record<string, string>> = {}): ExecaChildProcess {
    return execa("bash", ["-c", command], {
      cwd: this.folder,
      env: { ...this.env, ...environment },
      extendEnv: false,
      stdin: "ignore",
      all: true,
      reject: false,
      detached: true,
    });
  }

  /** Runs a worker or another command of the fleet, without npm between. */
  fleet(args: string): ExecaChildProcess {
    return this.run(`exec node --import tsx fleet.ts ${args}`);
  }

  /** The processes that run on it whose command line matches. */
  async processes(command = /^/): Promise<number[]> {
    const found: number[] = [];
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      const [environment, line] = await Promise.all(
        ["environ", "cmdline"].map((file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")),
      );
      const isHere = environment?.split("\0").includes(`FLEET_MACHINE=${this.env.FLEET_MACHINE}`) ?? false;
      if (isHere && command.test(line ?? "")) found.push(Number(pid));
    }
    return found;
  }

  /** Ends all that runs on it at once, as when its power fails. */
  async powerOff(): Promise<void> {
    for (const pid of await this.processes()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // it has ended by itself
      }
    }
  }
}
