import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack } from "../support/engine/testStack";

const account = { name: "demo", password: "demo-password", domains: ["example.com", "example.org"] };

const mailbox = `new b.Mailbox("box", { email: "ann@example.com", password: "secret", quota: 500 });`;
const all = `${mailbox}
  new b.MailForward("info", { source: "info@example.com", targets: ["ann@example.com"] });
  new b.DomainSpf("spf", { domain: "example.com" });
  new b.DomainDkim("dkim", { domain: "example.com" });`;

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

/** The writes that reached the panel since the last question, in their order. */
function writes(): string[] {
  const sent = panel.requests.filter(({ operation }) => !/^(get|show|list|none)/.test(operation));
  panel.requests.length = 0;
  return sent.map(({ operation, object }) => `${operation} ${object ?? ""}`);
}

/** Brings a program up and forgets the requests that it took. */
async function bringUp(program: string): Promise<void> {
  await stack.program(program);
  const run = await stack.up();
  if (!run.succeeded) throw new Error(run.output);
  panel.requests.length = 0;
}

/** What the panel holds of the program `all`. */
function everything(): unknown {
  const { panel: pages } = panel;
  return [pages.mailboxes(), pages.forwards(), pages.spf("example.com"), pages.dkim("example.com")];
}

describe("rule 1: nothing is deleted that this run made", () => {
  test("--replace of every kind leaves the objects in place", async () => {
    await bringUp(all);
    const before = everything();
    const state = await stack.state();
    for (const { urn } of Object.values(state)) {
      await stack.up({ replace: [urn] });
      expect(everything()).toEqual(before);
    }
    expect(writes().filter((write) => /^(del|off)/.test(write))).toEqual([]);
  });

  test("taint of every kind leaves the objects in place", async () => {
    await bringUp(all);
    const before = everything();
    for (const name of ["box", "info", "spf", "dkim"]) await stack.taint(name);
    await stack.up({ continueOnError: true });
    expect(everything()).toEqual(before);
    expect(writes().filter((write) => /^(del|off)/.test(write))).toEqual([]);
  });

  test("a rename of every kind leaves the objects in place, and says how to rename", async () => {
    await bringUp(all);
    const before = everything();
    await stack.program(all.replace(/"(box|info|spf|dkim)"/g, '"$1-renamed"'));
    const run = await stack.up();
    expect(run.succeeded).toBe(false);
    // the first that is refused ends the run
    expect(run.output).toMatch(/(mailbox ann@example\.com|forwarding info@example\.com) exists already/);
    expect(run.output).toContain("use the aliases option");
    expect(everything()).toEqual(before);
  });

  test("a rename of an SPF record says that it stays on", async () => {
    await bringUp(`new b.DomainSpf("spf", { domain: "example.com" });`);
    await stack.program(`new b.DomainSpf("renamed", { domain: "example.com" });`);
    const run = await stack.up();
    expect(run.succeeded).toBe(true);
    expect(run.output).toContain("SPF of example.com: it was taken over by this run");
    expect(panel.panel.spf("example.com")).toBe(true);
    expect(writes()).toEqual([]);
  });

  test("a rename with adopt takes the mailbox and the forwarding over and deletes neither", async () => {
    // a rename is a removal to the engine, which refuses that of a protected mailbox
    const adopting = `
      new b.Mailbox("NAME-box", {
        email: "ann@example.com", password: "secret", quota: 500, adopt: true, refuseMailLoss: false,
      });
      new b.MailForward("NAME-info", { source: "info@example.com", targets: ["ann@example.com"], adopt: true });`;
    await bringUp(adopting.replaceAll("NAME", "old"));
    const before = everything();
    await stack.program(adopting.replaceAll("NAME", "new"));
    const run = await stack.up();
    expect(run.succeeded).toBe(true);
    expect(run.output).toContain("Mailbox ann@example.com: it was taken over by this run");
    expect(everything()).toEqual(before);
    expect(writes()).toEqual([]);
  });

  test("two resources for one object are refused in one plain message, before anything is touched", async () => {
    await stack.program(`
      new b.Mailbox("first", { email: "ann@example.com", password: "secret", quota: 1 });
      const second = new b.Mailbox("second", { email: "Ann@EXAMPLE.com", password: "secret", quota: 1 });
      new b.MailForward("info", { source: "info@example.com", targets: [second.email] });
      new b.DomainSpf("spf", { domain: "example.com" });
      module.exports = { id: second.id };`);
    // the engine would touch the panel at once
    const run = await stack.command("up", "--yes", "--skip-preview");
    expect(run.succeeded).toBe(false);
    const [, diagnostics = ""] = run.output.split("Diagnostics:");
    const { length, [0]: error } = diagnostics
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.startsWith("error:"));
    expect([length, error]).toEqual([
      1,
      'error: Mailbox "first" and Mailbox "second" both name ann@example.com: remove one of them, or correct its email',
    ]);
    expect(run.output).not.toMatch(/serializing|^\s*at /m);
    expect(panel.requests).toEqual([]);
  });
});

