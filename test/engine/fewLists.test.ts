import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack } from "../support/engine/testStack";

const account = { name: "demo", password: "demo-password", domains: ["example.com"] };
const number = 96;
/** How much the engine does at once. */
const parallel = 16;
/** What an `up` of so many creations may ask: once for what the engine does at once, and a few more. */
const forCreations = number / parallel + 5;

let panel: Simulator;
let stack: TestStack;

beforeAll(async () => {
  panel = await startSimulator({ accounts: [account] });
  stack = await TestStack.create({ endpoint: panel.url, username: "demo", password: account.password });
});

afterAll(async () => {
  await stack.end();
  await panel.close();
});

/** How often each operation was called since the last look. */
function calls(): Partial<Record<string, number>> {
  const counts: Partial<Record<string, number>> = {};
  for (const { operation } of panel.requests.splice(0)) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

const mailboxes = (quota: number): string => `
  for (let i = 0; i < ${number}; i++)
    new b.Mailbox("box" + i, { email: "box" + i + "@example.com", password: "secret", quota: ${quota} });`;
const forwards = `
  for (let i = 0; i < ${number}; i++)
    new b.MailForward("to" + i, { source: "to" + i + "@example.com", targets: ["x@example.org"] });`;

// each test goes on with the stack of the one before
test("mailboxes that are created share their lists", async () => {
  await stack.program(mailboxes(500));
  expect(await stack.up({ parallel })).toMatchObject({ succeeded: true });
  const { addmail, getlistmail = 0 } = calls();
  expect(addmail).toBe(number);
  expect(getlistmail).toBeLessThanOrEqual(forCreations);
  const state = await stack.state();
  expect(Object.values(state).map(({ outputs }) => outputs.panelQuota)).toEqual(
    Array<number>(number).fill(500),
  );
});

test("a run without changes asks nothing", async () => {
  expect(await stack.up({ parallel })).toMatchObject({ succeeded: true });
  expect(calls()).toEqual({});
});

test("a refresh asks once for a list, however many resources there are", async () => {
  expect(await stack.refresh({ parallel })).toMatchObject({ succeeded: true });
  expect(calls()).toEqual({ getlistmail: 1 });
});

test("a preview of changes asks twice at most", async () => {
  await stack.program(mailboxes(600));
  expect(await stack.preview({ parallel })).toMatchObject({ succeeded: true });
  expect(calls().getlistmail).toBeLessThanOrEqual(2);
});

test("mailboxes that are replaced share their lists, and each look begins after what it is to show", async () => {
  expect(await stack.up({ parallel })).toMatchObject({ succeeded: true });
  const { addmail, delmail, getlistmail = 0, getforwardmail = 0 } = calls();
  expect([addmail, delmail]).toEqual([number, number]);
  // once before and once after each sixteen creations; once for the forwardings before sixteen deletions
  expect(getlistmail).toBeLessThanOrEqual(2 * forCreations);
  expect(getforwardmail).toBeLessThanOrEqual(forCreations);
});

test("forwardings share theirs", async () => {
  await stack.program(mailboxes(600) + forwards);
  expect(await stack.up({ parallel })).toMatchObject({ succeeded: true });
  const { addforward, getforwardmail = 0 } = calls();
  expect(addforward).toBe(number);
  expect(getforwardmail).toBeLessThanOrEqual(forCreations);
  expect(await stack.refresh({ parallel })).toMatchObject({ succeeded: true });
  expect(calls()).toEqual({ getlistmail: 1, getforwardmail: 1 });
});

test("so do deletions", async () => {
  expect(await stack.destroy({ parallel })).toMatchObject({ succeeded: true });
  const { delmail, delforward, getlistmail = 0, getforwardmail = 0 } = calls();
  expect([delmail, delforward]).toEqual([number, number]);
  expect(getlistmail).toBeLessThanOrEqual(2);
  expect(getforwardmail).toBeLessThanOrEqual(2 * forCreations);
  expect([panel.panel.mailboxes(), panel.panel.forwards()]).toEqual([[], []]);
});
