import { chmod, mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join, relative } from "node:path";
import process from "node:process";

import execa from "execa";

import { parseJson } from "./json.mjs";
import { cacheFolder, project } from "./project.mjs";

const dist = join(project, "dist");
const settings = ["tsconfig.json", "tsconfig.build.json", "package.json"];

/** Compiles `src` to `dist` if that is older than anything it is made of. */
export async function updateDist() {
  const sources = await readdir(join(project, "src"), { recursive: true });
  // A folder's own time tells of files that were removed from it.
  const ingredients = ["src", ...sources.map((name) => join("src", name)), ...settings];
  const changed = await Promise.all(ingredients.map((name) => writtenAt(join(project, name))));
  if ((await writtenAt(dist)) >= Math.max(...changed)) return;
  console.log("Compiling src to dist ...");
  if (!(await buildDist())) throw new Error("src does not compile: what it says above is what to mend.");
}

/**
 * Compiles `src` to `dist`, and says whether it could. The new folder takes the old one's place in whole, so that
 * nothing stays of a source that is gone, and whoever uses `dist` meanwhile finds one or the other.
 */
export async function buildDist() {
  const started = new Date();
  const temporary = join(cacheFolder, `dist-${process.pid}`);
  await mkdir(temporary, { recursive: true });
  try {
    const compiler = join(project, "node_modules", "typescript", "bin", "tsc");
    const { failed } = await execa(
      process.execPath,
      [compiler, "-p", "tsconfig.build.json", "--outDir", temporary],
      { cwd: project, stdio: "inherit", reject: false },
    );
    if (failed) return false;
    await makeCommandsExecutable(temporary);
    // The time of a source that was edited while the compiler ran has to be later than this.
    await utimes(temporary, started, started);
    await rm(dist, { recursive: true, force: true });
    await rename(temporary, dist);
    return true;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Lets the package's commands run from a checkout too; npm does that for an installed package. */
async function makeCommandsExecutable(/** @type {string} */ folder) {
  const manifest = parseJson(await readFile(join(project, "package.json"), "utf8"));
  const { bin = {} } = /** @type {{ bin?: Record<string, string> }} */ (manifest);
  for (const file of Object.values(bin)) await chmod(join(folder, relative("dist", file)), 0o755);
}

/** When a file or folder was last written, or 0 where there is none. */
async function writtenAt(/** @type {string} */ file) {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
}
