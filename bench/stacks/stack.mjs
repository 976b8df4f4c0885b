import { copyFile, mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath, pathToFileURL } from "node:url";

import execa from "execa";

import { ProcessTree } from "./processTree.mjs";

/** @typedef {import("./operations.mjs").Operation} Operation */

/** The one account of a simulated panel. */
export const account = { username: "demo", password: "demo-password" };

/** The quota of every mailbox when it is made, and after the operation that changes all of them. */
export const quotas = { made: 500, changed: 600 };

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * @typedef {object} StackSettings
 * @property {Exclude<import("./contenders.mjs").Contender, "panel">} contender Whose program it is.
 * @property {string} engine The folder of the engine.
 * @property {string} endpoint The panel's address.
 * @property {number} size How many mailboxes its program declares.
 * @property {boolean} checkpoints Whether the engine writes the state at each step.
 * @property {number} parallel How many resources the engine works on at the same time.
 * @property {AbortSignal} signal
 */

/** A stack of one contender on the real engine, with all that it keeps in a temporary folder. */
export class BenchStack {
  /** @private */
  constructor(/** @type {string} */ folder, /** @type {StackSettings} */ settings) {
    /** @private */
    this.folder = folder;
    /** @private */
    this.settings = settings;
  }

  static async make(/** @type {StackSettings} */ settings) {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-brainycp-bench-"));
    const stack = new BenchStack(folder, settings);
    const project = join(folder, "project");
    const modules = join(project, "node_modules");
    for (const each of [
      join(modules, "@pulumi"),
      ...["home", "backend", "tmp"].map((name) => join(folder, name)),
    ])
      await mkdir(each, { recursive: true });
    await writeFile(join(project, "Pulumi.yaml"), "name: bench\nruntime: nodejs\nmain: index.mjs\n");
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "bench", private: true }));
    await copyFile(here(`programs/${settings.contender}.mjs`), join(project, "index.mjs"));
    await copyFile(here("programs/mailboxes.mjs"), join(project, "mailboxes.mjs"));
    // only what the program needs: Pulumi wants the plugins of all that it finds here
    await symlink(resolve("node_modules", "@pulumi", "pulumi"), join(modules, "@pulumi", "pulumi"));
    await symlink(resolve(), join(modules, "pulumi-brainycp"));
    await symlink(here("floor"), join(modules, "pulumi-brainycp-floor"));
    await stack.pulumi(["stack", "init", "bench"], {});
    return stack;
  }

  /** Runs one operation, and says what it took. */
  async run(/** @type {Operation} */ operation) {
    const { parallel } = this.settings;
    const quota = operation === "replace" ? quotas.changed : quotas.made;
    const words = [...commandOf(operation), "--stack", "bench", "--parallel", String(parallel)];
    const { seconds, use } = await this.pulumi(words, { BENCH_QUOTA: String(quota) });
    return { seconds, use, stateBytes: await this.stateBytes() };
  }

  async remove() {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** @private */
  async stateBytes() {
    const file = join(this.folder, "backend", ".pulumi", "stacks", "bench", "bench.json");
    return (await stat(file)).size;
  }

  /** @private */
  async pulumi(/** @type {readonly string[]} */ words, /** @type {Record<string, string>} */ environment) {
    const { engine, signal } = this.settings;
    signal.throwIfAborted();
    const start = performance.now();
    const run = execa("pulumi", [...words, "--non-interactive", "--color", "never"], {
      cwd: join(this.folder, "project"),
      env: { ...this.environment(engine), ...environment },
      extendEnv: false,
      stdin: "ignore",
      all: true,
      reject: false,
    });
    const tree = new ProcessTree(Number(run.pid));
    const { exitCode, all = "" } = await run;
    const seconds = (performance.now() - start) / 1000;
    const use = tree.end();
    signal.throwIfAborted();
    if (exitCode !== 0) throw new Error(`pulumi ${words.join(" ")} failed:\n${all.slice(-4000)}`);
    return { seconds, use };
  }

  /** @private */
  environment(/** @type {string} */ engine) {
    const { endpoint, size, checkpoints } = this.settings;
    return {
      PATH: [engine, process.env.PATH].join(delimiter),
      HOME: join(this.folder, "home"),
      TMPDIR: join(this.folder, "tmp"),
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: pathToFileURL(join(this.folder, "backend")).href,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...(checkpoints ? {} : { PULUMI_SKIP_CHECKPOINTS: "true" }),
      BRAINYCP_ENDPOINT: endpoint,
      BRAINYCP_USERNAME: account.username,
      BRAINYCP_PASSWORD: account.password,
      BENCH_MAILBOXES: String(size),
    };
  }
}

/** What somebody types for an operation. */
function commandOf(/** @type {Operation} */ operation) {
  if (operation === "preview") return ["preview"];
  const command = operation === "refresh" || operation === "destroy" ? operation : "up";
  return [command, "--yes", "--skip-preview"];
}
