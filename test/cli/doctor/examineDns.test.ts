import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../../src/cli/doctor/finding";
import type { Simulator } from "../../../src/simulator/simulator";
import { fakePulumi } from "../../support/fakePulumi";
import { startNameServer, type NameServer } from "../../support/nameServer";
import { recordIn } from "../../support/records";
import { accountPassword, startPanel } from "../../support/servers";
import {
  envFor,
  expectNoSecret,
  runCli,
  writesOf,
  type Run,
  type Surroundings,
} from "../../support/terminals";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-dns-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A panel with one domain whose mail is all on, and a name server that has all of it. */
async function start(): Promise<{ readonly simulator: Simulator; readonly server: NameServer }> {
  const domains = [{ name: "example.com", spf: true, dkim: true }];
  const simulator = await startPanel({ accounts: [{ name: "demo", password: accountPassword, domains }] });
  simulator.panel.addMailbox("ann@example.com", { quota: 5, password: "x" });
  const [spf, dkim] = [recordIn(simulator, "spf", "example.com"), recordIn(simulator, "dkim", "example.com")];
  const server = await startNameServer();
  server.publishAll({
    "example.com": { texts: [spf.value], mx: { "mail.example.com": 10 }, addresses: ["192.0.2.10"] },
    "mail.example.com": { addresses: ["192.0.2.10"] },
    [dkim.name]: { texts: [dkim.value] },
    "_dmarc.example.com": { texts: ["v=DMARC1; p=reject; rua=mailto:a@example.com"] },
  });
  return { simulator, server };
}

async function examine(server: NameServer, args: string[], surroundings: Surroundings): Promise<Run> {
  const run = await runCli(["doctor", "--dns", "--name-server", server.address, ...args], surroundings);
  expectNoSecret([run.output, run.errors]);
  return run;
}

const findingsIn = ({ output }: Run): Finding[] => (JSON.parse(output) as { checks: Finding[] }).checks;

describe("doctor --dns", () => {
  it("finds the account's domains right, in a line for each record", async () => {
    const { simulator, server } = await start();
    const { code, output } = await examine(server, [], { env: envFor(simulator), folder });
    expect(output.split("\n").slice(0, 2)).toEqual(["example.com", "ok     mx     10 mail.example.com"]);
    expect(output).toMatch(/\nok {5}spf {4}v=spf1 a mx .*all \(2 of 10 lookups\)\n/);
    expect(output).toContain("\nok     dkim   dkim._domainkey.example.com has the panel's key");
    expect(output).toContain("\nok     dmarc  v=DMARC1; p=reject; rua=mailto:a@example.com\n\nDNS is right.");
    expect(code).toBe(0);
    expect(writesOf(simulator)).toEqual([]);
  });

  it("names what is wrong, with the record to set", async () => {
    const { simulator, server } = await start();
    server.publishAll({
      "example.com": { mx: { "mx.other.example": 5 }, texts: ["v=spf1 -all", "v=spf1 ~all"] },
      "mx.other.example": { addresses: ["192.0.2.1"] },
      "dkim._domainkey.example.com": { texts: ["v=DKIM1; p=AAAA"] },
      "_dmarc.example.com": { texts: ["v=DMARC1; p=none"] },
    });
    const run = await examine(server, ["--domain", "example.com"], { env: envFor(simulator), folder });
    expect(run.code).toBe(1);
    const { value: key } = recordIn(simulator, "dkim", "example.com");
    expect(run.output).toContain(
      "wrong  mx     mail goes to mx.other.example, and the panel's zone names mail.example.com\n" +
        "              Set example.com MX 10 mail.example.com\n",
    );
    expect(run.output).toContain(
      "wrong  spf    there are 2 SPF records, and receivers then count none; keep one\n",
    );
    expect(run.output).toContain(`\n              Set dkim._domainkey.example.com TXT ${key}\n`);
    expect(run.output).toContain("\n              Set _dmarc.example.com TXT v=DMARC1; p=quarantine\n");
    expect(run.output).toContain("\nDNS is not right: 4 problems.");
  });

  it("takes the domains and the records of the stack's state too, and those of every server", async () => {
    const { simulator, server } = await start();
    const of = { endpoint: simulator.url, username: "demo", password: accountPassword };
    const declared = { name: "s1._domainkey.state.example", type: "TXT", value: "v=DKIM1; k=rsa; p=AAAA" };
    const resources = [
      { type: "pulumi:pulumi:Stack" },
      {
        type: "pulumi-nodejs:dynamic/brainycp:DomainDkim",
        outputs: { domain: "state.example", record: declared },
      },
      { type: "pulumi-nodejs:dynamic/brainycp:MailForward", outputs: { source: "a@forward.example" } },
      { type: "other:index:Thing", outputs: { domain: "not.example" } },
    ];
    const PATH = fakePulumi(folder, {
      selected: "dev",
      configurations: { dev: { "brainycp:servers": { eu: of } } },
      resources: { dev: resources },
    });
    const checks = findingsIn(await examine(server, ["--json"], { env: { PATH }, folder }));
    expect(new Set(checks.map(({ domain }) => domain))).toEqual(
      new Set([undefined, "example.com", "forward.example", "state.example"]),
    );
    const dkim = checks.find(({ domain, name }) => domain === "state.example" && name === "dkim");
    expect(dkim).toMatchObject({ status: "wrong", nextStep: `Set ${declared.name} TXT ${declared.value}` });
    expect(checks.filter(({ domain, status }) => domain === "example.com" && status !== "ok")).toEqual([]);
  });

  it("takes no answer for no record: what is unknown is a warning", async () => {
    const { simulator, server } = await start();
    server.publishAll({ "example.com": { fails: true } });
    const run = await examine(server, ["--json"], { env: envFor(simulator), folder });
    expect(run.code).toBe(0);
    expect(findingsIn(run).map(({ name, status }) => `${name} ${status}`)).toEqual([
      "mx warn",
      "spf warn",
      "dkim ok",
      "dmarc ok",
    ]);
  });

  it("looks at DNS all the same where the panel refuses the login, and says that it does", async () => {
    const { simulator, server } = await start();
    const env = envFor(simulator, { BRAINYCP_PASSWORD: "wrong" });
    const run = await examine(server, ["--domain", "example.com", "--json"], { env, folder });
    expect(run.code).toBe(1);
    const checks = findingsIn(run);
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "panel wrong",
      "mx ok",
      "spf ok",
      "dkim warn",
      "dmarc ok",
    ]);
  });

  it("needs settings and a domain to look up, and --dns for its options", async () => {
    const { server } = await start();
    const incomplete = await examine(server, [], { env: {}, folder });
    expect([incomplete.code, incomplete.output.includes("BRAINYCP_ENDPOINT is missing")]).toEqual([1, true]);
    const simulator = await startPanel({ accounts: [{ name: "demo", password: accountPassword }] });
    const none = await examine(server, [], { env: envFor(simulator), folder });
    expect(none.output).toContain("there is no domain to look up; name one with --domain");
    const alone = await runCli(["doctor", "--domain", "example.com"]);
    expect([alone.code, alone.errors.split("\n")[0]]).toEqual([
      2,
      "pulumi-brainycp: --domain and --name-server need --dns",
    ]);
  });
});
