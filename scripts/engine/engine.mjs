import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import process from "node:process";

import execa from "execa";
import semver from "semver";

import { installEngine } from "./install.mjs";
import { holds, missingParts } from "./parts.mjs";
import { engineVersion, fittingEngines } from "./version.mjs";

/**
 * @typedef {object} Engine
 * @property {string} folder The folder of `pulumi`, to be put first on the PATH of what uses it.
 * @property {string} version The version of `pulumi`.
 * @property {string} origin Where it comes from, in words.
 */

/**
 * The real Pulumi engine: found, or else installed into the user's cache.
 *
 * @returns {Promise<Engine>}
 */
export async function getEngine(environment = process.env) {
  const found = await findEngine(environment);
  if (found !== undefined) return found;
  const folder = cacheFolder(environment);
  const how = await installEngine(folder);
  return { folder, version: engineVersion, origin: `${how}, in ${folder}` };
}

/** The engine on PATH, in the folder that `PULUMI_BRAINYCP_ENGINE` names, or in the cache, in this order. */
async function findEngine(/** @type {NodeJS.ProcessEnv} */ environment) {
  return (await onPath(environment)) ?? (await inNamedFolder(environment)) ?? inCache(environment);
}

/** The first `pulumi` on PATH, if it fits and has its other two parts beside it or on PATH too. */
async function onPath(/** @type {NodeJS.ProcessEnv} */ environment) {
  const path = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const folder = path.find((each) => holds(each, "pulumi"));
  if (folder === undefined) return undefined;
  const missing = missingParts(path);
  if (missing.length > 0) {
    console.log(`The pulumi in ${folder} is passed over: ${missing.join(" and ")} is not on PATH.`);
    return undefined;
  }
  const version = await versionIn(folder, environment);
  if (!fits(version)) {
    console.log(
      `The pulumi in ${folder} is passed over: its version is ${version}, needed is ${fittingEngines}.`,
    );
    return undefined;
  }
  return { folder: resolve(folder), version, origin: `on PATH, in ${folder}` };
}

/** The folder that the environment names; an error if it is named and does not hold what it should. */
async function inNamedFolder(/** @type {NodeJS.ProcessEnv} */ environment) {
  const named = environment.PULUMI_BRAINYCP_ENGINE;
  if (named === undefined || named === "") return undefined;
  const folder = resolve(named);
  const missing = missingParts([folder]);
  if (missing.length > 0) {
    throw new Error(
      `PULUMI_BRAINYCP_ENGINE names ${folder}, which has no executable ${missing.join(" and no ")}. ` +
        "Name a folder that holds all of them, or unset it to have the engine found or installed.",
    );
  }
  const version = await versionIn(folder, environment);
  if (!fits(version)) {
    throw new Error(
      `PULUMI_BRAINYCP_ENGINE names ${folder}, whose pulumi is of version ${version}; needed is ${fittingEngines}.`,
    );
  }
  return { folder, version, origin: `in the folder that PULUMI_BRAINYCP_ENGINE names, ${folder}` };
}

/** What an earlier run left in the cache. */
function inCache(/** @type {NodeJS.ProcessEnv} */ environment) {
  const folder = cacheFolder(environment);
  if (missingParts([folder]).length > 0) return undefined;
  return { folder, version: engineVersion, origin: `in the cache, ${folder}` };
}

/** The cache's folder of the pinned version. */
function cacheFolder(/** @type {NodeJS.ProcessEnv} */ environment) {
  const cache = environment.XDG_CACHE_HOME;
  // The specification says that a relative path is to be ignored.
  const root = cache?.startsWith("/") === true ? cache : join(homedir(), ".cache");
  return join(root, "pulumi-brainycp", "engine", engineVersion);
}

/** What `pulumi version` says, or "unknown". */
async function versionIn(/** @type {string} */ folder, /** @type {NodeJS.ProcessEnv} */ environment) {
  const { stdout, failed } = await execa(join(folder, "pulumi"), ["version"], {
    env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: 60_000,
  });
  return (failed ? undefined : semver.valid(stdout.trim())) ?? "unknown";
}

const fits = (/** @type {string} */ version) =>
  semver.satisfies(version, fittingEngines, { includePrerelease: true });
