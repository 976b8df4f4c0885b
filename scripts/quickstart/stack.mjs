import { mkdir, rm } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import execa from "execa";

/** @typedef {import("@pulumi/pulumi/automation/index.js").Stack} Stack */

/** The settings that keep in this folder all that Pulumi stores, and that keep it quiet. */
export const settingsFor = (/** @type {string} */ folder) => ({
  PULUMI_HOME: join(folder, "home"),
  PULUMI_BACKEND_URL: pathToFileURL(join(folder, "backend")).href,
  PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, "passphrase"),
  // Where the provider notes what a run has begun.
  XDG_STATE_HOME: join(folder, "state"),
  // Where the compiled and checked program is kept; by itself Pulumi fills the temporary folder of all with it.
  TS_NODE_CACHE_DIRECTORY: resolve("node_modules", ".cache", "pulumi-brainycp", "ts-node"),
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
});

/**
 * Makes the example's stack, or takes up the one that is there. This process then knows neither the user's login nor
 * any setting of theirs.
 *
 * @param {string} folder
 * @param {string} stackName
 * @param {string} engine
 */
export async function openStack(folder, stackName, engine) {
  const foreign = Object.keys(process.env).filter((name) => /^(PULUMI|BRAINYCP)_/.test(name));
  for (const name of foreign) Reflect.deleteProperty(process.env, name);
  process.env.PATH = [engine, process.env.PATH].join(delimiter);
  // An interrupted Pulumi leaves pipes there.
  const TMPDIR = join(folder, "tmp");
  for (const each of [TMPDIR, join(folder, "backend")]) await mkdir(each, { recursive: true });
  const envVars = { ...settingsFor(folder), TMPDIR };
  return LocalWorkspace.createOrSelectStack({ stackName, workDir: resolve() }, { envVars });
}

/** Gives the stack its settings. */
export async function configure(
  /** @type {Stack} */ stack,
  /** @type {Record<string, string>} */ settings,
  /** @type {Record<string, string>} */ secrets,
) {
  for (const [name, value] of Object.entries(settings)) {
    console.log(`$ pulumi config set ${name} ${value}`);
    await stack.setConfig(name, { value });
  }
  for (const [name, input] of Object.entries(secrets)) {
    console.log(`$ pulumi config set --secret ${name}`);
    // Through a pipe: the Automation API would put it on a command line, for all to see.
    const set = ["config", "set", "--secret", name, "--stack", stack.name];
    await execa("pulumi", set, { env: stack.workspace.envVars, input });
  }
}

/** Removes all that was stored of a stack, also what Pulumi keeps of it in the repository. */
export async function forget(/** @type {string} */ folder, /** @type {string} */ stackName) {
  await rm(`Pulumi.${stackName}.yaml`, { force: true });
  await rm(folder, { recursive: true, force: true });
}

/** Previews and updates a stack, as `pulumi up` does. */
export const up = (/** @type {Stack} */ stack, /** @type {AbortSignal} */ interruption) =>
  show("up --yes", interruption, async (options) => {
    await stack.preview(options);
    interruption.throwIfAborted();
    await stack.up(options);
  });

/** Destroys a stack and removes it. */
export async function destroy(/** @type {Stack} */ stack, /** @type {AbortSignal} */ interruption) {
  await show("destroy --yes", interruption, (options) => stack.destroy(options));
  console.log(`\n$ pulumi stack rm --yes ${stack.name}\n`);
  await stack.workspace.removeStack(stack.name);
}

const write = (/** @type {string} */ text) => void process.stdout.write(text);

/**
 * Shows what Pulumi says in an operation. A Ctrl-C in the terminal reaches Pulumi by itself, which then ends in good
 * order; all that is left to do here is to begin nothing more.
 *
 * @param {string} command As somebody would type it.
 * @param {AbortSignal} interruption
 * @param {(options: { onOutput: typeof write, onError: typeof write, color: "always" | "never" }) => Promise<unknown>} operate
 */
async function show(command, interruption, operate) {
  interruption.throwIfAborted();
  console.log(`\n$ pulumi ${command}`);
  const color = process.stdout.isTTY ? "always" : "never";
  await operate({ onOutput: write, onError: write, color }).catch((/** @type {unknown} */ cause) => {
    throw new Error(`pulumi ${command} failed: it says why above.`, { cause });
  });
  interruption.throwIfAborted();
}
