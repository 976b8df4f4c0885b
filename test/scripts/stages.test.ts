import execa from "execa";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fakeEngine } from "../support/fakeTools";
import { smallRepository } from "../support/smallRepository";

// A bound for a process that hangs; no test asserts a time.
jest.setTimeout(120_000);

let repository: string;

afterEach(() => rmSync(repository, { recursive: true }));

/** Runs `npm test` with these arguments in a small repository, whose scripts are these, or else do nothing. */
async function npmTest(
  args: string[],
  scripts: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
) {
  const names = ["build", "lint", "typecheck", "unused", "format:check", "package:check", "docs:reference"];
  const idle = Object.fromEntries(names.map((name) => [name, "true"]));
  const jestSettings = {
    transform: {},
    testMatch: ["**/*.test.js"],
    ...(JSON.parse(files["jest.json"] ?? "{}") as object),
  };
  repository = await smallRepository({
    "package.json": JSON.stringify({
      scripts: { ...idle, "test:unit": "jest", "test:engine": "jest", ...scripts },
      jest: jestSettings,
    }),
    ...files,
  });
  const engine = fakeEngine(join(repository, "engine"), "v3.200.0");
  const { exitCode, all } = await execa(process.execPath, ["scripts/test.mjs", ...args], {
    cwd: repository,
    all: true,
    reject: false,
    env: { PATH: `${engine}:${process.env.PATH ?? ""}` },
  });
  const lines = (all ?? "").split("\n");
  return { exitCode, lines, stages: lines.filter((line) => /^(ok|FAIL) /.test(line)), last: lines.at(-1) };
}

test("a stage that does not exist is refused, with the names of those that do", async () => {
  const { exitCode, lines } = await npmTest(["--only", "unit,units"]);
  expect(exitCode).toBe(1);
  expect(lines.join()).toContain(
    "There is no stage units: the stages are build, lint, types, unused, format, package, reference, unit, engine.",
  );
});

test("--list names every stage and its script, and runs none", async () => {
  const { exitCode, lines } = await npmTest(["--list"], { lint: "exit 1" });
  expect(exitCode).toBe(0);
  expect(lines).toEqual([
    "build     npm run build",
    "lint      npm run lint",
    "types     npm run typecheck",
    "unused    npm run unused",
    "format    npm run format:check",
    "package   npm run package:check",
    "reference npm run docs:reference",
    "unit      npm run test:unit",
    "engine    npm run test:engine",
  ]);
});

test("a line says how each stage ended, and the last one counts", async () => {
  const { exitCode, stages, last } = await npmTest(["--only", "lint,format"]);
  expect(exitCode).toBe(0);
  expect(stages.map((line) => line.replace(/\d+ s$/, "0 s")).sort()).toEqual([
    "ok   build        0 s",
    "ok   format       0 s",
    "ok   lint         0 s",
  ]);
  expect(last).toBe("3 passed, 0 failed");
});

test("a stage that fails shows what its script said, and keeps no other from running", async () => {
  const some = { "some.test.js": 'test("passes", () => {});' };
  const scripts = { lint: "echo out; echo err >&2; exit 2", unused: "echo not shown", build: "exit 1" };
  const { exitCode, lines, stages, last } = await npmTest(
    ["--only", "lint,types,unused,unit"],
    scripts,
    some,
  );
  expect(exitCode).toBe(1);
  expect(stages.map((line) => line.split(/ +/, 2).join(" ")).sort()).toEqual([
    "FAIL build",
    "FAIL lint",
    "ok types",
    "ok unit",
    "ok unused",
  ]);
  expect(lines.map((line) => line.trim())).toEqual(expect.arrayContaining(["out", "err"]));
  expect(lines.join()).not.toContain("not shown");
  expect(last).toBe("3 passed, 2 failed");
});

test("the tests with the engine are told where it is", async () => {
  const told = `
    test("is told", () => expect(process.env.PULUMI_BRAINYCP_ENGINE).toBe(process.cwd() + "/engine"));
  `;
  const { lines, last } = await npmTest(["--only", "engine"], {}, { "some.test.js": told });
  expect(lines.find((line) => line.startsWith("Pulumi"))).toMatch(/^Pulumi 3\.200\.0, on PATH, in /);
  expect(last).toBe("2 passed, 0 failed");
});

describe("Jest's tests are counted", () => {
  test("one by one, those that are skipped by name, and a file that does not run as one failure", async () => {
    const { exitCode, lines } = await npmTest(
      ["--only", "unit"],
      {},
      {
        "some.test.js": `
          test("passes", () => console.log("{ a brace"));
          test("fails", () => { throw new Error("no"); });
          describe.skip("with a name server (needs BIND)", () => {
            test("finds a record", () => {});
          });
          test.skip("is skipped", () => {});
          test.todo("is to be written");
        `,
        "broken.test.js": "this is no JavaScript",
      },
    );
    expect(exitCode).toBe(1);
    expect(lines.slice(-4)).toEqual([
      "Skipped: with a name server (needs BIND) finds a record",
      "Skipped: is skipped",
      "Skipped: is to be written",
      "2 passed, 2 failed, 3 skipped",
    ]);
  });

  test("as one failure where there are none", async () => {
    expect((await npmTest(["--only", "unit"])).last).toBe("1 passed, 1 failed");
  });

  test("as one failure, with a word on it, where Jest itself breaks", async () => {
    const { exitCode, lines, last } = await npmTest(
      ["--only", "unit"],
      {},
      {
        "some.test.js": 'test("passes", () => {});',
        "setup.js": "throw new Error();",
        "jest.json": '{ "globalSetup": "<rootDir>/setup.js" }',
      },
    );
    expect(exitCode).toBe(1);
    expect(lines.map((line) => line.trim())).toContain("Jest ended without results.");
    expect(last).toBe("1 passed, 1 failed");
  });
});
