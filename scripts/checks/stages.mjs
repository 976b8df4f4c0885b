import execa from "execa";

import { getEngine } from "../engine/engine.mjs";
import { project } from "../project.mjs";
import { runJest } from "./jest.mjs";
import { oneFailed, onePassed } from "./outcome.mjs";

/**
 * @typedef {object} Stage
 * @property {string} name What `npm test -- --only` takes.
 * @property {string} does What it checks, in words.
 * @property {() => Promise<import("./outcome.mjs").Outcome>} run
 */

/** A stage that is one of package.json's scripts: it fails if that does. @returns {Stage} */
function script(/** @type {string} */ name, /** @type {string} */ does, /** @type {string} */ command) {
  const run = async () => {
    const { failed, all = "" } = await execa("npm", ["run", "--silent", command], {
      cwd: project,
      all: true,
      reject: false,
      stdin: "ignore",
    });
    return failed ? oneFailed(all) : onePassed;
  };
  return { name, does, run };
}

/**
 * The compiled package, which most other stages stand on, so that it is never left out.
 *
 * @type {Stage}
 */
export const build = script(
  "build",
  "src compiles; done for every other stage too, where dist is older than src",
  "build",
);

/** Stages that change nothing and so can run side by side. */
const static_ = [
  script("lint", "ESLint, with the types and the direction of imports", "lint"),
  script("types", "TypeScript, with the scripts and the examples", "typecheck"),
  script("unused", "knip: no unused file, export or dependency", "unused"),
  script("format", "Prettier", "format:check"),
  script("package", "what npm would publish", "package:check"),
];

/** By itself Jest leaves one processor to others; these tests mostly wait for processes of their own. */
const allProcessors = ["--maxWorkers", "100%"];

/** @type {Stage[]} */
const tests = [
  {
    name: "unit",
    does: "all tests that need no engine, those of the provider's plugin process among them",
    run: () => runJest(["--selectProjects", "unit", ...allProcessors]),
  },
  {
    name: "engine",
    does: "tests with the real Pulumi engine, which is found or installed first",
    run: async () => {
      const engine = await getEngine();
      console.log(`Pulumi ${engine.version}, ${engine.origin}`);
      return runJest(["--selectProjects", "engine", ...allProcessors], {
        PULUMI_BRAINYCP_ENGINE: engine.folder,
      });
    },
  },
];

/** All stages in their order; those of one row may run at the same time. */
export const rows = [[build], static_, ...tests.map((stage) => [stage])];
