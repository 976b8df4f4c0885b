import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { onInterruption } from "./interruption.mjs";
import { buildEngine } from "./build.mjs";
import { downloadEngine } from "./download.mjs";
import { missingParts } from "./parts.mjs";
import { engineVersion } from "./version.mjs";

const temporaryPrefix = ".unfinished-";
const abandonedAfterHours = 24;

/**
 * Puts the pinned engine into `folder`, whole or not at all: the official way, or else built from its modules.
 * Returns which of the two it was.
 *
 * @param {string} folder
 */
export async function installEngine(folder) {
  const versions = dirname(folder);
  await mkdir(versions, { recursive: true });
  await removeAbandoned(versions);
  console.log(`No Pulumi engine was found: version ${engineVersion} is put into ${versions}, once.`);
  // Beside its place, so that the last step is one rename, whoever else does the same at the same time.
  const temporary = await mkdtemp(join(versions, temporaryPrefix));
  const interruption = new AbortController();
  const stopListening = onInterruption(() =>
    interruption.abort(new Error("Interrupted: nothing is kept of the unfinished engine.")),
  );
  try {
    const downloaded = await downloadEngine(temporary);
    interruption.signal.throwIfAborted();
    const finished = downloaded ?? (await buildEngine(temporary, interruption.signal));
    const missing = missingParts([finished]);
    if (missing.length > 0) throw new Error(`The engine came without ${missing.join(" and ")}.`);
    await takePlace(finished, folder);
    return downloaded === undefined ? "built" : "downloaded";
  } finally {
    stopListening();
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Renames the finished folder to its place, unless another process was there first with a whole one. */
async function takePlace(/** @type {string} */ finished, /** @type {string} */ folder) {
  if (missingParts([folder]).length === 0) return;
  await rm(folder, { recursive: true, force: true });
  try {
    await rename(finished, folder);
  } catch (error) {
    if (missingParts([folder]).length > 0) throw error;
  }
}

/** Removes what a killed run left; what may belong to a run that still goes on is not touched. */
async function removeAbandoned(/** @type {string} */ versions) {
  for (const name of await readdir(versions)) {
    if (!name.startsWith(temporaryPrefix)) continue;
    const { mtimeMs } = await stat(join(versions, name));
    if (Date.now() - mtimeMs < abandonedAfterHours * 3_600_000) continue;
    await rm(join(versions, name), { recursive: true, force: true });
  }
}
