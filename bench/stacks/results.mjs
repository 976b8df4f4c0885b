import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { goalsOf } from "./goals.mjs";
import { summarise } from "./summary.mjs";

/** @typedef {import("./trials.mjs").Trial} Trial */

/**
 * @typedef {object} Results What one run measured.
 * @property {string} at When it began, as an ISO date.
 * @property {import("./machine.mjs").Machine} machine
 * @property {number} parallel How many resources the engine worked on at the same time.
 * @property {Trial[]} trials Every single measurement.
 * @property {import("./summary.mjs").Row[]} summary
 * @property {import("./goals.mjs").GoalResult[]} goals
 */

/** Writes a file of its own for a run. @returns {string} Its path. */
export function writeResults(/** @type {string} */ folder, /** @type {Results} */ results) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${results.at.slice(0, 19).replaceAll(":", "-")}.json`);
  writeFileSync(file, `${JSON.stringify(results, undefined, 1)}\n`);
  return file;
}

/** @returns {Results} */
export function readResults(/** @type {string} */ file) {
  /** @type {unknown} */
  const results = JSON.parse(readFileSync(file, "utf8"));
  return /** @type {Results} */ (results);
}

/**
 * Several runs as one, in which only times of the same run are compared.
 *
 * @returns {Results}
 * @throws Error where they are not of the same machine and the same versions
 */
export function mergeResults(/** @type {readonly [Results, ...Results[]]} */ runs) {
  const [first] = runs;
  const isOther = (/** @type {Results} */ { machine, parallel }) =>
    !isDeepStrictEqual([machine, parallel], [first.machine, first.parallel]);
  if (runs.some(isOther)) throw new Error("These results are of different machines, versions or --parallel.");
  const trials = runs.flatMap((run, place) =>
    run.trials.map((trial) => ({ ...trial, round: place * roundsOfARun + trial.round })),
  );
  return { ...first, trials, summary: summarise(trials), goals: goalsOf(trials) };
}

/** More rounds than any run has. */
const roundsOfARun = 1000;

/** The results of the last run. @throws Error where there are none. */
export function newestIn(/** @type {string} */ folder) {
  const newest = filesIn(folder).sort().at(-1);
  if (newest === undefined)
    throw new Error(`There are no results in ${folder}. Measure something first: npm run bench`);
  return join(folder, newest);
}

function filesIn(/** @type {string} */ folder) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}
