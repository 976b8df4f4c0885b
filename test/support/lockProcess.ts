import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";

const sources = join(__dirname, "../../src");
const compiled = mkdtempSync(join(tmpdir(), "brainycp-lock-process-"));
afterAll(() => rmSync(compiled, { recursive: true }));
for (const module of ["coordination/lockFile", "adapter/log"]) {
  const source = readFileSync(join(sources, `${module}.ts`), "utf8");
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
  mkdirSync(join(compiled, dirname(module)), { recursive: true });
  writeFileSync(join(compiled, `${module}.js`), transpileModule(source, { compilerOptions }).outputText);
}
const head = `const { LockFile } = require(${JSON.stringify(join(compiled, "coordination/lockFile.js"))});\n`;

/** Starts another process that runs a script, in which `LockFile` is known and these are its arguments. */
export function startLockProcess(script: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["-e", head + script, "--", ...args], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

/** Stands still until another process has taken the lock, and was killed with it. */
export function loseLockTo(path: string, stale: number): void {
  const thief = `
    const take = () => {
      if (LockFile.take(process.argv[1], ${stale})) process.kill(process.pid, "SIGKILL");
      setTimeout(take, 20);
    };
    take();`;
  const { signal, stderr } = spawnSync(process.execPath, ["-e", head + thief, "--", path], {
    encoding: "utf8",
  });
  if (signal !== "SIGKILL") throw new Error(`${basename(path)} was not taken: ${stderr}`);
}

/** Stands still for so many milliseconds. */
export function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
