import execa from "execa";
import { setTimeout as sleep } from "node:timers/promises";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { describeWithCoordinators, newCoordinator, testPostgres } from "../support/coordinators";
import { readDocument } from "../support/documents";
import { TestStack, type Installation } from "../support/engine/testStack";
import { describeWithPostgres } from "../support/testPostgres";

const account = { name: "demo", password: "demo-password", domains: ["example.com"] };

let panel: Simulator;
const stacks: TestStack[] = [];

beforeEach(async () => {
  // a panel of flat files: reads the whole configuration, works, writes the whole back
  panel = await startSimulator({ accounts: [account], settings: { locks: false, writeMs: 60 } });
});

afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.end();
  await panel.close();
});

/** A stack on a machine of its own: it shares nothing with another but the panel and the coordinator. */
async function stackOn(
  coordinator: string,
  settings: Record<string, string> = {},
  installation?: Installation,
): Promise<TestStack> {
  const config = { endpoint: panel.url, username: "demo", password: account.password, ...settings };
  const stack = await TestStack.create(config, installation, { BRAINYCP_COORDINATOR: coordinator });
  stacks.push(stack);
  return stack;
}

/** A program with ten mailboxes. */
const tenMailboxes = (name: string): string => `
  for (let i = 0; i < 10; i++)
    new b.Mailbox("${name}" + i, { email: "${name}" + i + "@example.com", password: "secret", quota: 1 });`;

const addresses = (name: string): string[] => Array.from({ length: 10 }, (_, i) => `${name}${i}@example.com`);
const mailboxes = (): string[] =>
  panel.panel
    .mailboxes()
    .map(({ email }) => email)
    .sort();
const additions = (): number => panel.requests.filter(({ operation }) => operation === "addmail").length;

/** Kills engine and provider of a run once the panel has so many mailboxes. */
async function killAt(stack: TestStack, count: number): Promise<void> {
  const run = stack.up();
  while (mailboxes().length < count) await sleep(5);
  await stack.kill("engine");
  await stack.kill("provider");
  expect((await run).succeeded).toBe(false);
  await stack.cancel();
}

describeWithCoordinators("runs on several machines", (kind) => {
  let coordinator: string;
  beforeEach(async () => {
    coordinator = await newCoordinator(kind);
  });

  test.each(["false", "true"])(
    "one that is killed is completed by another (without checkpoints: %s)",
    async (PULUMI_SKIP_CHECKPOINTS) => {
      const stack = await stackOn(coordinator);
      stack.setEnvironment({ PULUMI_SKIP_CHECKPOINTS });
      await stack.program(tenMailboxes("ann"));
      await killAt(stack, 4);
      await stack.forgetThisMachine();
      expect(await stack.up()).toMatchObject({ succeeded: true });
      expect(mailboxes()).toEqual(addresses("ann"));
      expect(Object.keys(await stack.state()).sort()).toEqual(
        Array.from({ length: 10 }, (_, i) => `ann${i}`),
      );
      expect(panel.requests.filter(({ operation }) => operation === "delmail")).toEqual([]);
    },
  );

  test("write one at a time to a panel without locks, which loses nothing", async () => {
    const both = [await stackOn(coordinator), await stackOn(coordinator)];
    await Promise.all(both.map((stack, index) => stack.program(tenMailboxes(index === 0 ? "ann" : "bob"))));
    const runs = await Promise.all(both.map((stack) => stack.up()));
    expect(runs).toMatchObject([{ succeeded: true }, { succeeded: true }]);
    expect(mailboxes()).toEqual([...addresses("ann"), ...addresses("bob")]);
    expect(additions()).toBe(20);
  });

  test("leave no intent behind that ended well", async () => {
    const stack = await stackOn(coordinator);
    await stack.program(tenMailboxes("ann"));
    expect(await stack.up()).toMatchObject({ succeeded: true });
    // what somebody deletes and another makes in the panel is not this stack's
    expect(await stack.destroy()).toMatchObject({ succeeded: true });
    panel.panel.addMailbox("ann0@example.com", { password: "theirs", quota: 1 });
    const next = await stack.up();
    expect(next.succeeded).toBe(false);
    expect(next.output).toContain("mailbox ann0@example.com exists already in the panel");
  });
});

