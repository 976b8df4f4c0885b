/**
 * Installs the locked dependencies, where that is not done yet. Node loads this file before the script that needs them
 * (`--import` in package.json); it needs nothing but Node and npm itself.
 */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import process from "node:process";

/** When a file was last written, or 0 where there is none. */
const writtenAt = (/** @type {string} */ file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// npm writes the first of these files last.
if (writtenAt("node_modules/.package-lock.json") < writtenAt("package-lock.json")) {
  console.log("Installing the dependencies (npm ci) ...");
  const { status } = spawnSync("npm ci --no-audit --no-fund --loglevel=error", {
    shell: true,
    stdio: ["ignore", "inherit", "inherit"],
    // In production mode npm would leave out what the build and the tests need.
    env: { ...process.env, NODE_ENV: "development" },
  });
  if (status !== 0) {
    console.error("npm ci failed: what it says above is what to mend.");
    process.exit(1);
  }
}
