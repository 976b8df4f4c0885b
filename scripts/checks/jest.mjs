import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

import execa from "execa";

import { parseJson } from "../json.mjs";
import { project } from "../project.mjs";
import { oneFailed } from "./outcome.mjs";

/**
 * @typedef {object} Results What counts of Jest's results.
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numRuntimeErrorTestSuites
 * @property {{ assertionResults: { fullName: string, status: string }[] }[]} testResults
 */

/**
 * Runs Jest, which shows its own progress, and counts its tests. A test file that does not run counts as one
 * failure.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [environment]
 * @returns {Promise<import("./outcome.mjs").Outcome>}
 */
export async function runJest(args, environment = {}) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-brainycp-jest-"));
  try {
    const jest = join(project, "node_modules", "jest", "bin", "jest.js");
    const file = join(folder, "results.json");
    const { exitCode, signal } = await execa(
      process.execPath,
      [jest, "--json", "--outputFile", file, ...args],
      {
        cwd: project,
        env: environment,
        reject: false,
        // With --json the same text as in the file comes on stdout; people read stderr.
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    const results = await readFile(file, "utf8").catch(() => undefined);
    if (results === undefined)
      return oneFailed(`Jest ended with ${signal ?? `exit code ${exitCode}`} and no results.`);
    return count(/** @type {Results} */ (parseJson(results)), exitCode);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What Jest's results and its exit code come to.
 *
 * @returns {import("./outcome.mjs").Outcome}
 */
function count(/** @type {Results} */ results, /** @type {number} */ exitCode) {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    // Where it finds no tests, for one, Jest fails although no test did.
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: results.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === "pending" || status === "todo")
      .map(({ fullName }) => fullName),
  };
}
