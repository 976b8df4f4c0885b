import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";

// The program itself, in a process of its own: its files one by one into JavaScript, which takes a moment,
// where a build takes many.
const source = join(__dirname, "../../src/simulator");
const modules = join(__dirname, "../../node_modules");
const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-simulator-"));
  cpSync(join(source, "page"), join(folder, "page"), { recursive: true });
  for (const name of readdirSync(source).filter((name) => name.endsWith(".ts"))) {
    const { outputText } = ts.transpileModule(readFileSync(join(source, name), "utf8"), { compilerOptions });
    writeFileSync(join(folder, name.replace(/\.ts$/, ".js")), outputText);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function startProgram(...args: string[]): {
  child: ChildProcess;
  output: () => string;
  errors: () => string;
} {
  const env = { ...process.env, NODE_PATH: modules, BRAINYCP_SIMULATOR_PASSWORD: "chosen" };
  const child = spawn(process.execPath, [join(folder, "main.js"), ...args], { env, stdio: "pipe" });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  return { child, output: () => output, errors: () => errors };
}

describe("brainycp-simulator", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "exits cleanly on %s, even with an open connection",
    async (signal) => {
      const { child, output, errors } = startProgram("--port", "0");
      const ended = once(child, "exit");
      while (!/A browser shows .*\n/.test(output())) await once(child.stdout ?? child, "data");
      const [, url = ""] = /^export BRAINYCP_ENDPOINT=(.*)$/m.exec(output()) ?? [];
      const response = await fetch(url, {
        method: "POST",
        body: new URLSearchParams({ login: "demo", pass: "chosen" }),
      });
      expect([response.status, await response.text()]).toEqual([200, ""]);
      const [, page = ""] = /^A browser shows the panel and every call at (.*)$/m.exec(output()) ?? [];
      expect(await (await fetch(page)).text()).toContain("<title>BrainyCP simulator</title>");
      child.kill(signal);
      expect(await ended).toEqual([0, null]);
      expect(output()).toMatch(/\nlogin -> blank page\n$/);
      expect([output().includes("chosen"), errors()]).toEqual([false, ""]);
    },
  );

  it("exits with code 2 and one line if an argument is wrong", async () => {
    const { child, output, errors } = startProgram("--port", "none");
    expect(await once(child, "exit")).toEqual([2, null]);
    expect(errors()).toBe('brainycp-simulator: --port takes a number from 0 to 65535, not "none"\n');
    expect(output()).toBe("");
  });

  it("starts with a shebang", () => {
    expect(readFileSync(join(folder, "main.js"), "utf8").split("\n")[0]).toBe("#!/usr/bin/env node");
  });
});
