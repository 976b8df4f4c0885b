import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { recordIn } from "../support/records";
import { TestStack } from "../support/engine/testStack";

const mailboxPassword = "mailbox-secret-0815";

describe("a domain's mail as one component", () => {
  let panel: Simulator;
  let stack: TestStack;

  /** The writes that reached the panel since the last question, in their order. */
  const writes = (): string[] => {
    const sent = panel.requests.filter(({ operation }) => !/^(get|show|list|none)/.test(operation));
    panel.requests.length = 0;
    return sent.map(({ operation, object }) => `${operation} ${object ?? ""}`).sort();
  };

  const component = `
    const mail = new b.MailDomain("example", {
      domain: "example.com",
      mailboxes: {
        ann: {
          password: "${mailboxPassword}", quota: 500,
          opts: { aliases: [{ name: "ann", parent: pulumi.rootStackResource }] },
        },
        bob: { password: "${mailboxPassword}", quota: 100 },
      },
      forwards: { info: ["ann@example.com"] },
      spf: true,
      dkim: true,
      dmarc: "quarantine",
      mx: ["mail.example.com"],
    });
    module.exports = {
      records: mail.records.map(({ key, name, type, value }) => ({ key, name, type, value })),
      listed: b.getMailboxesOutput({ panelUser: mail.mailboxes.bob.owner }),
    };`;

  beforeAll(async () => {
    panel = await startSimulator({
      accounts: [{ name: "demo", password: "demo-password", domains: ["example.com"] }],
    });
    stack = await TestStack.create({ endpoint: panel.url, username: "demo", password: "demo-password" });
  });

  afterAll(async () => {
    await stack.end();
    await panel.close();
  });

  it("takes in a Mailbox that stood by itself, and nothing reaches the panel for it", async () => {
    await stack.program(
      `new b.Mailbox("ann", { email: "ann@example.com", password: "${mailboxPassword}", quota: 500 });`,
    );
    expect((await stack.up()).steps).toEqual({ ann: "create" });
    expect(writes()).toEqual(["addmail ann@example.com"]);

    await stack.program(component);
    const { succeeded, output, steps } = await stack.up();
    expect([succeeded, output]).toEqual([true, output]);
    expect(steps["example-ann"]).toBe("same");
    expect(writes()).toEqual([
      "addforward info@example.com",
      "addmail bob@example.com",
      "ondkim example.com",
      "onspf example.com",
    ]);
    const urns = Object.values(await stack.state()).map(({ urn }) => urn.split("::").slice(2).join("::"));
    expect(urns.sort()).toEqual(
      [
        "DomainDkim::example-dkim",
        "DomainSpf::example-spf",
        "MailForward::example-info",
        "Mailbox::example-ann",
        "Mailbox::example-bob",
      ]
        .map((own) => `brainycp:index:MailDomain$pulumi-nodejs:dynamic/brainycp:${own}`)
        .sort(),
    );
  });

  it("lists its records and what the panel holds, without a secret", async () => {
    expect(await stack.outputs()).toEqual({
      records: [
        { key: "mx-1", name: "example.com", type: "MX", value: "10 mail.example.com" },
        { key: "spf", ...recordIn(panel, "spf", "example.com") },
        { key: "dkim", ...recordIn(panel, "dkim", "example.com") },
        { key: "dmarc", name: "_dmarc.example.com", type: "TXT", value: "v=DMARC1; p=quarantine" },
      ],
      listed: [
        { email: "ann@example.com", quota: 500 },
        { email: "bob@example.com", quota: 100 },
      ],
    });
    expect(await stack.stateText()).not.toContain(mailboxPassword);
  });

  it("changes nothing when it is brought up again, and goes with a destroy", async () => {
    const { steps } = await stack.up();
    expect(Object.values(steps)).toEqual(Array(5).fill("same"));
    expect(writes()).toEqual([]);
    expect((await stack.destroy()).succeeded).toBe(true);
    expect(writes()).toEqual([
      "delforward info@example.com",
      "delmail ann@example.com",
      "delmail bob@example.com",
      "offdkim example.com",
      "offspf example.com",
    ]);
  });

  it("that names a domain wrongly fails at preview, beside each resource", async () => {
    await stack.program(`new b.MailDomain("x", { domain: "example", spf: true, dkim: true });`);
    const { succeeded, output } = await stack.preview();
    expect(succeeded).toBe(false);
    expect(output).toMatch(/brainycp:Domain(Spf|Dkim) x-(spf|dkim).*error/);
    expect(output).toContain('"example" is not a full domain');
    expect(writes()).toEqual([]);
  });
});
