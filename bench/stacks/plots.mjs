import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { parse, View } from "vega";
import { compile } from "vega-lite";

import { contenders, contenderWords } from "./contenders.mjs";
import { operations, operationWords } from "./operations.mjs";

/** @typedef {import("./summary.mjs").Row} Row */
/** @typedef {import("vega-lite").TopLevelSpec} Plot */

const shownContenders = {
  field: "who",
  type: "nominal",
  title: null,
  sort: contenders.map((contender) => contenderWords[contender]),
  legend: { orient: "bottom", columns: 2, labelLimit: 300 },
};
const shownSizes = { field: "size", type: "quantitative", title: "mailboxes", scale: { type: "log" } };
const shownSeconds = { field: "seconds", type: "quantitative", title: "seconds", scale: { type: "log" } };
const allOperations = operations.map((operation) => operationWords[operation]);

/**
 * The plots of a run, by name; those for which nothing was measured are left out.
 *
 * @returns {Record<string, Plot>}
 */
export function plotsOf(/** @type {readonly Row[]} */ summary) {
  const rows = summary.map((row) => ({
    ...row,
    who: contenderWords[row.contender],
    what: operationWords[row.operation],
  }));
  const prompt = rows.filter(({ latencyMs }) => latencyMs === 0);
  const unwritten = prompt.filter(({ checkpoints }) => !checkpoints);
  const largest = Math.max(...unwritten.map(({ size }) => Math.min(size, 1000)));
  const latencySize = Math.max(
    ...rows.filter(({ latencyMs }) => latencyMs > 0).map(({ size }) => Math.min(size, 1000)),
  );
  /** @type {Record<string, { values: readonly object[], spec: object }>} */
  const plots = {
    times: {
      values: unwritten.filter(({ contender }) => contender !== "panel"),
      spec: {
        title: "Time by operation and size, without checkpoints",
        mark: { type: "line", point: true },
        encoding: {
          facet: { field: "what", type: "nominal", title: null, columns: 3, sort: allOperations },
          x: shownSizes,
          y: shownSeconds,
          color: shownContenders,
        },
        width: 190,
        height: 150,
      },
    },
    checkpoints: {
      values: prompt
        .filter(({ operation, contender }) => operation === "up" && contender !== "panel")
        .map((row) => ({ ...row, written: row.checkpoints ? "with checkpoints" : "without" })),
      spec: {
        title: "Time of an up, with and without checkpoints",
        mark: { type: "line", point: true },
        encoding: {
          facet: { field: "written", type: "nominal", title: null, columns: 2 },
          x: shownSizes,
          y: shownSeconds,
          color: shownContenders,
        },
        width: 280,
        height: 260,
      },
    },
    latency: {
      values: rows.filter(
        ({ operation, checkpoints, size }) => operation === "up" && !checkpoints && size === latencySize,
      ),
      spec: {
        title: `Time of an up of ${latencySize} mailboxes, by how long the panel takes to answer`,
        mark: { type: "bar" },
        encoding: {
          x: {
            field: "latencyMs",
            type: "ordinal",
            title: "milliseconds before each answer",
            axis: { labelAngle: 0 },
          },
          xOffset: { field: "who", sort: shownContenders.sort },
          y: { field: "seconds", type: "quantitative", title: "seconds" },
          color: shownContenders,
        },
        width: 480,
        height: 260,
      },
    },
    cpu: {
      values: unwritten
        .filter(({ size }) => size === largest)
        .flatMap(({ what, contender, cpuSeconds = {} }) =>
          Object.entries(cpuSeconds).map(([role, seconds], order) => ({
            what,
            contender,
            role,
            seconds,
            order,
          })),
        ),
      spec: {
        title: `CPU by process, ${largest} mailboxes, without checkpoints`,
        mark: { type: "bar" },
        encoding: {
          facet: { field: "what", type: "nominal", title: null, columns: 3, sort: allOperations },
          x: { field: "seconds", type: "quantitative", title: "seconds of CPU" },
          y: { field: "contender", type: "nominal", title: null, sort: [...contenders] },
          order: { field: "order" },
          color: {
            field: "role",
            type: "nominal",
            title: null,
            sort: ["program", "provider", "engine"],
            legend: { orient: "bottom" },
          },
        },
        width: 190,
      },
    },
    memory: {
      values: unwritten
        .filter(({ operation }) => operation === "up")
        .flatMap(({ size, who, peakBytes }) =>
          peakBytes === undefined ? [] : [{ size, who, megabytes: peakBytes.provider / 1e6 }],
        ),
      spec: {
        title: "Peak memory of the provider in an up, without checkpoints",
        mark: { type: "line", point: true },
        encoding: {
          x: shownSizes,
          y: { field: "megabytes", type: "quantitative", title: "MB" },
          color: shownContenders,
        },
        width: 480,
        height: 220,
      },
    },
  };
  return Object.fromEntries(
    Object.entries(plots)
      .filter(([, { values }]) => values.length > 0)
      .map(([name, { values, spec }]) => [name, asPlot({ ...spec, data: { values } })]),
  );
}

/** @returns {Plot} */
function asPlot(/** @type {object} */ spec) {
  return /** @type {Plot} */ ({
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    background: "white",
    padding: 12,
    config: { font: "sans-serif", view: { stroke: "#ddd" } },
    ...spec,
  });
}

/**
 * Draws all plots of a run as SVG.
 *
 * @param {readonly Row[]} summary
 * @param {(name: string) => string} fileOf The file of a plot.
 * @returns {Promise<string[]>} The names of the plots.
 */
export async function drawPlots(summary, fileOf) {
  const plots = Object.entries(plotsOf(summary));
  for (const [name, plot] of plots) {
    const view = new View(parse(compile(plot).spec), { renderer: "none" });
    const file = fileOf(name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${await view.toSVG()}\n`);
    view.finalize();
  }
  return plots.map(([name]) => name);
}
