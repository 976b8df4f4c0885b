/** `npm run build`: compiles `src` to `dist` where it is older. Node loads this file before `npm start`'s script too. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";
import { bundle } from "./bundle.mjs";

/** What stays outside the provider's file: it loads these only where it needs them, or parts of them by their path. */
const loadedLater = ["@pulumi/pulumi", "imapflow", "pg", "undici"];

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
const bundles = [];
// A declaration among the sources stands for a library, which dist takes in.
for (const name of readdirSync("src", { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".d.ts")) continue;
  const module = name.slice(0, -".d.ts".length);
  bundles.push(bundle(basename(module), join("dist", `${module}.js`)));
}
// The engine loads the provider in each run: one file with what is used of its libraries takes half as long.
const provider = join("src", "provider.ts");
if (existsSync(provider)) bundles.push(bundle(provider, join("dist", "provider.js"), loadedLater));
await Promise.all(bundles);
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

/** What the package.json of a folder says. */
function manifestIn(/** @type {string} */ folder) {
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return /** @type {{ bin?: Record<string, string> }} */ (manifest);
}
