import execa from "execa";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Row } from "../../bench/stacks/summary.mjs" with { "resolution-mode": "import" };
import type { GoalResult } from "../../bench/stacks/goals.mjs" with { "resolution-mode": "import" };
import type { Scenario } from "../../bench/stacks/plan.mjs" with { "resolution-mode": "import" };
import type { Trial } from "../../bench/stacks/trials.mjs" with { "resolution-mode": "import" };
import { write } from "../support/smallRepository";

const project = join(__dirname, "..", "..");

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bench-test-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** What an expression is, with the modules of the bench: `goals.goalsOf(input)`. Jest loads none of them itself. */
async function evaluate<Result>(expression: string, input: unknown): Promise<Result> {
  const names = ["documents", "estimate", "goals", "plan", "summary"].filter((name) =>
    expression.includes(`${name}.`),
  );
  const imports = names.map((name) => `import * as ${name} from "./bench/stacks/${name}.mjs";`);
  const code = `${imports.join("")}
import { readFileSync } from "node:fs";
const input = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(await ${expression}));`;
  const run = await execa(process.execPath, ["--input-type=module", "-e", code], {
    cwd: project,
    input: JSON.stringify(input),
  });
  return JSON.parse(run.stdout) as Result;
}

/** Runs one of the bench's commands in the folder of this test. */
const bench = (script: string, ...args: string[]) =>
  execa(process.execPath, [join(project, "bench", script), ...args], {
    cwd: folder,
    all: true,
    reject: false,
  });

const megabyte = 1_000_000;

function trial(facts: Partial<Trial>): Trial {
  const { contender = "ours" } = facts;
  const use = { cpuSeconds: 2, peakBytes: 100 * megabyte };
  return {
    size: 1000,
    latencyMs: 0,
    checkpoints: false,
    round: 0,
    operation: "up",
    contender,
    seconds: 1,
    ...(contender === "panel" ? {} : { use: { program: use, provider: use, engine: use }, stateBytes: 5000 }),
    ...(contender === "floor" ? {} : { requests: {}, panelCpuSeconds: 0.5 }),
    ...facts,
  };
}

/** The times of one operation, by contender and round. */
function times(facts: Partial<Trial>, seconds: Partial<Record<Trial["contender"], number[]>>): Trial[] {
  return Object.entries(seconds).flatMap(([contender, rounds]) =>
    rounds.map((each, round) =>
      trial({ ...facts, contender: contender as Trial["contender"], round, seconds: each }),
    ),
  );
}

/** A whole results file. */
async function results(trials: readonly Trial[]): Promise<string> {
  const summary = await evaluate<Row[]>("summary.summarise(input)", trials);
  const goals = await evaluate<GoalResult[]>("goals.goalsOf(input)", trials);
  const machine = {
    system: "linux x64",
    processor: "a processor",
    cores: 2,
    memoryBytes: 24_000 * megabyte,
    node: "20.18.1",
    engine: "3.250.0",
    sdk: "3.248.0",
    version: "0.1.0",
  };
  return JSON.stringify({ at: "2026-11-28T04:10:00.000Z", machine, parallel: 16, trials, summary, goals });
}

test("ratios are paired by round, and their median counts", async () => {
  const trials = times({}, { ours: [12, 30, 11], floor: [10, 20, 5], panel: [2, 10, 5] });
  const rows = await evaluate<Row[]>("summary.summarise(input)", trials);
  expect(rows.find(({ contender }) => contender === "ours")).toMatchObject({
    rounds: 3,
    seconds: 12,
    timesFloor: 1.5,
    timesFloorAndPanel: 1,
  });
});

test("a round in which one of both was not measured is in no ratio", async () => {
  const trials = times({}, { ours: [10, 99], floor: [5] });
  const [row] = await evaluate<Row[]>("summary.summarise(input)", trials);
  expect(row).toMatchObject({ contender: "ours", timesFloor: 2 });
  expect(row).not.toHaveProperty("timesFloorAndPanel");
});

test("of several rounds, the most calls and the largest memory count", async () => {
  const use = (peakBytes: number) => ({ cpuSeconds: 1, peakBytes });
  const rounds = [1, 2].map((round) =>
    trial({
      round,
      requests: { getlistmail: 3 - round },
      use: { program: use(1), provider: use(round * megabyte), engine: use(1) },
    }),
  );
  const [row] = await evaluate<Row[]>("summary.summarise(input)", rounds);
  expect(row).toMatchObject({ requests: { getlistmail: 2 }, peakBytes: { provider: 2 * megabyte } });
});

