/** `npm start` and `npm stop`: the example stack on a simulated panel. */
import { randomBytes } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

import { Option, program } from "commander";

import { getEngine } from "./engine/engine.mjs";
import { onInterruption } from "./engine/interruption.mjs";
import { compareMailboxes, fillMailbox, readMailbox } from "./quickstart/mailbox.mjs";
import { keptFolder, makeKeptFolder, recall, remember, whatIsKept } from "./quickstart/kept.mjs";
import { account, answers, holdings, startPanel, stopPanel } from "./quickstart/panel.mjs";
import { configure, destroy, forget, openStack, up } from "./quickstart/stack.mjs";

const interruption = new AbortController();
const interrupt = () => interruption.abort(new Error("Interrupted."));
const stopListening = onInterruption(interrupt);
// Where nobody reads any more (`npm start | head`), nothing is left behind either.
process.stdout.on("error", interrupt);

// `npm start --keep`, without the two dashes before it, keeps the option to npm itself, which passes it on so.
const keepOption = new Option("--keep", "leave the stack and the panel, to try things by hand").env(
  "npm_config_keep",
);
const mailOption = new Option(
  "--mail",
  "put mail into a mailbox on a real mail server (Dovecot), change its quota, and show that the mail is the same",
).env("npm_config_mail");
program.command("start").addOption(keepOption).addOption(mailOption).action(start);
program.command("stop").action(stop);
try {
  await program.parseAsync();
} catch (error) {
  const shown = /** @type {unknown} */ (interruption.signal.reason) ?? error;
  console.error(shown instanceof Error ? `\n${shown.message}` : shown);
  process.exitCode = 1;
} finally {
  stopListening();
}

/** Runs the stack, shows what the panel then holds, and destroys the stack, or keeps both. */
async function start(/** @type {{ keep?: true, mail?: true }} */ { keep, mail }) {
  // All that is stored is in here, readable by its owner alone.
  const folder = keep ? await makeKeptFolder() : await mkdtemp(join(tmpdir(), "pulumi-brainycp-"));
  const random = () => randomBytes(18).toString("base64url");
  // No stack of the user's has this name.
  const name = `demo-${randomBytes(2).toString("hex")}`;
  let panel;
  let kept = false;
  try {
    const engine = await getEngine();
    interruption.signal.throwIfAborted();
    console.log(`Pulumi ${engine.version}, ${engine.origin}`);
    const password = random();
    panel = await startPanel(folder, password, mail);
    console.log(
      `A simulated panel is at ${panel.endpoint}, account ${account}, with a password made up for this run.\n`,
    );
    if (panel.mail !== undefined)
      console.log(
        `Its mailboxes are on a Dovecot, which is at imaps://${panel.mail.host}:${panel.mail.port}.\n`,
      );
    const all = { name, engine: engine.folder, panel };
    if (keep) await remember(all);
    await writeFile(join(folder, "passphrase"), random());
    console.log(`$ pulumi stack init ${name}`);
    const stack = await openStack(folder, name, engine.folder);
    const ann = { email: "ann@example.com", password: random() };
    await configure(
      stack,
      {
        "brainycp:endpoint": panel.endpoint,
        "brainycp:username": account,
        ...(panel.mail === undefined ? {} : mailSettings(panel.mail, folder)),
      },
      { "brainycp:password": password, annPassword: ann.password, benPassword: random() },
    );
    await up(stack, interruption.signal);
    console.log(`The panel now holds:\n\n${await holdings(folder)}`);
    if (panel.mail !== undefined) await changeQuota(stack, panel.mail, ann);
    if (keep) {
      kept = true;
      console.log(whatIsKept(all));
      return;
    }
    await destroy(stack, interruption.signal);
    const left = await holdings(folder);
    if (left !== "") throw new Error(`The panel should hold nothing, but it has:\n${left}`);
    console.log(
      "The panel holds nothing any more, and the simulator has ended. To keep both: npm start -- --keep",
    );
  } finally {
    if (!kept) {
      if (panel !== undefined) await stopPanel(panel);
      await forget(folder, name);
    }
  }
}

/** What the stack has to know of the mail server; `brainycp:archive` too, which CI would ask for. */
function mailSettings(
  /** @type {import("./quickstart/panel.mjs").MailServer} */ { host, port, caCert },
  /** @type {string} */ folder,
) {
  return {
    "brainycp:imapHost": host,
    "brainycp:imapPort": String(port),
    "brainycp:imapCaCert": caCert,
    "brainycp:archive": join(folder, "archive"),
  };
}

/**
 * Changes the quota of a mailbox with mail in it, and shows what that mail is before and after.
 *
 * @param {import("@pulumi/pulumi/automation/index.js").Stack} stack
 * @param {import("./quickstart/panel.mjs").MailServer} server
 * @param {{ email: string, password: string }} ann
 */
async function changeQuota(stack, server, ann) {
  await fillMailbox(server, ann);
  const before = await readMailbox(server, ann);
  console.log(`\nSome mail was put into ${ann.email}. Its quota changes from 500 to 750:\n`);
  await configure(stack, { annQuota: "750" }, {});
  await up(stack, interruption.signal);
  const { table, isSame } = compareMailboxes(before, await readMailbox(server, ann));
  console.log(`The mail of ${ann.email}, every byte, date and flag compared:\n\n${table}`);
  if (!isSame) throw new Error(`The mail of ${ann.email} is not what it was.`);
}

/** Destroys the stack that is kept, and ends its simulator. */
async function stop() {
  const kept = await recall();
  if (kept === undefined) {
    console.log("Nothing is kept.");
    return;
  }
  const { name, engine, panel } = kept;
  if (await answers(panel)) {
    await destroy(await openStack(keptFolder, name, engine), interruption.signal);
    await stopPanel(panel);
  } else {
    console.log("The simulated panel had ended already: its stack is forgotten.");
  }
  await forget(keptFolder, name);
  console.log("Nothing is kept any more.");
}
