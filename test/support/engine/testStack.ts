import { LocalWorkspace, type Deployment, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import execa from "execa";
import { randomBytes } from "node:crypto";
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isolatedIn } from "./isolation";

/** A way to have the package: by npm or pnpm, linked, beside the oldest SDK, or used from an ES module. */
export interface Installation {
  readonly way: "npm" | "pnpm" | "link" | "oldest";
  readonly module: "commonjs" | "module";
}

/** What one run of the engine did. */
export interface Run {
  /** Whether it ended well. */
  readonly succeeded: boolean;
  /** All that it printed. */
  readonly output: string;
  /** What it did or would do with each dynamic resource, by name: `create`, `same`, `replace`, `delete`, … */
  readonly steps: Readonly<Record<string, string>>;
  /** What it said beside its steps, in its order. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A message of a run. */
export interface Diagnostic {
  /** How grave it is; what a provider prints is `info#err`. */
  readonly severity: string;
  /** The name of the resource that it stands under: of its own, or of the stack. */
  readonly under: string;
  readonly message: string;
}

/** A resource as the state file holds it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly initErrors?: string[];
  /** Where the program declares it. */
  readonly sourcePosition?: string;
}

/** One stack in a throw-away project, on the real engine with a backend of its own. */
export class TestStack {
  private constructor(
    private readonly folder: string,
    private readonly stack: Stack,
    private readonly module: Installation["module"],
  ) {}

  /** Makes a project and a stack; `config` holds `brainycp:` settings, those named `password` as secrets. */
  static async create(
    config: Readonly<Record<string, string>>,
    installation: Installation = { way: "npm", module: "commonjs" },
    environment: Readonly<Record<string, string>> = {},
  ): Promise<TestStack> {
    const engine = process.env.PULUMI_BRAINYCP_ENGINE;
    const installations = process.env.BRAINYCP_TEST_INSTALLATIONS;
    if (engine === undefined || installations === undefined) {
      throw new Error("The engine tests need the Pulumi engine: run `npm test -- --only engine`");
    }
    const folder = await mkdtemp(join(tmpdir(), "pulumi-brainycp-stack-"));
    const project = join(folder, "project");
    for (const each of [project, join(folder, "home"), join(folder, "backend")]) await mkdir(each);
    const main = installation.module === "module" ? "index.mjs" : "index.js";
    await writeFile(join(project, "Pulumi.yaml"), `name: program\nruntime: nodejs\nmain: ${main}\n`);
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "program", main }));
    await writeFile(join(project, main), "");
    await symlink(join(installations, installation.way, "node_modules"), join(project, "node_modules"));
    process.env.PATH = [engine, process.env.PATH].join(delimiter);
    const stack = await LocalWorkspace.createStack(
      { stackName: `test-${randomBytes(4).toString("hex")}`, workDir: project },
      {
        pulumiHome: join(folder, "home"),
        envVars: { ...isolatedIn(folder), ...environment },
      },
    );
    const created = new TestStack(folder, stack, installation.module);
    await created.configure(config);
    return created;
  }

  /** The folder of the state files, with history and backups. */
  get backend(): string {
    return join(this.folder, "backend");
  }

  /** The folder of what runs leave on this machine beside the state. */
  get machineState(): string {
    return join(this.folder, "xdg-state");
  }

  /** Sets `brainycp:` settings; a name with a dot is a path. */
  async configure(config: Readonly<Record<string, string>>): Promise<void> {
    const entries = Object.entries(config).map(
      ([name, value]) => [`brainycp:${name}`, { value, secret: /password$/i.test(name) }] as const,
    );
    await this.stack.setAllConfig(Object.fromEntries(entries), true);
  }

  /** Sets variables of the environment for the runs that follow. */
  setEnvironment(variables: Readonly<Record<string, string>>): void {
    Object.assign(this.stack.workspace.envVars, variables);
  }

  /** Sets a secret of the program's own, `own:NAME`. */
  async configureSecret(name: string, value: string): Promise<void> {
    await this.stack.setConfig(`own:${name}`, { value, secret: true });
  }

  /** Sets `brainycp:` settings without making any a secret. */
  async configureInClearText(config: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(config))
      await this.stack.setConfig(`brainycp:${name}`, { value });
  }

  /** Sets a `brainycp:` setting for every stack of the project, in `Pulumi.yaml`. */
  async configureProject(name: string, value: string): Promise<void> {
    const file = join(this.folder, "project", "Pulumi.yaml");
    await appendFile(file, `config:\n  brainycp:${name}:\n    value: ${JSON.stringify(value)}\n`);
  }

  async unset(name: string): Promise<void> {
    await this.stack.removeConfig(`brainycp:${name}`);
  }

  /** Writes the program: `b` is the package, `pulumi` the SDK. */
  async program(body: string): Promise<void> {
    const imports =
      this.module === "module"
        ? 'import * as pulumi from "@pulumi/pulumi";\nimport * as b from "pulumi-brainycp";\n'
        : 'const pulumi = require("@pulumi/pulumi");\nconst b = require("pulumi-brainycp");\n';
    const main = this.module === "module" ? "index.mjs" : "index.js";
    await writeFile(join(this.folder, "project", main), imports + body);
  }

  up(options: Parameters<Stack["up"]>[0] = {}): Promise<Run> {
    return watch((watched) => this.stack.up({ ...options, ...watched }));
  }

  preview(options: Parameters<Stack["preview"]>[0] = {}): Promise<Run> {
    return watch((watched) => this.stack.preview({ ...options, ...watched }));
  }

  refresh(options: Parameters<Stack["refresh"]>[0] = {}): Promise<Run> {
    return watch((watched) => this.stack.refresh({ ...options, ...watched }));
  }

  previewRefresh(options: Parameters<Stack["previewRefresh"]>[0] = {}): Promise<Run> {
    return watch((watched) => this.stack.previewRefresh({ ...options, ...watched }));
  }

  destroy(options: Parameters<Stack["destroy"]>[0] = {}): Promise<Run> {
    return watch((watched) => this.stack.destroy({ ...options, ...watched }));
  }

  async outputs(): Promise<Record<string, unknown>> {
    const outputs = await this.stack.outputs();
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
  }

  /** What the engine calls a resource. */
  async urnOf(name: string): Promise<string> {
    return (await this.state())[name]?.urn ?? "";
  }

  /** Marks a resource for replacement, as `pulumi state taint` does. */
  async taint(name: string): Promise<void> {
    const run = await this.command("state", "taint", await this.urnOf(name), "--yes");
    if (!run.succeeded) throw new Error(run.output);
  }

  /** Runs the command line as a person does: unlike `up` and `destroy` here, those commands then begin with a preview. */
  async command(...args: readonly string[]): Promise<Pick<Run, "succeeded" | "output">> {
    const { envVars } = this.stack.workspace;
    const run = await execa("pulumi", [...args, "--stack", this.stack.name], {
      cwd: join(this.folder, "project"),
      env: { ...envVars, PULUMI_HOME: join(this.folder, "home") },
      all: true,
      reject: false,
    });
    return { succeeded: run.exitCode === 0, output: run.all ?? "" };
  }

  /** Sends the engine what Ctrl-C sends it. @returns when it has told its plugins */
  async interrupt(): Promise<void> {
    await this.kill("engine", "SIGINT");
    // it tells nobody when its plugins have answered
    await sleep(500);
  }

  /** Kills the engine or the provider's process of the run under way, as `kill -9` does. */
  async kill(which: "engine" | "provider", signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const project = join(this.folder, "project");
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      const [command, cwd] = await Promise.all([
        readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""),
        readlink(`/proc/${pid}/cwd`).catch(() => ""),
      ]);
      const isEngine = /^([^\0]*\/)?pulumi\0/.test(command);
      const isProvider = command.includes("dynamic-provider");
      if (cwd === project && (which === "engine" ? isEngine : isProvider)) process.kill(Number(pid), signal);
    }
  }

  /** Removes what runs leave on this machine beside the state: the next run is as one on another machine. */
  async forgetThisMachine(): Promise<void> {
    await rm(this.machineState, { recursive: true, force: true });
  }

  /** Frees the stack of a run that was killed. */
  async cancel(): Promise<void> {
    await this.stack.cancel();
  }

  /** Takes over an exported state, in which STACK stands for the stack's name. */
  async importState(exported: string): Promise<void> {
    const state = JSON.parse(exported.replaceAll("STACK", this.stack.name)) as Deployment;
    await this.stack.importStack(state);
  }

  /** The resources of this package in the state, by name. */
  async state(): Promise<Record<string, StateResource>> {
    const { deployment } = (await this.stack.exportStack()) as {
      deployment: { resources?: StateResource[] };
    };
    const own = (deployment.resources ?? []).filter(({ type }) =>
      type.startsWith("pulumi-nodejs:dynamic/brainycp:"),
    );
    return Object.fromEntries(own.map((resource) => [resource.urn.split("::").at(-1) ?? "", resource]));
  }

  /** Every file that the engine keeps of this stack, as text. */
  async stateText(): Promise<string> {
    const folder = join(this.folder, "backend", ".pulumi", "stacks", "program");
    return readFile(join(folder, `${this.stack.name}.json`), "utf8");
  }

  /** Destroys what is left and removes the project. */
  async end(): Promise<void> {
    await this.program("");
    await this.destroy().catch(() => undefined);
    // one whose engine was killed lives on
    await this.kill("provider");
    await rm(this.folder, { recursive: true, force: true });
  }
}

