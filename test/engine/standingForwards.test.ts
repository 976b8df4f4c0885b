import { setTimeout as sleep } from "node:timers/promises";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack } from "../support/engine/testStack";

const account = { name: "demo", password: "demo-password", domains: ["example.com"] };
const [ann, bob, zoe] = ["ann@example.com", "bob@example.org", "zoe@example.org"];

let panel: Simulator;
let stack: TestStack;
/** Where the source led after each call. */
let history: string[][];

beforeEach(async () => {
  history = [];
  panel = await startSimulator({ accounts: [account], onRequest: () => history.push(targets()) });
  stack = await TestStack.create({ endpoint: panel.url, username: "demo", password: account.password });
});

afterEach(async () => {
  panel.faults.length = 0;
  await stack.end();
  await panel.close();
});

function targets(): string[] {
  return panel.panel.forwards()[0]?.targets ?? [];
}

function program(to: readonly string[], more = "", options = "{}"): string {
  return `new b.MailForward("info", { source: "info@example.com", targets: ${JSON.stringify(to)}${more} }, ${options});`;
}

/** Brings a program up, and forgets what the panel was asked for it. */
async function bringUp(body: string): Promise<void> {
  await stack.program(body);
  const run = await stack.up();
  if (!run.succeeded) throw new Error(run.output);
  panel.requests.length = 0;
  history.length = 0;
}

/** The changes that the panel was asked for since the last question, in their order. */
function writes(): string[] {
  const sent = panel.requests.splice(0).filter(({ operation }) => /^(add|del)/.test(operation));
  return sent.map(({ operation, fields }) => `${operation} ${fields.target ?? ""}`);
}

/** Whether the state holds an old forwarding beside the new one. */
async function holdsBoth(): Promise<boolean> {
  return /"delete": ?true/.test(await stack.stateText());
}

async function expectSettled(to: readonly string[]): Promise<void> {
  expect([...targets()].sort()).toEqual(to);
  expect((await stack.state()).info?.outputs.targets).toEqual(to);
  expect(await holdsBoth()).toBe(false);
  expect(await stack.up()).toMatchObject({ succeeded: true, steps: { info: "same" } });
}

test.each(["{}", "{ deleteBeforeReplace: true }"])(
  "a change of targets adds, then removes, with the options %s",
  async (options) => {
    await bringUp(program([ann, bob], "", options));
    await stack.program(program([ann, zoe], "", options));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { info: "replace" } });
    expect(writes()).toEqual([`addforward ${ann},${zoe}`, `delforward ${bob}`]);
    for (const each of history) expect(each).toContain(ann);
    await expectSettled([ann, zoe]);
  },
);

test.each(["{}", "{ deleteBeforeReplace: true }"])(
  "a change that the panel refuses leaves the old forwarding, and the next run takes another, with the options %s",
  async (options) => {
    await bringUp(program([ann], "", options));
    await stack.program(program([ann, bob], "", options));
    panel.faults.push({ operation: "addforward", times: Infinity, answer: { kind: "code", code: 2 } });
    const run = await stack.up();
    expect(run.succeeded).toBe(false);
    expect(run.output).toContain("The panel rejected bob@example.org. The forwarding stands as it was");
    for (const each of history) expect(each).toEqual([ann]);
    expect((await stack.state()).info?.outputs.targets).toEqual([ann]);
    panel.faults.length = 0;
    await stack.program(program([zoe], "", options));
    expect(await stack.up()).toMatchObject({ succeeded: true });
    await expectSettled([zoe]);
    for (const each of history) expect(each).not.toEqual([]);
    expect(await stack.destroy()).toMatchObject({ succeeded: true });
    expect(targets()).toEqual([]);
  },
);

