import { operations } from "./operations.mjs";

/** @typedef {import("./operations.mjs").Operation} Operation */
/** @typedef {import("./contenders.mjs").Contender} Contender */

/**
 * @typedef {object} Wishes What somebody wants to have measured.
 * @property {readonly number[]} sizes
 * @property {readonly number[]} latencies In milliseconds.
 * @property {readonly Operation[]} operations
 * @property {readonly Contender[]} contenders
 * @property {readonly boolean[]} checkpoints
 * @property {number | undefined} rounds By default three for up to 100 mailboxes without latency, else one.
 * @property {boolean} all Also what takes long.
 */

/**
 * @typedef {object} Scenario What all contenders do in turn.
 * @property {number} size How many mailboxes.
 * @property {number} latencyMs How long the panel waits before it looks at a call.
 * @property {boolean} checkpoints Whether the engine writes the state at each step.
 * @property {readonly Operation[]} operations
 * @property {readonly Contender[]} contenders
 * @property {number} rounds
 */

/** The scenarios of a run, the short ones first. @returns {Scenario[]} */
export function planOf(/** @type {Wishes} */ wishes) {
  const { sizes, latencies, checkpoints } = wishes;
  return sizes
    .toSorted((a, b) => a - b)
    .flatMap((size) =>
      latencies.flatMap((latencyMs) =>
        checkpoints.map((written) => scenarioOf(wishes, { size, latencyMs, checkpoints: written })),
      ),
    )
    .filter((scenario) => scenario.operations.length > 0 && scenario.contenders.length > 0);
}

/** @returns {Scenario} */
function scenarioOf(
  /** @type {Wishes} */ wishes,
  /** @type {Pick<Scenario, "size" | "latencyMs" | "checkpoints">} */ where,
) {
  const { size, latencyMs, checkpoints } = where;
  const isLeftOut = (/** @type {Operation} */ operation) =>
    !wishes.all &&
    // each call of a writing operation waits for that long
    ((latencyMs > 0 && (size > 100 || checkpoints)) ||
      // with them, time grows with the square of the size
      (checkpoints && (size > 1000 || operation !== "up")));
  const wanted = operations.filter(
    (operation) => wishes.operations.includes(operation) && !isLeftOut(operation),
  );
  return {
    ...where,
    // all but the preview need what `up` makes
    operations: operations.filter(
      (operation) =>
        wanted.includes(operation) || (operation === "up" && wanted.some((each) => each !== "preview")),
    ),
    // it asks for as many lists as there are mailboxes, and each has as many rows
    contenders: wishes.contenders.filter((contender) => wishes.all || contender !== "today" || size <= 1000),
    rounds: wishes.rounds ?? (size <= 100 && latencyMs === 0 ? 3 : 1),
  };
}
