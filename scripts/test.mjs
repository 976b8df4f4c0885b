/** `npm test`: everything that can be checked, set-up included. */
import process from "node:process";

import { command } from "./command.mjs";

await command(async () => {
  const { test } = await import("./checks/test.mjs");
  return test(process.argv.slice(2));
});
