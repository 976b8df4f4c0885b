import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack } from "../support/engine/testStack";

/** A state that version 0.1.0 wrote, with three lifecycles; PANEL stands for the panel's endpoint. */
const exported = readFileSync(join(__dirname, "fixtures", "earlierState.json"), "utf8");

const accountPassword = "account-secret-4711";
const mailboxPassword = "mailbox-secret-0815";

/** The program of that state. */
const program = `
  const password = "${mailboxPassword}";
  new b.Mailbox("box", { email: "Ann@Пример.рф", password, quota: 500 });
  new b.Mailbox("adopted", { email: "ben@example.com", quota: 100, adopt: true, refuseMailLoss: false });
  new b.MailForward("info", {
    source: "info@example.com", targets: ["bob@Example.org", "ann@example.com"], saveLocal: true,
  });
  new b.DomainSpf("spf", { domain: "example.com" });
  new b.DomainSpf("found", { domain: "example.org" });
  new b.DomainDkim("dkim", { domain: "example.com" });
  new b.MailDomain("org", { domain: "example.org", forwards: { press: ["ann@example.com"] }, dkim: true });`;

const names = ["box", "adopted", "info", "spf", "found", "dkim", "org-press", "org-dkim"];

let panel: Simulator;
let stack: TestStack;

beforeAll(async () => {
  panel = await startSimulator({
    accounts: [
      {
        name: "demo",
        password: accountPassword,
        domains: ["example.com", "example.org", "xn--e1afmkfd.xn--p1ai"],
      },
    ],
  });
  panel.panel.addMailbox("ann@xn--e1afmkfd.xn--p1ai", { quota: 500, password: mailboxPassword });
  panel.panel.addMailbox("ben@example.com", { quota: 100, password: "of-before" });
  panel.panel.setForward("info@example.com", ["ann@example.com", "bob@example.org"], true);
  panel.panel.setForward("press@example.org", ["ann@example.com"]);
  for (const domain of ["example.com", "example.org"]) {
    panel.panel.setSpf(domain, true);
    panel.panel.setDkim(domain, true);
  }
  stack = await TestStack.create({ endpoint: panel.url, username: "demo", password: accountPassword });
  await stack.importState(exported.replaceAll("PANEL", panel.url));
  await stack.program(program);
});

afterAll(async () => {
  await stack.end();
  await panel.close();
});

/** The writes that reached the panel. */
const writes = (): string[] =>
  panel.requests
    .filter(({ operation }) => !/^(get|show|list|none)/.test(operation))
    .map(({ operation, object }) => `${operation} ${object ?? ""}`);

test("a state of the earlier version is unchanged to a preview and to a refresh", async () => {
  const same = Object.fromEntries(names.map((name) => [name, "same"]));
  expect(await stack.preview()).toMatchObject({ succeeded: true, steps: same });
  expect(await stack.refresh({ expectNoChanges: true })).toMatchObject({ succeeded: true });
  expect(Object.keys(await stack.state()).sort()).toEqual([...names].sort());
  expect(await stack.preview()).toMatchObject({ succeeded: true, steps: same });
  expect(writes()).toEqual([]);
});

test("and is updated: a password for what was adopted is recorded, and nothing is sent", async () => {
  await stack.program(program.replace("adopt: true", 'password: "of-before", adopt: true'));
  const up = await stack.up({ diff: true });
  expect(up).toMatchObject({ succeeded: true, steps: { adopted: "update", box: "same" } });
  expect(up.output).toContain("+ password");
  expect(up.output).not.toMatch(/- (endpoint|owner|quotaUnit|panelQuota)/);
  expect(writes()).toEqual([]);
});

test("and is destroyed: what that version found switched on stays on", async () => {
  expect(await stack.destroy()).toMatchObject({ succeeded: true });
  expect(writes().sort()).toEqual([
    "delforward info@example.com",
    "delforward press@example.org",
    "delmail ann@xn--e1afmkfd.xn--p1ai",
    "delmail ben@example.com",
    "offdkim example.com",
    "offdkim example.org",
    "offspf example.com",
  ]);
  expect(panel.panel.spf("example.org")).toBe(true);
});
