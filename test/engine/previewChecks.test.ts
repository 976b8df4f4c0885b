import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack } from "../support/engine/testStack";

const login = { username: "demo", password: "demo-password" };
const program = `
  for (const name of ["ann", "bob", "carl"])
    new b.Mailbox(name, { email: name + "@example.com", password: "secret", quota: 500 });
  for (const name of ["info", "office"])
    new b.MailForward(name, { source: name + "@example.com", targets: ["ann@example.com"] });
  new b.DomainSpf("spf", { domain: "example.com" });`;

let panel: Simulator;
let stack: TestStack;

beforeEach(async () => {
  panel = await startSimulator();
  stack = await TestStack.create({ endpoint: panel.url, ...login });
});
afterEach(async () => {
  await stack.end();
  await panel.close();
});

/** The calls since the last look, sorted; without those that only prove a login. */
function calls(): string[] {
  return panel.requests
    .splice(0)
    .map(({ operation }) => operation)
    .filter((operation) => operation !== "none")
    .sort();
}

test("a preview asks for each list once, and fails for what the panel would refuse, by its property", async () => {
  panel.panel.addMailbox("eve@example.com", { quota: 1, password: "hers" });
  await stack.program(program);
  expect(await stack.preview()).toMatchObject({ succeeded: true, steps: { ann: "create", spf: "create" } });
  expect(calls()).toEqual(["getforwardmail", "getlistmail", "show_zones"]);

  panel.panel.addMailbox("bob@example.com", { quota: 1, password: "his" });
  const taken = await stack.preview();
  expect(taken.succeeded).toBe(false);
  expect(taken.output).toContain(
    "property email value {bob@example.com} has a problem: mailbox bob@example.com exists",
  );
  expect(taken.output).toContain("adopt: true");
  panel.panel.removeMailbox("bob@example.com");
  panel.panel.setForward("office@example.com", ["eve@example.net"]);
  const forwarded = await stack.preview();
  expect(forwarded.succeeded).toBe(false);
  expect(forwarded.output).toContain(
    "property source value {office@example.com} has a problem: forwarding office@",
  );
  expect(panel.requests.every(({ operation }) => /^(get|show|none)/.test(operation))).toBe(true);

  calls();
  await stack.configure({ password: "not the password" });
  const refused = await stack.preview();
  expect(refused.succeeded).toBe(false);
  expect(refused.output).toContain("the panel refused the login of demo");
  expect(refused.output).not.toContain("not the password");
  expect(calls()).toHaveLength(1);
});

test("an up is refused nothing that it makes room for itself, and its unchanged preview asks nothing", async () => {
  await stack.program(program);
  const up = await stack.up();
  expect(up).toMatchObject({ succeeded: true });
  const made = calls();
  // three mailboxes, each looked for before and after it is made; and once in the preview, once in the update
  expect(made.filter((operation) => operation === "getlistmail").length).toBeLessThanOrEqual(8);
  expect(await stack.preview()).toMatchObject({ succeeded: true });
  expect(calls()).toEqual([]);

  // of these two, neither old inputs nor a diff tell that they stand in the state
  await stack.taint("bob");
  const deletedFirst = program.replace("500 }", "500 }, { deleteBeforeReplace: true }");
  await stack.program(deletedFirst.replaceAll("500", "600"));
  const replaced = await stack.up({ replace: [await stack.urnOf("ann")] });
  expect(replaced).toMatchObject({
    succeeded: true,
    steps: { ann: "replace", bob: "replace", carl: "replace" },
  });
  expect(panel.panel.mailboxes().map(({ quota }) => quota)).toEqual([600, 600, 600]);

  // a new name without aliases is a new resource, whose mailbox is there
  await stack.program(program.replace("new b.Mailbox(name", 'new b.Mailbox(name + "-box"'));
  const renamed = await stack.preview();
  expect(renamed.succeeded).toBe(false);
  expect(renamed.output).toContain("If you renamed the resource, use the aliases option");
});

test("without a way to the panel a preview warns, and with previewChecks off needs neither panel nor password", async () => {
  await stack.program(program);
  await panel.close();
  const unreached = await stack.preview();
  expect(unreached).toMatchObject({
    succeeded: true,
    steps: { ann: "create", info: "create", spf: "create" },
  });
  expect(unreached.output.match(/^ *warning: .* was not checked: .* cannot be reached/gm)).toHaveLength(1);
  await stack.configure({ previewChecks: "false" });
  await stack.unset("password");
  const unchecked = await stack.preview();
  expect(unchecked.succeeded).toBe(true);
  expect(unchecked.output).not.toContain("was not checked");
});
