import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { backendFolder, passphraseFile, temporaryFolder } from "../environment.mjs";
import { project } from "../project.mjs";

/**
 * @typedef {object} Workspace
 * @property {string} folder A temporary folder, readable by its owner alone, with all that a run stores.
 * @property {string} stack A name that no stack of the user's has.
 */

/** Something that nobody guesses. */
export const randomPassword = () => randomBytes(18).toString("base64url");

/** Makes the temporary folder of a run. @returns {Promise<Workspace>} */
export async function createWorkspace() {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-brainycp-"));
  await mkdir(backendFolder(folder));
  await mkdir(temporaryFolder(folder));
  await writeFile(passphraseFile(folder), randomPassword());
  return { folder, stack: `demo-${randomBytes(2).toString("hex")}` };
}

/** Removes all that a run has stored, and the stack's configuration, which Pulumi keeps in the repository. */
export async function removeWorkspace(/** @type {Workspace} */ { folder, stack }) {
  await rm(join(project, `Pulumi.${stack}.yaml`), { force: true });
  await rm(folder, { recursive: true, force: true });
}
