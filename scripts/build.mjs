/** `npm run build`: compiles `src` to `dist` where it is older. Node loads this file before `npm start`'s script too. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";

if (!existsSync("dist")) console.log("Compiling src to dist ...");
const compiler = join("node_modules", "typescript", "bin", "tsc");
const { status } = spawnSync(process.execPath, [compiler, "--build", "tsconfig.build.json"], {
  stdio: "inherit",
});
// What is wrong the compiler has said; dist is then as it was.
if (status !== 0) process.exit(1);

// The compiler leaves what it made of a source that is gone.
for (const name of readdirSync("dist", { recursive: true, encoding: "utf8" })) {
  const module = /^(.+?)(?:\.d\.ts|\.d\.ts\.map|\.js)$/.exec(name)?.[1];
  if (module === undefined) continue;
  if (!["ts", "d.ts", "js"].some((kind) => existsSync(join("src", `${module}.${kind}`))))
    rmSync(join("dist", name));
}
// A declaration among the sources stands for a library that dist takes in.
for (const name of readdirSync("src", { recursive: true, encoding: "utf8" })) {
  if (name.endsWith(".d.ts")) await takeIn(name.slice(0, -".d.ts".length));
}
// The simulator's page goes to browsers as it is written.
const page = join("simulator", "page");
if (existsSync(join("src", page))) cpSync(join("src", page), join("dist", page), { recursive: true });
// npm makes the commands of an installed package executable; these run from a checkout too.
const { bin = {} } = manifestIn(".");
for (const file of Object.values(bin)) chmodSync(file, 0o755);
// npm ci links no command to a file that is yet to be built, so npx would look for it in the registry.
const isLinked = (/** @type {string} */ name) => existsSync(join("node_modules", ".bin", name));
if (existsSync("node_modules/pulumi-brainycp") && !Object.keys(bin).every(isLinked))
  spawnSync("npm rebuild pulumi-brainycp --ignore-scripts --loglevel=error", { shell: true });

/** Writes a library that is one ES module into dist, as CommonJS and under its licence, where that is not done yet. */
async function takeIn(/** @type {string} */ module) {
  const library = join("node_modules", basename(module));
  const { version, main = "index.js" } = manifestIn(library);
  const licence = readFileSync(join(library, "LICENSE"), "utf8").trim();
  const head = `/*!\n${basename(module)} ${version}\n\n${licence}\n*/\n`;
  const file = join("dist", `${module}.js`);
  if (existsSync(file) && readFileSync(file, "utf8").startsWith(head)) return;
  const { default: ts } = await import("typescript");
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(readFileSync(join(library, main), "utf8"), { compilerOptions });
  writeFileSync(file, head + outputText);
}

/** What the package.json of a folder says. */
function manifestIn(/** @type {string} */ folder) {
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return /** @type {{ version: string, main?: string, bin?: Record<string, string> }} */ (manifest);
}