test("goals say what was measured and whether that is enough", async () => {
  const trials = [
    ...times({}, { ours: [11], floor: [9], panel: [1] }),
    ...times({ checkpoints: true }, { ours: [60], floor: [50], panel: [1] }),
    ...times({ operation: "unchanged" }, { ours: [10.6], floor: [10] }),
    ...times({ size: 100 }, { ours: [2] }),
    ...times({ size: 10_000 }, { ours: [111] }),
    trial({ operation: "refresh", requests: { getlistmail: 2, getforwardmail: 3 } }),
    trial({ operation: "preview", requests: { getlistmail: 1, show_zones: 1 } }),
    trial({ operation: "up", size: 160, requests: { addmail: 160, getlistmail: 20, getforwardmail: 1 } }),
  ];
  const goals = await evaluate<GoalResult[]>("goals.goalsOf(input)", trials);
  const shown = goals.map(({ goal, limit, value, isMet }) => [
    goal,
    limit,
    value === undefined ? undefined : Number(value.toFixed(3)),
    isMet,
  ]);
  expect(shown).toEqual([
    ["`up` of 1,000 / (floor + panel), without checkpoints", 1.1, 1.1, true],
    ["unchanged `up` of 1,000 / floor, without checkpoints", 1.05, 1.06, false],
    ["`refresh` of 1,000 / floor, without checkpoints", 1.1, undefined, undefined],
    ["`up` of 1,000 / (floor + panel), with checkpoints", 1.1, 1.176, false],
    ["`up` of 1,000 without checkpoints / with them", 0.25, 0.183, true],
    ["seconds a mailbox more, 1,000 to 10,000 / 100 to 1,000, without checkpoints", 1.1, 1.111, false],
    ["memory of the provider, 10,000 mailboxes", 200, 100, true],
    ["calls for any one list in a preview", 2, 1, true],
    ["calls for any one list in a refresh", 2, 3, false],
    ["calls for lists in an `up` of N / (N/16 + 5)", 1, 1.4, false],
    ["calls in an unchanged `up`", 0, 0, true],
  ]);
});

describe("the plan", () => {
  const wishes = {
    sizes: [1000, 10],
    latencies: [0, 20],
    operations: ["preview", "refresh"],
    contenders: ["ours", "today"],
    checkpoints: [false, true],
    all: false,
  };
  const scenarios = (changed: object = {}) =>
    evaluate<Scenario[]>("plan.planOf(input)", { ...wishes, ...changed });

  it("leaves out what takes long, and runs the up that an operation needs", async () => {
    expect(await scenarios()).toEqual([
      { ...where(10, 0, false), rounds: 3 },
      { ...where(10, 20, false), rounds: 1 },
      { ...where(1000, 0, false), rounds: 1 },
    ]);
  });

  it("leaves out nothing with --all", async () => {
    const all = await scenarios({ all: true, rounds: 2 });
    expect(all).toHaveLength(8);
    expect(all).toContainEqual({ ...where(1000, 20, true), rounds: 2 });
  });

  it("leaves today's way out for the largest sizes", async () => {
    const [scenario] = await scenarios({ sizes: [5000] });
    expect(scenario?.contenders).toEqual(["ours"]);
  });

  const where = (size: number, latencyMs: number, checkpoints: boolean) => ({
    size,
    latencyMs,
    checkpoints,
    operations: ["preview", "up", "refresh"],
    contenders: ["ours", "today"],
  });
});

test("a fleet takes what its panels take one after the other, shared out among the workers", async () => {
  const requests = { addmail: 1000, getlistmail: 70 };
  const trials = [trial({ seconds: 10, requests }), trial({ operation: "unchanged", seconds: 5 })];
  const fleet = { mailboxes: 10_000, panels: 10, workers: [1, 4], latencies: [0, 20] };
  const estimates = await evaluate("estimate.estimate(summary.summarise(input.trials), input.fleet)", {
    trials,
    fleet,
  });
  const costs = { cpuSeconds: 6, memoryBytes: 300 * megabyte };
  expect(estimates).toEqual([
    { ...costs, operation: "up", latencyMs: 0, panelSeconds: 10, seconds: [100, 30] },
    { ...costs, operation: "up", latencyMs: 20, panelSeconds: 30.02, seconds: [300.2, 90.06] },
    { ...costs, operation: "unchanged", latencyMs: 0, panelSeconds: 5, seconds: [50, 15] },
    { ...costs, operation: "unchanged", latencyMs: 20, panelSeconds: 5, seconds: [50, 15] },
  ]);
});

