import { readFileSync, writeFileSync } from "node:fs";

import { format, resolveConfig } from "prettier";

import { defaultFleet, estimate, estimatesIn } from "./estimate.mjs";
import { plotsOf } from "./plots.mjs";
import { count, goalsIn, markdownTable, number, requestsIn, timesIn, usesIn } from "./tables.mjs";

/** @typedef {import("./results.mjs").Results} Results */

/** What a plot shows, for those who do not see it. */
const plotWords = new Map([
  [
    "times",
    "Lines: seconds by number of mailboxes, one panel for each operation, one line for each contender",
  ],
  ["checkpoints", "Lines: seconds of an up by number of mailboxes, with and without checkpoints"],
  ["latency", "Bars: seconds of an up by the panel's latency, for each contender"],
  ["cpu", "Bars: seconds of CPU of program, provider and engine, by operation and contender"],
  ["memory", "Lines: peak memory of the provider by number of mailboxes"],
]);

/** What stands between the marks of a document, by the name of the mark. @returns {Map<string, string>} */
function blocksOf(/** @type {Results} */ results) {
  const { summary, goals, trials } = results;
  const plots = Object.keys(plotsOf(summary));
  const picture = (/** @type {string} */ name) =>
    plots.includes(name) ? `![${plotWords.get(name) ?? name}](performance/${name}.svg)` : "Not measured.";
  const largest = Math.max(
    ...summary.filter(({ latencyMs }) => latencyMs === 0).map(({ size }) => Math.min(size, 1000)),
  );
  const typical = summary.filter(
    ({ size, latencyMs, checkpoints }) => size === largest && latencyMs === 0 && !checkpoints,
  );
  return new Map([
    ["machine", machineWords(results, trials.length)],
    ["goals", markdownTable(goalsIn(goals))],
    ["times", markdownTable(timesIn(summary))],
    ["uses", markdownTable(usesIn(typical))],
    ["requests", markdownTable(requestsIn(typical))],
    ["estimate", estimateTable(results)],
    ...[...plotWords.keys()].map((name) => /** @type {const} */ ([`plot ${name}`, picture(name)])),
  ]);
}

function machineWords(/** @type {Results} */ { at, machine, parallel }, /** @type {number} */ trials) {
  const { system, processor, cores, memoryBytes, node, engine, sdk, version } = machine;
  return (
    `${count(trials)} measurements on ${at.slice(0, 10)}: ${cores} cores (${processor}, ${system}), ` +
    `${number(memoryBytes / 1e9, 0)} GB of memory, Node ${node}, Pulumi ${engine} with its SDK ${sdk}, ` +
    `\`--parallel ${parallel}\`, pulumi-brainycp ${version}.`
  );
}

function estimateTable(/** @type {Results} */ { summary }) {
  const { mailboxes, panels } = defaultFleet;
  const isMeasured = summary.some(
    ({ contender, size, latencyMs, checkpoints }) =>
      contender === "ours" && size === mailboxes / panels && latencyMs === 0 && !checkpoints,
  );
  return isMeasured
    ? markdownTable(estimatesIn(estimate(summary, defaultFleet), defaultFleet))
    : "Not measured.";
}

/**
 * Writes figures into a document, between `<!-- bench: NAME -->` and `<!-- bench: end -->`.
 *
 * @throws Error for a name that has no figures
 */
export async function writeFigures(/** @type {string} */ file, /** @type {Results} */ results) {
  const text = withBlocks(readFileSync(file, "utf8"), blocksOf(results));
  const config = await resolveConfig(file);
  writeFileSync(file, await format(text, { ...config, parser: "markdown" }));
}

/** A document with other text between its marks. */
function withBlocks(/** @type {string} */ document, /** @type {ReadonlyMap<string, string>} */ blocks) {
  return document.replaceAll(
    /<!-- bench: (?!end)(.+?) -->.*?<!-- bench: end -->/gs,
    (_, /** @type {string} */ name) => {
      const block = blocks.get(name);
      if (block === undefined) throw new Error(`There are no figures of the name “${name}”.`);
      return `<!-- bench: ${name} -->\n\n${block}\n\n<!-- bench: end -->`;
    },
  );
}
