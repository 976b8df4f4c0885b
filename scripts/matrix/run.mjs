import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";

import execa from "execa";

import { startSimulator } from "../../dist/simulator/simulator.js";
import { settingsFor } from "../quickstart/stack.mjs";
import { installers } from "./installers.mjs";
import { programs, writeManifest } from "./programs.mjs";

/**
 * @typedef {object} Result
 * @property {boolean} isRight Whether it worked, or failed as it should.
 * @property {string} words
 * @property {string} versions
 * @property {string} output What the step that failed printed.
 */

/** A step that failed. */
class StepFailure extends Error {
  constructor(/** @type {string} */ step, /** @type {string} */ output) {
    super(step);
    this.output = output;
  }
}

/** This process's environment without what npm tells its scripts, such as to be silent. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")),
);

const account = { name: "demo", password: "demo-password", domains: ["example.com"] };

/**
 * Installs the package in one way, and makes, repeats and destroys a stack with it.
 *
 * @param {import("./combinations.mjs").Combination} combination
 * @param {{ folder: string, tarball: string, engine: string }} place
 * @returns {Promise<Result>}
 */
export async function runCombination(combination, { folder, tarball, engine }) {
  const home = await mkdtemp(join(folder, "combination-"));
  const simulator = await startSimulator({ accounts: [account] });
  const { refusal } = combination;
  let versions = "";
  try {
    const tools = [await install(folder, `node@${combination.node}`), await toolOf(combination, folder)];
    const env = {
      ...settingsFor(home),
      PATH: [...tools, engine, process.env.PATH].join(delimiter),
      BRAINYCP_ENDPOINT: simulator.url,
      BRAINYCP_USERNAME: account.name,
      BRAINYCP_PASSWORD: account.password,
    };
    const program = await prepare(combination, home, tarball, env);
    versions = await versionsIn(program, combination, env);
    await runStack(program, combination, env, simulator);
    const words = "up, up again without changes, destroy";
    return { isRight: refusal === undefined, words, versions, output: `It should fail with ${refusal}` };
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    const isRefused = refusal?.test(error.output) ?? false;
    const words = isRefused ? `refused at: ${error.message}` : `failed at: ${error.message}`;
    return { isRight: isRefused, words, versions, output: error.output };
  } finally {
    await simulator.close();
  }
}

/** The folder of the installer's command. */
function toolOf(
  /** @type {import("./combinations.mjs").Combination} */ { installer },
  /** @type {string} */ folder,
) {
  return install(folder, installers[installer].tool);
}

/** Installs a package of the registry, once, and returns the folder of its commands. */
async function install(/** @type {string} */ folder, /** @type {string} */ spec) {
  const tool = join(folder, "tools", spec.replace("/", "+"));
  await mkdir(tool, { recursive: true });
  await writeFile(join(tool, "package.json"), "{}");
  await step("install", ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline", spec], tool, {});
  return join(tool, "node_modules", ".bin");
}

/**
 * Writes the program and installs what it depends on. Returns the folder of its Pulumi.yaml.
 *
 * @param {import("./combinations.mjs").Combination} combination
 * @param {string} home
 * @param {string} tarball
 * @param {Record<string, string>} env
 */
async function prepare(combination, home, tarball, env) {
  /** @type {import("./programs.mjs").Program} */
  const program = programs[combination.program];
  /** @type {import("./installers.mjs").Installer} */
  const installer = installers[combination.installer];
  const root = join(home, "program");
  for (const folder of [root, join(home, "backend")]) await mkdir(folder);
  await writeManifest(program, root, tarball, combination.sdk);
  for (const [path, text] of Object.entries({ ...program.files, ...installer.files })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await writeFile(env.PULUMI_CONFIG_PASSPHRASE_FILE ?? "", "passphrase");
  await step("install", installer.command, root, env);
  if (program.build !== undefined) await step("build", program.build, root, env);
  return join(root, program.folder ?? "");
}

/**
 * The versions of Node and of the SDK that the program has.
 *
 * @param {string} folder
 * @param {import("./combinations.mjs").Combination} combination
 * @param {Record<string, string>} env
 */
async function versionsIn(folder, { installer }, env) {
  /** @type {import("./installers.mjs").Installer} */
  const { prefix = [] } = installers[installer];
  const script =
    'console.log("Node", process.versions.node + ", SDK", require("@pulumi/pulumi/package.json").version)';
  const output = await step("versions", [...prefix, "node", "-e", script], folder, env);
  return output.split("\n").at(-1) ?? "";
}

/**
 * Makes, repeats and destroys the stack, and looks at the panel each time.
 *
 * @param {string} folder
 * @param {import("./combinations.mjs").Combination} combination
 * @param {Record<string, string>} env
 * @param {import("../../dist/simulator/simulator.js").Simulator} simulator
 */
async function runStack(folder, { installer }, env, simulator) {
  /** @type {import("./installers.mjs").Installer} */
  const { prefix = [] } = installers[installer];
  const pulumi = (/** @type {string} */ command) =>
    step(command, [...prefix, "pulumi", ...command.split(" ")], folder, env);
  const holds = () => {
    const { panel } = simulator;
    const { length } = [...panel.mailboxes(), ...panel.forwards()];
    return [length > 0, panel.spf("example.com"), panel.dkim("example.com")].join();
  };
  const expectHeld = (/** @type {string} */ what) => {
    if (holds() !== what)
      throw new StepFailure("the panel's content", `It should be ${what}, and is ${holds()}.`);
  };
  await pulumi("stack init dev");
  for (const name of ["annPassword", "benPassword"])
    await pulumi(`config set --secret ${name} secret-of-${name}`);
  await pulumi("up --yes --skip-preview");
  expectHeld("true,true,true");
  simulator.requests.length = 0;
  await pulumi("up --yes --skip-preview --expect-no-changes");
  await pulumi("destroy --yes --skip-preview");
  expectHeld("false,false,false");
}

/**
 * Runs one command, and returns what it printed.
 *
 * @param {string} name
 * @param {string[]} command
 * @param {string} cwd
 * @param {Record<string, string>} env
 */
async function step(name, [file = "", ...args], cwd, env) {
  const {
    failed,
    all = "",
    message,
  } = /** @type {execa.ExecaReturnValue & { message?: string }} */ (
    await execa(file, args, {
      cwd,
      env: { ...environment, ...env },
      extendEnv: false,
      all: true,
      reject: false,
      stdin: "ignore",
    })
  );
  if (failed) throw new StepFailure(name, all === "" ? (message ?? "") : all);
  return all.trim();
}
