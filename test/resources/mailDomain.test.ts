import * as pulumi from "@pulumi/pulumi";
import { DomainSpf, MailDomain, type DmarcArgs, type MailDomainArgs, type MailRecord } from "../../src/index";

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

  it("takes a DMARC record part by part, with addresses for its reports", async () => {
    const text = async (dmarc: DmarcArgs): Promise<string> => {
      const [record] = new MailDomain("x", { domain: "example.com", dmarc }).records;
      return record === undefined ? "" : valueOf(record.value);
    };
    expect(await text({ policy: "none" })).toBe("v=DMARC1; p=none");
    expect(await text({ policy: "reject", rua: undefined, pct: 0 })).toBe("v=DMARC1; p=reject; pct=0");
    expect(
      await text({
        aspf: "s",
        adkim: "r",
        sp: "none",
        pct: 25,
        ruf: ["mailto:b@example.com!1m", pulumi.output("C@пример.рф")],
        rua: pulumi.output("dmarc@example.com"),
        policy: "quarantine",
      }),
    ).toBe(
      "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com; ruf=mailto:b@example.com!1m,mailto:C@xn--e1afmkfd.xn--p1ai; " +
        "pct=25; sp=none; adkim=r; aspf=s",
    );
  });

  const mxExample = 'write "mail.example.com" or { host: "mail.example.com", priority: 10 }';
  const dmarcExample = 'write { policy: "quarantine", rua: "dmarc@example.com" } or "v=DMARC1; p=quarantine"';
  it.each<[object, string]>([
    [
      { mailboxes: { "ann@example.com": { password: "p", quota: 1 } } },
      'mailboxes["ann@example.com"] holds an @; write what stands before it alone',
    ],
    [{ forwards: { "i@x": [] } }, 'forwards["i@x"] holds an @; write what stands before it alone'],
    [{ forwards: { info: "a@x.com" } }, 'forwards["info"] is not a list; write ["ann@example.com"]'],
    [{ spf: "yes" }, 'spf "yes" is neither true, false nor { waitFor }'],
    [{ dkim: 1 }, "dkim 1 is neither true, false nor { waitFor }"],
    [{ domain: undefined }, 'domain is missing; write it like "example.com"'],
    [{ mailbox: {} }, "mailbox does not exist; did you mean mailboxes?"],
    [{ panel_user: "vera" }, "panel_user does not exist; did you mean panelUser?"],
    [
      { colour: "red" },
      "colour does not exist; there are domain, mailboxes, forwards, spf, dkim, dmarc, mx, panelUser, server",
    ],
    [{ mx: "mail.example.com" }, `mx is not a list; ${mxExample}, in [ ]`],
    [{ mx: [{ host: "a.example.com" }] }, `mx[0] is not a host; ${mxExample}`],
    [{ mx: [{ priority: 10 }] }, `mx[0] is not a host; ${mxExample}`],
    [{ mx: ["a.example.com", 10] }, `mx[1] is not a host; ${mxExample}`],
    [{ mx: [null] }, `mx[0] is not a host; ${mxExample}`],
    [{ mx: [["a.example.com"]] }, `mx[0] is not a host; ${mxExample}`],
    [{ mx: [""] }, `mx[0] "" is not the name of a host; ${mxExample}`],
    [{ mx: ["mail"] }, `mx[0] "mail" is not the name of a host; ${mxExample}`],
    [{ mx: ["192.0.2.1"] }, `mx[0] "192.0.2.1" is not the name of a host; ${mxExample}`],
    [{ mx: ["10 a.example.com"] }, `mx[0] "10 a.example.com" is not the name of a host; ${mxExample}`],
    [{ mx: [{ host: "x y", priority: 1 }] }, `mx[0] "x y" is not the name of a host; ${mxExample}`],
    [
      { mx: [{ host: "a.example.com", prioritaet: 1 }] },
      "mx[0].prioritaet does not exist; did you mean priority?",
    ],
    [{ mx: [{ host: "a", priority: 1.5 }] }, "mx[0].priority 1.5 is not a whole number from 0 to 65535"],
    [{ mx: [{ host: "a", priority: -1 }] }, "mx[0].priority -1 is not a whole number from 0 to 65535"],
    [{ mx: [{ host: "a", priority: 65_536 }] }, "mx[0].priority 65536 is not a whole number from 0 to 65535"],
    [{ mx: [{ host: "a", priority: "10" }] }, 'mx[0].priority "10" is not a whole number from 0 to 65535'],
    [
      { dmarc: "strict" },
      `dmarc "strict" is neither "none", "quarantine" nor "reject", nor a record; ${dmarcExample}`,
    ],
    [
      { dmarc: true },
      `dmarc true is neither "none", "quarantine" nor "reject", nor a record; ${dmarcExample}`,
    ],
    [
      { dmarc: "v=DMARC1; p=rejct" },
      'dmarc "v=DMARC1; p=rejct" is not a DMARC record: it holds p=rejct, which is neither "none", "quarantine" nor "reject"',
    ],
    [{ dmarc: { rua: "a@example.com" } }, `dmarc.policy is missing; ${dmarcExample}`],
    [{ dmarc: { p: "none" } }, "dmarc.p does not exist; there are policy, rua, ruf, pct, sp, adkim, aspf"],
    [{ dmarc: { polcy: "none" } }, "dmarc.polcy does not exist; did you mean policy?"],
    [{ dmarc: { policy: "no" } }, 'dmarc.policy "no" is neither "none", "quarantine" nor "reject"'],
    [{ dmarc: { policy: "none", pct: 150 } }, "dmarc.pct 150 is not a whole number from 0 to 100"],
    [
      { dmarc: { policy: "none", adkim: "strict" } },
      'dmarc.adkim "strict" is neither "r" (relaxed) nor "s" (strict)',
    ],
    [
      { dmarc: { policy: "none", rua: ["a@example.com", "b"] } },
      'dmarc.rua ["a@example.com","b"] is not a list of addresses; write it like mailto:dmarc@example.com',
    ],
  ])("refuses %j at once", (args, words) => {
    expect(() => new MailDomain("example", { domain: "example.com", ...args })).toThrow(
      new Error(`MailDomain "example": ${words}`),
    );
  });

  it.each([{ mx: [""] }, { dmarc: { policy: "none" as const, pct: 101 } }])(
    "declares no resource of its own where %j is wrong",
    async (records) => {
      const mailboxes = { ann: { password: "p", quota: 1 } };
      expect(() => new MailDomain("wrong", { domain: "example.com", mailboxes, ...records })).toThrow(Error);
      await valueOf(new DomainSpf("later", { domain: "example.com" }).urn);
      const names = registered.map(({ name }) => name);
      expect([names.includes("wrong-ann"), names.includes("later")]).toEqual([false, true]);
    },
  );
});

