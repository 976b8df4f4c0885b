/** `npm start`: the example stack on a simulated panel, set-up included. */
import process from "node:process";

import { command } from "./command.mjs";

await command(async () => {
  const { quickstart } = await import("./quickstart/quickstart.mjs");
  const args = process.argv.slice(2);
  // `npm start --keep`, without the two dashes before it, keeps the option to npm itself.
  if (process.env.npm_config_keep === "true") args.push("--keep");
  return quickstart(args);
});
