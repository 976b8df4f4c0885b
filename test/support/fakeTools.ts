import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes an executable shell script, and returns its folder. */
function writeScript(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return folder;
}

/** A folder with a `pulumi` that says this version, and with the other parts of an engine. */
export function fakeEngine(folder: string, version: string, parts = ["language", "resource"]): string {
  writeScript(folder, "pulumi", `[ "$1" = version ] && echo ${version}`);
  if (parts.includes("language")) writeScript(folder, "pulumi-language-nodejs", "exit 0");
  if (parts.includes("resource")) writeScript(folder, "pulumi-resource-pulumi-nodejs", "exit 0");
  return folder;
}

/** A folder with a `go` that says this version, and "builds" what it is told to, or fails at it. */
export function fakeGo(
  folder: string,
  version: string,
  build = 'echo built >"$output"; /bin/chmod +x "$output"',
): string {
  return writeScript(
    folder,
    "go",
    `case "$1" in
env) echo ${version} ;;
list) echo fmt ;;
build)
  while [ "$1" != -o ]; do shift; done
  output=$2
  ${build}
  ;;
esac`,
  );
}