describe("rule 2: an unknown counts as unchanged", () => {
  test("a mailbox and a forwarding whose addresses come from a replaced resource are kept", async () => {
    const derived = (email: string): string => `
      const first = new b.Mailbox("first", { email: "${email}", password: "secret", quota: 1 });
      const domain = first.endpoint.apply(() => "example.org");
      new b.Mailbox("second", { email: pulumi.interpolate\`bob@\${domain}\`, password: "secret", quota: 1 });
      new b.MailForward("info", {
        source: pulumi.interpolate\`info@\${domain}\`, targets: [pulumi.interpolate\`bob@\${domain}\`],
      });`;
    await bringUp(derived("ann@example.com"));
    await stack.program(derived("zoe@example.com"));
    const preview = await stack.preview();
    expect(preview.succeeded).toBe(true);
    expect(preview.steps.first).toBe("replace");
    for (const name of ["second", "info"]) expect(preview.steps[name]).not.toBe("replace");
    expect(await stack.up()).toMatchObject({ succeeded: true });
    expect(writes()).toEqual(["addmail zoe@example.com", "delmail ann@example.com"]);
  });

  test("a preview of a first run passes over what is not known yet, and up creates it", async () => {
    await stack.program(`
      const first = new b.Mailbox("first", { email: "ann@example.com", password: "secret", quota: 1 });
      new b.MailForward("info", {
        source: "info@example.com", targets: [first.owner.apply((owner) => owner + "@example.org"), "bob@example.org"],
      });`);
    expect(await stack.preview()).toMatchObject({
      succeeded: true,
      steps: { first: "create", info: "create" },
    });
    expect(await stack.up()).toMatchObject({ succeeded: true });
    expect(panel.panel.forwards()[0]?.targets).toEqual(["bob@example.org", "demo@example.org"]);
  });
});

