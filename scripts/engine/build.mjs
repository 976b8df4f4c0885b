import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import execa from "execa";
import semver from "semver";

import { Progress } from "./progress.mjs";
import { engineVersion, oldestGo } from "./version.mjs";

/** The Go programs of the engine, each with the module beside this file that pins all it is made of. */
const programs = [
  {
    name: "pulumi-language-nodejs",
    // A module of its own: the language host has left the one that the CLI takes its libraries from.
    module: "language-host",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  },
  {
    name: "pulumi",
    module: "cli",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  },
];

const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const flags = ["-trimpath", "-tags", "osusergo,grpcnotrace"];
const linkerFlags = ["-ldflags", `-w -s -X ${versionVariable}=v${engineVersion}`];

/** How the CLI starts the plugin of dynamic providers: with the SDK of the program in the current folder. */
const dynamicProviderScript = `#!/bin/sh
script=$(node -p 'require.resolve("@pulumi/pulumi/cmd/dynamic-provider")') || exit 1
exec node "$script" "$@"
`;

const otherWays = `Install the Pulumi CLI (https://www.pulumi.com/docs/install/) or Go ${oldestGo} or newer (https://go.dev/dl/).`;

/**
 * Builds the engine from its Go modules into a folder of its own under `folder`, and says which.
 *
 * @param {string} folder
 * @param {AbortSignal} signal
 */
export async function buildEngine(folder, signal) {
  if (process.platform === "win32") throw new Error(`The engine cannot be built on Windows. ${otherWays}`);
  await requireGo();
  console.log(
    "Building it with Go instead, from Pulumi's published modules. This takes 5 to 10 minutes, once,",
  );
  console.log("and leaves 3 GB in Go's own caches, which `go clean -cache -modcache` empties.");
  const bin = join(folder, "bin");
  await mkdir(bin);
  for (const program of programs) await build(program, join(bin, program.name), signal);
  const script = join(bin, "pulumi-resource-pulumi-nodejs");
  await writeFile(script, dynamicProviderScript);
  await chmod(script, 0o755);
  return bin;
}

/** Refuses a machine without Go, or with one that is too old and may not fetch a newer one itself. */
async function requireGo() {
  const { stdout, failed } = await execa("go", ["env", "GOVERSION"], { ...inModule("cli"), reject: false });
  if (failed) throw new Error(`There is no Go on PATH that builds the engine. ${otherWays}`);
  const version = semver.coerce(stdout);
  if (version === null || semver.lt(version, oldestGo)) {
    throw new Error(`The Go on PATH is ${stdout}, too old to build the engine. ${otherWays}`);
  }
}

/**
 * Builds one program: asks for all its packages first, which downloads them, and then compiles.
 *
 * @param {typeof programs[number]} program
 * @param {string} output
 * @param {AbortSignal} signal
 */
async function build(program, output, signal) {
  const progress = new Progress(`Building ${program.name}`);
  let modules = 0;
  const packages = await go(["list", "-deps", ...flags, program.package], program.module, signal, (line) => {
    if (line.startsWith("go: downloading ")) progress.update(`${++modules} modules downloaded`);
  });
  const total = packages.split("\n").length;
  let compiled = 0;
  await go(
    ["build", "-v", ...flags, ...linkerFlags, "-o", output, program.package],
    program.module,
    signal,
    () => progress.update(`${++compiled} of ${total} packages compiled`),
  );
  progress.end("built");
}

/**
 * Runs one Go command and returns what it printed; an error says the last lines of what it complained of.
 *
 * @param {string[]} args
 * @param {string} module
 * @param {AbortSignal} signal
 * @param {(line: string) => void} onLine
 */
async function go(args, module, signal, onLine) {
  signal.throwIfAborted();
  const command = execa("go", args, { ...inModule(module), reject: false });
  const interrupt = () => command.kill("SIGINT");
  signal.addEventListener("abort", interrupt);
  /** @type {string[]} */
  const lines = [];
  if (command.stderr !== null) {
    createInterface(command.stderr).on("line", (line) => {
      lines.push(line);
      onLine(line);
    });
  }
  const { failed, stdout } = await command;
  signal.removeEventListener("abort", interrupt);
  signal.throwIfAborted();
  if (failed) throw new Error(`go ${args[0]} failed for the engine:\n${lines.slice(-10).join("\n")}`);
  return stdout;
}

/** Where and how Go runs: in one of the modules here, whatever workspace the project was cloned into. */
const inModule = (/** @type {string} */ module) => ({
  cwd: fileURLToPath(new URL(module, import.meta.url)),
  env: { GOWORK: "off" },
});
