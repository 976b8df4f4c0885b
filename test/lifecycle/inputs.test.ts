import { runtime } from "@pulumi/pulumi";
import { unknownValue } from "../../src/lifecycle/props";
import { simulatorStarter } from "../support/panelClient";
import {
  callsTo,
  checked,
  errorOf,
  failuresOf,
  newRun,
  providerText,
  stackOf,
  unknown,
  type Lifecycles,
} from "../support/lifecycles";

const start = simulatorStarter();

const ann = { email: "ann@example.com", password: "ann's password", quota: 500 };
const info = { source: "info@example.com", targets: ["ann@example.com", "bob@example.org"] };

/** Valid inputs of each kind. */
const valid: Record<keyof Lifecycles, Readonly<Record<string, unknown>>> = {
  mailbox: ann,
  mailForward: info,
  domainSpf: { domain: "example.com" },
  domainDkim: { domain: "example.com" },
};
const kinds = Object.keys(valid) as (keyof Lifecycles)[];

describe("check", () => {
  it("knows what the SDK writes in place of what is not known yet", () => {
    expect([unknownValue, unknown]).toEqual([runtime.unknownValue, runtime.unknownValue]);
  });

  it("reports every mistake of a mailbox at once, each by its property", async () => {
    const simulator = await start();
    const { mailbox } = await newRun(stackOf(simulator));
    const failures = await failuresOf(mailbox, {
      email: "ann@localhost",
      password: "",
      quota: -1.5,
      panelUser: " ",
      server: "elsewhere",
      adopt: "yes",
      refuseMailLoss: 1,
      preserveMail: "yes",
      qouta: 5,
    });
    expect(failures).toEqual([
      { property: "email", reason: 'its domain "localhost" is not a full domain; write it like example.com' },
      { property: "", reason: "password: is empty" },
      { property: "quota", reason: "is not a whole number" },
      { property: "quota", reason: "is below 0" },
      { property: "panelUser", reason: "is empty; leave it out instead" },
      { property: "adopt", reason: "is neither true nor false" },
      { property: "refuseMailLoss", reason: "is neither true nor false" },
      { property: "preserveMail", reason: "is neither true nor false" },
      {
        property: "",
        reason:
          "qouta: is not a property of this resource; it has email, password, quota, panelUser, server, adopt, refuseMailLoss, preserveMail",
      },
      { property: "server", reason: '"elsewhere" is not in brainycp:servers, which names nothing' },
    ]);
    expect(callsTo(simulator)).toEqual([]);
  });

  it("reports every mistake of a forwarding at once, each target by its place", async () => {
    const { mailForward } = await newRun(stackOf(await start()));
    const failures = await failuresOf(mailForward, {
      source: "info",
      targets: ["ann@example.com", "bob", 7, null, "a@b.com,c@d.com"],
      saveLocal: "true",
      panelUser: "demo",
    });
    expect(failures).toEqual([
      { property: "source", reason: '"info" is not an address; write it like ann@example.com' },
      { property: "targets", reason: '[1] "bob" is not an address; write it like ann@example.com' },
      { property: "targets", reason: "[2] is not text" },
      { property: "targets", reason: "[3] is not text" },
      {
        property: "targets",
        reason: '[4] "a@b.com,c@d.com" holds a comma; write each address as an element of its own',
      },
      { property: "saveLocal", reason: "is neither true nor false" },
      {
        property: "",
        reason:
          "panelUser: is not a property of this resource; it has source, targets, saveLocal, server, adopt",
      },
    ]);
  });

  it.each(["domainSpf", "domainDkim"] as const)("reports every mistake of %s at once", async (kind) => {
    const lifecycle = (await newRun(stackOf(await start())))[kind];
    expect(await failuresOf(lifecycle, { domain: "*.example.com", server: "", adopt: true })).toEqual([
      {
        property: "domain",
        reason: '"*.example.com" holds a character that no domain has; write it like example.com',
      },
      { property: "server", reason: "is empty; leave it out instead" },
      {
        property: "",
        reason: `adopt: is not a property of this resource; it has domain, server, waitFor${kind === "domainDkim" ? ", selector" : ""}`,
      },
    ]);
  });

  it.each([
    ["mailbox", ["email"], ["password", "quota"]],
    ["mailForward", ["source", "targets"], []],
    ["domainSpf", ["domain"], []],
    ["domainDkim", ["domain"], []],
  ] as const)("of %s without anything names what is missing: %p", async (kind, properties, unlessAdopted) => {
    const lifecycle = (await newRun(stackOf(await start())))[kind];
    const reason = "is missing; only with adopt: true may it be left out";
    const missing = [
      ...properties.map((property) => ({ property, reason: "is missing" })),
      ...unlessAdopted.map((property) =>
        property === "password"
          ? { property: "", reason: `password: ${reason}` }
          : { property: property, reason },
      ),
    ];
    expect(await failuresOf(lifecycle, {})).toEqual(missing);
    const nulls = Object.fromEntries([...properties, ...unlessAdopted].map((property) => [property, null]));
    expect(await failuresOf(lifecycle, nulls)).toEqual(missing);
  });

  it.each(kinds)("of %s takes null for what may be left out as left out", async (kind) => {
    const lifecycle = (await newRun(stackOf(await start())))[kind];
    const optional = {
      mailbox: { panelUser: null, server: null, adopt: null, refuseMailLoss: null, preserveMail: null },
      mailForward: { saveLocal: null, server: null, adopt: null },
      domainSpf: { server: null },
      domainDkim: { server: null },
    }[kind];
    const inputs = await checked(lifecycle, { ...valid[kind], ...optional });
    const defaults = kind === "mailForward" ? { saveLocal: false } : {};
    expect(inputs).toEqual({ ...valid[kind], ...defaults, __provider: providerText });
  });

  it.each(kinds)(
    "of %s passes over what a preview does not know yet, one by one and all at once",
    async (kind) => {
      const simulator = await start();
      const lifecycle = (await newRun(stackOf(simulator)))[kind];
      for (const property of Object.keys(valid[kind])) {
        const inputs = await checked(lifecycle, { ...valid[kind], [property]: unknown });
        expect(inputs[property]).toBe(unknown);
      }
      const all = {
        mailbox: [
          "email",
          "password",
          "quota",
          "panelUser",
          "server",
          "adopt",
          "refuseMailLoss",
          "preserveMail",
        ],
        mailForward: ["source", "targets", "saveLocal", "server", "adopt"],
        domainSpf: ["domain", "server"],
        domainDkim: ["domain", "server"],
      }[kind];
      const unknowns = Object.fromEntries(all.map((property) => [property, unknown]));
      expect(await checked(lifecycle, unknowns)).toEqual({ ...unknowns, __provider: providerText });
      expect(callsTo(simulator)).toEqual([]);
    },
  );

  it("passes over a target that is not known yet, and finds the mistakes beside it", async () => {
    const { mailForward } = await newRun(stackOf(await start()));
    const targets = ["Bob@EXAMPLE.org", unknown, "ann@example.com"];
    const inputs = await checked(mailForward, { ...info, targets });
    expect(inputs.targets).toEqual(["Bob@example.org", unknown, "ann@example.com"]);
    expect(await failuresOf(mailForward, { ...info, targets: [unknown, "bob", info.source] })).toEqual([
      { property: "targets", reason: '[1] "bob" is not an address; write it like ann@example.com' },
    ]);
  });

  it("refuses a forwarding to itself, in any spelling and beside targets that are not known", async () => {
    const { mailForward } = await newRun(stackOf(await start()));
    for (const targets of [["INFO@Example.com"], [unknown, "info@example.com"]]) {
      expect(await failuresOf(mailForward, { ...info, targets })).toEqual([
        {
          property: "targets",
          reason:
            "holds the source itself, info@example.com; to keep a copy in its own mailbox write saveLocal: true",
        },
      ]);
    }
  });

  it("brings addresses, domains and targets into one form", async () => {
    const { mailbox, mailForward, domainSpf, domainDkim } = await newRun(stackOf(await start()));
    expect(await checked(mailbox, { ...ann, email: " Ann.Lee@Пример.РФ\n" })).toMatchObject({
      email: "ann.lee@xn--e1afmkfd.xn--p1ai",
    });
    const forward = {
      source: "Info@EXAMPLE.com",
      targets: ["zoe@example.org", "Bob@Example.ORG", " bob@example.org", "ann@пример.рф"],
    };
    expect(await checked(mailForward, forward)).toEqual({
      source: "info@example.com",
      targets: ["ann@xn--e1afmkfd.xn--p1ai", "Bob@example.org", "zoe@example.org"],
      saveLocal: false,
      __provider: providerText,
    });
    expect(await checked(domainSpf, { domain: "Bücher.Example" })).toMatchObject({
      domain: "xn--bcher-kva.example",
    });
    expect(await checked(domainDkim, { domain: " EXAMPLE.com" })).toMatchObject({ domain: "example.com" });
  });

  it.each([
    ["short", ""],
    ["long", "long-secret".repeat(200)],
    ["with a line break", "secret-word\nmore"],
    ["with a null byte", "secret-word\u0000"],
    ["with half a surrogate pair", "secret-word\ud800"],
    ["a number", 31415926535],
    ["a list", ["secret-word"]],
    ["an object", { "secret-word": "secret-word" }],
  ])("of a password that is %s names no property, and never its value", async (_, password) => {
    const { mailbox } = await newRun(stackOf(await start()));
    const failures = await failuresOf(mailbox, { ...ann, password });
    expect(failures.map(({ property }) => property)).toEqual([""]);
    expect(failures[0]?.reason).toMatch(/^password: (is|holds) /);
    expect(JSON.stringify(failures)).not.toMatch(/secret-word|long-secret|31415926535/);
  });

  it.each([
    ["left out", {}],
    ["null", { password: null }],
  ])("lets a password be %s with adopt: true alone, or while adopt is not known", async (_, password) => {
    const { mailbox } = await newRun(stackOf(await start()));
    const box = { email: ann.email, quota: 1, ...password };
    const missing = {
      property: "",
      reason: "password: is missing; only with adopt: true may it be left out",
    };
    expect(await failuresOf(mailbox, { ...box, adopt: true })).toEqual([]);
    expect(await failuresOf(mailbox, { ...box, adopt: unknown })).toEqual([]);
    expect(await failuresOf(mailbox, box)).toEqual([missing]);
    expect(await failuresOf(mailbox, { ...box, adopt: false })).toEqual([missing]);
  });

  it.each(kinds)("of %s fails with every problem of the configuration, and how to mend it", async (kind) => {
    const lifecycle = (await newRun({ "brainycp:endpoint": "ftp://x", "brainycp:timeoutSeconds": "soon" }))[
      kind
    ];
    const error = await errorOf(failuresOf(lifecycle, valid[kind]));
    expect(error).toMatchObject({ code: "config" });
    expect(error.message.split("\n").slice(1)).toEqual([
      "  - brainycp:endpoint must be an address such as https://panel.example.com:8002, without login, query or fragment",
      "      pulumi config set brainycp:endpoint https://panel.example.com:8002",
      "  - brainycp:username is missing",
      "      pulumi config set brainycp:username ACCOUNT",
      "  - brainycp:password is missing",
      "      pulumi config set --secret brainycp:password",
      "  - brainycp:timeoutSeconds must be a whole number",
      "      pulumi config set brainycp:timeoutSeconds 30",
    ]);
  });

  it.each(kinds)("of %s asks which server where only named ones are set", async (kind) => {
    const simulator = await start();
    const { "brainycp:endpoint": endpoint } = stackOf(simulator);
    const eu = { endpoint, username: "demo", password: "demo-password" };
    const lifecycle = (await newRun({ "brainycp:servers": JSON.stringify({ eu, us: eu }) }))[kind];
    expect(await failuresOf(lifecycle, valid[kind])).toEqual([
      {
        property: "server",
        reason: 'is missing: brainycp:servers names "eu", "us"; write which, or set brainycp:endpoint',
      },
    ]);
    expect(await failuresOf(lifecycle, { ...valid[kind], server: "as" })).toEqual([
      { property: "server", reason: '"as" is not in brainycp:servers, which names "eu", "us"' },
    ]);
    expect(await failuresOf(lifecycle, { ...valid[kind], server: "eu" })).toEqual([]);
    expect(await failuresOf(lifecycle, { ...valid[kind], server: unknown })).toEqual([]);
  });
});
