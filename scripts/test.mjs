/** `npm test`: everything that can be checked, set-up included. */
import process from "node:process";

import { installDependencies } from "./dependencies.mjs";

await installDependencies();
// Not before: it uses what has just been installed.
const { test } = await import("./checks/test.mjs");
process.exitCode = await test(process.argv.slice(2));
