import { median, pairedRatio, select } from "./summary.mjs";

/** @typedef {import("./trials.mjs").Trial} Trial */
/** @typedef {import("./operations.mjs").Operation} Operation */
/** @typedef {import("./contenders.mjs").Contender} Contender */

/**
 * @typedef {object} GoalResult
 * @property {string} goal What is wanted, and where.
 * @property {number} limit
 * @property {number} [value] What was measured; missing where that was not.
 * @property {string} [unit]
 * @property {boolean} [isMet]
 */

/** The size for which goals are set. */
const goalSize = 1000;

/** How much more of a resource's cost counts as the same. */
const flatWithin = 1.1;

const megabyte = 1_000_000;

/** What is wanted, and how far it was reached; what was not measured has no value. @returns {GoalResult[]} */
export function goalsOf(/** @type {readonly Trial[]} */ trials) {
  const ours = select(trials, { contender: "ours" });
  return [
    ...[false, true].flatMap((checkpoints) => timeGoals(trials, checkpoints)),
    result("`up` of 1,000 without checkpoints / with them", 0.25, checkpointShare(trials)),
    result(
      "seconds a mailbox more, 1,000 to 10,000 / 100 to 1,000, without checkpoints",
      flatWithin,
      growth(ours),
    ),
    result("memory of the provider, 10,000 mailboxes", 200, peakAt(ours, 10_000), "MB"),
    ...listGoals(ours),
  ];
}

/** @returns {GoalResult[]} */
function timeGoals(/** @type {readonly Trial[]} */ trials, /** @type {boolean} */ checkpoints) {
  const latencies = new Set(
    select(trials, { size: goalSize, checkpoints }).map(({ latencyMs }) => latencyMs),
  );
  // where nothing was measured, the goal is shown all the same
  return [...(latencies.size === 0 ? [0] : latencies)].flatMap((latencyMs) => {
    const where =
      (checkpoints ? "with" : "without") +
      " checkpoints" +
      (latencyMs > 0 ? `, latency ${latencyMs} ms` : "");
    const of = (/** @type {Operation} */ operation, /** @type {Contender} */ contender) =>
      select(trials, { size: goalSize, checkpoints, latencyMs, operation, contender });
    const timesFloor = (/** @type {Operation} */ operation) =>
      pairedRatio(of(operation, "ours"), of(operation, "floor"));
    const up = pairedRatio(of("up", "ours"), of("up", "floor"), of("up", "panel"));
    return [
      result(`\`up\` of 1,000 / (floor + panel), ${where}`, 1.1, up),
      result(`unchanged \`up\` of 1,000 / floor, ${where}`, 1.05, timesFloor("unchanged")),
      result(`\`refresh\` of 1,000 / floor, ${where}`, 1.1, timesFloor("refresh")),
    ].filter(({ value }, place) => value !== undefined || place === 0 || !checkpoints);
  });
}

function checkpointShare(/** @type {readonly Trial[]} */ trials) {
  const up = /** @type {const} */ ({ size: goalSize, latencyMs: 0, operation: "up", contender: "ours" });
  return pairedRatio(
    select(trials, { ...up, checkpoints: false }),
    select(trials, { ...up, checkpoints: true }),
  );
}

/** How the cost of one more mailbox grows with the size; what a run costs at any size is in neither. */
function growth(/** @type {readonly Trial[]} */ ours) {
  const [small, middle, large] = [100, 1000, 10_000].map((size) => {
    const ups = select(ours, { size, latencyMs: 0, checkpoints: false, operation: "up" });
    return ups.length === 0 ? undefined : median(ups.map(({ seconds }) => seconds));
  });
  if (small === undefined || middle === undefined || large === undefined) return undefined;
  return (large - middle) / 9000 / ((middle - small) / 900);
}

function peakAt(/** @type {readonly Trial[]} */ ours, /** @type {number} */ size) {
  const peaks = select(ours, { size }).map(({ use }) => use?.provider.peakBytes ?? 0);
  return peaks.length === 0 ? undefined : Math.max(...peaks) / megabyte;
}

/** @returns {GoalResult[]} */
function listGoals(/** @type {readonly Trial[]} */ ours) {
  const most = (/** @type {Operation} */ operation, /** @type {(trial: Trial) => number} */ count) => {
    const counts = select(ours, { operation }).map(count);
    return counts.length === 0 ? undefined : Math.max(...counts);
  };
  const ofEachList = (/** @type {Trial} */ trial) => Math.max(0, ...listCounts(trial));
  const ofAllLists = (/** @type {Trial} */ trial) => listCounts(trial).reduce((sum, each) => sum + each, 0);
  return [
    result("calls for any one list in a preview", 2, most("preview", ofEachList), "calls"),
    result("calls for any one list in a refresh", 2, most("refresh", ofEachList), "calls"),
    result(
      "calls for lists in an `up` of N / (N/16 + 5)",
      1,
      most("up", (trial) => ofAllLists(trial) / (trial.size / 16 + 5)),
    ),
    result(
      "calls in an unchanged `up`",
      0,
      most("unchanged", ({ requests = {} }) => Object.values(requests).reduce((sum, each) => sum + each, 0)),
      "calls",
    ),
  ];
}

/** How often each list was asked for. */
function listCounts(/** @type {Trial} */ { requests = {} }) {
  return ["getlistmail", "getforwardmail", "show_zones"].map((list) => requests[list] ?? 0);
}

/** @returns {GoalResult} */
function result(
  /** @type {string} */ goal,
  /** @type {number} */ limit,
  /** @type {number | undefined} */ value,
  unit = "",
) {
  const facts = { goal, limit, ...(unit === "" ? {} : { unit }) };
  return value === undefined ? facts : { ...facts, value, isMet: value <= limit };
}
