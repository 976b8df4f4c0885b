import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

import { settingsFor } from "./stack.mjs";

/** @typedef {{ name: string, engine: string, panel: import("./panel.mjs").Panel }} Kept A stack, its engine and panel. */

/** Where all that is kept is stored. */
export const keptFolder = resolve(".quickstart");
const record = join(keptFolder, "kept.json");

/** Makes the folder. A second stack is refused, because `npm stop` would then find the newer one only. */
export async function makeKeptFolder() {
  if (existsSync(record))
    throw new Error("A stack is kept already: npm stop ends it. npm start without --keep leaves it alone.");
  await mkdir(keptFolder, { recursive: true, mode: 0o700 });
  return keptFolder;
}

/** Writes down what is kept, for `npm stop`, and what a shell has to read to use it. */
export async function remember(/** @type {Kept} */ kept) {
  await writeFile(record, JSON.stringify(kept));
  const quoted = (/** @type {string} */ text) => `'${text.replaceAll("'", `'\\''`)}'`;
  const settings = Object.entries({ ...settingsFor(keptFolder), PULUMI_STACK: kept.name });
  const lines = [
    // This would count for more than what is set here.
    "unset PULUMI_CONFIG_PASSPHRASE",
    ...settings.map(([name, value]) => `export ${name}=${quoted(value)}`),
    `export PATH=${quoted(kept.engine)}${delimiter}"$PATH"`,
  ];
  await writeFile(join(keptFolder, "env"), `${lines.join("\n")}\n`);
}

/** What was written down, if anything. */
export async function recall() {
  if (!existsSync(record)) return undefined;
  /** @type {unknown} */
  const kept = JSON.parse(await readFile(record, "utf8"));
  return /** @type {Kept} */ (kept);
}

/** What can be done with what is kept. */
export const whatIsKept = (/** @type {Kept} */ { name, panel }) => `
The stack ${name} and the simulated panel are kept. A browser shows the panel live at ${new URL("/", panel.endpoint).href}
To try things by hand, in this folder:

  . .quickstart/env              makes the Pulumi of this shell the one that was used here
  pulumi preview --diff          after a change of examples/quickstart/index.ts, say
  pulumi up
  pulumi refresh
  tail -f .quickstart/panel.log  the calls that reach the panel

npm stop destroys the stack and ends the simulator.`;
