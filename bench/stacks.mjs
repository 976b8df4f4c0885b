// How long whole stacks take on the real engine, and what they use: `npm run bench`. `--help` says what can be measured.
import { existsSync } from "node:fs";
import process from "node:process";

import { InvalidArgumentError, Option, program } from "commander";

import { getEngine } from "../scripts/engine/engine.mjs";
import { onInterruption } from "../scripts/engine/interruption.mjs";
import { contenders } from "./stacks/contenders.mjs";
import { defaultFleet, estimate, estimatesIn } from "./stacks/estimate.mjs";
import { goalsOf } from "./stacks/goals.mjs";
import { thisMachine } from "./stacks/machine.mjs";
import { operations, operationWords } from "./stacks/operations.mjs";
import { planOf } from "./stacks/plan.mjs";
import { drawPlots } from "./stacks/plots.mjs";
import { newestIn, readResults, writeResults } from "./stacks/results.mjs";
import { summarise } from "./stacks/summary.mjs";
import { count, goalsIn, requestsIn, terminalTable, timesIn, usesIn } from "./stacks/tables.mjs";
import { runRound } from "./stacks/trials.mjs";

/** @typedef {import("./stacks/plan.mjs").Scenario} Scenario */
/** @typedef {import("./stacks/trials.mjs").Trial} Trial */

/**
 * @typedef {object} Options
 * @property {number[]} sizes
 * @property {number[]} latencies
 * @property {import("./stacks/operations.mjs").Operation[]} operations
 * @property {import("./stacks/contenders.mjs").Contender[]} contenders
 * @property {"on" | "off" | "both"} checkpoints
 * @property {number} [rounds]
 * @property {number} parallel
 * @property {true} [large]
 * @property {true} [all]
 * @property {string} out
 * @property {string | true} [plotsOnly]
 * @property {string | true} [estimate]
 */

const largeSizes = [5000, 10_000];

program
  .name("npm run bench --")
  .description("Measures whole stacks of mailboxes on a simulated panel, with the real Pulumi engine.")
  .addOption(list("--sizes <numbers>", "how many mailboxes", numbers(1), [10, 100, 1000]))
  .option("--large", `also ${largeSizes.map(count).join(" and ")} mailboxes`)
  .addOption(
    list("--latencies <ms>", "how long the panel waits before each answer", numbers(0), [0, 20, 200]),
  )
  .addOption(list("--operations <names>", "what is done", names(operations), [...operations]))
  .addOption(list("--contenders <names>", "who does it", names(contenders), [...contenders]))
  .addOption(
    new Option("--checkpoints <which>", "whether the engine writes the state at each step")
      .choices(["on", "off", "both"])
      .default("both"),
  )
  .option(
    "--rounds <number>",
    "how often all is measured (default: 3 up to 100 mailboxes without latency, else 1)",
    wholeNumber(1),
  )
  .option(
    "--parallel <number>",
    "on how many resources the engine works at the same time",
    wholeNumber(1),
    16,
  )
  .option("--all", "do not leave out what takes long (see below)")
  .option("--out <folder>", "where results and plots go", "bench/results")
  .option(
    "--plots-only [file]",
    "measure nothing: draw the plots of a results file, by default of the newest",
  )
  .option("--estimate [file]", "measure nothing: calculate from a results file what a fleet takes")
  .addHelpText(
    "after",
    `
Who does it: ours is pulumi-brainycp, floor resources that do nothing, today a provider as in Pulumi's examples, and panel
the calls of ours, without Pulumi. Each operation is done by all of them in turn, so that noise disturbs them alike.

What takes how long, on 2 cores:
  npm run bench                                       about 20 minutes
  npm run bench -- --sizes 10 --latencies 0           2 minutes
  npm run bench -- --large                            another 30 minutes
  up of 1,000 with checkpoints                        1 minute for each contender, and four times that for twice as many
  100 mailboxes, latency 200 ms, all operations       80 seconds for each of ours and panel

Left out without --all: latencies for more than 100 mailboxes or with checkpoints; with checkpoints all but up of at most
1,000; today above 1,000 mailboxes.
`,
  )
  .action(main);
try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(/** @type {Options} */ options) {
  if (options.plotsOnly !== undefined) return draw(fileFor(options.plotsOnly, options));
  if (options.estimate !== undefined) {
    const { summary } = readResults(fileFor(options.estimate, options));
    const estimates = estimatesIn(estimate(summary, defaultFleet), defaultFleet);
    console.log(
      `${count(defaultFleet.mailboxes)} mailboxes on ${defaultFleet.panels} panels, without checkpoints:\n${terminalTable(estimates)}`,
    );
    return;
  }
  await measure(options);
}

