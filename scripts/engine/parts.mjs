import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** The executables that make an engine: the CLI, its Node language host and its dynamic-provider script. */
const parts = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

const endings = process.platform === "win32" ? [".exe", ".cmd"] : [""];

/** Whether a folder holds an executable file of this name. */
export function holds(/** @type {string} */ folder, /** @type {string} */ name) {
  return endings.some((ending) => {
    const file = join(folder, name + ending);
    try {
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
}

/** The parts of an engine that none of these folders holds. */
export function missingParts(/** @type {string[]} */ folders) {
  return parts.filter((part) => !folders.some((folder) => holds(folder, part)));
}
