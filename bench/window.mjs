// What becomes of mail that arrives while a mailbox is made anew: `npm run bench:window`. A real Exim gets 50 messages a
// second by SMTP and delivers into a real Dovecot, while a mailbox's quota is changed. Debian's dovecot-imapd and
// exim4-daemon-light must be installed. `--json` prints the counts alone.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";

import Table from "cli-table3";
import { createTransport } from "nodemailer";
import limitConcurrency from "p-limit";

import { lifecycleOf } from "../dist/lifecycle/lifecycle.js";
import { Session } from "../dist/lifecycle/session.js";
import { mailboxKind } from "../dist/resources/mailbox/mailboxKind.js";
import { Dovecot } from "../dist/simulator/dovecot.js";
import { Exim } from "../dist/simulator/exim.js";
import { selfSigned } from "../dist/simulator/selfSigned.js";
import { startSimulator } from "../dist/simulator/simulator.js";

/** Twice a second some come together, 50 a second in all: between them the mailbox is quiet for a moment. */
const messagesTogether = 25;
const messagesPerSecond = 2 * messagesTogether;

/** Connections to the mail server at the same time. */
const mostConnections = 10;

/** How long mail is sent before and after the change, in milliseconds. */
const margin = 1000;

/** How often the change is tried where mail moves too fast for it: nothing is deleted then. */
const attempts = 100;

const sender = "sender@example.com";
const ann = { email: "ann@example.com", password: "ann's password", quota: 500 };

/**
 * @typedef {object} Case
 * @property {boolean} parkMail
 * @property {number} writeMs How long the panel takes for a change, in milliseconds.
 * @property {Partial<import("../dist/simulator/simulator.js").SimulatorSettings>} [settings] How else the panel behaves.
 */

/**
 * @typedef {object} Count
 * @property {number} sent
 * @property {number} refused The sender was told at once that there is no such mailbox (550).
 * @property {number} returned Taken, and sent back later.
 * @property {number} lost Taken, not sent back, and in no folder of the mailbox.
 * @property {number} doubled In the mailbox more than once.
 * @property {number} falselyReturned In the mailbox, and sent back all the same.
 * @property {number} parked How many messages came to the mailbox by way of the second one, as the provider says.
 * @property {string[]} left What is in the panel afterwards.
 */

/** @type {Record<string, Case>} */
const cases = {
  "without parking": { parkMail: false, writeMs: 0 },
  "without parking, a slow panel": { parkMail: false, writeMs: 1000 },
  "with parking": { parkMail: true, writeMs: 0 },
  "with parking, a slow panel": { parkMail: true, writeMs: 1000 },
  "with parking, forwardings go with the mailbox": {
    parkMail: true,
    writeMs: 0,
    settings: { delmailTakesForwards: true },
  },
  "with parking, the panel refuses repetitions": {
    parkMail: true,
    writeMs: 0,
    settings: { refuseRepeatedForward: true },
  },
};

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, case: { type: "string", multiple: true } },
});
/** @type {Record<string, Count>} */
const counts = {};
for (const [name, each] of Object.entries(cases))
  if (values.case?.includes(name) !== false) counts[name] = await measure(each);
if (values.json) console.log(JSON.stringify(counts));
else {
  const head = ["", "sent", "refused (550)", "sent back", "lost", "doubled", "sent back, but there"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const [name, { sent, refused, returned, lost, doubled, falselyReturned }] of Object.entries(counts))
    table.push([name, sent, refused, returned, lost, doubled, falselyReturned]);
  console.log(table.toString());
}

