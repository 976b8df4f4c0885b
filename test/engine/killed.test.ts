import { setTimeout as sleep } from "node:timers/promises";
import { startSimulator, type Fault, type Simulator } from "../../src/simulator/simulator";
import { TestStack } from "../support/engine/testStack";

const account = { name: "demo", password: "demo-password", domains: ["example.com"] };

let panel: Simulator;
let stack: TestStack;

beforeEach(async () => {
  panel = await startSimulator({ accounts: [account] });
  stack = await TestStack.create({ endpoint: panel.url, username: "demo", password: account.password });
});

afterEach(async () => {
  await stack.end();
  await panel.close();
});

const program = (quota: number, targets: string): string => `
  new b.Mailbox("box", { email: "ann@example.com", password: "secret", quota: ${quota} });
  new b.MailForward("info", { source: "info@example.com", targets: ${targets} });
  new b.DomainSpf("spf", { domain: "example.com" });`;
const first = program(500, `["ann@example.com", "bob@example.org"]`);
const second = program(600, `["ann@example.com", "zoe@example.org"]`);

/** Brings the stack up, and kills a process of that run while the panel holds this call back. */
async function upAndKill(which: "engine" | "provider", step: Omit<Fault, "answer">): Promise<void> {
  const fault: Fault = { ...step, answer: { kind: "hang" } };
  panel.faults.push(fault);
  const run = stack.up();
  while (!panel.requests.some((request) => request.fault === "hang")) await sleep(20);
  // the panel may do its work just before it holds the answer back
  await sleep(100);
  await stack.kill(which);
  expect((await run).succeeded).toBe(false);
  panel.faults.length = 0;
  if (which === "engine") {
    await stack.kill("provider");
    await stack.cancel();
  }
}

/** The next run must end with exactly what the program says, without another word from anybody. */
async function expectRight(targets: readonly string[], quota: number): Promise<void> {
  const run = await stack.up();
  expect(run).toMatchObject({ succeeded: true });
  expect(panel.panel.mailboxes()).toEqual([{ email: "ann@example.com", quota, owner: "demo" }]);
  expect(panel.panel.mailboxPasswordIs("ann@example.com", "secret")).toBe(true);
  expect(panel.panel.forwards()).toMatchObject([{ source: "info@example.com", targets }]);
  expect(panel.panel.spf("example.com")).toBe(true);
  expect(Object.keys(await stack.state()).sort()).toEqual(["box", "info", "spf"]);
  expect((await stack.up()).steps).toEqual({ box: "same", info: "same", spf: "same" });
  expect(await stack.destroy()).toMatchObject({ succeeded: true });
  expect([panel.panel.mailboxes(), panel.panel.forwards(), panel.panel.spf("example.com")]).toEqual([
    [],
    [],
    false,
  ]);
}

const steps: readonly Omit<Fault, "answer">[] = [
  { operation: "getlistmail" },
  { operation: "addmail" },
  { operation: "addmail", work: true },
  { operation: "getlistmail", nth: 2 },
  { operation: "addforward" },
  { operation: "addforward", work: true },
  { operation: "onspf", work: true },
];

describe.each(["provider", "engine"] as const)("the %s killed", (which) => {
  test.each(steps)("during a creation, at %j: the next run ends right", async (step) => {
    await stack.program(first);
    await upAndKill(which, step);
    await expectRight(["ann@example.com", "bob@example.org"], 500);
  });

  test.each([
    { operation: "delmail" },
    { operation: "delmail", work: true },
    { operation: "addmail", work: true },
    { operation: "delforward", work: true },
    { operation: "addforward", work: true },
  ] as const)("during a replacement, at %j: the next run ends right", async (step) => {
    await stack.program(first);
    expect(await stack.up()).toMatchObject({ succeeded: true });
    panel.requests.length = 0;
    await stack.program(second);
    await upAndKill(which, step);
    await expectRight(["ann@example.com", "zoe@example.org"], 600);
  });
});

test("what was there before a killed run is not taken for its work", async () => {
  panel.panel.addMailbox("ann@example.com", { quota: 500, password: "older" });
  await stack.program(`new b.Mailbox("box", { email: "ann@example.com", password: "secret", quota: 500 });`);
  await upAndKill("provider", { operation: "getlistmail" });
  const run = await stack.up();
  expect(run.succeeded).toBe(false);
  expect(run.output).toContain("mailbox ann@example.com exists already in the panel");
  expect(panel.panel.mailboxPasswordIs("ann@example.com", "older")).toBe(true);
});

test("on another machine the error says that the object exists and how to take it over", async () => {
  await stack.program(`new b.Mailbox("box", { email: "ann@example.com", password: "secret", quota: 500 });`);
  await upAndKill("provider", { operation: "addmail", work: true });
  await stack.forgetThisMachine();
  const run = await stack.up();
  expect(run.succeeded).toBe(false);
  expect(run.output).toContain("mailbox ann@example.com exists already in the panel");
  expect(run.output).toContain("write adopt: true");
});
