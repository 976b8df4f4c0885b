import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../../src/cli/doctor/finding";
import type { FaultAnswer, OperationName, Simulator } from "../../../src/simulator/simulator";
import { makeCertificate } from "../../support/certificates";
import { accountPassword, startPanel } from "../../support/servers";
import { tlsFiles } from "../../support/tlsFiles";
import { envFor, expectNoSecret, runCli, writesOf, type Surroundings } from "../../support/terminals";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const names = [
  "settings",
  "endpoint",
  "tls",
  "credentials",
  "api",
  "admin",
  "mailboxes",
  "forwardings",
  "zones",
  "answer-time",
  "clear-text",
];

interface Examined {
  readonly code: number;
  readonly checks: Readonly<Record<string, Finding>>;
  /** The checks that are not as they should be, with their statuses; what may be left unset is left out. */
  readonly others: Readonly<Record<string, string>>;
}

/** Whether a check is about what may be left unset: a mail server, and a coordinator. */
const isOptional = (name: string): boolean => /^(imap|coordinator)/.test(name);

/** Runs the doctor for a script. Neither it nor anything that it says may change the panel or name a secret. */
async function examine(
  args: readonly string[],
  surroundings: Surroundings,
  panel?: Simulator,
): Promise<Examined> {
  const { code, output, errors } = await runCli(["doctor", "--json", ...args], { folder, ...surroundings });
  expectNoSecret([output, errors], surroundings.env?.BRAINYCP_PASSWORD ?? accountPassword);
  if (panel !== undefined) expect(writesOf(panel)).toEqual([]);
  const { ok, checks } = JSON.parse(output) as { ok: boolean; checks: Finding[] };
  const about = checks.map(({ name }) => name).filter((name) => !isOptional(name));
  expect(new Set(about)).toEqual(new Set(names));
  expect(ok).toBe(checks.every(({ status }) => status !== "wrong"));
  expect(code).toBe(ok ? 0 : 1);
  for (const { status, nextStep } of checks) {
    expect(nextStep !== undefined).toBe(status === "warn" || status === "wrong");
  }
  return {
    code,
    checks: Object.fromEntries(checks.map((check) => [check.name, check])),
    others: Object.fromEntries(
      checks.flatMap(({ name, status }) =>
        status === "ok" || (isOptional(name) && status === "skip") ? [] : [[name, status]],
      ),
    ),
  };
}

/** A panel with a mailbox and a forwarding, and answers that are other than usual. */
async function startMail(
  faults: Partial<Record<OperationName | "none", FaultAnswer>> = {},
): Promise<Simulator> {
  const simulator = await startPanel({
    faults: Object.entries(faults).map(([operation, answer]) => ({
      operation: operation as OperationName,
      answer,
      times: Infinity,
    })),
  });
  simulator.panel.addMailbox("ann@example.com", { quota: 5, password: "box-secret" });
  simulator.panel.setForward("info@example.com", ["ann@example.com"]);
  return simulator;
}

const after = (name: string): Record<string, string> =>
  Object.fromEntries(
    names.slice(names.indexOf(name) + 1, names.indexOf("answer-time")).map((each) => [each, "skip"]),
  );

