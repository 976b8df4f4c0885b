import execa from "execa";
import { project } from "../support/smallRepository";

// A bound for a process that hangs; no test asserts a time.
jest.setTimeout(60_000);

const matrix = (...args: string[]) =>
  execa(process.execPath, ["scripts/matrix.mjs", ...args], { cwd: project, all: true, reject: false });

test("--list names every combination, and --only those whose name contains one of the words", async () => {
  const all = (await matrix("--list")).stdout.split("\n");
  expect(new Set(all).size).toBe(all.length);
  for (const node of ["20.18.1", "20", "22", "24", "26"]) {
    for (const sdk of ["oldest", "newest"]) expect(all).toContain(`Node ${node}, ${sdk} SDK`);
  }
  expect((await matrix("--list", "--only", "yarn 4,bundled")).stdout.split("\n")).toEqual([
    "installed by yarn 4, node-modules",
    "installed by yarn 4, pnpm",
    "installed by yarn 4, pnp",
    "program: bundled",
    "unsupported: yarn 4, pnp, on Node 22",
  ]);
});

test("words that no name contains run nothing, and fail", async () => {
  const { exitCode, all } = await matrix("--only", "Node 18");
  expect([exitCode, all]).toEqual([1, "No combination's name contains Node 18; --list shows them all."]);
});
