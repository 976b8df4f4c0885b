import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack } from "../support/engine/testStack";

const accountPassword = "ACCOUNT-plumbum&4711 ü";
const mailboxPassword = "MAILBOX-aurum+0815 \"'ж";

/** Every spelling in which a secret could get out: the distinctive word of each is ASCII. */
const distinctive = /plumbum|aurum/i;

let panel: Simulator;
let stack: TestStack;

afterEach(async () => {
  await stack.end();
  await panel.close();
});

/** Every text that stood in the journal, sampled until told: an entry goes when its run ends well. */
async function watchJournal(until: () => boolean): Promise<string[]> {
  const seen = new Set<string>();
  while (!until()) {
    for (const text of await textsBelow(stack.machineState)) seen.add(text);
    await sleep(20);
  }
  return [...seen];
}

/** The command lines and environments of all processes of this machine that are ours to read, sampled until told. */
async function watchProcesses(until: () => boolean): Promise<string[]> {
  const seen = new Set<string>();
  while (!until()) {
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      seen.add(await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""));
    }
    await sleep(50);
  }
  return [...seen];
}

async function textsBelow(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return Promise.all(
    files
      .filter((file) => file.isFile())
      // it may be gone by now
      .map((file) => readFile(join(file.parentPath, file.name), "utf8").catch(() => "")),
  );
}

test("no password appears in output, debug log, errors, state, journal, the panel's log or a command line", async () => {
  panel = await startSimulator({
    accounts: [{ name: "demo", password: accountPassword, domains: ["example.com"] }],
  });
  stack = await TestStack.create(
    { endpoint: panel.url, username: "demo", password: accountPassword, maxRetries: "1" },
    undefined,
    { BRAINYCP_LOG: "debug" },
  );
  await stack.configureSecret("boxPassword", mailboxPassword);
  const program = (quota: number, email = "ann@example.com"): string => `
    const password = new pulumi.Config("own").requireSecret("boxPassword");
    new b.Mailbox("box", { email: "${email}", password, quota: ${quota} });
    new b.Mailbox("plain", { email: "ben@example.com", password: ${JSON.stringify(mailboxPassword)}, quota: 1 });
    new b.MailForward("info", { source: "info@example.com", targets: ["ann@example.com"] });`;
  let ended = false;
  const journal = watchJournal(() => ended);
  const processes = watchProcesses(() => ended);
  const outputs: string[] = [];
  const keep = async (run: Promise<{ output: string; succeeded: boolean }>): Promise<boolean> => {
    const { output, succeeded } = await run;
    outputs.push(output);
    return succeeded;
  };

  await stack.program(program(500));
  expect(await keep(stack.preview({ diff: true }))).toBe(true);
  expect(await keep(stack.up({ diff: true }))).toBe(true);
  expect(await keep(stack.refresh())).toBe(true);
  await stack.program(program(600));
  expect(await keep(stack.up({ diff: true }))).toBe(true);

  // panels that echo what they were sent
  const echo = `${accountPassword} ${encodeURIComponent(mailboxPassword)} ${JSON.stringify(mailboxPassword)}`;
  const answers = [
    { kind: "html", body: `<html><body>POST ${echo}</body></html>` },
    { kind: "code", code: 3, message: `An error occurred: ${echo}` },
    { kind: "status", status: 500, body: `Fatal error in login('demo', '${echo}')` },
    { kind: "redirect", location: `http://127.0.0.1:1/?pass=${encodeURIComponent(accountPassword)}` },
  ] as const;
  await stack.program(program(600, "zoe@example.com"));
  for (const answer of answers) {
    panel.faults.splice(0, panel.faults.length, { operation: "addmail", times: Infinity, answer });
    expect(await keep(stack.up({ diff: true }))).toBe(false);
  }
  panel.faults.length = 0;
  await stack.program(
    `new b.Mailbox("box", { email: "bad", password: ${JSON.stringify(`${mailboxPassword}\n`)}, quota: -1 });`,
  );
  expect(await keep(stack.preview())).toBe(false);
  ended = true;

  expect(outputs.join("\n")).toMatch(/addmail ann@example\.com: 0 done/);
  for (const text of outputs) expect(text).not.toMatch(distinctive);
  for (const text of await processes) expect(text).not.toMatch(distinctive);
  for (const text of await textsBelow(stack.backend)) expect(text).not.toMatch(distinctive);
  const intents = await journal;
  expect(intents.filter((text) => text.includes('"made":true')).length).toBeGreaterThan(0);
  for (const text of intents) expect(text).not.toMatch(distinctive);
  expect(JSON.stringify(panel.requests)).not.toMatch(distinctive);
});
