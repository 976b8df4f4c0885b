import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PanelContents } from "../../../src/cli/import/panelContents";
import type {
  FaultAnswer,
  Simulator,
  SimulatorOptions,
  SimulatorSettings,
} from "../../../src/simulator/simulator";
import { makeCertificate } from "../../support/certificates";
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
  folder = mkdtempSync(join(tmpdir(), "brainycp-import-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = ["Pulumi.yaml", "index.ts", "package.json", "tsconfig.json"];
const boxPassword = "box-secret-0815";

/** A panel with mail of every kind. */
async function startMail(
  settings: Partial<SimulatorSettings> = {},
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const simulator = await startPanel({
    accounts: [
      {
        name: "demo",
        password: accountPassword,
        domains: [
          { name: "example.com", spf: true, dkim: true },
          { name: "example.net", spf: true },
          { name: "example.org", hosted: false },
          "xn--e1afmkfd.xn--p1ai",
        ],
      },
      { name: "other", password: "other-secret", domains: ["other.example"] },
    ],
    settings,
    ...options,
  });
  const { panel } = simulator;
  for (const [email, quota] of [
    ["bob@example.org", 0],
    ["ann@example.com", 500],
    ["eve@other.example", 1],
  ] as const) {
    panel.addMailbox(email, { quota, password: boxPassword });
  }
  panel.setForward("info@example.com", ["office@example.net", "ann@example.com"], true);
  panel.setForward("team@xn--e1afmkfd.xn--p1ai", ["ann@example.com"]);
  return simulator;
}

const mail: Omit<PanelContents, "endpoint"> = {
  owner: "demo",
  mailboxes: [
    { email: "ann@example.com", quota: 500 },
    { email: "bob@example.org", quota: 0 },
  ],
  forwards: [
    { source: "info@example.com", targets: ["ann@example.com", "office@example.net"] },
    { source: "team@xn--e1afmkfd.xn--p1ai", targets: ["ann@example.com"] },
  ],
  domains: [
    { domain: "example.com", zone: "shown", spf: true, dkim: true },
    { domain: "example.net", zone: "shown", spf: true, dkim: false },
    { domain: "example.org", zone: "hidden", spf: null, dkim: null },
    { domain: "xn--e1afmkfd.xn--p1ai", zone: "shown", spf: false, dkim: false },
  ],
};

function importJson(simulator: Simulator, ...args: string[]): Promise<Run> {
  return runCli(["import", "--json", ...args], { env: envFor(simulator), folder });
}

function contentsOf({ code, output, errors }: Run): PanelContents {
  expect([code, errors.includes("pulumi-brainycp:") ? errors : ""]).toEqual([0, ""]);
  return JSON.parse(output) as PanelContents;
}

describe("import --json", () => {
  it("prints what the panel holds, sends no write, and leaves the folder alone", async () => {
    const simulator = await startMail();
    const run = await importJson(simulator, "--directory", "mail");
    expect(contentsOf(run)).toEqual({ endpoint: simulator.url, ...mail });
    expect(writesOf(simulator)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    expectNoSecret([run.output, run.errors]);
  });

  const shapes: [string, Partial<SimulatorSettings>][] = [
    ...(["addresses", "keyedQuotas", "keyedRecords", "records", "domains", "domainRecords"] as const).map(
      (listShape): [string, Partial<SimulatorSettings>] => [`mailboxes as ${listShape}`, { listShape }],
    ),
    ...(["joined", "lists", "rows", "records", "arrows", "domains", "domainLists"] as const).map(
      (forwardShape): [string, Partial<SimulatorSettings>] => [
        `forwardings as ${forwardShape}`,
        { forwardShape },
      ],
    ),
    ...(["text", "records", "types", "lines"] as const).map(
      (zoneShape): [string, Partial<SimulatorSettings>] => [`zones as ${zoneShape}`, { zoneShape }],
    ),
    ...(["data", "list", "mess", "top"] as const).map((place): [string, Partial<SimulatorSettings>] => [
      `all under ${place}`,
      { listIn: place, zoneIn: place },
    ]),
  ];
  it.each(shapes)("reads %s", async (_, settings) => {
    const simulator = await startMail(settings);
    const { mailboxes, forwards, domains } = contentsOf(await importJson(simulator));
    expect(mailboxes.map(({ email }) => email)).toEqual(mail.mailboxes.map(({ email }) => email));
    expect([forwards, domains]).toEqual([mail.forwards, mail.domains]);
  });

  it("reads a panel that holds nothing", async () => {
    const simulator = await startPanel();
    const empty = { owner: "demo", mailboxes: [], forwards: [] };
    expect(contentsOf(await importJson(simulator))).toMatchObject(empty);
  });

  it.each<[string, FaultAnswer]>([
    ["nothing but a code", { kind: "body", body: '{"error":0,"mess":"ok"}' }],
    ["an empty list", { kind: "body", body: '{"error":0,"list":[],"total":0}' }],
    ["an empty list alone", { kind: "body", body: "[]" }],
  ])("reads %s as nothing", async (_, answer) => {
    const simulator = await startMail({}, { faults: [{ operation: "getforwardmail", answer }] });
    expect(contentsOf(await importJson(simulator)).forwards).toEqual([]);
  });

  it.each<["getlistmail" | "getforwardmail", string]>([
    ["getlistmail", "mailboxes"],
    ["getforwardmail", "forwardings"],
  ])("stops where %s answers with something unknown, and shows its shape alone", async (operation, what) => {
    const body = '{"error":0,"list":[{"dummy":"hidden words"}]}';
    const simulator = await startMail({}, { faults: [{ operation, answer: { kind: "body", body } }] });
    const { code, output, errors } = await importJson(simulator);
    expect([code, output]).toEqual([1, ""]);
    expect(errors).toContain(`The panel's list of ${what} was not recognised`);
    expect(errors).toContain("{list: [{dummy: string}]}");
    expect(errors).not.toContain("hidden words");
  });

  it("takes “nothing was found” for nothing only from a login that is proved", async () => {
    const simulator = await startMail(
      {},
      {
        faults: [
          { operation: "getlistmail", answer: { kind: "code", code: 1 } },
          { operation: "none", answer: { kind: "html" }, times: Infinity },
        ],
      },
    );
    const { code, output, errors } = await importJson(simulator);
    expect([code, output]).toEqual([1, ""]);
    expect(errors).toContain("from a login that could not be proved");
  });

  it("warns of a list that says that it is a part", async () => {
    const body = '{"error":0,"list":["ann@example.com"],"total":5}';
    const simulator = await startMail(
      {},
      { faults: [{ operation: "getlistmail", answer: { kind: "body", body } }] },
    );
    const { code, errors } = await importJson(simulator);
    expect(code).toBe(0);
    expect(errors).toContain(
      "The list of mailboxes contains entries that were not understood, or says that there are more",
    );
  });

  it.each<[string, FaultAnswer]>([
    ["an undocumented code", { kind: "code", code: 101 }],
    ["a blank page", { kind: "body", body: "" }],
    ["a web page", { kind: "html" }],
    ["HTTP 404", { kind: "status", status: 404 }],
    ["a refusal", { kind: "code", code: 1, message: "Not perm2" }],
  ])("goes on without the names of the zones where list_zones answers with %s", async (_, answer) => {
    const simulator = await startMail({}, { faults: [{ operation: "list_zones", answer, times: Infinity }] });
    const { domains } = contentsOf(await importJson(simulator));
    expect(domains).toEqual(mail.domains.filter(({ domain }) => domain !== "example.net"));
    const more = contentsOf(
      await importJson(simulator, "--domain", "Example.NET", "--domain", "gone.example"),
    );
    expect(more.domains).toEqual(
      [...mail.domains, { domain: "gone.example", zone: "hidden", spf: null, dkim: null }].sort((a, b) =>
        a.domain < b.domain ? -1 : 1,
      ),
    );
  });

  it("takes a zone that is refused for one that is not shown, and says so", async () => {
    const simulator = await startMail(
      {},
      {
        faults: [
          { operation: "show_zones", fields: { zone: "example.com" }, answer: { kind: "code", code: 55 } },
        ],
      },
    );
    const { code, output, errors } = await importJson(simulator);
    expect(code).toBe(0);
    expect((JSON.parse(output) as PanelContents).domains[0]).toEqual({
      domain: "example.com",
      zone: "hidden",
      spf: null,
      dkim: null,
    });
    expect(errors).toContain("pulumi-brainycp: Zones that were refused: 1. show_zones example.com");
  });

  it("asks for few zones at once, and once each", async () => {
    const domains = Array.from({ length: 30 }, (_, index) => `d${index}.example`);
    const simulator = await startPanel({ accounts: [{ name: "demo", password: accountPassword, domains }] });
    expect(contentsOf(await importJson(simulator)).domains).toHaveLength(30);
    const zones = simulator.requests.filter(({ operation }) => operation === "show_zones");
    expect(zones.map(({ object }) => object).sort()).toEqual([...domains].sort());
    const under = zones.map((zone) =>
      zones.filter(({ began, ended = 0 }) => began <= zone.began && ended > zone.began),
    );
    expect(Math.max(...under.map(({ length }) => length))).toBeLessThanOrEqual(4);
  });
});

describe("import for another panel user", () => {
  it("reads what both that user and the account have, where the account's own list is empty too", async () => {
    const simulator = await startMail();
    simulator.panel.addAccount({ name: "root", password: accountPassword, admin: true });
    // of two rules the first counts: the user's list is as it is, the account's own is empty
    simulator.faults.push(
      {
        operation: "getforwardmail",
        fields: { panel_user: "demo" },
        answer: { kind: "delay", ms: 0 },
        times: Infinity,
      },
      {
        operation: "getforwardmail",
        answer: { kind: "body", body: '{"error":0,"list":[]}' },
        times: Infinity,
      },
    );
    const env = envFor(simulator, { BRAINYCP_USERNAME: "root" });
    const run = await runCli(["import", "--json", "--panel-user", "demo"], { env });
    const { owner, forwards } = contentsOf(run);
    expect([owner, forwards]).toEqual(["demo", mail.forwards]);
  });
});

describe("import --into", () => {
  const importInto = (simulator: Simulator, ...args: string[]): Promise<Run> =>
    runCli(["import", "--into", ...args], { env: envFor(simulator), folder });

  it("writes the resources alone, and says how they get into the program", async () => {
    const simulator = await startMail();
    const { code, output } = await importInto(simulator, "mail.ts");
    expect([code, readdirSync(folder)]).toEqual([0, ["mail.ts"]]);
    const text = readFileSync(join(folder, "mail.ts"), "utf8");
    expect(text).toContain(
      '\nimport { DomainDkim, DomainSpf, Mailbox, MailForward } from "pulumi-brainycp";\n',
    );
    expect(text.match(/^new /gm)).toHaveLength(7);
    expect(output.split("\n")[0]).toBe(
      "Wrote mail.ts: 2 mailboxes, 2 forwardings, SPF of 2 domains, DKIM of 1 domain.",
    );
    expect(output).toContain('\nAdd this line to your program: import "./mail";\n');
    expect(output).not.toContain("stack init");
    expect(writesOf(simulator)).toEqual([]);
    expectNoSecret([output, text]);
  });

  it("writes over nothing, and then asks nothing", async () => {
    const simulator = await startMail();
    writeFileSync(join(folder, "mail.ts"), "mine");
    const { code, output, errors } = await importInto(simulator, "mail.ts");
    expect([code, output, simulator.requests]).toEqual([1, "", []]);
    expect(errors).toBe(
      `pulumi-brainycp: ${join(folder, "mail.ts")} exists already, and existing files are never overwritten. ` +
        "Nothing was written. Choose another: --into FILE",
    );
    expect(readFileSync(join(folder, "mail.ts"), "utf8")).toBe("mine");
  });

  it("and --directory exclude each other", async () => {
    const { code, errors } = await runCli(["import", "--into", "mail.ts", "--directory", "mail"]);
    expect(code).toBe(2);
    expect(errors).toContain("pulumi-brainycp: --directory and --into exclude each other");
  });
});

describe("import --directory", () => {
  function importInto(directory: string, simulator: Simulator, more: Surroundings = {}): Promise<Run> {
    return runCli(["import", "--directory", directory], { env: envFor(simulator), folder, ...more });
  }
  const read = (...names: string[]): string => readFileSync(join(folder, ...names), "utf8");

  it("writes a project, and says at its end what to run", async () => {
    const simulator = await startMail();
    const run = await importInto("my mail", simulator);
    expect([run.code, run.errors.includes("pulumi-brainycp:")]).toEqual([0, false]);
    expect(readdirSync(join(folder, "my mail")).sort()).toEqual(files);
    expect(read("my mail", "Pulumi.yaml")).toMatch(/^name: my-mail\nruntime: nodejs\n/);
    expect(JSON.parse(read("my mail", "package.json"))).toEqual({
      name: "my-mail",
      private: true,
      main: "index.ts",
      dependencies: {
        "@pulumi/pulumi": "^3.139.0",
        "pulumi-brainycp": `file:${join(__dirname, "../../..")}`,
      },
      devDependencies: { typescript: "^5.9.3" },
    });
    const program = read("my mail", "index.ts");
    const names = Array.from(
      program.matchAll(/^new (\w+)\(\s*"(.*?)"/gm),
      ([, kind, name]) => `${kind} ${name}`,
    );
    expect(names).toEqual([
      "DomainSpf example.com",
      "DomainDkim example.com",
      "Mailbox ann@example.com",
      "MailForward info@example.com",
      "DomainSpf example.net",
      "Mailbox bob@example.org",
      "MailForward team@xn--e1afmkfd.xn--p1ai",
    ]);
    expect(program.match(/\{ protect: true \}/g)).toHaveLength(mail.mailboxes.length);
    expect(run.output.split("\n")[0]).toBe(
      "Wrote my mail: 2 mailboxes, 2 forwardings, SPF of 2 domains, DKIM of 1 domain.",
    );
    expect(run.output.split("Now run:\n\n")[1]?.split("\n")).toEqual([
      "  cd 'my mail'",
      "  npm install",
      "  pulumi stack init dev",
      `  pulumi config set brainycp:endpoint ${simulator.url}`,
      "  pulumi config set brainycp:username demo",
      "  pulumi config set --secret brainycp:password",
      "  pulumi up",
    ]);
    expect(writesOf(simulator)).toEqual([]);
    expectNoSecret([run.output, run.errors, ...files.map((file) => read("my mail", file))]);
    for (const file of files) expectNoSecret([read("my mail", file)], boxPassword);
  });

  it("names the settings that it was given in the commands", async () => {
    const simulator = await startMail();
    const root = { name: "-root it's", password: accountPassword, admin: true };
    simulator.panel.addAccount(root);
    const args = ["import", "-d", "mail", "--panel-user", "demo", "--timeout", "9", "--allow-plain-http"];
    const env = envFor(simulator, { BRAINYCP_USERNAME: root.name });
    const { output } = await runCli(args, { env, folder });
    expect(output).toContain(`
  pulumi config set brainycp:username -- '-root it'\\''s'
  pulumi config set brainycp:panelUser demo
  pulumi config set brainycp:allowPlainHttp true
  pulumi config set brainycp:timeoutSeconds 9
  pulumi config set --secret brainycp:password
`);
    expect(read("mail", "index.ts")).not.toContain("panelUser");
    expect(read("mail", "index.ts")).toContain("// The mail of demo on ");
  });

  it("reaches a panel whose certificate it is given, and names it in full", async () => {
    const { key, cert, fingerprint } = await makeCertificate();
    const simulator = await startMail({}, { tls: { key, cert } });
    writeFileSync(join(folder, "ca.pem"), cert);
    const env = envFor(simulator);
    const refused = await runCli(["import", "-d", "one"], { env, folder });
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain(
      "Set --ca-cert to the certificate that signed it, or --tls-fingerprint to its SHA-256",
    );
    const byCa = await runCli(["import", "-d", "one", "--ca-cert", "ca.pem"], { env, folder });
    expect(byCa.output).toContain(`pulumi config set brainycp:caCert ${join(folder, "ca.pem")}\n`);
    const byHash = await runCli(["import", "-d", "two", "--tls-fingerprint", fingerprint], { env, folder });
    expect(byHash.output).toContain(`pulumi config set brainycp:tlsFingerprint ${fingerprint}\n`);
  });

  it.each(files)("writes and asks nothing where there is a %s", async (file) => {
    const simulator = await startMail();
    mkdirSync(join(folder, "mail"));
    writeFileSync(join(folder, "mail", file), "mine");
    const { code, output, errors } = await importInto("mail", simulator);
    expect([code, output, simulator.requests]).toEqual([1, "", []]);
    expect(errors).toBe(
      `pulumi-brainycp: ${join(folder, "mail")} has ${file} already, and existing files are never overwritten. Nothing was written. ` +
        "Choose another folder: --directory DIR",
    );
    expect(readdirSync(join(folder, "mail"))).toEqual([file]);
    expect(read("mail", file)).toBe("mine");
  });

  it("names all files that are there, a link that leads nowhere too", async () => {
    const simulator = await startMail();
    writeFileSync(join(folder, "index.ts"), "mine");
    symlinkSync("nowhere", join(folder, "Pulumi.yaml"));
    const { errors } = await importInto(".", simulator);
    expect(errors).toContain(" has Pulumi.yaml, index.ts already");
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
  });

  it("writes beside other files, and needs no cd into the folder where it is run", async () => {
    const simulator = await startMail();
    writeFileSync(join(folder, "notes.txt"), "mine");
    const { code, output } = await importInto(".", simulator);
    expect(code).toBe(0);
    expect(output).toContain("Now run:\n\n  npm install\n");
    expect(readdirSync(folder).sort()).toEqual([...files, "notes.txt"].sort());
  });

  it("refuses a folder that is a file", async () => {
    const simulator = await startMail();
    writeFileSync(join(folder, "mail"), "mine");
    const { code, errors } = await importInto("mail", simulator);
    expect([code, simulator.requests, read("mail")]).toEqual([1, [], "mine"]);
    expect(errors).toContain("is not a folder");
  });

  it("leaves nothing behind where the panel cannot be read", async () => {
    const simulator = await startMail();
    const env = envFor(simulator, { BRAINYCP_PASSWORD: "not the password" });
    const { code, output, errors } = await importInto("mail", simulator, { env });
    expect([code, output, readdirSync(folder)]).toEqual([1, "", []]);
    expect(errors).toMatch(
      /the panel refused the login of demo \(“Not perm”\)\. Check BRAINYCP_USERNAME .* “API access” in the panel$/,
    );
    expectNoSecret([errors], "not the password");
  });
});

describe("the connection", () => {
  it("that is missing is named, all of it, with what to do", async () => {
    const { code, output, errors } = await runCli(["import", "--json"]);
    expect([code, output]).toEqual([1, ""]);
    expect(errors).toBe(
      `pulumi-brainycp: Settings of pulumi-brainycp are missing or wrong. Correct them, then run it again:
  - BRAINYCP_ENDPOINT is missing
      export BRAINYCP_ENDPOINT=https://panel.example.com:8002
  - BRAINYCP_USERNAME is missing
      export BRAINYCP_USERNAME=ACCOUNT
  - BRAINYCP_PASSWORD is missing
      read -rs BRAINYCP_PASSWORD && export BRAINYCP_PASSWORD`,
    );
  });

  it("that is missing is asked for at a terminal, and nothing else is", async () => {
    const simulator = await startMail();
    const answers = { "Address of the panel": simulator.url, Account: "demo", Password: accountPassword };
    expect(contentsOf(await runCli(["import", "--json"], { answers })).owner).toBe("demo");
    const env = envFor(simulator, { BRAINYCP_PASSWORD: "" });
    const run = await runCli(["import", "--json"], { env, answers: { Password: accountPassword } });
    expect(contentsOf(run).owner).toBe("demo");
    expectNoSecret([run.output, run.errors]);
  });

  it("by http to another machine is refused, unless that is allowed", async () => {
    const env = envFor({ url: "http://panel.invalid:8002" });
    const refused = await runCli(["import", "--json"], { env });
    expect([refused.code, refused.output]).toEqual([1, ""]);
    expect(refused.errors).toContain(
      "BRAINYCP_ENDPOINT must be https://: over http:// to another machine, passwords travel in clear text. To accept that:\n      --allow-plain-http",
    );
  });

  it("to an address where nothing listens is an error in this command's words", async () => {
    const env = envFor({ url: "http://127.0.0.1:1" });
    const { code, errors } = await runCli(["import", "--json"], { env });
    expect(code).toBe(1);
    expect(errors).toContain("pulumi-brainycp: getlistmail for demo: 127.0.0.1:1 cannot be reached");
    expect(errors).toContain("Check the host and port in BRAINYCP_ENDPOINT");
    expect(errors).not.toMatch(/\n\s+at /);
  });
});
