import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack } from "../support/engine/testStack";

const account = { name: "demo", password: "demo-password", domains: ["example.com"] };

let panel: Simulator;
const stacks: TestStack[] = [];
/** Where the runs of one machine meet. */
let machine: string;

beforeEach(async () => {
  machine = await mkdtemp(join(tmpdir(), "pulumi-brainycp-machine-"));
  // a panel of flat files: reads the whole configuration, works, writes the whole back
  panel = await startSimulator({ accounts: [account], settings: { locks: false, writeMs: 60 } });
});

afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.end();
  await panel.close();
  await rm(machine, { recursive: true, force: true });
});

/** A stack with ten mailboxes; all stacks of a test run on one machine. */
async function tenMailboxes(name: string, settings: Record<string, string> = {}): Promise<TestStack> {
  const config = { endpoint: panel.url, username: "demo", password: account.password, ...settings };
  const stack = await TestStack.create(config, undefined, {
    XDG_STATE_HOME: machine,
  });
  stacks.push(stack);
  await stack.program(`
    for (let i = 0; i < 10; i++) {
      new b.Mailbox("box" + i, { email: \`${name}\${i}@example.com\`, password: "secret", quota: 1 });
    }`);
  return stack;
}

/** Whether any two writes were under way at the same time. */
function writesOverlapped(): boolean {
  const writes = panel.requests.filter(({ operation }) => operation === "addmail");
  return writes.some((write, index) =>
    writes.slice(index + 1).some(({ began }) => write.ended !== undefined && began < write.ended),
  );
}

test("by default no two writes overlap, and a panel without locks loses no mailbox", async () => {
  const stack = await tenMailboxes("ann");
  expect(await stack.up()).toMatchObject({ succeeded: true });
  expect(panel.panel.mailboxes()).toHaveLength(10);
  expect(writesOverlapped()).toBe(false);
});

test("two stacks brought up side by side on one panel take turns too", async () => {
  const both = [await tenMailboxes("ann"), await tenMailboxes("bob")];
  const runs = await Promise.all(both.map((stack) => stack.up()));
  expect(runs).toMatchObject([{ succeeded: true }, { succeeded: true }]);
  expect(panel.panel.mailboxes()).toHaveLength(20);
  expect(writesOverlapped()).toBe(false);
});

test("the panel really loses mailboxes when writes overlap, and what it lost is not called made", async () => {
  const stack = await tenMailboxes("ann", { maxConcurrentWrites: "8" });
  const run = await stack.up();
  expect(writesOverlapped()).toBe(true);
  expect(panel.panel.mailboxes().length).toBeLessThan(10);
  expect(run.succeeded).toBe(false);
  expect(run.output).toContain("the panel said that it was added, but its list does not show it");
  // what was lost after the look that follows a creation, a refresh sees; the next run makes the rest
  panel.settings.locks = true;
  expect(await stack.refresh()).toMatchObject({ succeeded: true });
  expect(await stack.up()).toMatchObject({ succeeded: true });
  expect(panel.panel.mailboxes()).toHaveLength(10);
});
