import { spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

import { tableOf } from "./table.mjs";

/**
 * @typedef {object} Panel A simulated panel that runs as a process of its own.
 * @property {string} endpoint
 * @property {number} pid
 * @property {MailServer} [mail] Where its mailboxes are, if they are on a mail server.
 *
 * @typedef {{ folder: string, host: string, port: number, caCert: string }} MailServer What it keeps, and how to reach it.
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
 * @param {boolean} withMail Whether its mailboxes are on a Dovecot, which it then runs.
 * @returns {Promise<Panel>}
 */
export async function startPanel(folder, password, withMail = false) {
  // Not in `folder`, which only its owner can enter: where that is root, the mail is another user's.
  const mailFolder = withMail ? await mkdtemp(join(tmpdir(), "pulumi-brainycp-mail-")) : undefined;
  const mailArguments = mailFolder === undefined ? [] : ["--dovecot", mailFolder];
  const logFile = join(folder, "panel.log");
  const log = await open(logFile, "w");
  const child = spawn(
    process.execPath,
    ["dist/simulator/main.js", "--port", "0", "--state", stateFile(folder), ...mailArguments],
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
    const [host, port, caCert] = ["imapHost", "imapPort", "imapCaCert"].map(
      (name) => new RegExp(`^pulumi config set brainycp:${name} (\\S+)\n`, "m").exec(said)?.[1],
    );
    if (endpoint !== undefined && mailFolder === undefined) return { endpoint, pid: Number(child.pid) };
    if (endpoint !== undefined && host !== undefined && caCert !== undefined && mailFolder !== undefined) {
      const mail = { folder: mailFolder, host, port: Number(port), caCert };
      return { endpoint, pid: Number(child.pid), mail };
    }
    if (child.exitCode !== null) {
      if (mailFolder !== undefined) await rm(mailFolder, { recursive: true, force: true });
      const problem = /^brainycp-simulator: (.+)$/m.exec(said)?.[1] ?? said;
      throw new Error(`The simulator did not start: ${problem}`);
    }
    await sleep(50);
  }
}

/** Ends the simulator, if it still runs, and removes the mail. */
export async function stopPanel(/** @type {Panel} */ panel) {
  if (await answers(panel)) {
    process.kill(panel.pid);
    while (await answers(panel)) await sleep(50);
  }
  if (panel.mail !== undefined) await rm(panel.mail.folder, { recursive: true, force: true });
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
  return rows.length === 0 ? "" : tableOf(rows);
}