interface Watched {
  readonly onOutput: (text: string) => void;
  readonly onError: (text: string) => void;
  readonly onEvent: (event: EngineEvent) => void;
}

async function watch(run: (watched: Watched) => Promise<unknown>): Promise<Run> {
  let output = "";
  const steps: Record<string, string> = {};
  const diagnostics: Diagnostic[] = [];
  const onOutput = (text: string): void => void (output += text);
  const onEvent = (event: EngineEvent): void => {
    if (event.diagnosticEvent !== undefined) {
      const { severity, urn, message } = event.diagnosticEvent;
      diagnostics.push({ severity, under: nameIn(urn ?? ""), message: plain(message) });
    }
    const metadata = (event.resourcePreEvent ?? event.resOutputsEvent)?.metadata;
    const name = metadata?.urn.split("::").at(-1);
    if (name === undefined || !metadata?.type.startsWith("pulumi-nodejs:dynamic")) return;
    const op = metadata.op as string;
    // a replacement is told in several events; which come first tells nothing that the request log does not
    const isReplacement = op.includes("replace") || (steps[name] ?? "").includes("replace");
    steps[name] = isReplacement ? "replace" : op;
  };
  try {
    await run({ onOutput, onError: onOutput, onEvent });
    return { succeeded: true, output, steps, diagnostics };
  } catch (error) {
    return { succeeded: false, output: `${output}\n${String(error)}`, steps, diagnostics };
  }
}

/** The name of a resource, or `stack`. */
function nameIn(urn: string): string {
  const [, , type, name] = urn.split("::");
  return name === undefined || type === "pulumi:pulumi:Stack" ? "stack" : name;
}

/** A message without the marks of its colours. */
function plain(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}
