import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack, type Installation } from "../support/engine/testStack";

const installations: readonly Installation[] = [
  { way: "npm", module: "commonjs" },
  { way: "pnpm", module: "commonjs" },
  { way: "link", module: "commonjs" },
  { way: "npm", module: "module" },
  { way: "oldest", module: "commonjs" },
];

const stringMatching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const accountPassword = "account-secret-4711";
const mailboxPassword = "mailbox-secret-0815 &+%ü\"'";

describe.each(installations)("installed by $way, used from a $module program", (installation) => {
  let panel: Simulator;
  let stack: TestStack;

  const declared = {
    email: "Ann@Пример.рф",
    quota: 500,
    source: "info@example.com",
    targets: ["bob@Example.org", "ann@example.com"],
    saveLocal: true,
    domain: "example.com",
  };

  /** The program with some values changed. */
  const program = (changes: Partial<typeof declared> = {}): string => {
    const { email, quota, source, targets, saveLocal, domain } = { ...declared, ...changes };
    return `
      const box = new b.Mailbox("box", {
        email: ${JSON.stringify(email)}, password: ${JSON.stringify(mailboxPassword)}, quota: ${quota},
      });
      new b.MailForward("info", {
        source: ${JSON.stringify(source)}, targets: ${JSON.stringify(targets)}, saveLocal: ${saveLocal},
      });
      new b.DomainSpf("spf", { domain: ${JSON.stringify(domain)} });
      new b.DomainDkim("dkim", { domain: ${JSON.stringify(domain)} });
      box.id.apply((id) => console.log("id is " + id));`;
  };

  /** The writes that reached the panel since the last question, in their order. */
  const writes = (): string[] => {
    const sent = panel.requests.filter(({ operation }) => !/^(get|show|list|none)/.test(operation));
    panel.requests.length = 0;
    return sent.map(({ operation, object }) => `${operation} ${object ?? ""}`);
  };

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
    stack = await TestStack.create(
      { endpoint: panel.url, username: "demo", password: accountPassword },
      installation,
    );
  });

  afterAll(async () => {
    await stack.end();
    await panel.close();
  });

  test("a preview of the program sends no write, and the first up makes everything in it", async () => {
    await stack.program(program());
    const preview = await stack.preview();
    expect(preview).toMatchObject({
      succeeded: true,
      steps: { box: "create", info: "create", spf: "create", dkim: "create" },
    });
    expect(writes()).toEqual([]);

    expect(await stack.up()).toMatchObject({ succeeded: true });
    expect(panel.panel.mailboxes()).toEqual([
      { email: "ann@xn--e1afmkfd.xn--p1ai", quota: 500, owner: "demo" },
    ]);
    expect(panel.panel.mailboxPasswordIs("ann@xn--e1afmkfd.xn--p1ai", mailboxPassword)).toBe(true);
    expect(panel.panel.forwards()).toEqual([
      { source: "info@example.com", targets: ["ann@example.com", "bob@example.org"], saveLocal: true },
    ]);
    expect([panel.panel.spf("example.com"), panel.panel.dkim("example.com")]).toEqual([true, true]);
    expect([panel.panel.spf("example.org"), panel.panel.dkim("example.org")]).toEqual([false, false]);
    expect(writes().sort()).toEqual([
      "addforward info@example.com",
      "addmail ann@xn--e1afmkfd.xn--p1ai",
      "ondkim example.com",
      "onspf example.com",
    ]);
  });

  test("the state holds ids and places, one constant provider text for each kind, and no secret in clear text", async () => {
    const { box, info, spf, dkim } = await stack.state();
    expect([box?.id, info?.id, spf?.id, dkim?.id]).toEqual([
      "ann@xn--e1afmkfd.xn--p1ai",
      "info@example.com=>ann@example.com,bob@example.org",
      "example.com",
      "example.com",
    ]);
    expect(box?.outputs).toMatchObject({ quota: 500, endpoint: panel.url, owner: "demo", quotaUnit: 1 });
    const texts = [box, info, spf, dkim].map((resource) => resource?.outputs.__provider);
    expect(texts).toEqual(
      ["mailbox", "mailForward", "domainSpf", "domainDkim"].map(
        (kind) => `exports.handler=()=>require("pulumi-brainycp/provider").${kind}`,
      ),
    );
    // the oldest SDK does not tell
    const position = installation.way === "oldest" ? undefined : stringMatching(/^project:\/\/.*#\d+,\d+$/);
    expect([box, info, spf, dkim].map((resource) => resource?.sourcePosition)).toEqual(
      Array(4).fill(position),
    );
    const state = await stack.stateText();
    expect(state).toContain("ann@xn--e1afmkfd.xn--p1ai");
    for (const secret of ["mailbox-secret", accountPassword]) expect(state).not.toContain(secret);
  });

  test("a second up, with other spellings of the same, changes nothing and asks the panel nothing", async () => {
    await stack.program(
      program({
        email: " ann@xn--e1afmkfd.xn--p1ai",
        targets: ["ann@EXAMPLE.com", "bob@example.org", "Ann@example.com"],
        domain: "Example.COM",
      }),
    );
    panel.requests.length = 0;
    const run = await stack.up();
    expect(run).toMatchObject({
      succeeded: true,
      steps: { box: "same", info: "same", spf: "same", dkim: "same" },
    });
    expect(panel.requests).toEqual([]);
  });

  test("a quota, targets or saveLocal that change replace: the mailbox deleted first, the forwarding not interrupted", async () => {
    await stack.program(program({ quota: 600 }));
    const preview = await stack.preview();
    expect(preview.steps).toMatchObject({ box: "replace", info: "same" });
    const message = "Changing the quota deletes ann@xn--e1afmkfd.xn--p1ai with its mail";
    expect(preview.diagnostics.filter(({ severity }) => severity !== "debug")).toEqual([
      { severity: "warning", under: "box", message: expect.stringContaining(message) as string },
    ]);
    expect(writes()).toEqual([]);
    expect(await stack.up()).toMatchObject({ succeeded: true });
    expect(writes()).toEqual(["delmail ann@xn--e1afmkfd.xn--p1ai", "addmail ann@xn--e1afmkfd.xn--p1ai"]);

    await stack.program(program({ quota: 600, targets: ["ann@example.com", "zoe@example.org"] }));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { info: "replace", box: "same" } });
    expect(writes()).toEqual(["addforward info@example.com", "delforward info@example.com"]);

    await stack.program(program({ quota: 600, saveLocal: false }));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { info: "replace", box: "same" } });
    // no operation turns a copy off: the new targets are added, and then all of it is made anew
    expect(writes()).toEqual([
      "addforward info@example.com",
      "delforward info@example.com",
      "addforward info@example.com",
    ]);
    expect(panel.panel.forwards()).toEqual([
      { source: "info@example.com", targets: ["ann@example.com", "bob@example.org"], saveLocal: false },
    ]);

    const otherPassword = JSON.stringify(`${mailboxPassword}!`);
    const changed = program({ quota: 600, saveLocal: false });
    await stack.program(changed.replace(JSON.stringify(mailboxPassword), otherPassword));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "replace", info: "same" } });
    expect(writes()).toEqual(["delmail ann@xn--e1afmkfd.xn--p1ai", "addmail ann@xn--e1afmkfd.xn--p1ai"]);
    await stack.program(changed);
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "replace" } });
    writes();
  });

  test("an address, a source or a domain that changes replaces, created first", async () => {
    await stack.program(program({ email: "bob@example.org", saveLocal: false, quota: 600 }));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "replace", info: "same" } });
    expect(writes()).toEqual(["addmail bob@example.org", "delmail ann@xn--e1afmkfd.xn--p1ai"]);

    const changes = { email: "bob@example.org", quota: 600, saveLocal: false, source: "office@example.com" };
    await stack.program(program(changes));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { info: "replace", box: "same" } });
    expect(writes()).toEqual(["addforward office@example.com", "delforward info@example.com"]);

    await stack.program(program({ ...changes, domain: "example.org" }));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { spf: "replace", dkim: "replace" } });
    const switches = writes();
    expect(switches.filter((write) => write.includes("spf"))).toEqual([
      "onspf example.org",
      "offspf example.com",
    ]);
    expect(switches.filter((write) => write.includes("dkim"))).toEqual([
      "ondkim example.org",
      "offdkim example.com",
    ]);
  });

  test("a refresh sees what was changed behind its back, and the next up makes it again", async () => {
    panel.panel.removeMailbox("bob@example.org");
    panel.panel.setForward("office@example.com", ["ann@example.com", "eve@example.org"]);
    panel.panel.setSpf("example.org", false);
    const refresh = await stack.refresh();
    expect(refresh.succeeded).toBe(true);
    const state = await stack.state();
    expect(Object.keys(state).sort()).toEqual(["dkim", "info"]);
    expect(state.info?.outputs.targets).toEqual(["ann@example.com", "eve@example.org"]);
    expect(state.info?.id).toBe("office@example.com=>ann@example.com,eve@example.org");
    expect(writes()).toEqual([]);

    const run = await stack.up();
    expect(run).toMatchObject({
      succeeded: true,
      steps: { box: "create", info: "replace", spf: "create", dkim: "same" },
    });
    expect(panel.panel.forwards()).toEqual([
      { source: "office@example.com", targets: ["ann@example.com", "bob@example.org"], saveLocal: false },
    ]);
    expect(panel.panel.mailboxPasswordIs("bob@example.org", mailboxPassword)).toBe(true);
    expect(panel.panel.spf("example.org")).toBe(true);
    panel.requests.length = 0;
  });

  test("after a refresh that found nothing changed the state holds no secret in clear text, and up changes nothing", async () => {
    expect(await stack.refresh()).toMatchObject({ succeeded: true });
    const state = await stack.stateText();
    for (const secret of ["mailbox-secret", accountPassword]) expect(state).not.toContain(secret);
    panel.requests.length = 0;
    const run = await stack.up();
    expect(run.steps).toEqual({ box: "same", info: "same", spf: "same", dkim: "same" });
    expect(panel.requests).toEqual([]);
  });

  test("a preview names every mistake of a resource by its property, never a password, and sends no write", async () => {
    const mistakes = [
      [
        `new b.Mailbox("x", { email: "ann", password: "bad\\nmailbox-secret", quota: -1.5, panelUser: "", colour: 1 });`,
        ["email", "password: holds a control character", "quota", "panelUser", "colour: is not a property"],
      ],
      [
        `new b.MailForward("x", { source: "info", targets: ["info@example.org", "a,b@example.org"], saveLocal: 1 });`,
        ["source", "targets", "holds a comma", "saveLocal"],
      ],
      [`new b.DomainSpf("x", { domain: "example" });`, ["is not a full domain"]],
      [`new b.DomainDkim("x", { domain: "example.org." });`, ["ends with a dot"]],
    ] as const;
    for (const [wrong, reasons] of mistakes) {
      await stack.program(program({ email: "bob@example.org", quota: 600, saveLocal: false }) + wrong);
      const preview = await stack.preview();
      expect(preview.succeeded).toBe(false);
      for (const reason of reasons) expect(preview.output).toContain(reason);
      expect(preview.output).not.toContain("mailbox-secret");
    }
    expect(writes()).toEqual([]);
  });

  test("a second stack manages another panel from the same program, with an address that a preview does not know", async () => {
    const other = await startSimulator();
    const second = await TestStack.create(
      { endpoint: other.url, username: "demo", password: "demo-password" },
      installation,
    );
    try {
      await second.program(`
        const box = new b.Mailbox("box", { email: "ann@example.com", password: "secret", quota: 1 });
        const derived = box.owner.apply((owner) => owner + "@example.org");
        new b.MailForward("info", { source: derived, targets: [box.email] });`);
      expect(await second.preview()).toMatchObject({
        succeeded: true,
        steps: { box: "create", info: "create" },
      });
      expect(await second.up()).toMatchObject({ succeeded: true });
      expect(other.panel.forwards()).toMatchObject([
        { source: "demo@example.org", targets: ["ann@example.com"] },
      ]);
      expect(await second.destroy()).toMatchObject({ succeeded: true });
      expect([other.panel.mailboxes(), other.panel.forwards()]).toEqual([[], []]);
    } finally {
      await second.end();
      await other.close();
    }
    expect(panel.requests).toEqual([]);
  });

  test("destroy removes all of it and nothing else", async () => {
    panel.panel.addMailbox("other@example.com", { quota: 1, password: "x" });
    expect(await stack.destroy()).toMatchObject({ succeeded: true });
    expect(panel.panel.mailboxes().map(({ email }) => email)).toEqual(["other@example.com"]);
    expect(panel.panel.forwards()).toEqual([]);
    expect(panel.panel.spf("example.org")).toBe(false);
    expect(writes().sort()).toEqual([
      "delforward office@example.com",
      "delmail bob@example.org",
      "offdkim example.org",
      "offspf example.org",
    ]);
  });
});
