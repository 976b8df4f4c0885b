import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

import pLimit from "p-limit";

import { inWords, oneFailed, sum } from "./outcome.mjs";
import { build, rows } from "./stages.mjs";

/** @typedef {import("./stages.mjs").Stage} Stage */

/**
 * Runs the stages that the arguments name, or all, to the end, and returns the exit code.
 *
 * @param {string[]} args
 */
export async function test(args) {
  const { values } = parseArgs({ args, options: { only: { type: "string" }, list: { type: "boolean" } } });
  const all = rows.flat();
  if (values.list === true) {
    for (const { name, does } of all) console.log(`${name.padEnd(8)} ${does}`);
    return 0;
  }
  const wanted = values.only?.split(",") ?? all.map(({ name }) => name);
  const unknown = wanted.filter((name) => !all.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no stage ${unknown.join(", ")}: the stages are ${all.map(({ name }) => name).join(", ")}.`,
    );
    return 1;
  }
  const ran = [];
  for (const row of rows) {
    ran.push(...(await runRow(row.filter((stage) => stage === build || wanted.includes(stage.name)))));
  }
  return conclude(ran);
}

/** Runs stages side by side, as many as there are processors. */
function runRow(/** @type {Stage[]} */ row) {
  const limit = pLimit(availableParallelism());
  return Promise.all(row.map((stage) => limit(() => runStage(stage))));
}

/** Runs one stage and says in a line how it ended. */
async function runStage(/** @type {Stage} */ stage) {
  const started = Date.now();
  let outcome;
  try {
    outcome = await stage.run();
  } catch (error) {
    outcome = oneFailed(error instanceof Error ? error.message : String(error));
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `${outcome.failed === 0 ? "ok  " : "FAIL"} ${stage.name.padEnd(8)} ${String(seconds).padStart(4)} s`,
  );
  if (outcome.report !== undefined) console.log(`${outcome.report}\n`);
  return { stage, outcome };
}

/** Says last which stages failed, which tests were skipped and the sum of all, and returns the exit code. */
function conclude(/** @type {Awaited<ReturnType<typeof runStage>>[]} */ ran) {
  const failed = ran.filter(({ outcome }) => outcome.failed > 0).map(({ stage }) => stage.name);
  if (failed.length > 0)
    console.log(`\nFailed: ${failed.join(", ")}. One alone: npm test -- --only ${failed[0]}`);
  console.log(`\n${inWords(sum(ran.map(({ outcome }) => outcome)))}`);
  return failed.length === 0 ? 0 : 1;
}
