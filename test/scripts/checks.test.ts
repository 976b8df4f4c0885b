import execa from "execa";
import { rmSync } from "node:fs";
import { evaluate, newFolder, project, write } from "../support/smallRepository";

// A bound for a process that hangs; no test asserts a time.
jest.setTimeout(120_000);

let folder: string;

test("a stage that does not exist is refused, with the names of those that do", async () => {
  const { exitCode, stderr } = await execa(process.execPath, ["scripts/test.mjs", "--only", "unit,units"], {
    cwd: project,
    reject: false,
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    "There is no stage units: the stages are build, lint, types, unused, format, package, unit, engine.",
  );
});

test("the end names every skipped test and counts all, and tells of skipped ones only where there are some", async () => {
  const say = (outcomes: string) => evaluate("checks/outcome.mjs", `module.inWords(module.sum(${outcomes}))`);
  expect(await say("[module.onePassed, { passed: 12, failed: 0, skipped: [] }]")).toBe("13 passed, 0 failed");
  expect(
    await say(
      '[module.oneFailed("why"), { passed: 2, failed: 3, skipped: ["a (needs BIND)", "b"] }, { passed: 0, failed: 0, skipped: ["c"] }]',
    ),
  ).toBe("Skipped: a (needs BIND)\nSkipped: b\nSkipped: c\n2 passed, 4 failed, 3 skipped");
});

describe("Jest's tests are counted", () => {
  beforeEach(() => (folder = newFolder()));
  afterEach(() => rmSync(folder, { recursive: true }));

  const count = (config: object) => {
    const args = JSON.stringify(["--config", JSON.stringify({ rootDir: folder, ...config })]);
    return evaluate("checks/jest.mjs", `module.runJest(${args})`);
  };

  test("one by one, those that are skipped by name, and a file that does not run as one failure", async () => {
    write(folder, {
      "some.test.js": `
        test("passes", () => {});
        test("fails", () => { throw new Error("no"); });
        describe.skip("with a name server (needs BIND)", () => {
          test("finds a record", () => {});
        });
        test.skip("is skipped", () => {});
        test.todo("is to be written");
      `,
      "broken.test.js": "this is no JavaScript",
    });
    expect(await count({})).toEqual({
      passed: 1,
      failed: 2,
      skipped: ["with a name server (needs BIND) finds a record", "is skipped", "is to be written"],
    });
  });

  test("as one failure where there are none", async () => {
    write(folder, { "some.js": "" });
    expect(await count({})).toEqual({ passed: 0, failed: 1, skipped: [] });
  });

  test("as one failure, with a word on it, where Jest itself breaks", async () => {
    write(folder, { "some.test.js": 'test("passes", () => {});', "setup.js": "throw new Error();" });
    expect(await count({ globalSetup: "<rootDir>/setup.js" })).toEqual({
      passed: 0,
      failed: 1,
      skipped: [],
      report: "Jest ended with exit code 1 and no results.",
    });
  });
});
