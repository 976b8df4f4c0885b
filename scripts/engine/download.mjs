import { join } from "node:path";

import semver from "semver";

import { Progress } from "./progress.mjs";
import { engineVersion } from "./version.mjs";

/**
 * Gets the engine the official way into a folder of its own under `folder`, and says which; undefined where that
 * way is closed (no way to Pulumi's servers, say), so that the caller can go another one.
 *
 * @param {string} folder
 */
export async function downloadEngine(folder) {
  const progress = new Progress("Downloading it from Pulumi");
  const root = join(folder, "download");
  try {
    // Loaded here because it takes a second that no other run should pay.
    const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
    await PulumiCommand.install({ root, version: new semver.SemVer(engineVersion) });
    progress.end("downloaded");
    return join(root, "bin");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    progress.end(`not possible here: ${reason.replace(/\s+/g, " ").slice(0, 200)}`);
    return undefined;
  }
}
