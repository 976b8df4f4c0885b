import { setTimeout as sleep } from "node:timers/promises";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack } from "../support/engine/testStack";

// The engine writes the state when a run closes, so one that is killed leaves the state of before.

const account = { name: "demo", password: "demo-password", domains: ["example.com", "example.net"] };
const number = 30;
const foreign = [{ email: "foreign@example.com", quota: 7, owner: "demo" }];

let panel: Simulator;
let stack: TestStack;

beforeEach(async () => {
  // a list that shows quotas would tell by itself what was replaced
  panel = await startSimulator({
    accounts: [account],
    settings: { quotaFactor: null },
    faults: [{ times: Infinity, answer: { kind: "delay", ms: 15 } }],
  });
  panel.panel.addMailbox("foreign@example.com", { quota: 7, password: "foreign" });
  const config = { endpoint: panel.url, username: "demo", password: account.password };
  stack = await TestStack.create(config, undefined, { PULUMI_SKIP_CHECKPOINTS: "true" });
});

afterEach(async () => {
  await stack.end();
  await panel.close();
});

const program = (quota: number, target: string, name = "box"): string => `
  for (let i = 0; i < ${number}; i++)
    new b.Mailbox("${name}" + i, { email: "box" + i + "@example.com", password: "secret", quota: ${quota} });
  for (let i = 0; i < 5; i++)
    new b.MailForward("to" + i, { source: "to" + i + "@example.com", targets: ["x@example.org", "${target}"] });
  new b.DomainSpf("spf", { domain: "example.com" });
  new b.DomainDkim("dkim", { domain: "example.net" });`;
const first = program(500, "y@example.org");
const second = program(600, "z@example.org");

const changes = new Set([
  "addmail",
  "delmail",
  "addforward",
  "delforward",
  "onspf",
  "offspf",
  "ondkim",
  "offdkim",
]);

/** How many changes the panel was asked for. */
function changesSent(): number {
  return panel.requests.filter(({ operation }) => changes.has(operation)).length;
}

/** Kills the engine at a moment, and frees the stack. @returns how many changes the panel was asked for by then */
async function killWhen(run: () => Promise<unknown>, hasCome: () => boolean): Promise<number> {
  const running = run();
  while (!hasCome()) await sleep(5);
  await stack.kill("engine");
  const sent = changesSent();
  await running;
  await stack.cancel();
  return sent;
}

/** Kills the engine when the panel was asked for so many changes. */
async function killAt(run: () => Promise<unknown>, sent: number): Promise<void> {
  const before = changesSent();
  await killWhen(run, () => changesSent() >= before + sent);
}

/** What the panel did for the mailboxes: deletions that it carried out. */
function deletions(): number {
  return panel.requests.filter(({ operation, code }) => operation === "delmail" && code === 0).length;
}

async function expectExact(quota: number, target: string): Promise<void> {
  const run = await stack.up();
  expect(run).toMatchObject({ succeeded: true });
  const wanted = Array.from({ length: number }, (_, i) => ({
    email: `box${i}@example.com`,
    quota,
    owner: "demo",
  }));
  const byName = (a: { email: string }, b: { email: string }): number => a.email.localeCompare(b.email);
  expect(panel.panel.mailboxes().sort(byName)).toEqual([...wanted, ...foreign].sort(byName));
  expect(panel.panel.forwards().map(({ targets }) => [...targets].sort())).toEqual(
    Array<string[]>(5).fill(["x@example.org", target]),
  );
  expect([panel.panel.spf("example.com"), panel.panel.dkim("example.net")]).toEqual([true, true]);
  const state = await stack.state();
  expect(Object.keys(state)).toHaveLength(number + 7);
  expect(new Set(Object.values(state).map(({ outputs }) => outputs.quota))).toEqual(
    new Set([quota, undefined]),
  );
  panel.requests.length = 0;
  const steps = (await stack.up()).steps;
  expect(new Set(Object.values(steps))).toEqual(new Set(["same"]));
  expect(changesSent()).toBe(0);
}

test.each([1, 20, 36])("killed at the %ith change of a creation, the next up ends exact", async (sent) => {
  await stack.program(first);
  await killAt(() => stack.up(), sent);
  expect(await stack.state()).toEqual({});
  await expectExact(500, "y@example.org");
});

