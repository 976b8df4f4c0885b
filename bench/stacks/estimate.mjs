import { operationWords } from "./operations.mjs";
import { count, number } from "./tables.mjs";

/** @typedef {import("./operations.mjs").Operation} Operation */
/** @typedef {import("./summary.mjs").Row} Row */

/**
 * @typedef {object} Fleet
 * @property {number} mailboxes On all panels together.
 * @property {number} panels Each is a stack of its own.
 * @property {readonly number[]} workers How many run stacks at the same time, each on a machine of its own.
 * @property {readonly number[]} latencies How long a panel takes to answer, in milliseconds.
 */

/** @type {Fleet} */
export const defaultFleet = {
  mailboxes: 100_000,
  panels: 100,
  workers: [1, 4, 16, 100],
  latencies: [0, 20, 200],
};

/**
 * @typedef {object} Estimate
 * @property {Operation} operation
 * @property {number} latencyMs
 * @property {number} panelSeconds How long one panel's run takes.
 * @property {number} cpuSeconds What one panel's run uses of a processor.
 * @property {number} memoryBytes What one panel's run takes of memory, at most.
 * @property {number[]} seconds How long all panels take, for each number of workers.
 */

/** The changes that a panel takes one after the other. */
const writes = ["addmail", "delmail"];

/**
 * Calculates from what one panel costs what a fleet takes. Each call that another waits for adds the panel's latency; the
 * stacks of different panels share nothing.
 *
 * @returns {Estimate[]}
 * @throws Error where this size was not measured without checkpoints and latency
 */
export function estimate(/** @type {readonly Row[]} */ summary, /** @type {Fleet} */ fleet) {
  const { mailboxes, panels, workers, latencies } = fleet;
  const size = mailboxes / panels;
  const measured = summary.filter(
    (row) => row.contender === "ours" && !row.checkpoints && row.latencyMs === 0 && row.size === size,
  );
  if (measured.length === 0)
    throw new Error(
      `${count(size)} mailboxes on one panel were not measured without checkpoints. Measure them first: npm run bench -- --sizes ${size}`,
    );
  return measured.flatMap(({ operation, seconds, cpuSeconds, peakBytes, requests = {} }) =>
    latencies.map((latencyMs) => {
      const changes = writes.reduce((sum, name) => sum + (requests[name] ?? 0), 0);
      const lists = Object.keys(requests).length > 0 ? 1 : 0;
      const panelSeconds = seconds + ((changes + lists) * latencyMs) / 1000;
      return {
        operation,
        latencyMs,
        panelSeconds,
        cpuSeconds: sumOf(cpuSeconds),
        memoryBytes: sumOf(peakBytes),
        seconds: workers.map((number) => Math.ceil(panels / number) * panelSeconds),
      };
    }),
  );
}

function sumOf(/** @type {Readonly<Record<string, number>>} */ byRole = {}) {
  return Object.values(byRole).reduce((sum, each) => sum + each, 0);
}

/** @returns {import("./tables.mjs").Contents} */
export function estimatesIn(/** @type {readonly Estimate[]} */ estimates, /** @type {Fleet} */ { workers }) {
  const head = [
    "operation",
    "latency, ms",
    "one panel",
    "its CPU, s",
    "its memory, MB",
    ...workers.map((each) => (each === 1 ? "1 worker" : `${count(each)} workers`)),
  ];
  const rows = estimates.map((each) => [
    operationWords[each.operation],
    String(each.latencyMs),
    duration(each.panelSeconds),
    number(each.cpuSeconds, 1),
    number(each.memoryBytes / 1e6, 0),
    ...each.seconds.map(duration),
  ]);
  return { head, rows };
}

/** A time as people say it. */
function duration(/** @type {number} */ seconds) {
  if (seconds < 90) return `${number(seconds, seconds < 10 ? 1 : 0)} s`;
  const minutes = seconds / 60;
  return minutes < 90 ? `${number(minutes, 0)} min` : `${number(minutes / 60, 1)} h`;
}
