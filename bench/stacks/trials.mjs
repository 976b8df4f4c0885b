import { BenchPanel } from "./panel.mjs";
import { callPanel } from "./panelCalls.mjs";
import { BenchStack, quotas } from "./stack.mjs";

/** @typedef {import("./plan.mjs").Scenario} Scenario */
/** @typedef {import("./operations.mjs").Operation} Operation */
/** @typedef {import("./contenders.mjs").Contender} Contender */
/** @typedef {import("./processTree.mjs").Role} Role */
/** @typedef {import("./processTree.mjs").Use} Use */

/**
 * @typedef {object} Trial One operation of one contender, once.
 * @property {number} size How many mailboxes.
 * @property {number} latencyMs How long the panel waits before it looks at a call.
 * @property {boolean} checkpoints Whether the engine wrote the state at each step.
 * @property {number} round
 * @property {Operation} operation
 * @property {Contender} contender
 * @property {number} seconds From the command's start to its end.
 * @property {Record<Role, Use>} [use] What the processes used; there are none for the panel alone.
 * @property {number} [panelCpuSeconds] What the simulated panel used; some contenders call none.
 * @property {Readonly<Record<string, number>>} [requests] The calls that the panel got, by operation.
 * @property {number} [stateBytes] The size of the state afterwards.
 */

/** What runs a contender's operations. */
/** @typedef {{ panel: BenchPanel | undefined, stack: BenchStack | undefined }} Ground */

/**
 * Runs one round of a scenario: each operation by all contenders, one after the other, before the next operation, so that
 * what disturbs the machine disturbs them alike.
 *
 * @param {Scenario} scenario
 * @param {number} round
 * @param {Pick<import("./stack.mjs").StackSettings, "engine" | "parallel" | "signal">} how
 * @returns {AsyncGenerator<Trial>}
 */
export async function* runRound(scenario, round, how) {
  const { contenders, operations, size, latencyMs, checkpoints } = scenario;
  // each of them is the first in turn
  const first = round % contenders.length;
  const order = [...contenders.slice(first), ...contenders.slice(0, first)];
  /** @type {Map<Contender, Ground>} */
  const grounds = new Map();
  try {
    for (const contender of order) {
      const panel = contender === "floor" ? undefined : await BenchPanel.start(latencyMs);
      grounds.set(contender, { panel, stack: undefined });
      if (contender === "panel") continue;
      const endpoint = panel?.url ?? "";
      const stack = await BenchStack.make({ contender, endpoint, size, checkpoints, ...how });
      grounds.set(contender, { panel, stack });
    }
    for (const operation of operations)
      for (const [contender, ground] of grounds) {
        how.signal.throwIfAborted();
        const measured = await measure(ground, operation, size);
        yield { size, latencyMs, checkpoints, round, operation, contender, ...measured };
      }
  } finally {
    for (const { panel, stack } of grounds.values()) {
      await stack?.remove();
      await panel?.stop();
    }
  }
}

async function measure(
  /** @type {Ground} */ { panel, stack },
  /** @type {Operation} */ operation,
  /** @type {number} */ size,
) {
  const before = await panel?.report();
  const taken =
    stack === undefined
      ? { seconds: await callPanel(panel?.url ?? "", operation, size) }
      : await stack.run(operation);
  const after = await panel?.report();
  if (before === undefined || after === undefined) return taken;
  refuseWrongPanel(operation, size, after.quotas);
  return {
    ...taken,
    panelCpuSeconds: after.cpuSeconds - before.cpuSeconds,
    requests: after.requests,
  };
}

/** A contender that has not done its work is not measured. */
function refuseWrongPanel(
  /** @type {Operation} */ operation,
  /** @type {number} */ size,
  /** @type {readonly number[]} */ found,
) {
  const expected = operation === "preview" || operation === "destroy" ? 0 : size;
  if (found.length !== expected)
    throw new Error(`${operation}: the panel has ${found.length} mailboxes instead of ${expected}`);
  const quota = operation === "replace" ? quotas.changed : quotas.made;
  if (found.some((each) => each !== quota)) throw new Error(`${operation}: a mailbox has another quota`);
}