describe("a program with a MailDomain, under mocks that answer with what they are given,", () => {
  beforeEach(async () => {
    registered = [];
    await pulumi.runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        registered.push({ kind: type.split(":").at(-1) ?? "", name, inputs: inputs as Registered["inputs"] });
        return { id: name, state: inputs as object };
      },
      call: () => ({}),
    });
  });

  /** The DNS records that the program makes of what a MailDomain needs. */
  async function dnsRecords(args: Partial<MailDomainArgs>): Promise<unknown[]> {
    const mail = new MailDomain("example", {
      domain: "example.com",
      dmarc: "none",
      mx: ["mx.example.com"],
      ...args,
    });
    const made = mail.records.map(
      ({ key, name, type, value }) =>
        new DnsRecord(`example-${key}`, { name, type, value: value.apply((text) => text.trim()) }),
    );
    for (const { urn } of made) await valueOf(urn);
    return registered
      .filter(({ kind }) => kind === "Record")
      .map(({ name, inputs }) => [name, inputs.name, inputs.value]);
  }

  class DnsRecord extends pulumi.CustomResource {
    constructor(name: string, args: pulumi.Inputs) {
      super("dns:index:Record", name, args);
    }
  }

  const others = [
    ["example-mx-1", "example.com", "10 mx.example.com"],
    ["example-dmarc", "_dmarc.example.com", "v=DMARC1; p=none"],
  ];

  it("makes its DNS records without SPF and DKIM", async () => {
    expect(await dnsRecords({})).toEqual(others);
  });

  it("makes its DNS records with SPF and DKIM, whose text has no meaning then", async () => {
    expect(new Set(await dnsRecords({ spf: true, dkim: true }))).toEqual(
      new Set([
        ...others,
        ["example-spf", "example.com", "v=spf1 mx ~all"],
        ["example-dkim", "dkim._domainkey.example.com", "v=DKIM1; k=rsa; p=MIIB"],
      ]),
    );
  });
});
