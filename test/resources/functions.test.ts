import * as pulumi from "@pulumi/pulumi";
import {
  getForwards,
  getForwardsOutput,
  getMailboxes,
  getMailboxesOutput,
  getMailHealth,
  getMailHealthOutput,
  getZone,
  getZoneOutput,
} from "../../src/index";
import type { Simulator } from "../../src/simulator/simulator";
import { fourAccounts, simulatorStarter } from "../support/panelClient";
import { startNameServer } from "../support/nameServer";
import { recordIn } from "../support/records";
import { callsTo, errorOf, stackOf, writesTo } from "../support/lifecycles";

const start = simulatorStarter();
const root = { "brainycp:username": "root", "brainycp:password": "root-password" };

/** Gives the program, which runs here, the stack's configuration. */
function configure(config: Readonly<Record<string, unknown>>): void {
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(texts) as Record<string, string>);
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

/** A panel with two users' mail, and the program of an administrator. */
async function panel(): Promise<Simulator> {
  const simulator = await start({ accounts: fourAccounts, settings: { quotaFactor: 1024 } });
  simulator.panel.addMailbox("Ann@ann.example", { quota: 5, password: "x" });
  simulator.panel.addMailbox("box@root.example", { quota: 7, password: "x" });
  simulator.panel.setForward("info@ann.example", ["zoe@x.example", "Bob@x.example"]);
  simulator.panel.setDkim("ann.example", true);
  configure(stackOf(simulator, root));
  return simulator;
}

describe("getMailboxes", () => {
  it("gives the mailboxes of the account, or of the panel user that it names", async () => {
    const simulator = await panel();
    expect(await getMailboxes()).toEqual([{ email: "box@root.example", quota: 7168 }]);
    const anns = [{ email: "ann@ann.example", quota: 5120 }];
    expect(await getMailboxes({ panelUser: "ann" })).toEqual(anns);
    expect(await valueOf(getMailboxesOutput({ panelUser: pulumi.output("ann") }))).toEqual(anns);
    expect(writesTo(simulator)).toEqual([]);
  });

  it("asks the server that it names, and says which there are", async () => {
    const simulator = await panel();
    const ann = { endpoint: simulator.url, username: "ann", password: "ann-password" };
    configure({ "brainycp:servers": { ann } });
    expect(await getMailboxes({ server: "ann" })).toEqual([{ email: "ann@ann.example", quota: 5120 }]);
    const error = await errorOf(getMailboxes({ server: "us" }));
    expect(error.message).toContain('"us" is not in brainycp:servers, which names "ann"');
    expect(pulumi.RunError.isInstance(error)).toBe(true);
  });

  it("gives no quota where the list shows none, and nothing where it is empty", async () => {
    const simulator = await panel();
    simulator.settings.listShape = "addresses";
    expect(await getMailboxes()).toEqual([{ email: "box@root.example" }]);
    simulator.panel.removeMailbox("box@root.example");
    expect(await getMailboxes()).toEqual([]);
  });

  it("fails where “nothing was found” comes from a login that nothing proves", async () => {
    const simulator = await panel();
    simulator.panel.removeMailbox("box@root.example");
    const answer = { kind: "body", body: '{"error":1,"mess":"?"}' } as const;
    simulator.faults.push({ operation: "none", times: Infinity, answer });
    expect((await errorOf(getMailboxes())).message).toContain("from a login that could not be proved");
  });

  it("fails for a list that is not recognised, a refused login and a setting that is missing", async () => {
    const simulator = await panel();
    const body = '{"error":0,"mess":"","data":{"boxes":[{"nr":17}]}}';
    simulator.faults.push({ operation: "getlistmail", answer: { kind: "body", body } });
    expect((await errorOf(getMailboxes())).message).toContain("boxes: [{nr: number}]");
    configure(stackOf(simulator, { "brainycp:password": "wr0ng" }));
    const refused = await errorOf(getMailboxes());
    expect(refused.message).toContain("the panel refused the login of demo");
    expect(refused.message).not.toContain("wr0ng");
    configure({ "brainycp:endpoint": simulator.url });
    expect((await errorOf(getMailboxes())).message).toContain(
      "brainycp:username is missing\n      pulumi config set brainycp:username ACCOUNT\n",
    );
  });
});