describeWithPostgres("a database as coordinator", () => {
  test("is set up as its document says, and is a secret of the stack", async () => {
    const server = await testPostgres();
    const [, setUp] = readDocument("docs/coordination.md").snippets;
    const { username, password, port } = new URL(server.addressOf());
    const [sql = ""] = /^psql <<'SQL'[^]*?^SQL$/m.exec(setUp?.code ?? "") ?? [];
    await execa("bash", ["-ec", sql], {
      env: { PGHOST: "127.0.0.1", PGPORT: port, PGUSER: username, PGPASSWORD: password },
    });
    const [, address = ""] = /coordinator\s+# (\S+)\?/.exec(setUp?.code ?? "") ?? [];
    const coordinator = address.replace("db.example.com:5432", `127.0.0.1:${port}`);
    const stack = await stackOn("/dev/null/none");
    await stack.program(tenMailboxes("ann"));
    const set = await stack.command("config", "set", "--secret", "brainycp:coordinator", coordinator);
    expect(set).toMatchObject({ succeeded: true });
    const run = await stack.up();
    expect(run).toMatchObject({ succeeded: true });
    expect(await server.query("select * from brainycp_journal", coordinator)).toEqual([]);
    expect(`${run.output}${await stack.stateText()}`).not.toMatch(/PASSWORD|clear text/);
  });

  test("without its client is an error that says what to install", async () => {
    const stack = await stackOn(await newCoordinator("database"), {}, { way: "pnpm", module: "commonjs" });
    await stack.program(tenMailboxes("ann"));
    const { succeeded, output } = await stack.preview();
    expect(succeeded).toBe(false);
    expect(output).toContain("npm install pg");
  });

  test("that is down stops previews, up and destroy before anything is written, and the next run ends exact", async () => {
    const server = await testPostgres();
    const stack = await stackOn(await newCoordinator("database"));
    await stack.program(tenMailboxes("ann").replace("10", "2"));
    expect(await stack.up()).toMatchObject({ succeeded: true });
    await stack.program(tenMailboxes("ann"));
    const before = additions();
    await server.stop();
    const runs = [await stack.preview(), await stack.refresh(), await stack.up(), await stack.destroy()];
    await server.resume();
    for (const { succeeded, output } of runs) {
      expect(succeeded).toBe(false);
      expect(output).toContain("coordinator_unreachable: The database of brainycp:coordinator, 127.0.0.1:");
      expect(output).toContain("pulumi config set --secret brainycp:coordinator");
      expect(output).not.toContain(server.password);
    }
    expect([additions(), mailboxes()]).toEqual([before, addresses("ann").slice(0, 2)]);
    expect(await stack.up()).toMatchObject({ succeeded: true });
    expect(mailboxes()).toEqual(addresses("ann"));
  });

  test("that stops in the middle of a run stops its writes, none without its intent, and the next run ends exact", async () => {
    const server = await testPostgres();
    const coordinator = await newCoordinator("database");
    const stack = await stackOn(coordinator, { maxRetries: "0" });
    await stack.program(tenMailboxes("ann"));
    const run = stack.up();
    while (mailboxes().length < 4) await sleep(5);
    await server.stop();
    expect(await run).toMatchObject({ succeeded: false });
    await server.resume();
    const made = mailboxes();
    expect(made.length).toBeLessThan(10);
    const intents = await server.query<{ name: string }>(
      "select name from brainycp_journal where kind = 'mailbox'",
      coordinator,
    );
    const noted = [
      ...intents.map(({ name }) => name),
      ...Object.keys(await stack.state()).map((name) => `${name}@example.com`),
    ];
    expect(made.filter((name) => !noted.includes(name))).toEqual([]);
    expect(await stack.up()).toMatchObject({ succeeded: true });
    expect(mailboxes()).toEqual(addresses("ann"));
    expect(additions()).toBe(10);
  });

  test("takes over from a folder, and a folder from it, when no run is under way", async () => {
    const folder = await newCoordinator("folder");
    const database = await newCoordinator("database");
    const stack = await stackOn(folder);
    await stack.program(tenMailboxes("ann"));
    await killAt(stack, 4);
    // a killed run is first completed with the old one
    expect(await stack.up()).toMatchObject({ succeeded: true });
    stack.setEnvironment({ BRAINYCP_COORDINATOR: database });
    await stack.program(tenMailboxes("ann") + tenMailboxes("bob"));
    await killAt(stack, 14);
    expect(await stack.up()).toMatchObject({ succeeded: true });
    stack.setEnvironment({ BRAINYCP_COORDINATOR: folder });
    await stack.program(tenMailboxes("bob"));
    expect(await stack.up()).toMatchObject({ succeeded: true });
    expect(mailboxes()).toEqual(addresses("bob"));
  });
});
