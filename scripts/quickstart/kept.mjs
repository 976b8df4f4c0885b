import { existsSync } from "node:fs";
import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { quietEnvironment, settingsFor } from "../environment.mjs";
import { onInterruption } from "../interruption.mjs";
import { parseJson } from "../json.mjs";
import { project } from "../project.mjs";
import { answers, stopPanel } from "./panel.mjs";
import { Pulumi } from "./pulumi.mjs";
import { removeWorkspace } from "./workspace.mjs";

/**
 * @typedef {object} Running
 * @property {import("../engine/engine.mjs").Engine} engine
 * @property {import("./panel.mjs").Panel} panel
 *
 * @typedef {import("./workspace.mjs").Workspace & Running} Kept
 */

/** The name under which the repository knows the temporary folder of what is kept. */
const link = ".quickstart";
const linkPath = join(project, link);
const record = "kept.json";

/** Refuses to keep a second stack, because `npm stop` would then find the newer one only. */
export function requireNoneKept() {
  if (!existsSync(linkPath)) return;
  throw new Error("A stack is kept already: npm stop ends it. npm start without --keep leaves it alone.");
}

/** Leaves the stack and the simulator to the user, and says what can be done with them. */
export async function keep(/** @type {Kept} */ kept) {
  await writeFile(join(kept.folder, record), JSON.stringify(kept));
  await writeFile(join(kept.folder, "env"), shellSettings(kept));
  // The link may be left of an earlier one whose folder is gone.
  await rm(linkPath, { force: true });
  await symlink(kept.folder, linkPath, "junction");
  console.log(`
The stack ${kept.stack} and the simulated panel are kept. To try things by hand, in this folder:

  . ${link}/env              makes the Pulumi of this shell the one that was used here
  pulumi preview --diff          after a change of examples/quickstart/index.ts, say
  pulumi up
  pulumi refresh
  tail -f ${link}/panel.log  the calls that reach the panel

npm stop destroys the stack and ends the simulator.`);
}

/** What a shell has to read to use the kept stack. */
function shellSettings(/** @type {Kept} */ { folder, engine }) {
  const quoted = (/** @type {string} */ text) => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    // These two would count for more than what is set here.
    "unset PULUMI_CONFIG_PASSPHRASE PULUMI_STACK",
    ...Object.entries(settingsFor(folder)).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `export PATH=${quoted(engine.folder)}:"$PATH"`,
    "",
  ].join("\n");
}

/** Destroys the kept stack and ends its simulator. Returns the exit code. */
export async function stopKept() {
  if (!existsSync(linkPath)) {
    console.log("Nothing is kept.");
  } else {
    await stop(/** @type {Kept} */ (parseJson(await readFile(join(linkPath, record), "utf8"))));
  }
  await rm(linkPath, { force: true });
  return 0;
}

async function stop(/** @type {Kept} */ kept) {
  if (await answers(kept.panel.endpoint)) {
    const pulumi = new Pulumi(quietEnvironment(kept.folder, kept.engine));
    const stopListening = onInterruption(() => pulumi.interrupt());
    await pulumi.run(["destroy", "--yes", "--remove", "--stack", kept.stack]);
    stopListening();
    await stopPanel(kept.panel);
  } else {
    console.log("The simulated panel had ended already: its stack is forgotten.");
  }
  await removeWorkspace(kept);
  console.log("Nothing is kept any more.");
}