describe("getForwards", () => {
  it("gives the forwardings with their targets as a set", async () => {
    const simulator = await panel();
    expect(await getForwards()).toEqual([]);
    const anns = [{ source: "info@ann.example", targets: ["Bob@x.example", "zoe@x.example"] }];
    expect(await getForwards({ panelUser: "ann" })).toEqual(anns);
    expect(await valueOf(getForwardsOutput({ panelUser: "ann" }))).toEqual(anns);
    expect(writesTo(simulator)).toEqual([]);
  });
});

describe("getZone", () => {
  it("gives every record of the panel's zone, texts in one piece and names in full", async () => {
    const simulator = await panel();
    const zone = {
      domain: "ann.example",
      records: expect.arrayContaining([
        { name: "ann.example", type: "NS", value: "ns1.ann.example." },
        { name: "ann.example", type: "MX", value: "10 mail.ann.example." },
        { name: "mail.ann.example", type: "A", value: "192.0.2.10" },
        recordIn(simulator, "dkim", "ann.example"),
      ]) as unknown,
    };
    expect(await getZone({ domain: "Ann.example", panelUser: "ann" })).toEqual(zone);
    const domain = pulumi.output("ann.example");
    expect(await valueOf(getZoneOutput({ domain, panelUser: "ann" }))).toEqual(zone);
    expect(callsTo(simulator)).toEqual(["show_zones ann.example for ann", "show_zones ann.example for ann"]);
  });

  it("fails for what is no domain, and where the panel does not show the zone", async () => {
    const simulator = await panel();
    expect((await errorOf(getZone({ domain: "x" }))).message).toContain('getZone: domain "x" is not a full');
    expect((await errorOf(getZone({ domain: "x.example" }))).message).toContain(
      `getZone: the panel ${simulator.url} does not show the zone of x.example. Correct the domain`,
    );
  });
});

describe("getMailHealth", () => {
  it("compares public DNS with the panel's zone, and sends no write", async () => {
    const simulator = await panel();
    const key = recordIn(simulator, "dkim", "ann.example");
    const server = await startNameServer();
    server.publishAll({
      "ann.example": { texts: ["v=spf1 mx ~all"], mx: { "mail.ann.example": 10 } },
      "mail.ann.example": { addresses: ["192.0.2.10"] },
      "dkim._domainkey.ann.example": { texts: [key.value] },
      "_dmarc.ann.example": { texts: ["v=DMARC1; p=none"] },
    });
    const args = { domain: "Ann.example", panelUser: "ann", nameServers: [server.address] };
    const health = await getMailHealth(args);
    expect(health).toEqual({
      domain: "ann.example",
      isHealthy: false,
      mx: expect.objectContaining({ status: "pass" }) as unknown,
      spf: expect.objectContaining({ status: "pass", lookups: 1 }) as unknown,
      dkim: { status: "pass", found: [key], problems: [], hints: expect.any(Array) as unknown, toSet: [] },
      dmarc: expect.objectContaining({
        status: "fail",
        problems: ["p=none asks receivers to do nothing with mail that fails"],
      }) as unknown,
    });
    expect(await valueOf(getMailHealthOutput({ ...args, domain: pulumi.output("ann.example") }))).toEqual(
      health,
    );
    expect(writesTo(simulator)).toEqual([]);
  });

  it("fails for what is no domain and no name server", async () => {
    await panel();
    expect((await errorOf(getMailHealth({ domain: "x" }))).message).toContain(
      'getMailHealth: domain "x" is not',
    );
    const wrong = await errorOf(getMailHealth({ domain: "x.example", nameServers: ["a b"] }));
    expect(wrong.message).toContain('getMailHealth: nameServers: "a b" is no name server');
    const gone = await errorOf(getMailHealth({ domain: "x.example", nameServers: ["gone.invalid"] }));
    expect(gone.message).toContain("name servers gone.invalid is a host that is not found itself");
    expect(pulumi.RunError.isInstance(gone)).toBe(true);
  });
});