describe("doctor", () => {
  it("finds a panel right, in a line for each thing, and asks it few questions", async () => {
    const simulator = await startMail();
    const { code, output, errors } = await runCli(["doctor"], { env: envFor(simulator), folder });
    expect(code).toBe(0);
    const lines = output.replace(/\d+ ms/, "N ms").split("\n");
    expect(lines).toEqual([
      `ok     settings     ${simulator.url}, as demo`,
      `ok     endpoint     ${simulator.url} is reachable`,
      "ok     tls          plain http to this machine",
      "ok     credentials  the panel accepts the login of demo",
      "ok     api          the panel answers getlistmail",
      "ok     admin        the account acts for itself, which is enough without --panel-user",
      "ok     mailboxes    the list is recognised: 1 of demo, with quotas",
      "ok     forwardings  the list is recognised: 1 that demo can see",
      expect.stringMatching(/^ok {5}zones {8}the zone of example\.com is recognised: \d+ records$/),
      "ok     answer-time  N ms, the median of 5 answers; the limit is 30 s",
      "skip   imap         no mail server is set (--imap-host), so a mailbox that is replaced loses its mail",
      "skip   coordinator  none is set (BRAINYCP_COORDINATOR), so only runs of one user on one machine know of each other",
      "ok     clear-text   no password is in clear text in Pulumi.*.yaml (0 files)",
      "",
      "`pulumi up` would work.",
    ]);
    expect(simulator.requests.map(({ operation }) => operation)).toEqual([
      "none",
      "getlistmail",
      "getlistmail",
      "getforwardmail",
      "show_zones",
    ]);
    expectNoSecret([output, errors]);
  });

  it("says whether runs can meet at the coordinator that is set", async () => {
    const simulator = await startMail();
    const at = (coordinator: string): Promise<Examined> =>
      examine([], { env: envFor(simulator, { BRAINYCP_COORDINATOR: coordinator }) }, simulator);
    expect(await at(folder)).toMatchObject({ code: 0, checks: { coordinator: { status: "ok" } } });
    expect(await at("/dev/null")).toMatchObject({ code: 1, others: { coordinator: "wrong" } });
  });

  it("says what is wrong and, below it, what to do", async () => {
    const simulator = await startMail();
    const env = envFor(simulator, { BRAINYCP_PASSWORD: "other" });
    const { code, output } = await runCli(["doctor"], { env, folder });
    expect(code).toBe(1);
    expect(output).toContain(
      "\nwrong  credentials  the login: the panel refused the login of demo (“Not perm”)\n" +
        "                    Check BRAINYCP_USERNAME and BRAINYCP_PASSWORD, and that the account's group has “API access” in the panel\n",
    );
    expect(output).toContain("\n`pulumi up` would not work: 1 problem.");
  });

  it("names every setting that is missing", async () => {
    const { code, output } = await runCli(["doctor"], { env: { BRAINYCP_USERNAME: "demo" }, folder });
    expect(code).toBe(1);
    expect(output).toContain(
      "wrong  settings     BRAINYCP_ENDPOINT is missing\n" +
        "                    export BRAINYCP_ENDPOINT=https://panel.example.com:8002\n" +
        "wrong  settings     BRAINYCP_PASSWORD is missing\n" +
        "                    read -rs BRAINYCP_PASSWORD && export BRAINYCP_PASSWORD\n" +
        "skip   endpoint     not checked, because the settings are incomplete\n",
    );
  });

  it("names http to another machine and what to do, and reaches for nothing", async () => {
    const { checks } = await examine([], { env: envFor({ url: "http://panel.invalid:8002" }) });
    expect(checks.settings).toMatchObject({
      status: "wrong",
      text: "BRAINYCP_ENDPOINT must be https://: over http:// to another machine, passwords travel in clear text. To accept that:",
      nextStep: "--allow-plain-http",
    });
  });

  it("asks for what is missing at a terminal", async () => {
    const simulator = await startMail();
    const answers = { "Address of the panel": simulator.url, Account: "demo", Password: accountPassword };
    expect((await examine([], { answers }, simulator)).others).toEqual({});
  });
});

describe("the endpoint", () => {
  it("where nothing listens is wrong, and nothing else is looked at", async () => {
    const { checks, others } = await examine([], { env: envFor({ url: "http://127.0.0.1:1" }) });
    expect(others).toEqual({ endpoint: "wrong", ...after("endpoint"), "answer-time": "skip" });
    expect(checks.endpoint?.nextStep).toContain("Check the host and port in BRAINYCP_ENDPOINT");
  });

  it.each<[string, FaultAnswer, string]>([
    ["that is no panel", { kind: "html" }, "not with the API's JSON"],
    [
      "that redirects",
      { kind: "redirect", location: "https://elsewhere.example/" },
      "redirects to https://elsewhere",
    ],
    ["without the path of the API", { kind: "status", status: 404 }, "HTTP status 404"],
    ["that hangs up", { kind: "reset" }, "broke before the answer was complete"],
  ])("%s is wrong", async (_, answer, words) => {
    const simulator = await startMail({ none: answer, getlistmail: answer });
    const { checks, others } = await examine([], { env: envFor(simulator) }, simulator);
    expect(others).toMatchObject({ endpoint: "wrong", ...after("endpoint") });
    expect(checks.endpoint?.text).toContain(words);
  });

  it("that does not answer in time is wrong, and so is its answer time", async () => {
    const simulator = await startMail({ none: { kind: "hang" } });
    const { checks, others } = await examine(["--timeout", "1"], { env: envFor(simulator) }, simulator);
    expect(others).toEqual({ endpoint: "wrong", ...after("endpoint"), "answer-time": "wrong" });
    expect(checks["answer-time"]?.nextStep).toContain(
      "set --timeout to 4, and brainycp:timeoutSeconds in the stack",
    );
  });

  it("that is slow is warned of", async () => {
    const simulator = await startPanel({ settings: { latencyMs: 300 } });
    const { others } = await examine(["--timeout", "1"], { env: envFor(simulator) }, simulator);
    expect(others).toEqual({ "answer-time": "warn" });
  });
});

