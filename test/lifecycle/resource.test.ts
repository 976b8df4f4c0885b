import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { DomainDkim, DomainSpf, Mailbox, MailForward } from "../../src/index";
import { makeProgramFolder, type ProgramFolder } from "../support/programFolder";

// some tests start programs, and a disk may be busy
jest.setTimeout(60_000);

type Registration = Omit<pulumi.runtime.MockResourceArgs, "inputs"> & {
  readonly inputs: Readonly<Record<string, unknown>>;
};

const place = { server: "eu", endpoint: "http://127.0.0.1:8002/api/api.php", owner: "demo" };
/** What a provider could answer for each kind: every output of the class. */
const outputs = {
  Mailbox: { email: "ann@example.com", password: "p", quota: 1, panelUser: "demo", ...place },
  MailForward: { source: "info@example.com", targets: ["ann@example.com"], saveLocal: true, ...place },
  DomainSpf: { domain: "example.com", foundEnabled: true, ...place },
  DomainDkim: { domain: "example.com", foundEnabled: true, ...place },
};
const mailbox = { email: "ann@example.com", password: "p", quota: 1 };
const forward = { source: "info@example.com", targets: ["ann@example.com"] };
const domain = { domain: "example.com" };

/** Each class: how a program makes a resource of it and reads one, and its provider's text. */
const classes = [
  [
    "Mailbox",
    (opts?: pulumi.CustomResourceOptions) => new Mailbox("x", mailbox, opts),
    (lookup?: object) => Mailbox.get("x", "ann@example.com", lookup),
    'exports.handler=()=>require("pulumi-brainycp/provider").mailbox',
  ],
  [
    "MailForward",
    (opts?: pulumi.CustomResourceOptions) => new MailForward("x", forward, opts),
    (lookup?: object) => MailForward.get("x", "info@example.com", lookup),
    'exports.handler=()=>require("pulumi-brainycp/provider").mailForward',
  ],
  [
    "DomainSpf",
    (opts?: pulumi.CustomResourceOptions) => new DomainSpf("x", domain, opts),
    (lookup?: object) => DomainSpf.get("x", "example.com", lookup),
    'exports.handler=()=>require("pulumi-brainycp/provider").domainSpf',
  ],
  [
    "DomainDkim",
    (opts?: pulumi.CustomResourceOptions) => new DomainDkim("x", domain, opts),
    (lookup?: object) => DomainDkim.get("x", "example.com", lookup),
    'exports.handler=()=>require("pulumi-brainycp/provider").domainDkim',
  ],
] as const;

let registered: Registration[];
beforeEach(async () => {
  registered = [];
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push(args);
      const kind = args.type.split(":").at(-1) as keyof typeof outputs;
      return { id: args.id === "" ? "new" : args.id, state: outputs[kind] };
    },
    call: () => ({}),
  });
});

/** What an output holds when it is known. */
function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

