import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} PanelReport What a panel has seen since the last report, and what it holds.
 * @property {Readonly<Record<string, number>>} requests How many calls of each operation it got.
 * @property {number[]} quotas The quota of each of its mailboxes.
 * @property {number} cpuSeconds What it has used since it began.
 */

/** A simulated panel that runs as a process of its own. */
export class BenchPanel {
  /** @private */
  constructor(/** @type {import("node:child_process").ChildProcess} */ child, /** @type {string} */ url) {
    /** @private */
    this.child = child;
    this.url = url;
  }

  static async start(/** @type {number} */ latencyMs) {
    const child = fork(fileURLToPath(new URL("panelProcess.mjs", import.meta.url)), [String(latencyMs)]);
    return new BenchPanel(child, /** @type {string} */ (await answerOf(child)));
  }

  /** What it has seen since it was last asked. @returns {Promise<PanelReport>} */
  async report() {
    this.child.send("report");
    return /** @type {PanelReport} */ (await answerOf(this.child));
  }

  async stop() {
    const ended = once(this.child, "exit");
    this.child.disconnect();
    await ended;
  }
}

/** The next message of a process. @returns {Promise<unknown>} */
async function answerOf(/** @type {import("node:child_process").ChildProcess} */ child) {
  const ended = new AbortController();
  const exit = once(child, "exit", { signal: ended.signal }).then(
    () => Promise.reject(new Error("The simulated panel has ended.")),
    // it is still there, and has answered
    () => undefined,
  );
  const [message] = /** @type {unknown[]} */ (await Promise.race([once(child, "message"), exit]));
  ended.abort();
  return message;
}
