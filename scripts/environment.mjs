import { delimiter, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

import { cacheFolder } from "./project.mjs";

/** The file in such a folder that holds the passphrase of its stacks' secrets. */
export const passphraseFile = (/** @type {string} */ folder) => join(folder, "passphrase");

/** The folder in it that holds the state of its stacks. */
export const backendFolder = (/** @type {string} */ folder) => join(folder, "backend");

/** The folder in it for what Pulumi needs for a moment. */
export const temporaryFolder = (/** @type {string} */ folder) => join(folder, "tmp");

/** The settings that keep all that Pulumi stores in this folder, and that keep it quiet. */
export const settingsFor = (/** @type {string} */ folder) => ({
  PULUMI_HOME: join(folder, "home"),
  PULUMI_BACKEND_URL: pathToFileURL(backendFolder(folder)).href,
  PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(folder),
  // Where the provider notes what a run has begun.
  XDG_STATE_HOME: join(folder, "state"),
  // Where the compiled and checked program is kept; by itself Pulumi fills the temporary folder of all with it.
  TS_NODE_CACHE_DIRECTORY: join(cacheFolder, "ts-node"),
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
});

/**
 * The environment for a Pulumi that knows nothing of the user's own: neither the login nor any setting of it or of
 * the provider.
 *
 * @param {string} folder
 * @param {import("./engine/engine.mjs").Engine} engine
 * @returns {Record<string, string | undefined>}
 */
export function quietEnvironment(folder, engine) {
  const foreign = /^(PULUMI|BRAINYCP)_/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(kept),
    ...settingsFor(folder),
    // An interrupted Pulumi leaves pipes there.
    TMPDIR: temporaryFolder(folder),
    PATH: [engine.folder, process.env.PATH].join(delimiter),
  };
}