async function measure(/** @type {Options} */ options) {
  if (!existsSync("/proc/self/stat"))
    throw new Error("The bench reads what processes use from /proc, which only Linux has.");
  const { large, sizes, checkpoints, parallel } = options;
  const plan = planOf({
    ...options,
    sizes: [...new Set([...sizes, ...(large === true ? largeSizes : [])])],
    checkpoints: { on: [true], off: [false], both: [false, true] }[checkpoints],
    rounds: options.rounds,
    all: options.all === true,
  });
  if (plan.length === 0)
    throw new Error("All of that takes long and is left out. Add --all to measure it all the same.");
  const interruption = new AbortController();
  const stopListening = onInterruption(() => interruption.abort(new Error("Interrupted.")));
  const engine = await getEngine();
  const at = new Date().toISOString();
  /** @type {Trial[]} */
  const trials = [];
  try {
    const how = { engine: engine.folder, parallel, signal: interruption.signal };
    for await (const trial of trialsOf(plan, how)) trials.push(trial);
  } finally {
    stopListening();
    // what was measured before a failure is kept
    if (trials.length > 0) {
      const [summary, goals] = [summarise(trials), goalsOf(trials)];
      const machine = thisMachine(engine.version);
      const file = writeResults(options.out, { at, machine, parallel, trials, summary, goals });
      const tables = [timesIn(summary), usesIn(summary), requestsIn(summary), goalsIn(goals)];
      console.log(tables.map(terminalTable).join("\n"));
      await draw(file);
    }
  }
}

/** Rounds of different scenarios alternate, so that those that are compared are near each other in time. */
async function* trialsOf(
  /** @type {readonly Scenario[]} */ plan,
  /** @type {Parameters<typeof runRound>[2]} */ how,
) {
  const total = plan.reduce(
    (sum, each) => sum + each.rounds * each.operations.length * each.contenders.length,
    0,
  );
  let done = 0;
  for (let round = 0; round < Math.max(...plan.map(({ rounds }) => rounds)); round += 1)
    for (const scenario of plan.filter(({ rounds }) => round < rounds))
      for await (const trial of runRound(scenario, round, how)) {
        console.log(`${++done}/${total}  ${wordsOf(trial)}`);
        yield trial;
      }
}

function wordsOf(/** @type {Trial} */ trial) {
  const { size, latencyMs, checkpoints, operation, contender, seconds } = trial;
  const latency = latencyMs === 0 ? "" : `, ${latencyMs} ms latency`;
  const written = checkpoints ? ", with checkpoints" : "";
  return `${count(size)} mailboxes${latency}${written}, ${operationWords[operation]}, ${contender}: ${seconds.toFixed(2)} s`;
}

async function draw(/** @type {string} */ file) {
  const start = file.replace(/\.json$/, "");
  const plots = await drawPlots(readResults(file).summary, (name) => `${start}-${name}.svg`);
  console.log([file, ...plots.map((name) => `${start}-${name}.svg`)].join("\n"));
}

function fileFor(/** @type {string | true} */ named, /** @type {Options} */ { out }) {
  return named === true ? newestIn(out) : named;
}

/** An option that takes several values, separated by commas. */
function list(
  /** @type {string} */ flags,
  /** @type {string} */ description,
  /** @type {(text: string) => unknown} */ read,
  /** @type {unknown[]} */ all,
) {
  return new Option(flags, description).argParser(read).default(all, all.join(","));
}

/** Reads a whole number of at least this. */
function wholeNumber(/** @type {number} */ least) {
  return (/** @type {string} */ text) => {
    if (/^\d+$/.test(text) && Number(text) >= least) return Number(text);
    throw new InvalidArgumentError(`Give a whole number of ${least} or more.`);
  };
}

/** Reads whole numbers of at least this, separated by commas. */
function numbers(/** @type {number} */ least) {
  return (/** @type {string} */ text) => text.split(",").map(wholeNumber(least));
}

/** Reads some of these names, separated by commas. */
function names(/** @type {readonly string[]} */ known) {
  return (/** @type {string} */ text) => {
    const given = text.split(",");
    const unknown = given.find((name) => !known.includes(name));
    if (unknown === undefined) return given;
    throw new InvalidArgumentError(`“${unknown}” is none of ${known.join(", ")}.`);
  };
}
