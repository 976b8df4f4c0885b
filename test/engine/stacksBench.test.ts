import execa from "execa";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Results } from "../../bench/stacks/results.mjs" with { "resolution-mode": "import" };

const project = join(__dirname, "..", "..");

let out: string;
beforeEach(async () => (out = await mkdtemp(join(tmpdir(), "bench-out-"))));
afterEach(() => rm(out, { recursive: true }));

/** Runs `npm run bench` with these arguments. @returns what it printed, and the results that it wrote */
async function bench(...args: string[]): Promise<{ all: string; results: Results; names: string[] }> {
  const { all = "" } = await execa("node", ["bench/stacks.mjs", ...args, "--out", out], {
    cwd: project,
    all: true,
    // none of the user's own settings is to count
    env: { PULUMI_STACK: "production", BRAINYCP_ENDPOINT: "https://panel.example.com/api/api.php" },
  });
  const names = (await readdir(out)).sort();
  const file = names.find((name) => name.endsWith(".json")) ?? "";
  const results = JSON.parse(await readFile(join(out, file), "utf8")) as Results;
  return { all, results, names };
}

test("the bench measures every operation of every contender, on the real engine", async () => {
  const { all, results, names } = await bench("--sizes", "3", "--latencies", "0", "--rounds", "1");
  const measured = results.trials.map(({ checkpoints, operation, contender }) =>
    [checkpoints ? "with" : "without", operation, contender].join(" "),
  );
  const each = (written: string, operations: string[]) =>
    operations.flatMap((operation) =>
      ["ours", "floor", "today", "panel"].map((contender) => [written, operation, contender].join(" ")),
    );
  expect(measured).toEqual([
    ...each("without", ["preview", "up", "unchanged", "refresh", "replace", "destroy"]),
    ...each("with", ["up"]),
  ]);
  // what the panel gets is the work of ours, done by all that call it
  for (const { contender, operation, requests = {} } of results.trials.filter(
    ({ contender }) => contender !== "floor",
  )) {
    const { addmail = 0, delmail = 0 } = requests;
    const expected = { up: [3, 0], replace: [3, 3], destroy: [0, 3] };
    expect([contender, operation, [addmail, delmail]]).toEqual([
      contender,
      operation,
      operation in expected ? expected[operation as keyof typeof expected] : [0, 0],
    ]);
  }
  for (const { contender, operation, use } of results.trials.filter(
    ({ contender }) => contender !== "panel",
  )) {
    const roles = Object.entries(use ?? {}).flatMap(([role, { cpuSeconds, peakBytes }]) =>
      cpuSeconds > 0 && peakBytes > 10_000_000 ? [role] : [],
    );
    const runsProgram = operation !== "refresh" && operation !== "destroy";
    expect([contender, operation, roles]).toEqual([
      contender,
      operation,
      runsProgram ? ["program", "provider", "engine"] : ["provider", "engine"],
    ]);
  }
  expect(names.map((name) => name.replace(/^.*\d/, ""))).toEqual([
    "-checkpoints.svg",
    "-cpu.svg",
    "-memory.svg",
    "-times.svg",
    ".json",
  ]);
  expect(all).toContain("✓ │ calls in an unchanged `up`");
  // a results file says nothing of whose machine it is
  expect(JSON.stringify(results)).not.toMatch(/"(\/|file:)/);
});

test("the state of the floor is as large as that of ours", async () => {
  const args = ["--sizes", "20", "--latencies", "0", "--rounds", "1", "--operations", "up"];
  const { results } = await bench(...args, "--checkpoints", "off", "--contenders", "ours,floor");
  const [ours = 0, floor = 0] = results.trials.map(({ stateBytes }) => stateBytes);
  expect(floor / ours).toBeGreaterThan(0.95);
  expect(floor / ours).toBeLessThan(1.05);
});
