import execa from "execa";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { smallRepository, write } from "../support/smallRepository";

// A bound for a process that hangs; no test asserts a time.
jest.setTimeout(120_000);

let repository: string;

beforeEach(async () => {
  repository = await smallRepository({
    "package.json": "{}",
    "src/index.ts": "export const a = 1;\n",
    "src/sub/b.ts": "export const b = 2;\n",
  });
});

afterEach(() => rmSync(repository, { recursive: true }));

/** Brings dist up to date in the small repository, and returns what was printed and how it ended. */
const update = () =>
  execa(
    process.execPath,
    ["--input-type=module", "-e", 'await (await import("./scripts/dist.mjs")).updateDist()'],
    { cwd: repository, all: true, reject: false },
  );

const inDist = (name: string) => existsSync(join(repository, "dist", name));

test("dist is compiled once, and again only when a source has changed", async () => {
  expect((await update()).all).toBe("Compiling src to dist ...");
  expect(readFileSync(join(repository, "dist", "index.js"), "utf8")).toContain("exports.a = 1");
  const first = statSync(join(repository, "dist")).ino;

  expect((await update()).all).toBe("");
  expect(statSync(join(repository, "dist")).ino).toBe(first);

  write(repository, { "src/index.ts": "export const a = 3;\n" });
  expect((await update()).all).toBe("Compiling src to dist ...");
  expect(readFileSync(join(repository, "dist", "index.js"), "utf8")).toContain("exports.a = 3");
});

test("what was compiled of a source goes with the source", async () => {
  await update();
  expect(inDist("sub/b.js")).toBe(true);
  rmSync(join(repository, "src", "sub", "b.ts"));
  expect((await update()).exitCode).toBe(0);
  expect(inDist("sub/b.js")).toBe(false);
  expect(inDist("index.js")).toBe(true);
});

test("the package's commands can be executed from a checkout", async () => {
  write(repository, {
    "package.json": '{ "bin": { "a": "./dist/sub/b.js" } }',
    "src/sub/b.ts": "#!/usr/bin/env node\nconsole.log('it runs');\n",
  });
  await update();
  expect((await execa(join(repository, "dist", "sub", "b.js"))).stdout).toBe("it runs");
});

test("a source that does not compile fails with the compiler's words, and dist stays", async () => {
  await update();
  write(repository, { "src/index.ts": 'export const a: number = "one";\n' });
  const { exitCode, all } = await update();
  expect(exitCode).toBe(1);
  expect(all).toContain("src/index.ts(1,14): error TS2322");
  expect(all).toContain("src does not compile");
  expect(readFileSync(join(repository, "dist", "index.js"), "utf8")).toContain("exports.a = 1");
});
