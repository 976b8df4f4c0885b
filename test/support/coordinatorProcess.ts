import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The compiled package, as another process loads it. */
const compiled = join(__dirname, "../../dist");
const head = `
  const { coordinatorOf } = require(${JSON.stringify(join(compiled, "coordination/coordinator.js"))});
  const { Journal } = require(${JSON.stringify(join(compiled, "coordination/journal.js"))});
  const { WriteLock } = require(${JSON.stringify(join(compiled, "coordination/writeLock.js"))});
  const coordinator = coordinatorOf(process.argv[1]);
`;

/** A process on another machine, as far as it knows. */
export interface CoordinatorProcess {
  readonly process: ChildProcess;
  /** What it says first. */
  readonly said: Promise<unknown>;
  /** The signal by which it ends. */
  readonly ended: Promise<unknown>;
  /** The code with which it ends. */
  readonly exited: Promise<unknown>;
  /** What it says next. */
  next(): Promise<unknown>;
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.kill("SIGKILL");
});

/** Starts a process that runs a script, in which `coordinator`, `Journal` and `WriteLock` are known. */
export function startCoordinatorProcess(script: string, address: string): CoordinatorProcess {
  const started = spawn(process.execPath, ["-e", head + script, "--", address], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  running.push(started);
  const next = async (): Promise<unknown> => ((await once(started, "message")) as [unknown])[0];
  const exit = once(started, "exit");
  const exited = exit.then(([code]: unknown[]) => code);
  const ended = exit.then(([, signal]: unknown[]) => signal);
  return { process: started, said: next(), exited, ended, next };
}