describe("a results file", () => {
  const name = "2026-11-28T04-10-00";
  const file = `bench/results/${name}.json`;
  const trials = [
    ...times({}, { ours: [12], floor: [9], today: [8], panel: [1] }),
    ...times({ latencyMs: 20, size: 100 }, { ours: [3], floor: [1], panel: [2] }),
  ];
  beforeEach(async () => write(folder, { [file]: await results(trials) }));

  it("becomes plots without a new measurement", async () => {
    const { all, exitCode } = await bench("stacks.mjs", "--plots-only");
    expect({ all, exitCode }).toMatchObject({ exitCode: 0 });
    const plots = ["checkpoints", "cpu", "latency", "memory", "times"].map((each) => `${name}-${each}.svg`);
    const written = readdirSync(join(folder, "bench", "results"));
    expect(written.sort()).toEqual([...plots, `${name}.json`].sort());
    const texts = plots.map((each) => readFileSync(join(folder, "bench", "results", each), "utf8"));
    for (const text of texts) expect(text).toMatch(/^<svg[^]+mailboxes[^]+<\/svg>\n$/);
    expect(texts[2]).toContain("Time of an up of 100 mailboxes");
  });

  it("becomes an estimate for a fleet", async () => {
    const { all } = await bench("stacks.mjs", "--estimate", file);
    expect(all).toMatch(/^100,000 mailboxes on 100 panels[^]+│ up +│ 0 +│ 12 s +│ 6\.0 +│ 300 +│ 20 min +│/);
  });

  it("becomes the figures of docs/performance.md", async () => {
    mkdirSync(join(folder, "docs"));
    copyFileSync(join(project, "docs/performance.md"), join(folder, "docs/performance.md"));
    const { all, exitCode } = await bench("stacksDocument.mjs");
    expect({ all, exitCode }).toMatchObject({ exitCode: 0 });
    const page = readFileSync(join(folder, "docs/performance.md"), "utf8");
    expect(page).toContain("7 measurements on 2026-11-28: 2 cores (a processor, linux x64)");
    expect(page).toMatch(
      /\| ✗ +\| `up` of 1,000 \/ \(floor \+ panel\), without checkpoints +\| at most 1.1 +\| 1.20/,
    );
    expect(page).toMatch(
      /\| up +\| +1,000 \| +0 \| no +\| +12.00 \| +9.00 \| +1.00 \| +8.00 \| +1.33 \| +1.20 \|/,
    );
    const plots = Array.from(page.matchAll(/!\[.+?\]\((.+?)\)/g), ([, path = ""]) => path);
    expect(plots.sort()).toEqual(
      ["checkpoints", "cpu", "latency", "memory", "times"].map((each) => `performance/${each}.svg`),
    );
    expect(plots.filter((path) => !existsSync(join(folder, "docs", path)))).toEqual([]);
    expect(JSON.parse(readFileSync(join(folder, "docs/performance/results.json"), "utf8"))).toEqual(
      JSON.parse(await results(trials)),
    );
  });

  it("becomes figures together with that of another run, whose times are compared among themselves", async () => {
    mkdirSync(join(folder, "docs"));
    copyFileSync(join(project, "docs/performance.md"), join(folder, "docs/performance.md"));
    const others = times({}, { ours: [20], floor: [8], panel: [2] });
    write(folder, { "other.json": await results(others) });
    await bench("stacksDocument.mjs", file, "other.json");
    const page = readFileSync(join(folder, "docs/performance.md"), "utf8");
    // (12 / 10 + 20 / 10) / 2
    expect(page).toMatch(/`up` of 1,000 \/ \(floor \+ panel\), without checkpoints +\| at most 1.1 +\| 1.60/);
  });

  it("is not taken together with that of another machine", async () => {
    write(folder, { "other.json": (await results(trials)).replace('"cores":2', '"cores":4') });
    const { all } = await bench("stacksDocument.mjs", file, "other.json");
    expect(all).toContain("These results are of different machines, versions or --parallel.");
  });

  it("is missing: the error says how to make one", async () => {
    rmSync(join(folder, file));
    const { all } = await bench("stacks.mjs", "--plots-only");
    expect(all).toBe("There are no results in bench/results. Measure something first: npm run bench");
  });
});

test("the figures of docs/performance.md are those of its results file", async () => {
  const [page, copy] = [join(project, "docs/performance.md"), join(folder, "performance.md")];
  const file = join(project, "docs/performance/results.json");
  const text = readFileSync(page, "utf8");
  if (existsSync(file)) {
    copyFileSync(page, copy);
    const input = { copy, results: JSON.parse(readFileSync(file, "utf8")) as unknown };
    await evaluate("documents.writeFigures(input.copy, input.results) ?? null", input);
    expect(text).toBe(readFileSync(copy, "utf8"));
  } else {
    expect(text.replaceAll(/<!-- bench: (?!end).+? --><!-- bench: end -->/g, "")).not.toContain("bench: end");
  }
});

test("a mark that no figures have is an error", async () => {
  write(folder, {
    "docs/performance.md": "<!-- bench: speed --><!-- bench: end -->\n",
    "results.json": await results([trial({})]),
  });
  const { all } = await bench("stacksDocument.mjs", "results.json");
  expect(all).toContain("There are no figures of the name “speed”.");
});

test.each([
  [["--sizes", "10,x"], "Give a whole number of 1 or more."],
  [["--operations", "up,down"], "“down” is none of preview, up, unchanged, refresh, replace, destroy."],
  [["--sizes", "1000", "--latencies", "20"], "Add --all to measure it all the same."],
])("%j is refused before anything is measured", async (args, reason) => {
  const { all, exitCode } = await bench("stacks.mjs", ...args);
  expect({ all, exitCode }).toEqual({ all: expect.stringContaining(reason) as string, exitCode: 1 });
});
