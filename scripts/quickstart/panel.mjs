import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

import Table from "cli-table3";

/**
 * @typedef {{ endpoint: string, pid: number }} Panel A simulated panel that runs as a process of its own.
 *
 * @typedef {object} State What counts of the state file that it keeps.
 * @property {{ email: string, quota: number }[]} mailboxes
 * @property {{ source: string, targets: string[] }[]} forwards
 * @property {{ name: string, spf: boolean, dkim: boolean }[]} domains
 */

/** The account that the simulator has by itself. */
export const account = "demo";

const stateFile = (/** @type {string} */ folder) => join(folder, "panel.json");

/**
 * Starts the simulator as a process that outlives this one; it keeps its state and its log in `folder`.
 *
 * @param {string} folder
 * @param {string} password
 * @returns {Promise<Panel>}
 */
export async function startPanel(folder, password) {
  const logFile = join(folder, "panel.log");
  const log = await open(logFile, "w");
  const child = spawn(
    process.execPath,
    ["dist/simulator/main.js", "--port", "0", "--state", stateFile(folder)],
    {
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      env: { ...process.env, BRAINYCP_SIMULATOR_PASSWORD: password },
    },
  );
  child.unref();
  await log.close();
  for (;;) {
    const said = await readFile(logFile, "utf8");
    const endpoint = /^export BRAINYCP_ENDPOINT=(\S+)\n/m.exec(said)?.[1];
    if (endpoint !== undefined) return { endpoint, pid: Number(child.pid) };
    if (child.exitCode !== null) throw new Error(`The simulator did not start:\n${said}`);
    await sleep(50);
  }
}

/** Ends the simulator, if it still runs. */
export async function stopPanel(/** @type {Panel} */ panel) {
  if (!(await answers(panel))) return;
  process.kill(panel.pid);
  while (await answers(panel)) await sleep(50);
}

/** Whether somebody listens there: the process id alone may be another program's by now. */
export function answers(/** @type {Panel} */ { endpoint }) {
  const call = fetch(endpoint, { method: "POST" });
  return call.then(Boolean, () => false);
}

/** What the panel holds, as a table for the terminal, by kind and then by name; nothing where it holds nothing. */
export async function holdings(/** @type {string} */ folder) {
  /** @type {unknown} */
  const state = JSON.parse(await readFile(stateFile(folder), "utf8"));
  const { mailboxes, forwards, domains } = /** @type {State} */ (state);
  const rows = [
    mailboxes.map(({ email, quota }) => ["mailbox", email, `quota ${quota}`]),
    forwards.map(({ source, targets }) => ["forwarding", source, targets.join("\n")]),
    domains.filter(({ spf }) => spf).map(({ name }) => ["SPF", name, "on"]),
    domains.filter(({ dkim }) => dkim).map(({ name }) => ["DKIM", name, "on"]),
  ].flatMap((kind) => kind.sort(([, a = ""], [, b = ""]) => a.localeCompare(b)));
  const noLinesBetweenRows = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" };
  const table = new Table({ chars: noLinesBetweenRows, style: { border: [] } });
  table.push(...rows);
  return rows.length === 0 ? "" : table.toString();
}
