import { delimiter, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

/** The file in such a folder that holds the passphrase of its stacks' secrets. */
export const passphraseFile = (/** @type {string} */ folder) => join(folder, "passphrase");

/** The folder in it that holds the state of its stacks. */
export const backendFolder = (/** @type {string} */ folder) => join(folder, "backend");

/** The settings that keep all that Pulumi stores in this folder, and that keep it quiet. */
export const settingsFor = (/** @type {string} */ folder) => ({
  PULUMI_HOME: join(folder, "home"),
  PULUMI_BACKEND_URL: pathToFileURL(backendFolder(folder)).href,
  PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(folder),
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
    PATH: [engine.folder, process.env.PATH].join(delimiter),
  };
}