/** Changes a mailbox's quota while mail arrives, and counts it. @returns {Promise<Count>} */
async function measure(/** @type {Case} */ { parkMail, writeMs, settings = {} }) {
  const folder = mkdtempSync(join(tmpdir(), "brainycp-window-"));
  /** @type {(() => Promise<void>)[]} */
  const ends = [];
  const { warn } = console;
  /** @type {string[]} */
  const warnings = [];
  console.warn = (/** @type {string} */ line) => void warnings.push(line);
  try {
    const dovecot = await Dovecot.start({ folder, tls: selfSigned(folder) });
    ends.push(() => dovecot.stop());
    const { passwdFile, maildir } = dovecot;
    const mail = { passwdFile, maildir, aliasesFile: join(folder, "aliases") };
    const simulator = await startSimulator({ mail, settings });
    ends.push(() => simulator.close());
    simulator.panel.addMailbox(sender, { password: "sender's password", quota: 100 });
    const exim = await Exim.start({ folder: join(folder, "exim"), mail });
    ends.push(() => exim.stop());
    process.env.XDG_STATE_HOME = join(folder, "state");
    delete process.env.CI;
    const provider = {
      "brainycp:endpoint": simulator.url,
      "brainycp:username": "demo",
      "brainycp:password": "demo-password",
      "brainycp:imapHost": "127.0.0.1",
      "brainycp:imapPort": String(dovecot.tlsPort),
      "brainycp:imapCaCert": dovecot.certFile,
      "brainycp:parkMail": String(parkMail),
    };
    const state = await create(provider);
    await wait(1100);
    simulator.settings.writeMs = writeMs;

    const stream = sendMail(exim.port);
    await wait(margin);
    await changeQuota(provider, state).catch(async (/** @type {unknown} */ error) => {
      await stream.end();
      throw error;
    });
    await wait(margin);
    const { sent, refused } = await stream.end();
    await exim.settle();

    const there = idsIn(join(maildir, ann.email));
    const back = new Set(idsIn(join(maildir, sender)));
    const inMailbox = new Set(there);
    const taken = [...sent].filter((id) => !refused.has(id));
    return {
      sent: sent.size,
      refused: refused.size,
      returned: taken.filter((id) => back.has(id) && !inMailbox.has(id)).length,
      lost: taken.filter((id) => !back.has(id) && !inMailbox.has(id)).length,
      doubled: there.length - inMailbox.size,
      falselyReturned: taken.filter((id) => back.has(id) && inMailbox.has(id)).length,
      parked: Number(/(\d+) messages? arrived/.exec(warnings.join("\n"))?.[1] ?? 0),
      left: [
        ...simulator.panel.mailboxes().map(({ email, quota }) => `${email} ${quota}`),
        ...simulator.panel.forwards().map(({ source, targets }) => `${source} => ${targets.join(", ")}`),
      ],
    };
  } catch (error) {
    warn(warnings.join("\n"));
    throw error;
  } finally {
    console.warn = warn;
    for (const end of ends.reverse()) await end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A mailbox's lifecycle in a new run of the engine. */
async function newRun(/** @type {Record<string, string>} */ provider) {
  const lifecycle = lifecycleOf(new Session(), mailboxKind);
  const get = (/** @type {string} */ key) => provider[key];
  await lifecycle.configure({ config: { get, require: (key) => get(key) ?? "" } });
  return lifecycle;
}

async function create(/** @type {Record<string, string>} */ provider) {
  const lifecycle = await newRun(provider);
  const { inputs = {} } = await lifecycle.check({}, ann);
  return (await lifecycle.create(inputs)).outs ?? {};
}

/** Changes the quota as the engine does, and once more where mail moved too fast. */
async function changeQuota(
  /** @type {Record<string, string>} */ provider,
  /** @type {Readonly<Record<string, unknown>>} */ state,
) {
  for (let attempt = 1; ; attempt += 1) {
    const lifecycle = await newRun(provider);
    const { inputs = {} } = await lifecycle.check(state, { ...ann, quota: 600 });
    await lifecycle.diff(ann.email, state, inputs);
    try {
      await lifecycle.update(ann.email, state, inputs);
      return;
    } catch (error) {
      const isMoving = error instanceof Error && "code" in error && error.code === "mail_moving";
      if (!isMoving || attempt === attempts) throw error;
    }
  }
}

/** Sends message after message, each with an ID of its own, until it is ended. */
function sendMail(/** @type {number} */ port) {
  const connections = Array.from({ length: mostConnections }, () => connectTo(port));
  const limit = limitConcurrency(mostConnections);
  const deliver = async (/** @type {string} */ id) => {
    const connection = connections.pop() ?? connectTo(port);
    try {
      await connection.sendMail(messageWith(id));
      connections.push(connection);
    } catch (error) {
      // as mail servers do: Exim remembers for as long as a connection lasts that it knows no such mailbox
      connection.close();
      connections.push(connectTo(port));
      if (responseCodeOf(error) !== 550) throw error;
      refused.add(id);
    }
  };
  /** @type {Set<string>} */
  const sent = new Set();
  /** @type {Set<string>} */
  const refused = new Set();
  /** @type {Promise<void>[]} */
  const underWay = [];
  const start = performance.now();
  const send = () => {
    // as many as are due, also where a timer came late
    const seconds = (performance.now() - start) / 1000;
    const due = Math.floor((seconds * messagesPerSecond) / messagesTogether) * messagesTogether;
    while (sent.size < due) {
      const id = `${sent.size}.${start}@window.example`;
      sent.add(id);
      underWay.push(limit(() => deliver(id)));
    }
  };
  const timer = setInterval(send, 20);
  return {
    end: async () => {
      clearInterval(timer);
      await Promise.all(underWay);
      for (const connection of connections) connection.close();
      return { sent, refused };
    },
  };
}

function responseCodeOf(/** @type {unknown} */ error) {
  return error instanceof Error && "responseCode" in error ? error.responseCode : undefined;
}

function connectTo(/** @type {number} */ port) {
  const pool = /** @type {const} */ ({ pool: true, maxConnections: 1, maxMessages: 500 });
  return createTransport({ ...pool, host: "127.0.0.1", port, ignoreTLS: true });
}

function messageWith(/** @type {string} */ id) {
  return {
    from: sender,
    to: ann.email,
    messageId: `<${id}>`,
    subject: `message ${id}`,
    text: `It is ${id}.\n`,
  };
}

/** The IDs of all messages below a folder, one for each file that names one. @returns {string[]} */
function idsIn(/** @type {string} */ folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /(^|\/)(cur|new)\//.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .flatMap((path) => /[\d.]+@window\.example/.exec(readFileSync(path, "utf8"))?.[0] ?? []);
}
