import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

import { parseJson } from "../json.mjs";
import { project } from "../project.mjs";

/**
 * @typedef {object} Panel A simulated panel that runs as a process of its own.
 * @property {string} endpoint
 * @property {number} pid
 */

/**
 * @typedef {object} Holdings What the panel holds, from its own state file.
 * @property {{ email: string, quota: number }[]} mailboxes
 * @property {{ source: string, targets: string[] }[]} forwards
 * @property {{ name: string, spf: boolean, dkim: boolean }[]} domains
 */

/** The account that the simulator has by itself. */
export const account = "demo";

const stateFile = (/** @type {string} */ folder) => join(folder, "panel.json");

/** Where the simulator says which calls came in. */
const logFile = (/** @type {string} */ folder) => join(folder, "panel.log");

/**
 * Starts the simulator as a process that outlives this one; it keeps its state and its log in `folder`.
 *
 * @param {string} folder
 * @param {string} password
 * @returns {Promise<Panel>}
 */
export async function startPanel(folder, password) {
  const log = await open(logFile(folder), "w");
  const child = spawn(
    process.execPath,
    [join(project, "dist", "simulator", "main.js"), "--port", "0", "--state", stateFile(folder)],
    {
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      env: { ...process.env, BRAINYCP_SIMULATOR_PASSWORD: password },
    },
  );
  await once(child, "spawn");
  child.unref();
  await log.close();
  return { endpoint: await announcedEndpoint(folder, child), pid: /** @type {number} */ (child.pid) };
}

/** The address that the simulator prints once it listens. */
async function announcedEndpoint(
  /** @type {string} */ folder,
  /** @type {import("node:child_process").ChildProcess} */ child,
) {
  for (;;) {
    const log = await readFile(logFile(folder), "utf8");
    const endpoint = /^export BRAINYCP_ENDPOINT=(\S+)\n/m.exec(log)?.[1];
    if (endpoint !== undefined) return endpoint;
    if (child.exitCode !== null) throw new Error(`The simulator did not start:\n${log}`);
    await sleep(50);
  }
}

/** Ends the simulator, if it still runs. */
export async function stopPanel(/** @type {Panel} */ { endpoint, pid }) {
  if (!(await answers(endpoint))) return;
  process.kill(pid);
  while (await answers(endpoint)) await sleep(50);
}

/** Whether somebody listens there: the process id alone may be another program's by now. */
export async function answers(/** @type {string} */ endpoint) {
  try {
    await fetch(endpoint, { method: "POST" });
    return true;
  } catch {
    return false;
  }
}

/** What the panel holds now. */
export async function holdings(/** @type {string} */ folder) {
  return /** @type {Holdings} */ (parseJson(await readFile(stateFile(folder), "utf8")));
}
