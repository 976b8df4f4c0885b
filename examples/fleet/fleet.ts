import { parseArgs } from "node:util";
import { Listr } from "listr2";
import { operations, runPanel, type PanelRun } from "./panelRun";
import { readPanels } from "./panels";
import { summary } from "./summary";

const usage = `npm run fleet -- ${operations.join("|")} [--only NAME[,NAME]] [--parallel NUMBER]`;

/** Runs one operation on every panel, several at a time, and returns the exit code. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: "string" }, parallel: { type: "string", default: "4" } },
  });
  const operation = operations.find((each) => each === positionals[0]);
  const parallel = Number(values.parallel);
  if (operation === undefined || positionals.length > 1 || !(parallel >= 1)) throw new Error(usage);
  const panels = readPanels("panels.yaml", process.env, values.only?.split(","));

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
  return inOrder.length === panels.length && inOrder.every(({ errors }) => errors.length === 0) ? 0 : 1;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