describe("rule 3: quota and password without loss", () => {
  test("a quota enlarged in the panel is a change for CI and a warning, and never leads to a deletion", async () => {
    const expectNoChanges = true;
    const drift = "quota is 900 in the panel but 500 in Pulumi; set 900 in the program, or correct the panel";
    await bringUp(mailbox);
    expect(await stack.preview({ refresh: true, expectNoChanges })).toMatchObject({ succeeded: true });
    panel.panel.setQuota("ann@example.com", 900);
    const refresh = await stack.previewRefresh({ expectNoChanges });
    const preview = await stack.preview({ refresh: true, expectNoChanges, diff: true });
    for (const { succeeded, output } of [refresh, preview]) {
      expect(output).toContain(drift);
      expect(succeeded).toBe(false);
    }
    expect(preview.output).toContain("~ panelQuota: 500 => 900");
    expect((await stack.refresh()).output).toContain(drift);
    const up = await stack.up({ expectNoChanges });
    expect(up).toMatchObject({ succeeded: true, steps: { box: "same" } });
    expect(up.output).toContain(drift);
    await stack.program(mailbox.replace("500", "900"));
    const run = await stack.up();
    expect(run).toMatchObject({ succeeded: true, steps: { box: "update" } });
    expect((await stack.state()).box?.outputs.quota).toBe(900);
    expect(writes()).toEqual([]);
    expect(await stack.up()).toMatchObject({ steps: { box: "same" } });
  });

  test.each([1024, 1024 ** 2, 1000, 1000 ** 2])("a list in units of %d is understood", async (unit) => {
    panel.settings.quotaFactor = unit;
    await bringUp(mailbox);
    expect((await stack.state()).box?.outputs).toMatchObject({ quotaUnit: unit, panelQuota: 500 });
    expect((await stack.refresh()).output).not.toContain("in the panel");
    panel.panel.setQuota("ann@example.com", 900);
    await stack.program(mailbox.replace("500", "900"));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "update" } });
    expect(writes()).toEqual([]);
  });

  test("a password changed in the panel is recorded with adopt, and replaces without", async () => {
    await bringUp(mailbox);
    await stack.program(mailbox.replace('"secret"', '"other"').replace("quota", "adopt: true, quota"));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "update" } });
    expect(writes()).toEqual([]);
    await stack.program(mailbox.replace('"secret"', '"third"').replace("quota", "adopt: false, quota"));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "replace" } });
    expect(writes()).toEqual(["delmail ann@example.com", "addmail ann@example.com"]);
    expect(panel.panel.mailboxPasswordIs("ann@example.com", "third")).toBe(true);
  });
});

describe("rule 4: refuseMailLoss", () => {
  const guarded = mailbox.replace("quota", "refuseMailLoss: true, quota");

  test("on the resource it refuses a replacement at preview, before anything is touched", async () => {
    await bringUp(guarded);
    for (const [change, what] of [
      [["ann@", "zoe@"], "address"],
      [["500", "600"], "quota"],
      [['"secret"', '"other"'], "password"],
    ] as const) {
      await stack.program(guarded.replace(change[0], change[1]));
      const preview = await stack.preview();
      expect(preview.succeeded).toBe(false);
      expect(preview.output).toMatch(
        new RegExp(
          `Changing the ${what} .*deletes ann@example\\.com with its mail.* refuseMailLoss is on for it`,
        ),
      );
      expect(preview.output).not.toContain("&{{other}}");
      expect((await stack.up()).succeeded).toBe(false);
    }
    expect(writes()).toEqual([]);
  });

  test("a removal and destroy are refused before anything is touched, and turning it off takes one up", async () => {
    const domain = `
      new b.MailDomain("all", {
        domain: "example.com", spf: true, dkim: true, forwards: { info: ["ann@example.com"] },
        mailboxes: { ann: { password: "secret", quota: 500 } },
      });`;
    await stack.configure({ refuseMailLoss: "true" });
    await bringUp(domain);
    const before = everything();
    await stack.program(domain.replace("500", "600"));
    expect((await stack.preview()).output).toContain("refuseMailLoss is on");
    await stack.program("");
    for (const command of ["up", "destroy"]) {
      const run = await stack.command(command, "--yes");
      expect(run.succeeded).toBe(false);
      expect(run.output).toMatch(/all-ann\b.* cannot be deleted\s+because it is protected/);
    }
    expect(everything()).toEqual(before);
    expect(writes()).toEqual([]);

    await stack.program(domain);
    await stack.configure({ refuseMailLoss: "false" });
    expect((await stack.up()).steps["all-ann"]).toBe("same");
    expect(writes()).toEqual([]);
    expect((await stack.destroy()).succeeded).toBe(true);
    expect(everything()).toEqual([[], [], false, false]);
  });

  test("with protect: false the provider refuses by itself, and lets go once the program says so", async () => {
    const unprotected = guarded.replace(");", ", { protect: false });");
    await bringUp(unprotected);
    await stack.program("");
    const removal = await stack.up();
    expect(removal.succeeded).toBe(false);
    expect(removal.output).toContain("mailbox ann@example.com is not deleted: refuseMailLoss is on");
    expect((await stack.destroy()).succeeded).toBe(false);
    expect(writes()).toEqual([]);
    // one run may both allow the loss and replace
    await stack.program(mailbox.replace("500", "600").replace("quota", "refuseMailLoss: false, quota"));
    expect((await stack.up()).succeeded).toBe(true);
    expect(writes()).toEqual(["delmail ann@example.com", "addmail ann@example.com"]);
    await bringUp(guarded.replace("500", "600").replace(");", ", { retainOnDelete: true });"));
    expect((await stack.destroy()).succeeded).toBe(true);
    expect(writes()).toEqual([]);
  });
});