describe("a change that was killed between its creation and its deletion", () => {
  beforeEach(async () => {
    await bringUp(program([ann, bob]));
    await stack.program(program([ann, zoe]));
    panel.faults.push({ operation: "delforward", answer: { kind: "hang" } });
    const run = stack.up();
    while (!panel.requests.some((request) => request.fault === "hang")) await sleep(20);
    await stack.kill("engine");
    expect((await run).succeeded).toBe(false);
    await stack.kill("provider");
    await stack.cancel();
    panel.faults.length = 0;
    expect(await holdsBoth()).toBe(true);
    panel.requests.length = 0;
  });

  test("keeps the common target when the next run deletes the old one", async () => {
    expect(await stack.up()).toMatchObject({ succeeded: true });
    expect(writes()).toEqual([`delforward ${bob}`]);
    await expectSettled([ann, zoe]);
  });

  test("may be changed again", async () => {
    await stack.program(program([ann]));
    expect(await stack.up()).toMatchObject({ succeeded: true });
    for (const each of history) expect(each).toContain(ann);
    await expectSettled([ann]);
  });

  test("is destroyed whole", async () => {
    expect(await stack.destroy()).toMatchObject({ succeeded: true });
    expect(targets()).toEqual([]);
  });
});

test("a local copy is turned on in place, and off by making the forwarding anew", async () => {
  await bringUp(program([ann, bob]));
  await bringUp(program([ann, bob], ", saveLocal: true"));
  expect(panel.panel.forwards()).toMatchObject([{ targets: [ann, bob], saveLocal: true }]);
  await stack.program(program([ann, bob]));
  expect(await stack.up()).toMatchObject({ succeeded: true });
  expect(writes()).toEqual([`delforward ${ann},${bob}`, `addforward ${ann},${bob}`]);
  expect(panel.panel.forwards()).toMatchObject([{ targets: [ann, bob], saveLocal: false }]);
  await expectSettled([ann, bob]);
});

describe("a replacement of a mailbox on a panel that takes forwardings along", () => {
  const box = (quota: number): string => `
    new b.Mailbox("box", { email: "${ann}", password: "secret", quota: ${quota} });
    new b.MailForward("own", { source: "${ann}", targets: ["${bob}"], saveLocal: true });`;
  const undeclared = { source: "team@example.com", targets: [ann, zoe], saveLocal: false };
  const declared = { source: ann, targets: [bob], saveLocal: true };

  /** The panel's forwardings; whether a copy is kept is known of those that the program declares. */
  function forwards(): unknown[] {
    return panel.panel
      .forwards()
      .map((forward) => ({ ...forward, targets: [...forward.targets].sort() }))
      .sort((a, b) => (a.source < b.source ? -1 : 1));
  }

  beforeEach(async () => {
    await bringUp(box(500));
    panel.settings.delmailTakesForwards = true;
    panel.settings.delmailTakesTargets = true;
    panel.panel.setForward(undeclared.source, undeclared.targets);
    await stack.program(box(600));
  });

  test("restores them, declared or not, and says so", async () => {
    const run = await stack.up();
    expect(run).toMatchObject({ succeeded: true, steps: { box: "replace", own: "same" } });
    expect(run.output).toContain(
      "it was restored: team@example.com => ann@example.com. Whether its own mailbox kept a copy is unknown",
    );
    expect(forwards()).toEqual([declared, undeclared]);
    expect((await stack.refresh()).output).toContain("3 unchanged");
    expect(await stack.up()).toMatchObject({ steps: { box: "same", own: "same" } });
  });

  test.each([{ work: true }, { work: false }])(
    "restores them in the run after one that was killed: %j",
    async ({ work }) => {
      panel.faults.push({ operation: "delmail", work, answer: { kind: "hang" } });
      const run = stack.up();
      while (!panel.requests.some((request) => request.fault === "hang")) await sleep(20);
      await sleep(100);
      await stack.kill("engine");
      expect((await run).succeeded).toBe(false);
      await stack.kill("provider");
      await stack.cancel();
      panel.faults.length = 0;
      expect(forwards()).toHaveLength(work ? 1 : 2);
      expect(await stack.up()).toMatchObject({ succeeded: true });
      expect(forwards()).toEqual([declared, undeclared]);
      expect(panel.panel.mailboxes()).toMatchObject([{ email: ann, quota: 600 }]);
    },
  );
});
