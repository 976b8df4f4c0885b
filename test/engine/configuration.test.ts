import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack } from "../support/engine/testStack";

const accounts = [
  { name: "admin", password: "admin-password", admin: true, domains: ["example.com"] },
  { name: "demo", password: "demo-password", domains: ["example.org", { name: "example.net", spf: true }] },
];

let eu: Simulator;
let us: Simulator;
let stack: TestStack | undefined;

beforeEach(async () => {
  [eu, us] = await Promise.all([startSimulator({ accounts }), startSimulator({ accounts })]);
});

afterEach(async () => {
  await stack?.end();
  stack = undefined;
  await Promise.all([eu.close(), us.close()]);
});

function emails(panel: Simulator): string[] {
  return panel.panel.mailboxes().map(({ email }) => email);
}

test("two stacks with different settings manage two panels from one program", async () => {
  const program = `new b.Mailbox("box", { email: "ann@example.org", password: "secret", quota: 1 });`;
  const login = { username: "demo", password: "demo-password" };
  stack = await TestStack.create({ endpoint: eu.url, ...login });
  const second = await TestStack.create({ endpoint: us.url, ...login });
  try {
    for (const each of [stack, second]) {
      await each.program(program);
      expect(await each.up()).toMatchObject({ succeeded: true });
    }
    expect([emails(eu), emails(us)]).toEqual([["ann@example.org"], ["ann@example.org"]]);
    expect(await second.destroy()).toMatchObject({ succeeded: true });
    expect([emails(eu), emails(us)]).toEqual([["ann@example.org"], []]);
  } finally {
    await second.end();
  }
});

test("one program manages several servers, and a change of server makes the mailbox there before it is deleted here", async () => {
  stack = await TestStack.create({
    "servers.eu.endpoint": eu.url,
    "servers.eu.username": "demo",
    "servers.eu.password": "demo-password",
    "servers.us.endpoint": us.url,
    "servers.us.username": "admin",
    "servers.us.password": "admin-password",
    "servers.us.panelUser": "demo",
  });
  const program = (server: string): string =>
    `new b.Mailbox("box", { email: "ann@example.org", password: "secret", quota: 1, server: "${server}" });
     new b.DomainSpf("spf", { domain: "example.com", server: "us" });`;
  await stack.program(program("eu"));
  expect(await stack.up()).toMatchObject({ succeeded: true });
  expect([emails(eu), emails(us)]).toEqual([["ann@example.org"], []]);
  await stack.program(program("us"));
  const run = await stack.up();
  expect(run).toMatchObject({ succeeded: true, steps: { box: "replace", spf: "same" } });
  expect([emails(eu), emails(us)]).toEqual([[], ["ann@example.org"]]);
  const addmail = us.requests.find(({ operation }) => operation === "addmail");
  expect(addmail?.fields.panel_user).toBe("demo");
  expect((await stack.state()).box?.outputs.owner).toBe("demo");

  await stack.program(
    program("asia") + `new b.Mailbox("lost", { email: "a@example.org", password: "x", quota: 1 });`,
  );
  const preview = await stack.preview();
  expect(preview.succeeded).toBe(false);
  expect(preview.output).toMatch(
    /"asia" is not in brainycp:servers, which names "eu", "us"|server.*is missing/,
  );
});

test("the environment stands in for what the stack does not say", async () => {
  stack = await TestStack.create({ username: "demo" }, undefined, {
    BRAINYCP_ENDPOINT: eu.url,
    BRAINYCP_USERNAME: "somebody else",
    BRAINYCP_PASSWORD: "demo-password",
  });
  await stack.program(`new b.DomainSpf("spf", { domain: "example.org" });`);
  expect(await stack.up()).toMatchObject({ succeeded: true });
  expect(eu.panel.spf("example.org")).toBe(true);
});