describe("rule 5: one MailForward owns its source", () => {
  const forward = `new b.MailForward("info", { source: "info@example.com", targets: ["ann@example.com", "bob@example.org"] });`;

  test("a source that forwards already is refused, with what the panel has and what the program says", async () => {
    panel.panel.setForward("info@example.com", ["eve@example.org"]);
    await stack.program(forward);
    const run = await stack.up();
    expect(run.succeeded).toBe(false);
    expect(run.output).toContain(
      "the panel forwards it to eve@example.org, but the program says ann@example.com, bob@example.org",
    );
    expect(writes()).toEqual([]);
  });

  test.each(["adds", "overwrites"] as const)(
    "it is right on a panel whose addforward %s",
    async (addforward) => {
      panel.settings.addforward = addforward;
      await bringUp(forward);
      expect(panel.panel.forwards()[0]?.targets).toEqual(["ann@example.com", "bob@example.org"]);
      await stack.program(forward.replace("bob@", "zoe@"));
      expect((await stack.up()).succeeded).toBe(true);
      expect(panel.panel.forwards()[0]?.targets).toEqual(["ann@example.com", "zoe@example.org"]);
    },
  );

  test("a deletion removes the declared targets alone, one by one where the panel refuses the set", async () => {
    panel.settings.delforward = "single";
    await bringUp(forward);
    panel.panel.setForward("info@example.com", ["ann@example.com", "bob@example.org", "eve@example.org"]);
    const run = await stack.destroy();
    expect(run.succeeded).toBe(true);
    expect(run.output).toContain("targets that this stack does not know stay in the panel: eve@example.org");
    expect(panel.panel.forwards()).toMatchObject([{ targets: ["eve@example.org"] }]);
  });
});

test("rule 5: targets that a refresh found are removed by the program's next word, and kept by a destroy", async () => {
  const targets = ["ann@example.com", "bob@example.org"];
  await bringUp(
    `new b.MailForward("info", { source: "info@example.com", targets: ${JSON.stringify(targets)} });`,
  );
  panel.panel.setForward("info@example.com", [...targets, "eve@example.org"]);
  expect(await stack.refresh()).toMatchObject({ succeeded: true });
  expect(await stack.up()).toMatchObject({ succeeded: true, steps: { info: "replace" } });
  expect(panel.panel.forwards()).toMatchObject([{ targets }]);
  panel.panel.setForward("info@example.com", [...targets, "eve@example.org"]);
  expect(await stack.refresh()).toMatchObject({ succeeded: true });
  const run = await stack.destroy();
  expect(run.succeeded).toBe(true);
  expect(run.output).toContain("targets that this stack does not know stay in the panel: eve@example.org");
  expect(panel.panel.forwards()).toMatchObject([{ targets: ["eve@example.org"] }]);
});

