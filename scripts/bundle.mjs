import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";

/**
 * Writes a module as one CommonJS file with all that it imports, under the licences of the libraries in it, where that is
 * not what the file holds.
 *
 * @param {string} entry the module
 * @param {string} file where it goes; a process that loads it meanwhile gets all of the old or all of the new
 * @param {readonly string[]} external libraries that stay out of it
 * @throws Error where a library has no licence file
 */
export async function bundle(entry, file, external = []) {
  // a new clone has it only after the installation, in the same command
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    target: "es2022",
    external: [...external],
    plugins: [takenIn],
    logLevel: "error",
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  const libraries = new Set(
    inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []),
  );
  const licences = [...libraries].sort().map(licenceOf).join("\n\n");
  const text = `/*!\n${licences}\n*/\n${outputFiles.map((output) => output.text).join("")}`;
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  const whole = `${file}.${process.pid}.tmp`;
  writeFileSync(whole, text);
  renameSync(whole, file);
}

/**
 * A declaration without a module stands for the library of its name.
 *
 * @type {import("esbuild").Plugin}
 */
const takenIn = {
  name: "taken in",
  setup(build) {
    build.onResolve({ filter: /^\.\// }, ({ path, resolveDir, kind }) => {
      const has = (/** @type {string} */ ending) => existsSync(join(resolveDir, path + ending));
      return has(".d.ts") && !has(".js") ? build.resolve(basename(path), { resolveDir, kind }) : null;
    });
  },
};

/** What is said of a library in a file that holds it: name, version, and licence. */
function licenceOf(/** @type {string} */ library) {
  const file = readdirSync(library).find((name) => /^licen[cs]e(\.|$)/i.test(name));
  if (file === undefined) throw new Error(`${library} has no licence file`);
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(join(library, "package.json"), "utf8"));
  const { name, version } = /** @type {{ name: string, version: string }} */ (manifest);
  return `${name} ${version}\n\n${readFileSync(join(library, file), "utf8").trim()}`;
}
