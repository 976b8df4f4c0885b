/** `npm test`: everything that can be checked, each stage by one of package.json's scripts. */
import { availableParallelism } from "node:os";
import process from "node:process";

import { InvalidArgumentError, program } from "commander";
import execa from "execa";
import { Listr, ListrLogger } from "listr2";

import { getEngine } from "./engine/engine.mjs";

/**
 * @typedef {object} JestResults What counts of Jest's results.
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numRuntimeErrorTestSuites Test files that did not run.
 * @property {{ assertionResults: { fullName: string, status: string }[] }[]} testResults
 */

/** The stages in their order, and their scripts; those of one row change nothing and run side by side. */
const rows = [
  { build: "build" },
  {
    lint: "lint",
    types: "typecheck",
    unused: "unused",
    format: "format:check",
    package: "package:check",
    reference: "docs:reference",
  },
  { unit: "test:unit" },
  { engine: "test:engine" },
].map(Object.entries);
const names = rows.flat().map(([name]) => name);

program
  .name("npm test --")
  .option("--only <stages>", "run build and these alone, separated by commas", parseNames, names)
  .option("--list", "say which stages there are")
  .parse();
const { only, list } = /** @type {{ only: string[], list?: true }} */ (program.opts());

const total = { passed: 0, failed: 0, skipped: /** @type {string[]} */ ([]) };
if (list) {
  for (const [name, script] of rows.flat()) console.log(`${name.padEnd(9)} npm run ${script}`);
} else {
  await run();
  console.log(["", ...total.skipped.map((name) => `Skipped: ${name}`)].join("\n"));
  const skipped = total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : "";
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  if (total.failed > 0) process.exitCode = 1;
}

function parseNames(/** @type {string} */ text) {
  const wanted = text.split(",");
  const unknown = wanted.filter((name) => !names.includes(name)).join(", ");
  if (unknown === "") return wanted;
  throw new InvalidArgumentError(`There is no stage ${unknown}: the stages are ${names.join(", ")}.`);
}

/** Runs the stages that are wanted to the end, whichever fail. */
function run() {
  /** @type {ListrLogger<import("listr2").ListrLogLevels>} */
  const logger = new ListrLogger({ useIcons: true });
  const icon = { STARTED: "    ", COMPLETED: "ok  ", FAILED: "FAIL", OUTPUT: "    " };
  const sideBySide = { concurrent: availableParallelism(), exitOnError: false };
  return new Listr(
    rows.map((row) => ({ task: (_, task) => task.newListr(row.map(asTask), sideBySide) })),
    {
      exitOnError: false,
      // A Ctrl-C ends this run as any other.
      registerSignalListeners: false,
      // Line by line on a terminal too, because Jest shows its own progress between the lines.
      fallbackRendererCondition: true,
      fallbackRendererOptions: { icon, logger },
    },
  ).run();
}

/** @returns {import("listr2").ListrTask} */
function asTask(/** @type {[string, string]} */ [name, script]) {
  return {
    title: name,
    enabled: name === "build" || only.includes(name),
    task: async (_, task) => {
      const started = Date.now();
      const runStage = script.startsWith("test:") ? runTests : runCheck;
      const problem = await runStage(script).catch(asFailure);
      const seconds = Math.round((Date.now() - started) / 1000);
      task.title = `${name.padEnd(9)} ${String(seconds).padStart(4)} s`;
      if (problem === undefined) return;
      task.output = problem;
      throw new Error(`npm test -- --only ${name}`);
    },
  };
}

/** Counts a stage that could not be run, and returns what is to be shown of it. */
function asFailure(/** @type {unknown} */ error) {
  total.failed += 1;
  return error instanceof Error ? error.message : String(error);
}

/** Runs a script that passes or fails as a whole. */
async function runCheck(/** @type {string} */ script) {
  const { failed, all } = await execa("npm", ["run", "--silent", script], {
    all: true,
    reject: false,
    stdin: "ignore",
  });
  if (failed) throw new Error(all);
  total.passed += 1;
}

/** Runs Jest, which shows its own progress, and counts its tests; a test file that does not run is one failure. */
async function runTests(/** @type {string} */ script) {
  /** @type {Record<string, string>} */
  const env = {};
  if (script === "test:engine") {
    const { folder, version, origin } = await getEngine();
    console.log(`Pulumi ${version}, ${origin}`);
    env.PULUMI_BRAINYCP_ENGINE = folder;
  }
  const { failed, stdout } = await execa("npm", ["run", "--silent", script, "--", "--json"], {
    env,
    reject: false,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const json = stdout.split("\n").findLast((line) => line.startsWith("{"));
  if (json === undefined) throw new Error("Jest ended without results.");
  /** @type {unknown} */
  const parsed = JSON.parse(json);
  const results = /** @type {JestResults} */ (parsed);
  const tests = results.testResults.flatMap(({ assertionResults }) => assertionResults);
  const skipped = tests.filter(({ status }) => status === "pending" || status === "todo");
  const failures = results.numFailedTests + results.numRuntimeErrorTestSuites;
  total.passed += results.numPassedTests;
  total.failed += failures;
  total.skipped.push(...skipped.map(({ fullName }) => fullName));
  // Where it finds no tests, for one, Jest fails although no test did.
  if (failed && failures === 0) throw new Error("Jest failed although no test did.");
  return failed ? `${failures} failed` : undefined;
}