describe("TLS", () => {
  it("with a certificate that nobody trusts is wrong; with one that is named it is right", async () => {
    const simulator = await startPanel({ tls: tlsFiles });
    const env = envFor(simulator);
    const { checks, others } = await examine([], { env }, simulator);
    expect(others).toEqual({ tls: "wrong", ...after("tls") });
    expect(checks.tls?.nextStep).toContain("Set --ca-cert to the certificate that signed it");
    writeFileSync(join(folder, "ca.pem"), tlsFiles.cert);
    const trusted = await examine(["--ca-cert", "ca.pem"], { env }, simulator);
    expect(trusted.checks.tls).toEqual({
      name: "tls",
      status: "ok",
      text: "the certificate is trusted; it expires on 2126-10-29",
    });
  });

  it("that another certificate answers than the one that is named is wrong", async () => {
    const simulator = await startPanel({ tls: tlsFiles });
    const { others } = await examine(
      ["--tls-fingerprint", "ab".repeat(32)],
      { env: envFor(simulator) },
      simulator,
    );
    expect(others).toEqual({ tls: "wrong", ...after("tls") });
  });

  it("whose certificate ends soon, or has ended, is warned of", async () => {
    const { key, cert, fingerprint } = await makeCertificate(undefined, 3);
    const simulator = await startPanel({ tls: { key, cert } });
    const { checks } = await examine(
      ["--tls-fingerprint", fingerprint],
      { env: envFor(simulator) },
      simulator,
    );
    expect(checks.tls).toMatchObject({
      status: "warn",
      nextStep: "Renew the panel's certificate, and set --tls-fingerprint to the SHA-256 of the new one",
    });
  });
});

describe("the account", () => {
  it("that the API answers with code 1001 is wrong", async () => {
    const simulator = await startMail({ getlistmail: { kind: "code", code: 1001 } });
    const { checks, others } = await examine([], { env: envFor(simulator) }, simulator);
    expect(others).toEqual({ api: "wrong", ...after("api") });
    expect(checks.api?.text).toContain("the panel has no such user (code 1001");
  });

  it("that is accepted, and then refused an operation, lacks the right to it", async () => {
    const simulator = await startMail({ getlistmail: { kind: "code", code: 1, message: "Not perm2" } });
    const { others } = await examine([], { env: envFor(simulator) }, simulator);
    expect(others).toEqual({ api: "wrong", ...after("api") });
  });

  it("whose login the panel does not prove is warned of", async () => {
    const nothing = { kind: "code", code: 1 } as const;
    const silent = { none: { kind: "html" }, getlistmail: nothing, getforwardmail: nothing } as const;
    const simulator = await startMail({ ...silent, list_zones: nothing });
    const { checks, others } = await examine([], { env: envFor(simulator) }, simulator);
    expect(others).toEqual({ credentials: "warn", mailboxes: "warn", forwardings: "warn", zones: "skip" });
    expect(checks.admin?.text).toContain("not proved");
    // any answer but code 1 proves it
    const proved = await startMail(silent);
    expect((await examine([], { env: envFor(proved) }, proved)).checks.credentials?.status).toBe("ok");
  });

  it.each<[boolean, string]>([
    [true, "not proved that the account may act for other users; it only matters with --panel-user"],
    [false, "the account acts for itself, which is enough without --panel-user"],
  ])("with administrator's rights: %j is an administrator only where that is proved", async (admin, text) => {
    const simulator = await startMail();
    simulator.panel.addAccount({ name: "demo", password: accountPassword, admin });
    const { checks, others } = await examine([], { env: envFor(simulator) }, simulator);
    expect([checks.admin, others]).toEqual([{ name: "admin", status: "ok", text }, {}]);
  });

  it("is not said to act for a panel user where the panel may ignore whom it is asked for", async () => {
    const own = { kind: "body", body: '{"error":0,"list":["ann@example.com"]}' } as const;
    const simulator = await startMail({ getlistmail: own });
    const args = ["--panel-user", "other"];
    const { checks, others } = await examine(args, { env: envFor(simulator) }, simulator);
    expect(others).toMatchObject({ admin: "warn" });
    expect(checks.admin?.text).toContain("the panel answers for other with the account's own mailboxes");
    const nothing = await startMail({ getlistmail: { kind: "code", code: 1 } });
    const empty = await examine(args, { env: envFor(nothing) }, nothing);
    expect(empty.checks.admin?.text).toContain("not proved that the account may act for other");
  });

  it("may act for a panel user only with those rights, and only for one that there is", async () => {
    const simulator = await startMail();
    simulator.panel.addAccount({ name: "root", password: accountPassword, admin: true });
    simulator.panel.addAccount({ name: "poor", password: accountPassword });
    const as = (user: string): NodeJS.ProcessEnv => envFor(simulator, { BRAINYCP_USERNAME: user });
    const right = await examine(["--panel-user", "demo"], { env: as("root") }, simulator);
    expect([right.checks.admin?.text, right.others]).toEqual(["the account may act for demo", {}]);
    const poor = await examine(["--panel-user", "demo"], { env: as("poor") }, simulator);
    expect(poor.others).toEqual({ admin: "wrong", ...after("admin") });
    expect(poor.checks.admin?.nextStep).toContain("Full API access (administrator)");
    const nobody = await examine(["--panel-user", "nobody"], { env: as("root") }, simulator);
    expect(nobody.others).toEqual({ admin: "wrong", ...after("admin") });
  });
});

