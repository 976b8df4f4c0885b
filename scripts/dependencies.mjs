import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { project } from "./project.mjs";

/** When a file was last written, or 0 where there is none. */
const writtenAt = (/** @type {string} */ file) =>
  statSync(join(project, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/**
 * Installs the locked dependencies, where that is not done yet. Needs nothing but Node and npm: everything else
 * in this folder may use what it installs, and is imported after it.
 */
export async function installDependencies() {
  // npm writes this file last.
  if (writtenAt("node_modules/.package-lock.json") >= writtenAt("package-lock.json")) return;
  console.log("Installing the dependencies (npm ci) ...");
  // Under `npm start` and `npm test` npm names its own script; spawning that needs no shell on any system.
  const npm = process.env.npm_execpath;
  const [command, script] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  const child = spawn(command, [...script, "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: project,
    stdio: ["ignore", "inherit", "inherit"],
    // In production mode npm would leave out what the build and the tests need.
    env: { ...process.env, NODE_ENV: "development" },
  });
  await once(child, "exit");
  if (child.exitCode !== 0) throw new Error("npm ci failed: what it says above is what to mend.");
}
