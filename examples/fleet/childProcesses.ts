import { AsyncLocalStorage } from "node:async_hooks";
import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";

const watchers = new AsyncLocalStorage<(child: ChildProcess) => void>();

subscribe("child_process", (message) => {
  const { process: child } = message as { process: ChildProcess };
  const watch = watchers.getStore();
  if (watch !== undefined) child.once("spawn", () => watch(child));
});

/** Does something, and tells of each process that it starts: Pulumi's Automation API keeps them to itself. */
export function watchChildProcesses<T>(watch: (child: ChildProcess) => void, action: () => T): T {
  return watchers.run(watch, action);
}