test("rule 6: records found switched on are recorded so, nothing is sent, and a deletion leaves them on", async () => {
  panel.panel.setSpf("example.com", true);
  panel.panel.setDkim("example.com", true);
  await bringUp(all);
  const { spf, dkim } = await stack.state();
  expect([spf?.outputs.foundEnabled, dkim?.outputs.foundEnabled]).toEqual([true, true]);
  const run = await stack.destroy();
  expect(run.output).toContain("DKIM of example.com: it was on before this stack managed it, so it stays on");
  expect([panel.panel.spf("example.com"), panel.panel.dkim("example.com")]).toEqual([true, true]);
  expect(writes().filter((write) => /^(on|off)/.test(write))).toEqual([]);
});

describe("rule 7: the panel is part of the object", () => {
  let other: Simulator;

  beforeEach(async () => {
    other = await startSimulator({ accounts: [account] });
  });

  afterEach(() => other.close());

  test("a stack pointed at another panel is refused, naming both, and nothing is touched", async () => {
    await bringUp(all);
    await stack.configure({ endpoint: other.url });
    for (const run of [
      await stack.preview(),
      await stack.up(),
      await stack.refresh(),
      await stack.destroy(),
    ]) {
      // a refresh and a destroy use the configuration of the last run of the program
      if (run.succeeded) continue;
      expect(run.output).toContain(
        `is on the panel ${panel.url}, but the configuration points to ${other.url}`,
      );
      expect(run.output).toContain("pulumi config set brainycp:movedFrom");
    }
    expect((await stack.preview()).succeeded).toBe(false);
    expect(other.requests).toEqual([]);
  });

  test("movedFrom records the panel's new address and sends nothing", async () => {
    await bringUp(all);
    const moved = panel.url.replace("127.0.0.1", "localhost");
    await stack.configure({ endpoint: moved });
    expect((await stack.preview()).succeeded).toBe(false);
    await stack.configure({ movedFrom: panel.url });
    const run = await stack.up();
    expect(run).toMatchObject({ succeeded: true, steps: { box: "update", info: "update", spf: "update" } });
    expect((await stack.state()).box?.outputs.endpoint).toBe(moved);
    expect(writes()).toEqual([]);
    await stack.unset("movedFrom");
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "same", info: "same" } });
  });

  test("another account without a word in the program is refused", async () => {
    await bringUp(all);
    await stack.configure({ panelUser: "somebody" });
    const run = await stack.preview();
    expect(run.succeeded).toBe(false);
    expect(run.output).toContain("belongs to the panel user demo, but the configuration acts for somebody");
  });
});

describe("rule 8: what says nothing changes nothing", () => {
  test("a refused login at refresh leaves the state whole", async () => {
    await bringUp(all);
    const before = await stack.state();
    panel.panel.setAccountPassword("demo", "changed");
    const run = await stack.refresh();
    expect(run.succeeded).toBe(false);
    expect(run.output).toContain("the panel refused the login of demo");
    expect(Object.keys(await stack.state())).toEqual(Object.keys(before));
  });

  test("lists that are not recognised and a zone that is not shown change nothing and say so", async () => {
    await bringUp(all);
    for (const operation of ["getlistmail", "getforwardmail"] as const) {
      panel.faults.push({
        operation,
        times: Infinity,
        answer: { kind: "body", body: '{"error":0,"mess":"ok","list":["a7f3","b19c"]}' },
      });
    }
    panel.panel.removeMailbox("ann@example.com");
    panel.panel.setZoneHosted("example.com", false);
    const run = await stack.refresh();
    expect(run.succeeded).toBe(true);
    expect(run.output).toContain("Mailbox ann@example.com: the panel's list of mailboxes was not recognised");
    expect(run.output).toContain(
      "Forwarding info@example.com: the panel's list of forwardings was not recognised",
    );
    expect(run.output).toMatch(
      /SPF of example\.com: the panel http:\S+ does not show the zone of example\.com/,
    );
    expect(Object.keys(await stack.state()).sort()).toEqual(["box", "dkim", "info", "spf"]);
  });
});
