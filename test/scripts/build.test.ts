import execa from "execa";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { project, smallRepository, write } from "../support/smallRepository";

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

/** Builds in the small repository, and returns what was printed and how it ended. */
const build = () =>
  execa(process.execPath, ["scripts/build.mjs"], { cwd: repository, all: true, reject: false });

const inDist = (name: string) => join(repository, "dist", name);

test("dist is compiled once, and again only when a source has changed", async () => {
  expect((await build()).all).toBe("Compiling src to dist ...");
  expect(readFileSync(inDist("index.js"), "utf8")).toContain("exports.a = 1");
  // What is marked here stays for as long as nothing is compiled.
  write(repository, { "dist/index.js": "marked" });

  expect((await build()).all).toBe("");
  expect(readFileSync(inDist("index.js"), "utf8")).toBe("marked");

  write(repository, { "src/index.ts": "export const a = 3;\n" });
  expect((await build()).all).toBe("");
  expect(readFileSync(inDist("index.js"), "utf8")).toContain("exports.a = 3");
});

test("a dist that was removed is compiled again", async () => {
  await build();
  rmSync(inDist(""), { recursive: true });
  expect((await build()).exitCode).toBe(0);
  expect(existsSync(inDist("sub/b.js"))).toBe(true);
});

test("what was compiled of a source goes with the source", async () => {
  await build();
  expect(existsSync(inDist("sub/b.js"))).toBe(true);
  rmSync(join(repository, "src", "sub", "b.ts"));
  expect((await build()).exitCode).toBe(0);
  expect(existsSync(inDist("sub/b.js"))).toBe(false);
  expect(existsSync(inDist("index.js"))).toBe(true);
});

test("the simulator's page is in dist as it is written", async () => {
  const page = { "simulator/page/index.html": "<h1>Page</h1>\n", "simulator/page/page.js": "live();\n" };
  for (const [name, text] of Object.entries(page)) write(repository, { [`src/${name}`]: text });
  expect((await build()).exitCode).toBe(0);
  for (const [name, text] of Object.entries(page)) expect(readFileSync(inDist(name), "utf8")).toBe(text);
});

test("the package's commands can be executed from a checkout", async () => {
  write(repository, {
    "package.json": '{ "bin": { "a": "./dist/sub/b.js" } }',
    "src/sub/b.ts": "#!/usr/bin/env node\nconsole.log('it runs');\n",
  });
  await build();
  expect((await execa(inDist("sub/b.js"))).stdout).toBe("it runs");
});

test("a source that does not compile fails with the compiler's words, and dist stays", async () => {
  await build();
  write(repository, { "src/index.ts": 'export const a: number = "one";\n' });
  const { exitCode, all } = await build();
  expect(exitCode).toBe(1);
  expect(all).toContain("src/index.ts(1,14): error TS2322");
  expect((await build()).all).toBe(all);
  expect(readFileSync(inDist("index.js"), "utf8")).toContain("exports.a = 1");
});

test("a library whose declaration stands among the sources becomes CommonJS in dist, anew for each of its versions", async () => {
  const modules = join(repository, "node_modules");
  rmSync(modules);
  mkdirSync(modules);
  for (const name of ["typescript", "@types", "esbuild", "@esbuild"])
    symlinkSync(join(project, "node_modules", name), join(modules, name));
  const library = (version: string) => ({
    "node_modules/lib/package.json": JSON.stringify({
      name: "lib",
      version,
      main: "./main.js",
      type: "module",
    }),
    "node_modules/lib/main.js": `export const version = "${version}";\n`,
    "node_modules/lib/LICENSE": "Do as you please.\n",
  });
  const versionInDist = async () =>
    (await execa(process.execPath, ["-p", "require('./dist').version"], { cwd: repository })).stdout;
  write(repository, {
    ...library("1.0.0"),
    "src/sub/lib.d.ts": "export declare const version: string;\n",
    "src/index.ts": 'export { version } from "./sub/lib";\n',
  });
  expect((await build()).exitCode).toBe(0);
  expect(await versionInDist()).toBe("1.0.0");
  expect(readFileSync(inDist("sub/lib.js"), "utf8")).toMatch(
    /^\/\*!\nlib 1\.0\.0\n\nDo as you please\.\n\*\/\n/,
  );

  write(repository, library("2.0.0"));
  await build();
  expect(await versionInDist()).toBe("2.0.0");
});

test("the provider becomes one file, which is written anew only where it has changed", async () => {
  write(repository, {
    "src/index.ts": 'import { b } from "./sub/b";\nexport const a = b;\n',
    "src/provider.ts": 'import { b } from "./sub/b";\nexport const mailbox = `mailbox ${b}`;\n',
  });
  expect((await build()).exitCode).toBe(0);
  rmSync(inDist("sub/b.js"));
  const mailboxInDist = async () =>
    (await execa(process.execPath, ["-p", "require('./dist/provider').mailbox"], { cwd: repository })).stdout;
  expect(await mailboxInDist()).toBe("mailbox 2");
  const { ino } = statSync(inDist("provider.js"));

  await build();
  expect(statSync(inDist("provider.js")).ino).toBe(ino);

  write(repository, { "src/sub/b.ts": "export const b = 3;\n" });
  await build();
  expect(await mailboxInDist()).toBe("mailbox 3");
  expect(readdirSync(inDist("")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});
