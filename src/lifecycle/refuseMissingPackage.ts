import * as pulumi from "@pulumi/pulumi";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The folder in which the engine runs the program and its providers; the program may change its own later. */
const programFolder = process.cwd();

let isFound = false;

/**
 * Makes sure that the engine will find the package from the program's folder, where the provider text is evaluated. A
 * program can have it from another package of its workspace, from which pnpm does not pass it on.
 *
 * @throws pulumi.RunError that names the package.json in which it is missing
 */
export function refuseMissingPackage(): void {
  // The SDK sets this for a program that the engine has started. Nothing tells an inline program of the Automation API, or
  // a test, where the engine would look.
  if (isFound || process.env.PULUMI_NODEJS_MONITOR === undefined) return;
  try {
    createRequire(join(programFolder, "package.json")).resolve("pulumi-brainycp/provider");
    isFound = true;
  } catch {
    throw new pulumi.RunError(
      `pulumi-brainycp is not installed for the program in ${programFolder}, from where Pulumi loads its provider. ` +
        `Add it to the dependencies in ${manifestOf(programFolder)}, and install them.`,
    );
  }
}

/** The package.json that a folder belongs to. */
function manifestOf(folder: string): string {
  const manifest = join(folder, "package.json");
  const parent = dirname(folder);
  return existsSync(manifest) || parent === folder ? manifest : manifestOf(parent);
}
