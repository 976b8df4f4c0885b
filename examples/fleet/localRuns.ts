import { Listr } from "listr2";
import { runPanel, type Operation, type PanelRun } from "./panelRun";
import type { Panel } from "./panels";
import { summary } from "./summary";

/** Runs one operation on panels from this machine, several at a time. @returns whether it succeeded on all of them */
export async function runHere(
  panels: readonly Panel[],
  operation: Operation,
  parallel: number,
): Promise<boolean> {
  // Ctrl-C also reaches the runs, and they end in good order. No new run starts.
  let interrupted = false;
  process.on("SIGINT", () => (interrupted = true));

  const runs = new Map<string, PanelRun>();
  const tasks = panels.map((panel) => ({
    title: panel.name,
    skip: () => interrupted,
    task: async (_: unknown, task: { output: string }) => {
      // the name again: if the output is not a terminal, the lines of all panels mix
      const run = await runPanel(panel, operation, (step) => (task.output = `${panel.name}: ${step}`));
      runs.set(panel.name, run);
      if (run.errors.length > 0) throw new Error(`${panel.name} failed`);
    },
  }));
  const options = { concurrent: parallel, exitOnError: false, registerSignalListeners: false };
  await new Listr(tasks, options).run();

  const inOrder = panels.flatMap(({ name }) => runs.get(name) ?? []);
  console.log(`\n${summary(inOrder)}`);
  return inOrder.length === panels.length && inOrder.every(({ errors }) => errors.length === 0);
}
