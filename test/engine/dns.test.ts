import { once } from "node:events";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { describeWithNameServer, NameServer } from "../support/engine/bind";
import { TestStack } from "../support/engine/testStack";

const domain = "example.com";
const account = { name: "demo", password: "demo-password", domains: [domain] };
const spfText = "v=spf1 a mx ~all";

/** A resource of the program's own, as that of a DNS provider: `nsupdate` adds and deletes its record. */
const publishedRecord = `
  const childProcess = require("child_process");

  function update(verb, { record: { name, type, value }, port, keyFile }) {
    const strings = value.match(/.{1,255}/g).map((string) => '"' + string.replace(/["\\\\]/g, "\\\\$&") + '"');
    const change = [name + ".", 60, type, ...strings].join(" ");
    const input = "server 127.0.0.1 " + port + "\\nupdate " + verb + " " + change + "\\nsend\\n";
    childProcess.execFileSync("nsupdate", ["-k", keyFile], { input });
  }

  const provider = {
    async create(inputs) {
      update("add", inputs);
      return { id: inputs.record.name, outs: inputs };
    },
    async delete(_id, state) {
      update("delete", state);
    },
  };

  class PublishedRecord extends pulumi.dynamic.Resource {
    constructor(name, inputs) {
      super(provider, name, inputs);
    }
  }`;

describeWithNameServer("with a real name server", () => {
  let panel: Simulator;
  let names: NameServer;
  let stack: TestStack;

  beforeEach(async () => {
    panel = await startSimulator({ accounts: [account], settings: { zoneShape: "text" } });
    names = await NameServer.start(domain);
    stack = await TestStack.create({ endpoint: panel.url, username: "demo", password: account.password });
  });

  afterEach(async () => {
    await stack.end();
    await names.stop();
    await panel.close();
  });

  /** What the panel was told to switch on, in its order. */
  const switchedOn = (): string[] =>
    panel.requests.map(({ operation }) => operation).filter((operation) => operation.startsWith("on"));

  test("the records flow into resources that publish them, dig finds there what the panel has, and destroy removes them", async () => {
    const inputs = (record: string): string =>
      `{ record: ${record}, port: ${names.port}, keyFile: ${JSON.stringify(names.keyFile)} }`;
    await stack.program(`${publishedRecord}
      const spf = new b.DomainSpf("spf", { domain: "${domain}" });
      const dkim = new b.DomainDkim("dkim", { domain: "${domain}" });
      new PublishedRecord("spfInDns", ${inputs("spf.record")});
      new PublishedRecord("dkimInDns", ${inputs("dkim.record")});
      module.exports = { spf: spf.record, dkim: dkim.record };`);
    const all = ["spf", "dkim", "spfInDns", "dkimInDns"];
    const each = (step: string): unknown => Object.fromEntries(all.map((name) => [name, step]));

    expect(await stack.preview()).toMatchObject({ succeeded: true, steps: each("create") });
    expect(await names.texts(domain)).toEqual([]);
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: each("create") });
    const dkimText = panel.panel.dkimRecord(domain) ?? "";
    expect(dkimText.length).toBeGreaterThan(255);
    expect(await stack.outputs()).toEqual({
      spf: { name: domain, type: "TXT", value: spfText },
      dkim: { name: `dkim._domainkey.${domain}`, type: "TXT", value: dkimText },
    });
    expect(await names.texts(domain)).toEqual([spfText]);
    expect(await names.texts(`dkim._domainkey.${domain}`)).toEqual([dkimText]);

    const serial = await names.serial(domain);
    expect(await stack.refresh()).toMatchObject({ succeeded: true });
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: each("same") });
    expect(await names.serial(domain)).toBe(serial);

    expect(await stack.destroy()).toMatchObject({ succeeded: true, steps: each("delete") });
    expect(await names.texts(domain)).toEqual([]);
    expect(await names.texts(`dkim._domainkey.${domain}`)).toEqual([]);
  });

  test("waitFor holds a resource, and what depends on it, until the name server has its record", async () => {
    const dkimName = `dkim._domainkey.${domain}`;
    await stack.program(`
      const waitFor = { nameServers: ["${names.address}"] };
      const spf = new b.DomainSpf("spf", { domain: "${domain}", waitFor });
      new b.DomainDkim("dkim", { domain: "${domain}", waitFor }, { dependsOn: [spf] });`);
    /** Waits until the name server has been asked for a name again and again, unless the run ends before. */
    const askedFor = async (name: string): Promise<string> => {
      for (let times = 0; times < 2; times++) await once(names.questions, `${name} TXT`);
      return `still waits for ${name}`;
    };
    const up = stack.up();
    const ended = up.then(() => "ended");

    expect(await Promise.race([askedFor(domain), ended])).toBe(`still waits for ${domain}`);
    expect(switchedOn()).toEqual(["onspf"]);
    await names.publish({ name: domain, type: "TXT", value: spfText });

    expect(await Promise.race([askedFor(dkimName), ended])).toBe(`still waits for ${dkimName}`);
    expect(switchedOn()).toEqual(["onspf", "ondkim"]);
    await names.publish({ name: dkimName, type: "TXT", value: panel.panel.dkimRecord(domain) ?? "" });

    expect(await up).toMatchObject({ succeeded: true, steps: { spf: "create", dkim: "create" } });
  });

  test("a record that never appears is an error with the next step, and the next up completes once it is there", async () => {
    await stack.program(`
      const waitFor = { nameServers: ["${names.address}"], timeoutSeconds: 2 };
      new b.DomainSpf("spf", { domain: "${domain}", waitFor });`);
    const run = await stack.up();
    expect(run.succeeded).toBe(false);
    expect(run.output).toContain(
      `the record ${domain} is not in DNS after 2 seconds: ${names.address} has no text there`,
    );
    expect(run.output).toContain("publish the record where the zone is hosted, and run it again");
    expect((await stack.state()).spf).toMatchObject({
      id: domain,
      initErrors: [expect.stringContaining("is not in DNS")],
    });

    await names.publish({ name: domain, type: "TXT", value: spfText });
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { spf: "update" } });
    expect((await stack.state()).spf?.initErrors).toBeUndefined();
    expect(switchedOn()).toEqual(["onspf"]);
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { spf: "same" } });
  });
});