describe("the lists", () => {
  const unknown: FaultAnswer = { kind: "body", body: '{"error":0,"list":[{"dummy":"hidden words"}]}' };

  it("of mailboxes that is not recognised leaves creations possible, and is warned of with its shape", async () => {
    const simulator = await startMail({ getlistmail: unknown });
    const { checks, others } = await examine([], { env: envFor(simulator) }, simulator);
    expect(others).toEqual({ mailboxes: "warn" });
    expect(checks.mailboxes?.text).toContain("it looks like {list: [{dummy: string}]}");
    expect(checks.mailboxes?.text).not.toContain("hidden");
  });

  it("of forwardings that is not recognised is wrong, as none could be made", async () => {
    const simulator = await startMail({ getforwardmail: unknown });
    const { checks, others } = await examine([], { env: envFor(simulator) }, simulator);
    expect(others).toEqual({ forwardings: "wrong" });
    expect(checks.forwardings?.text).toContain("it looks like {list: [{dummy: string}]}");
  });

  it("that are refused are wrong", async () => {
    const simulator = await startMail({ getforwardmail: { kind: "code", code: 1000 } });
    expect((await examine([], { env: envFor(simulator) }, simulator)).others).toEqual({
      forwardings: "wrong",
    });
  });

  it("that hold nothing are right", async () => {
    const simulator = await startPanel();
    const { checks, others } = await examine([], { env: envFor(simulator) }, simulator);
    expect(others).toEqual({});
    expect(checks.mailboxes?.text).toBe("the list is recognised: 0 of demo");
  });
});

describe("the zones", () => {
  it("that are not shown are warned of", async () => {
    const simulator = await startMail({ show_zones: { kind: "code", code: 100 } });
    const { checks, others } = await examine([], { env: envFor(simulator) }, simulator);
    expect(others).toEqual({ zones: "warn" });
    expect(checks.zones?.text).toContain("the panel does not show the zone of example.com");
  });

  it("that are not recognised are warned of with their shape", async () => {
    const body = '{"error":0,"zone":{"dummy":"v=spf1 hidden"}}';
    const simulator = await startMail({ show_zones: { kind: "body", body } });
    const { checks } = await examine([], { env: envFor(simulator) }, simulator);
    expect(checks.zones?.text).toBe(
      "the zone of example.com is not recognised: it looks like {zone: {dummy: string}}",
    );
  });

  it("that are answered with an error are wrong, as SPF and DKIM could not be switched", async () => {
    const simulator = await startMail({ show_zones: { kind: "code", code: 7 } });
    expect((await examine([], { env: envFor(simulator) }, simulator)).others).toEqual({ zones: "wrong" });
  });

  it("of a panel on which no domain is known are not looked at", async () => {
    const simulator = await startPanel({ accounts: [{ name: "demo", password: accountPassword }] });
    expect((await examine([], { env: envFor(simulator) }, simulator)).others).toEqual({ zones: "skip" });
  });
});

describe("a password in clear text", () => {
  it("is named by file, line and key with the command that mends it, and is no reason to fail", async () => {
    writeFileSync(
      join(folder, "Pulumi.dev.yaml"),
      "config:\n  brainycp:username: demo\n  brainycp:password: clear-4711\n",
    );
    const simulator = await startMail();
    const { code, output, errors } = await runCli(["doctor"], { env: envFor(simulator), folder });
    expect(code).toBe(0);
    expect(output).toContain(
      "warn   clear-text   Pulumi.dev.yaml:3: brainycp:password is in clear text\n" +
        "                    Change the password, because others may have read it, then: " +
        "pulumi config set --secret --stack dev brainycp:password\n",
    );
    expect(output).toContain("`pulumi up` would work: 1 warning.");
    expectNoSecret([output, errors], "clear-4711");
  });
});