test.each([3, 25, 55])(
  "killed at the %ith change of a replacement of all, nothing is deleted twice",
  async (sent) => {
    await stack.program(first);
    expect(await stack.up()).toMatchObject({ succeeded: true });
    panel.requests.length = 0;
    await stack.program(second);
    await killAt(() => stack.up(), sent);
    const run = await stack.up();
    expect(run).toMatchObject({ succeeded: true });
    expect(deletions()).toBe(number);
    await expectExact(600, "z@example.org");
  },
);

test("killed twice in a replacement of all, nothing is deleted twice", async () => {
  await stack.program(first);
  expect(await stack.up()).toMatchObject({ succeeded: true });
  panel.requests.length = 0;
  await stack.program(second);
  await killAt(() => stack.up(), 12);
  await killAt(() => stack.up(), 20);
  expect(await stack.up()).toMatchObject({ succeeded: true });
  expect(deletions()).toBe(number);
  await expectExact(600, "z@example.org");
});

test.each([2, 18, 35])("killed at the %ith change of a destroy, the next up ends exact", async (sent) => {
  await stack.program(first);
  expect(await stack.up()).toMatchObject({ succeeded: true });
  panel.requests.length = 0;
  await killAt(() => stack.destroy(), sent);
  const deleted = deletions();
  expect(deleted).toBeLessThanOrEqual(number);
  await expectExact(500, "y@example.org");
  panel.requests.length = 0;
  expect(await stack.destroy()).toMatchObject({ succeeded: true });
  expect(deletions()).toBe(number);
  expect([panel.panel.mailboxes(), panel.panel.forwards()]).toEqual([foreign, []]);
  expect([panel.panel.spf("example.com"), panel.panel.dkim("example.net")]).toEqual([false, false]);
});

describe("what the provider of a killed run is writing is waited for", () => {
  /** Kills the engine while this operation is carried out, which takes longer than the next run takes to begin. */
  function killDuring(operation: "addmail" | "delmail", run: () => Promise<unknown>): Promise<number> {
    panel.faults.unshift({ operation, times: 1, answer: { kind: "delay", ms: 5000 } });
    panel.requests.length = 0;
    return killWhen(run, () => panel.requests.some((request) => request.operation === operation));
  }

  test("a deletion, by one that wants it as it was", async () => {
    await stack.program(first);
    expect(await stack.up()).toMatchObject({ succeeded: true });
    await killDuring("delmail", () => stack.destroy());
    await expectExact(500, "y@example.org");
  });

  test("and it begins nothing more", async () => {
    await stack.program(first);
    expect(await stack.up()).toMatchObject({ succeeded: true });
    const sent = await killDuring("delmail", () => stack.destroy());
    // until long after that call
    await sleep(7000);
    expect(changesSent()).toBe(sent);
  });

  test("a creation, by one that would create it too", async () => {
    await stack.program(first);
    expect(await stack.up()).toMatchObject({ succeeded: true });
    await stack.program(second);
    await killDuring("addmail", () => stack.up());
    expect(await stack.up()).toMatchObject({ succeeded: true });
    expect(deletions()).toBe(number);
    await expectExact(600, "z@example.org");
  });
});

test("a destroy that was killed is completed by the next one", async () => {
  await stack.program(first);
  expect(await stack.up()).toMatchObject({ succeeded: true });
  panel.requests.length = 0;
  await killAt(() => stack.destroy(), 15);
  expect(await stack.destroy()).toMatchObject({ succeeded: true });
  expect(deletions()).toBe(number);
  expect(panel.panel.mailboxes()).toEqual(foreign);
  expect(await stack.state()).toEqual({});
});

test("what a run that ended well has made belongs to the stack that made it", async () => {
  await stack.program(first);
  expect(await stack.up()).toMatchObject({ succeeded: true });
  // another resource of the program, as a renamed one is
  await stack.program(program(500, "y@example.org", "other"));
  const run = await stack.up();
  expect(run.succeeded).toBe(false);
  expect(run.output).toContain("exists already in the panel");
});
