import { parseArgs } from "node:util";

import { updateDist } from "../dist.mjs";
import { getEngine } from "../engine/engine.mjs";
import { quietEnvironment } from "../environment.mjs";
import { onInterruption } from "../interruption.mjs";
import { keep, requireNoneKept } from "./kept.mjs";
import { account, holdings, startPanel, stopPanel } from "./panel.mjs";
import { Pulumi } from "./pulumi.mjs";
import { holdingsTable, isEmpty } from "./table.mjs";
import { createWorkspace, randomPassword, removeWorkspace } from "./workspace.mjs";

/** The secrets that the example's program asks its stack for. */
const mailboxPasswords = ["annPassword", "benPassword"];

/**
 * Runs the example stack on a simulated panel, shows what the panel then holds, and destroys the stack, or keeps it
 * with `--keep`. Returns the exit code.
 *
 * @param {string[]} args
 */
export async function quickstart(args) {
  const { values } = parseArgs({ args, options: { keep: { type: "boolean", default: false } } });
  if (values.keep) requireNoneKept();
  await updateDist();
  const engine = await getEngine();
  console.log(`Pulumi ${engine.version}, ${engine.origin}`);

  const workspace = await createWorkspace();
  const pulumi = new Pulumi(quietEnvironment(workspace.folder, engine));
  const stopListening = onInterruption(() => pulumi.interrupt());
  let panel;
  let kept = false;
  try {
    const password = randomPassword();
    panel = await startPanel(workspace.folder, password);
    console.log(
      `A simulated panel is at ${panel.endpoint}, account ${account}, with a password made up for this run.\n`,
    );
    await configure(pulumi, workspace.stack, panel.endpoint, password);
    await pulumi.run(["up", "--yes"]);
    console.log(`The panel now holds:\n\n${holdingsTable(await holdings(workspace.folder))}\n`);
    if (values.keep) {
      await keep({ ...workspace, engine, panel });
      kept = true;
    } else {
      await destroy(pulumi, workspace.folder);
    }
  } finally {
    stopListening();
    if (!kept) {
      if (panel !== undefined) await stopPanel(panel);
      await removeWorkspace(workspace);
    }
  }
  return 0;
}

/**
 * Makes the stack and tells it where the panel is. Secrets go through a pipe.
 *
 * @param {Pulumi} pulumi
 * @param {string} stack
 * @param {string} endpoint
 * @param {string} password
 */
async function configure(pulumi, stack, endpoint, password) {
  await pulumi.run(["stack", "init", stack]);
  await pulumi.run(["config", "set", "brainycp:endpoint", endpoint]);
  await pulumi.run(["config", "set", "brainycp:username", account]);
  await pulumi.run(["config", "set", "--secret", "brainycp:password"], password);
  for (const name of mailboxPasswords)
    await pulumi.run(["config", "set", "--secret", name], randomPassword());
  console.log();
}

/** Destroys the stack, and makes sure of it on the panel. */
async function destroy(/** @type {Pulumi} */ pulumi, /** @type {string} */ folder) {
  await pulumi.run(["destroy", "--yes", "--remove"]);
  const left = await holdings(folder);
  if (!isEmpty(left)) throw new Error(`The panel should hold nothing, but it has:\n${holdingsTable(left)}`);
  console.log(
    "The panel holds nothing any more, and the simulator has ended. To keep both: npm start -- --keep",
  );
}