test("everything that is missing, wrong or unknown is one error at preview, with the commands that mend it", async () => {
  // the oldest SDK too tells which keys there are
  stack = await TestStack.create(
    {
      endpoint: "https://panel.example.com:8002",
      timeoutSeconds: "soon",
      panelPassword: "a secret",
      "servers.eu.pasword": "another",
    },
    { way: "oldest", module: "commonjs" },
  );
  await stack.configureProject("refuseMailLos", "true");
  await stack.program(`new b.DomainSpf("spf", { domain: "example.org" });`);
  const run = await stack.preview();
  expect(run.succeeded).toBe(false);
  for (const part of [
    "brainycp:username is missing\n",
    " pulumi config set brainycp:username ACCOUNT\n",
    "brainycp:password is missing\n",
    " pulumi config set --secret brainycp:password\n",
    "brainycp:timeoutSeconds must be a whole number\n",
    "brainycp:refuseMailLos is unknown; did you mean refuseMailLoss?\n",
    " pulumi config rm brainycp:refuseMailLos\n",
    "brainycp:panelPassword is unknown\n",
    "brainycp:servers.eu.pasword is unknown; did you mean password?\n",
  ]) {
    expect(run.output).toContain(part);
  }
});

test("a password that was set without --secret is a warning with the command that mends it", async () => {
  stack = await TestStack.create({ endpoint: eu.url, username: "demo" });
  await stack.configureInClearText({ password: "demo-password" });
  await stack.program(`new b.DomainSpf("spf", { domain: "example.org" });`);
  const preview = await stack.preview();
  expect(preview.output).toContain("brainycp:password is in clear text");
  expect(preview.output).toContain("pulumi config set --secret brainycp:password");
  await stack.configure({ password: "demo-password" });
  expect((await stack.preview()).output).not.toContain("clear text");
});

test("get reads existing objects of any kind, and says what it did not find", async () => {
  eu.panel.addMailbox("bob@example.org", { quota: 700, password: "x" });
  eu.panel.setForward("office@example.org", ["bob@example.org", "eve@example.com"]);
  stack = await TestStack.create({ endpoint: eu.url, username: "admin", password: "admin-password" });
  await stack.program(`
    const lookup = { panelUser: "demo" };
    const box = b.Mailbox.get("box", "Bob@Example.org", lookup);
    const forward = b.MailForward.get("forward", "office@example.org", lookup);
    const spf = b.DomainSpf.get("spf", "example.net", lookup);
    const all = { email: box.email, quota: box.quota, owner: box.owner, targets: forward.targets, domain: spf.domain };
    pulumi.output(all).apply((found) => console.log("found " + JSON.stringify(found)));`);
  const run = await stack.up();
  expect(run.output).toContain(
    'found {"email":"bob@example.org","quota":700,"owner":"demo","targets":["bob@example.org","eve@example.com"],"domain":"example.net"}',
  );
  expect(run.succeeded).toBe(true);
  expect(eu.requests.every(({ operation }) => /^(get|show|none)/.test(operation))).toBe(true);
  await stack.program(`b.DomainDkim.get("dkim", "example.net", { panelUser: "demo" });`);
  expect((await stack.up()).output).toContain("the zone of example.net");
  await stack.program(`b.Mailbox.get("box", "nobody@example.org", { panelUser: "demo" });`);
  expect((await stack.up()).output).toContain("demo has no mailbox nobody@example.org");
});

test("a change of the panel user replaces a mailbox, deleted first", async () => {
  stack = await TestStack.create({ endpoint: eu.url, username: "admin", password: "admin-password" });
  eu.panel.addDomain("demo", "shared.example");
  const program = (panelUser: string): string =>
    `new b.Mailbox("box", { email: "ann@shared.example", password: "secret", quota: 1${panelUser} });`;
  await stack.program(program(`, panelUser: "demo"`));
  expect(await stack.up()).toMatchObject({ succeeded: true });
  // the same owner, named by the configuration, is only recorded
  await stack.configure({ panelUser: "demo" });
  await stack.program(program(""));
  expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "update" } });
  eu.requests.length = 0;
  await stack.program(program(`, panelUser: "admin"`));
  expect(await stack.preview()).toMatchObject({ succeeded: true, steps: { box: "replace" } });
  await stack.up();
  const writes = eu.requests.filter(({ operation }) => /^(add|del)mail$/.test(operation));
  expect(writes.map(({ operation, fields }) => [operation, fields.panel_user])).toEqual([
    ["delmail", "demo"],
    ["addmail", undefined],
  ]);
});

test("the import option is refused with what to write in its place", async () => {
  stack = await TestStack.create({ endpoint: eu.url, username: "demo", password: "demo-password" });
  await stack.program(
    `new b.Mailbox("x", { email: "a@example.org", password: "x", quota: 1 }, { import: "a@example.org" });`,
  );
  const preview = await stack.preview();
  expect(preview.succeeded).toBe(false);
  expect(preview.output).toContain("Write adopt: true to take over what the panel has");
});
