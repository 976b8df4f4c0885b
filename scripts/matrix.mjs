/** `npm run test:matrix`: installs the package as users do, in every way that is supported, and runs a real stack each time. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

import { program } from "commander";
import execa from "execa";

import { getEngine } from "./engine/engine.mjs";
import { combinations } from "./matrix/combinations.mjs";
import { runCombination } from "./matrix/run.mjs";
import { tableOf } from "./quickstart/table.mjs";

program
  .name("npm run test:matrix --")
  .option("--only <words>", "run the combinations whose name contains these words, separated by commas", "")
  .option("--list", "say which combinations there are")
  .parse();
const { only, list } = /** @type {{ only: string, list?: true }} */ (program.opts());
const chosen = combinations.filter(({ name }) => only.split(",").some((words) => name.includes(words)));

if (list) {
  for (const { name } of chosen) console.log(name);
} else if (chosen.length === 0) {
  console.error(`No combination's name contains ${only}; --list shows them all.`);
  process.exitCode = 1;
} else {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-brainycp-matrix-"));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the combinations one after another, and prints a table of the results. */
async function run(/** @type {string} */ folder) {
  const engine = await getEngine();
  console.log(`Pulumi ${engine.version}, ${engine.origin}`);
  const { stdout } = await execa("npm", ["pack", "--silent", "--pack-destination", folder]);
  const tarball = join(folder, stdout.trim().split("\n").at(-1) ?? "");
  const rows = [];
  for (const combination of chosen) {
    const result = await runCombination(combination, { folder, tarball, engine: engine.folder });
    console.log(`${result.isRight ? "ok  " : "FAIL"} ${combination.name}: ${result.words}`);
    if (!result.isRight) {
      console.log(result.output);
      process.exitCode = 1;
    }
    rows.push([combination.name, result.versions, result.isRight ? "ok" : "FAIL", result.words]);
  }
  console.log(`\n${tableOf(rows, { head: ["combination", "versions", "", "what it did"] })}`);
}
