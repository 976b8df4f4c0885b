/** `npm test`: everything that can be checked. */
import process from "node:process";

import { test } from "./checks/test.mjs";

process.exitCode = await test(process.argv.slice(2));