describe("an error of the SDK at a resource", () => {
  it("says where the program declares it, though the traces of the SDK's promises are left out", async () => {
    const { stackTraceLimit } = Error;
    const make = (): unknown => new DomainSpf(undefined as unknown as string, domain);
    expect(make).toThrow(/name/);
    const error = (() => {
      try {
        return make();
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ stack: expect.stringContaining("resource.test.ts") as string });
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
    const made = new DomainSpf("x", domain);
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
    expect(await valueOf(made.id)).toBe("new");
  });
});

describe.each(classes)("%s", (kind, make, get, provider) => {
  it("registers as a dynamic resource with the constant line and its arguments alone", async () => {
    const resource = make();
    expect(await valueOf(resource.id)).toBe("new");
    expect(registered).toHaveLength(1);
    const [{ type, name, custom, inputs } = unreachable()] = registered;
    expect({ type, name, custom }).toEqual({
      type: `pulumi-nodejs:dynamic/brainycp:${kind}`,
      name: "x",
      custom: true,
    });
    const args = { Mailbox: mailbox, MailForward: forward, DomainSpf: domain, DomainDkim: domain }[kind];
    expect(inputs).toEqual({
      ...args,
      ...(kind === "Mailbox" ? { password: expect.anything() as unknown } : {}),
      __provider: provider,
    });
    expect(provider.length).toBeLessThanOrEqual(100);
  });

  it("has every output in the program, made or read", async () => {
    for (const resource of [make(), get()]) {
      const values: Record<string, unknown> = {};
      for (const name of Object.keys(outputs[kind])) {
        const output = (resource as unknown as Record<string, unknown>)[name];
        expect([name, pulumi.Output.isInstance(output)]).toEqual([name, true]);
        values[name] = await valueOf(output as pulumi.Output<unknown>);
      }
      expect(values).toEqual(outputs[kind]);
    }
  });

  it("is read by its id with what says where to look, and nothing else", async () => {
    await valueOf(get({ server: "eu", panelUser: "ann" }).urn);
    await valueOf(get().urn);
    const ids = { Mailbox: "ann@example.com", MailForward: "info@example.com" };
    const id = kind in ids ? ids[kind as keyof typeof ids] : "example.com";
    const common = { type: `pulumi-nodejs:dynamic/brainycp:${kind}`, id };
    expect(registered).toMatchObject([
      { ...common, inputs: { server: "eu", panelUser: "ann", __provider: provider } },
      { ...common, inputs: { __provider: provider } },
    ]);
    expect(registered.map(({ inputs }) => Object.keys(inputs).length)).toEqual([3, 1]);
  });

  it("refuses the import option, and names what to do instead", () => {
    const word = kind.startsWith("Domain")
      ? "A record that is on already is left untouched: declare it"
      : "Write adopt: true to take over what the panel has";
    expect(() => make({ import: "some-id" })).toThrow(
      `${kind} "x": dynamic resources cannot be imported. ${word}, and leave out the import option.`,
    );
    expect(registered).toEqual([]);
  });
});

describe("the password of a mailbox", () => {
  it.each([
    ["plain text", () => "p"],
    ["an output", () => pulumi.output("p")],
    ["a secret", () => pulumi.secret("p")],
  ])("given as %s is a secret", async (_, password) => {
    const box = new Mailbox("x", { ...mailbox, password: password() });
    expect(await valueOf(box.password)).toBe("p");
    expect(pulumi.runtime.isRpcSecret(registered[0]?.inputs.password)).toBe(true);
    expect(pulumi.runtime.unwrapRpcSecret(registered[0]?.inputs.password)).toBe("p");
  });

  it("that is left out is no input", async () => {
    await valueOf(new Mailbox("x", { email: "ann@example.com", quota: 1, adopt: true }).urn);
    expect(registered[0]?.inputs).not.toHaveProperty("password");
  });

  it("leaves all else as it is, in the clear", async () => {
    await valueOf(new Mailbox("x", mailbox).urn);
    expect(registered[0]?.inputs).toMatchObject({ email: "ann@example.com", quota: 1 });
  });
});

describe("a program of its own", () => {
  let folder: ProgramFolder;
  beforeAll(async () => {
    folder = await makeProgramFolder();
  }, 120_000);
  afterAll(() => folder.remove());

  interface Outcome {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
  }

  /** Runs a program in a folder that depends on the package by name. */
  async function run(
    program: string,
    environment: NodeJS.ProcessEnv = {},
    file = "index.js",
  ): Promise<Outcome> {
    await writeFile(join(folder.path, file), program);
    const env = { PATH: process.env.PATH, HOME: folder.path, ...environment };
    return new Promise((done) => {
      execFile(process.execPath, [file], { cwd: folder.path, env }, (error, stdout, stderr) => {
        done({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
      });
    });
  }

  const mocks = `
    const pulumi = require("@pulumi/pulumi");
    const registered = [];
    pulumi.runtime.setMocks({
      newResource: (args) => (registered.push(args), { id: "id", state: args.inputs }),
      call: () => ({}),
    });
    process.on("exit", () => console.log(JSON.stringify(registered)));
    const { DomainDkim, DomainSpf, Mailbox, MailForward } = require("pulumi-brainycp");
  `;

  it("registers the same type and the same property as the SDK's own class of dynamic resources", async () => {
    const { stdout, stderr } = await run(`${mocks}
      const provider = { create: async () => ({ id: "id" }) };
      new pulumi.dynamic.Resource(provider, "theirs", { domain: "example.com" }, {}, "brainycp", "DomainSpf");
      new DomainSpf("ours", { domain: "example.com" });
    `);
    expect(stderr).toBe("");
    const both = JSON.parse(stdout) as Registration[];
    expect(both.map(({ name }) => name).sort()).toEqual(["ours", "theirs"]);
    const [ours, theirs] = ["ours", "theirs"].map((wanted) => {
      const { name, inputs, ...rest } = both.find((each) => each.name === wanted) ?? unreachable();
      return { ...rest, inputs: Object.keys(inputs).sort(), text: typeof inputs.__provider };
    });
    // the SDK marks its text as secret where a closure may hold one; ours is plain, and holds none
    expect(ours).toEqual({ ...theirs, text: "string" });
    expect(ours?.inputs).toEqual(["__provider", "domain"]);
  });

  it("evaluates its provider's text to a handler as the SDK's own does", async () => {
    const { stdout } = await run(`
      const { mailbox } = require("pulumi-brainycp/provider");
      const module_ = { exports: {} };
      const text = 'exports.handler=()=>require("pulumi-brainycp/provider").mailbox';
      new Function("exports", "require", text)(module_.exports, require);
      console.log(module_.exports.handler() === mailbox, Object.keys(mailbox).sort().join(" "));
    `);
    expect(stdout).toBe("true check configure create delete diff read update\n");
  });

  it.each([
    [
      "mailboxes",
      'new Mailbox("a", { email: "ann@example.com", password: "p", quota: 1 });' +
        'new Mailbox("b", { email: pulumi.output(" ANN@Example.com"), password: "p", quota: 1 });',
      'Mailbox "a" and Mailbox "b" both name ann@example.com: remove one of them, or correct its email',
    ],
    [
      "forwardings",
      'new MailForward("a", { source: "info@пример.рф", targets: ["a@x.com"] });' +
        'new MailForward("b", { source: "INFO@xn--e1afmkfd.xn--p1ai", targets: ["b@x.com"] });',
      'MailForward "a" and MailForward "b" both name info@xn--e1afmkfd.xn--p1ai: remove one of them, or correct its source',
    ],
    [
      "SPF records",
      'new DomainSpf("a", { domain: "example.com" }); new DomainSpf("b", { domain: "EXAMPLE.com" });',
      'DomainSpf "a" and DomainSpf "b" both name example.com: remove one of them, or correct its domain',
    ],
    [
      "DKIM records",
      'new DomainDkim("a", { domain: "example.com", server: "eu" });' +
        'new DomainDkim("b", { domain: "example.com", server: pulumi.output("eu") });',
      'DomainDkim "a" and DomainDkim "b" both name example.com: remove one of them, or correct its domain',
    ],
    [
      "objects, twice each",
      'for (const name of ["a", "b", "c"]) new DomainSpf(name, { domain: "example.com" });' +
        'for (const name of ["a", "b"]) new DomainDkim(name, { domain: "example.com" });',
      'DomainSpf "a" and DomainSpf "b" both name example.com: remove one of them, or correct its domain\n' +
        'DomainSpf "a" and DomainSpf "c" both name example.com: remove one of them, or correct its domain\n' +
        'DomainDkim "a" and DomainDkim "b" both name example.com: remove one of them, or correct its domain',
    ],
  ])("fails for two %s of one object, naming both, and registers nothing", async (_, program, words) => {
    const { code, stdout, stderr } = await run(
      `${mocks}${program} new DomainSpf("z", { domain: "example.org" });`,
    );
    expect(stderr).toContain(`: ${words}\n`);
    expect(code).not.toBe(0);
    expect(JSON.parse(stdout)).toEqual([]);
  });

  it("fails for a second resource whose object is only known when the first was made", async () => {
    const { code, stdout, stderr } = await run(`${mocks}
      const a = new Mailbox("a", { email: "ann@example.com", password: "p", quota: 1 });
      new Mailbox("b", { email: a.email, password: "p", quota: 1 });
    `);
    expect(stderr).toContain(`: Mailbox "a" and Mailbox "b" both name ann@example.com`);
    expect(code).not.toBe(0);
    expect((JSON.parse(stdout) as Registration[]).map(({ name }) => name)).toEqual(["a"]);
  });

  it("may name one object on two servers, in two kinds, and read what it declares", async () => {
    const { code, stdout, stderr } = await run(`${mocks}
      new Mailbox("a", { email: "ann@example.com", password: "p", quota: 1 });
      new Mailbox("b", { email: "ann@example.com", password: "p", quota: 1, server: "eu" });
      new MailForward("c", { source: "ann@example.com", targets: ["bob@example.com"] });
      new DomainSpf("d", { domain: "example.com" });
      new DomainDkim("e", { domain: "example.com" });
      Mailbox.get("f", "ann@example.com");
    `);
    expect([code, stderr]).toEqual([0, ""]);
    const names = (JSON.parse(stdout) as Registration[]).map(({ name }) => name);
    expect(names.sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
  });

  it("asks for a record that the panel does not show only where it is used, and then says what to do", async () => {
    const mail = `${mocks.replace("state: args.inputs", 'state: { ...args.inputs, endpoint: "https://panel" }')}
      const { MailDomain } = require("pulumi-brainycp");
      const mail = new MailDomain("example", { domain: "example.com", spf: true, dmarc: "none" });
      for (const { key } of mail.records) console.error(key);
    `;
    expect(await run(mail)).toMatchObject({ code: 0, stderr: "spf\ndmarc\n" });
    const { code, stderr } = await run(`${mail} mail.records[0].value.apply(console.error);`);
    expect(code).not.toBe(0);
    expect(stderr).toContain(
      'MailDomain "example": the panel does not show the zone of example.com, so its SPF record is unknown; pulumi ' +
        "refresh looks again",
    );
  });

  describe("with a panel password in clear text", () => {
    const program = `${mocks}
      new DomainSpf("a", { domain: "example.com" });
      new DomainSpf("b", { domain: "example.org" });
    `;
    const stack = (config: object, secretKeys: readonly string[]): NodeJS.ProcessEnv => ({
      PULUMI_CONFIG: JSON.stringify(config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
    });
    const servers = JSON.stringify({ eu: { password: "clear-2" }, us: { endpoint: "http://127.0.0.1" } });

    it("is warned once, with the command that mends it and without the password", async () => {
      const { code, stderr } = await run(program, stack({ "brainycp:password": "clear-1" }, []));
      expect(code).toBe(0);
      expect(stderr).toBe(
        "warning: [runtime] brainycp:password is in clear text in the stack's settings and in its state. Set it as a secret, " +
          "and change the password:\n  pulumi config set --secret brainycp:password\n",
      );
    });

    it("is warned for each server that has one, with --path", async () => {
      const { stderr } = await run(program, stack({ "brainycp:servers": servers }, ["brainycp:password"]));
      expect(stderr.match(/pulumi config set .*/g)).toEqual([
        "pulumi config set --path --secret brainycp:servers.eu.password",
      ]);
      expect(stderr).not.toContain("clear-2");
    });

    it("is warned where it stands in the address of a database, by either name", async () => {
      const database = "postgres://brainycp:clear-3@db.example.com/brainycp";
      const { stderr } = await run(
        program,
        stack(
          {
            "brainycp:coordinator": database,
            "brainycp:journal": database,
            "brainycp:servers": JSON.stringify({
              eu: { coordinator: database },
              us: { coordinator: "/srv" },
            }),
          },
          [],
        ),
      );
      expect(stderr.match(/pulumi config set .*/g)).toEqual([
        "pulumi config set --secret brainycp:coordinator",
        "pulumi config set --secret brainycp:journal",
        "pulumi config set --path --secret brainycp:servers.eu.coordinator",
      ]);
      expect(stderr).not.toContain("clear-3");
    });

    it.each([
      [
        "a coordinator has no password",
        stack({ "brainycp:coordinator": "/srv", "brainycp:journal": "postgres://db/brainycp" }, []),
      ],
      [
        "passwords are secret",
        stack({ "brainycp:password": "x", "brainycp:servers": servers }, [
          "brainycp:password",
          "brainycp:servers",
        ]),
      ],
      ["there are none", stack({ "brainycp:endpoint": "http://127.0.0.1" }, [])],
      ["the engine does not say what is secret", { PULUMI_CONFIG: '{"brainycp:password":"x"}' }],
      ["the servers are no JSON", stack({ "brainycp:servers": "{" }, [])],
    ])("is not warned where %s", async (_, environment) => {
      expect(await run(program, environment)).toMatchObject({ code: 0, stderr: "" });
    });
  });

  it("loads neither zod nor undici before it asks a panel for data", async () => {
    const heavy =
      "Object.keys(require.cache).filter((file) => /node_modules.(zod|undici)\\W/.test(file)).length > 0";
    const { stdout } = await run(`
      const brainycp = require("pulumi-brainycp");
      console.log(${heavy});
      brainycp.getMailboxes().catch(() => undefined);
      console.log(${heavy});
    `);
    expect(stdout).toBe("false\ntrue\n");
  });

  it("imports the classes and functions by name, from an ES module too", async () => {
    const { stdout } = await run(
      'import * as brainycp from "pulumi-brainycp"; console.log(Object.keys(brainycp).sort().join());',
      {},
      "index.mjs",
    );
    expect(stdout.split(",").filter((name) => /^[A-Z]/.test(name))).toEqual([
      "DomainDkim",
      "DomainSpf",
      "MailDomain",
      "MailForward",
      "Mailbox",
    ]);
    expect(
      stdout
        .trim()
        .split(",")
        .filter((name) => name.startsWith("get")),
    ).toEqual([
      "getForwards",
      "getForwardsOutput",
      "getMailHealth",
      "getMailHealthOutput",
      "getMailboxes",
      "getMailboxesOutput",
      "getZone",
      "getZoneOutput",
    ]);
  });
});

function unreachable(): never {
  throw new Error("Nothing was registered.");
}
