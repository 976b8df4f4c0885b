import * as pulumi from "@pulumi/pulumi";
import { MailDomain, type MailDomainArgs, type MailRecord } from "../../src/index";

const key = "v=DKIM1; k=rsa; p=MIIB";
const shown: Readonly<Record<string, object>> = {
  DomainSpf: { name: "example.com", type: "TXT", value: "v=spf1 a mx ~all" },
  DomainDkim: { name: "sel._domainkey.example.com", type: "TXT", value: key },
};

interface Registered {
  readonly kind: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

let registered: Registered[];
beforeEach(async () => {
  registered = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      const kind = type.split(":").at(-1) ?? "";
      const { __provider, ...rest } = inputs as Record<string, unknown>;
      registered.push({ kind, name, inputs: rest });
      return { id: name, state: { ...rest, record: shown[kind] } };
    },
    call: () => ({}),
  });
});

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

/** A record as a loop over them sees it. */
async function plain({ key: called, name, type, value, priority, host }: MailRecord) {
  const more = host === undefined ? {} : { priority, host: await valueOf(host) };
  return { key: called, name: await valueOf(name), type, value: await valueOf(value), ...more };
}

async function registrations(mail: MailDomain): Promise<Registered[]> {
  const children = [...Object.values(mail.mailboxes), ...Object.values(mail.forwards), mail.spf, mail.dkim];
  for (const child of children) if (child !== undefined) await valueOf(child.urn);
  await valueOf(mail.urn);
  return registered;
}

const names = ["example", "ann", "bob", "info", "press", "all", "spf", "dkim"];

function order({ name }: Registered): number {
  return names.indexOf(name.replace("example-", ""));
}

const whole: MailDomainArgs = {
  domain: "Example.com",
  mailboxes: { ann: { password: "p", quota: 500 }, bob: { adopt: true } },
  forwards: {
    info: ["ann@example.com", pulumi.output("bob@example.org")],
    press: { targets: pulumi.output(["bob@example.org"]), saveLocal: true },
    all: pulumi.output(["ann@example.com"]),
  },
  spf: true,
  dkim: { waitFor: { timeoutSeconds: 60 } },
  dmarc: "quarantine",
  mx: ["mail.example.com.", { host: pulumi.output("backup.example.net"), priority: 50 }],
  panelUser: "vera",
  server: "eu",
};

describe("a MailDomain", () => {
  it("declares each resource of the domain, on its server and for its panel user", async () => {
    const mail = new MailDomain("example", whole);
    const common = { server: "eu" };
    // children register side by side
    const inOrder = (await registrations(mail)).sort((a, b) => order(a) - order(b));
    expect(inOrder).toEqual([
      { kind: "MailDomain", name: "example", inputs: {} },
      {
        kind: "Mailbox",
        name: "example-ann",
        inputs: {
          email: "ann@Example.com",
          password: expect.anything() as unknown,
          quota: 500,
          panelUser: "vera",
          ...common,
        },
      },
      {
        kind: "Mailbox",
        name: "example-bob",
        inputs: { email: "bob@Example.com", adopt: true, panelUser: "vera", ...common },
      },
      {
        kind: "MailForward",
        name: "example-info",
        inputs: { source: "info@Example.com", targets: ["ann@example.com", "bob@example.org"], ...common },
      },
      {
        kind: "MailForward",
        name: "example-press",
        inputs: {
          source: "press@Example.com",
          targets: ["bob@example.org"],
          saveLocal: true,
          ...common,
        },
      },
      {
        kind: "MailForward",
        name: "example-all",
        inputs: { source: "all@Example.com", targets: ["ann@example.com"], ...common },
      },
      { kind: "DomainSpf", name: "example-spf", inputs: { domain: "Example.com", ...common } },
      {
        kind: "DomainDkim",
        name: "example-dkim",
        inputs: { domain: "Example.com", waitFor: { timeoutSeconds: 60 }, ...common },
      },
    ]);
  });

  it("lists the records that the domain needs, in one form for every DNS provider", async () => {
    const mail = new MailDomain("example", whole);
    expect(await Promise.all(mail.records.map(plain))).toEqual([
      {
        key: "mx-1",
        name: "example.com",
        type: "MX",
        value: "10 mail.example.com",
        priority: 10,
        host: "mail.example.com",
      },
      {
        key: "mx-2",
        name: "example.com",
        type: "MX",
        value: "50 backup.example.net",
        priority: 50,
        host: "backup.example.net",
      },
      { key: "spf", name: "example.com", type: "TXT", value: "v=spf1 a mx ~all" },
      { key: "dkim", name: "sel._domainkey.example.com", type: "TXT", value: key },
      { key: "dmarc", name: "_dmarc.example.com", type: "TXT", value: "v=DMARC1; p=quarantine" },
    ]);
  });

  it("takes an international domain and a DMARC record of one's own", async () => {
    const dmarc = "v=DMARC1; p=reject; rua=mailto:dmarc@example.org";
    const mail = new MailDomain("x", { domain: pulumi.output("Пример.рф"), dmarc });
    expect(await valueOf(mail.domain)).toBe("xn--e1afmkfd.xn--p1ai");
    expect(await Promise.all(mail.records.map(plain))).toEqual([
      { key: "dmarc", name: "_dmarc.xn--e1afmkfd.xn--p1ai", type: "TXT", value: dmarc },
    ]);
  });

  it("is nothing but the component where nothing is named", async () => {
    const mail = new MailDomain("x", { domain: "example.com", spf: false });
    expect([mail.records, mail.mailboxes, mail.forwards, mail.spf, mail.dkim]).toEqual([
      [],
      {},
      {},
      undefined,
      undefined,
    ]);
    expect(await registrations(mail)).toEqual([{ kind: "MailDomain", name: "x", inputs: {} }]);
  });

  it.each([
    [
      { mailboxes: { "ann@example.com": { password: "p", quota: 1 } } },
      'mailboxes["ann@example.com"] holds an @; write what stands before it alone',
    ],
    [{ forwards: { "i@x": [] } }, 'forwards["i@x"] holds an @; write what stands before it alone'],
    [{ mx: [{ host: "a", priority: 1.5 }] }, "mx[0].priority 1.5 is not a whole number from 0 to 65535"],
    [
      { dmarc: "strict" as "reject" },
      'dmarc "strict" is neither "none", "quarantine", "reject" nor a text that begins "v=DMARC1;"',
    ],
  ])("refuses %j at once", (args, words) => {
    expect(() => new MailDomain("example", { domain: "example.com", ...args })).toThrow(
      `MailDomain "example": ${words}`,
    );
  });
});
