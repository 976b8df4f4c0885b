import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

/**
 * @typedef {object} Machine What results depend on, without a word about whose machine it is.
 * @property {string} system
 * @property {string} processor
 * @property {number} cores
 * @property {number} memoryBytes
 * @property {string} node The version of Node.
 * @property {string} engine The version of Pulumi's engine.
 * @property {string} sdk The version of Pulumi's SDK.
 * @property {string} version The version of this package.
 */

/** The machine that this runs on. @returns {Machine} */
export function thisMachine(/** @type {string} */ engine) {
  const processors = cpus();
  return {
    system: `${process.platform} ${process.arch}`,
    processor: processors[0]?.model.trim() ?? "",
    cores: processors.length,
    memoryBytes: totalmem(),
    node: process.versions.node,
    engine,
    sdk: versionIn("node_modules/@pulumi/pulumi/package.json"),
    version: versionIn("package.json"),
  };
}

function versionIn(/** @type {string} */ file) {
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  return /** @type {{ version: string }} */ (manifest).version;
}
