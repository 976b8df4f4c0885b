/** @typedef {import("./trials.mjs").Trial} Trial */
/** @typedef {import("./contenders.mjs").Contender} Contender */
/** @typedef {import("./processTree.mjs").Role} Role */

/** @typedef {Pick<Trial, "size" | "latencyMs" | "checkpoints" | "operation">} Case What was measured, whoever did it. */

/**
 * @typedef {object} RowFacts
 * @property {Contender} contender
 * @property {number} rounds
 * @property {number} seconds
 * @property {Record<Role, number>} [cpuSeconds]
 * @property {number} [panelCpuSeconds]
 * @property {Record<Role, number>} [peakBytes] The largest of all rounds.
 * @property {Record<string, number>} [requests] The most of all rounds.
 * @property {number} [stateBytes]
 * @property {number} [timesFloor] Its time as a multiple of the floor's.
 * @property {number} [timesFloorAndPanel] Its time as a multiple of the floor's and the panel's together.
 */

/** @typedef {Case & RowFacts} Row The medians of all rounds of one case and one contender; ratios are paired by round. */

/** The middle of some numbers; of an even count the mean of the two in the middle. @throws Error where there are none. */
export function median(/** @type {readonly number[]} */ numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error("There is no median of nothing.");
  return (low + high) / 2;
}

/**
 * The median of the ratios of those pairs that were measured in the same round.
 *
 * @param {readonly Trial[]} trials
 * @param {readonly (readonly Trial[])[]} others Their times of a round are added up.
 * @returns {number | undefined} Undefined where there is no such pair.
 */
export function pairedRatio(trials, ...others) {
  const ratios = trials.flatMap(({ round, seconds }) => {
    const times = others.flatMap((each) => each.find((trial) => trial.round === round)?.seconds ?? []);
    if (times.length < others.length) return [];
    return [seconds / times.reduce((sum, time) => sum + time, 0)];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}

/** Those trials that have all of these properties. */
export function select(
  /** @type {readonly Trial[]} */ trials,
  /** @type {Partial<Case> & { contender?: Contender }} */ wanted,
) {
  return trials.filter((trial) =>
    Object.entries(wanted).every(([name, value]) => trial[/** @type {keyof Trial} */ (name)] === value),
  );
}

/** One row for each case and contender, in the order in which they were first measured. @returns {Row[]} */
export function summarise(/** @type {readonly Trial[]} */ trials) {
  /** @type {Map<string, Trial[]>} */
  const groups = new Map();
  for (const trial of trials) {
    const { size, latencyMs, checkpoints, operation, contender } = trial;
    const key = JSON.stringify([size, latencyMs, checkpoints, operation, contender]);
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  return [...groups.values()].flatMap((group) => rowOf(group, trials) ?? []);
}

/** @returns {Row | undefined} */
function rowOf(/** @type {readonly Trial[]} */ group, /** @type {readonly Trial[]} */ all) {
  const [first] = group;
  if (first === undefined) return undefined;
  const { size, latencyMs, checkpoints, operation, contender } = first;
  const where = { size, latencyMs, checkpoints, operation };
  const floor = select(all, { ...where, contender: "floor" });
  const panel = select(all, { ...where, contender: "panel" });
  const timesFloor = pairedRatio(group, floor);
  const timesFloorAndPanel = pairedRatio(group, floor, panel);
  const medianOf = (/** @type {(trial: Trial) => number | undefined} */ read) => {
    const numbers = group.flatMap((trial) => read(trial) ?? []);
    return numbers.length === 0 ? undefined : median(numbers);
  };
  const panelCpuSeconds = medianOf((trial) => trial.panelCpuSeconds);
  const stateBytes = medianOf((trial) => trial.stateBytes);
  return {
    ...where,
    contender,
    rounds: group.length,
    seconds: median(group.map(({ seconds }) => seconds)),
    ...(first.use === undefined ? {} : usesOf(group)),
    ...(panelCpuSeconds === undefined ? {} : { panelCpuSeconds }),
    ...(first.requests === undefined ? {} : { requests: requestsOf(group) }),
    ...(stateBytes === undefined ? {} : { stateBytes }),
    ...(timesFloor === undefined ? {} : { timesFloor }),
    ...(timesFloorAndPanel === undefined ? {} : { timesFloorAndPanel }),
  };
}

/** @returns {Pick<Required<Row>, "cpuSeconds" | "peakBytes">} */
function usesOf(/** @type {readonly Trial[]} */ group) {
  const each = (/** @type {(role: Role) => number} */ read) => ({
    program: read("program"),
    provider: read("provider"),
    engine: read("engine"),
  });
  return {
    cpuSeconds: each((role) => median(group.map(({ use }) => use?.[role].cpuSeconds ?? 0))),
    peakBytes: each((role) => Math.max(...group.map(({ use }) => use?.[role].peakBytes ?? 0))),
  };
}

function requestsOf(/** @type {readonly Trial[]} */ group) {
  /** @type {Record<string, number>} */
  const most = {};
  for (const { requests = {} } of group)
    for (const [operation, count] of Object.entries(requests))
      most[operation] = Math.max(most[operation] ?? 0, count);
  return most;
}
