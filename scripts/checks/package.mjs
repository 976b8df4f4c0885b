/** `npm run package:check`: what npm would publish is what users need, and no more. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import execa from "execa";

import { parseJson } from "../json.mjs";
import { project } from "../project.mjs";

const documents = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];

/**
 * @typedef {object} Manifest What package.json says of the files that users reach.
 * @property {string} main
 * @property {string} types
 * @property {Record<string, string>} bin
 * @property {Record<string, string | Record<string, string>>} exports
 */

/** The files that package.json points at, and the documents. */
function requiredFiles() {
  const text = readFileSync(join(project, "package.json"), "utf8");
  const { bin, exports, main, types } = /** @type {Manifest} */ (parseJson(text));
  const entries = Object.values(exports).flatMap((entry) =>
    typeof entry === "string" ? [entry] : Object.values(entry),
  );
  const targets = [main, types, ...Object.values(bin), ...entries].map((target) => target.replace("./", ""));
  return [...new Set([...documents, ...targets])];
}

/** What is wrong with one published file, if anything is. */
function problemWith(/** @type {string} */ file) {
  if (documents.includes(file)) return undefined;
  const module = /^dist\/(.+?)(?:\.d\.ts|\.js)$/.exec(file)?.[1];
  if (module === undefined) return `${file} is neither compiled code nor one of ${documents.join(", ")}`;
  return existsSync(join(project, "src", `${module}.ts`)) ? undefined : `${file} has no source in src`;
}

const { stdout } = await execa("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: project });
const [{ files }] = /** @type {[{ files: { path: string }[] }]} */ (parseJson(stdout));
const published = files.map(({ path }) => path);
const problems = [
  ...published.map(problemWith).filter((problem) => problem !== undefined),
  ...requiredFiles()
    .filter((file) => !published.includes(file))
    .map((file) => `${file} is missing`),
];
for (const problem of problems) console.error(`package: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
