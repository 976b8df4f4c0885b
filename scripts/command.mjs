import process from "node:process";
import { inspect } from "node:util";

import { installDependencies } from "./dependencies.mjs";

/**
 * Runs one of the repository's commands: what it needs is installed first, so `load` imports it only then. An error
 * that is the user's to mend is shown as its message alone.
 *
 * @param {() => Promise<number>} load Returns the exit code.
 */
export async function command(load) {
  try {
    await installDependencies();
    process.exitCode = await load();
  } catch (error) {
    console.error(`\n${forUsers(error) ? error.message : inspect(error)}`);
    process.exitCode = 1;
  }
}

/** @returns {error is Error} */
function forUsers(/** @type {unknown} */ error) {
  if (!(error instanceof Error)) return false;
  const aboutArguments = "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  return aboutArguments || error.constructor === Error;
}
