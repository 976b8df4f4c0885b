/** `npm run build`: compiles `src` to `dist` where it is older. Node loads this file before `npm start`'s script too. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
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
  const module = /^(.+?)(?:\.d\.ts|\.js)$/.exec(name)?.[1];
  if (module !== undefined && !existsSync(join("src", `${module}.ts`))) rmSync(join("dist", name));
}
// npm makes the commands of an installed package executable; these run from a checkout too.
/** @type {unknown} */
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const { bin = {} } = /** @type {{ bin?: Record<string, string> }} */ (manifest);
for (const file of Object.values(bin)) chmodSync(file, 0o755);
