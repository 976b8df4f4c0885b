import { setTimeout } from "node:timers/promises";
import {
  startSimulator,
  type RequestEntry,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/simulator";
import { recordIn } from "../support/records";
import { makeProgramFolder, type ProgramFolder } from "../support/programFolder";
import { ProviderProcess, type CallError, type Resource, type Values } from "../support/providerProcess";

const providers = {
  mailbox: 'exports.handler=()=>require("pulumi-brainycp/provider").mailbox',
  mailForward: 'exports.handler=()=>require("pulumi-brainycp/provider").mailForward',
  domainSpf: 'exports.handler=()=>require("pulumi-brainycp/provider").domainSpf',
  domainDkim: 'exports.handler=()=>require("pulumi-brainycp/provider").domainDkim',
} as const;
type Kind = keyof typeof providers;

const passwords = { account: "pänel+pass & word/1", ann: 'ann\'s "pass"+wörd/2' };
const ann = { email: "ann@example.com", password: passwords.ann, quota: 500 };
const info = { source: "info@example.com", targets: ["ann@example.com", "bob@example.org"] };
const inputs: Readonly<Record<Kind, Values>> = {
  mailbox: ann,
  mailForward: { ...info, saveLocal: true },
  domainSpf: { domain: "example.com" },
  domainDkim: { domain: "example.com" },
};
const kinds = Object.keys(providers) as Kind[];

// each test starts processes
jest.setTimeout(60_000);

let folder: ProgramFolder;
beforeAll(async () => {
  folder = await makeProgramFolder();
}, 120_000);
afterAll(() => folder.remove());

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function panel(options: SimulatorOptions = {}): Promise<Simulator> {
  const account = { name: "demo", password: passwords.account, domains: ["example.com", "example.org"] };
  const simulator = await startSimulator({ accounts: [account], ...options });
  open.push(simulator);
  return simulator;
}

function stackOf(simulator: Simulator): Values {
  return {
    "brainycp:endpoint": simulator.url,
    "brainycp:username": "demo",
    "brainycp:password": passwords.account,
    "brainycp:maxRetries": "0",
  };
}

/** A provider process in the program's folder; what the engine hands over first is the stack's configuration. */
async function processOf(
  config: Values,
  environment: NodeJS.ProcessEnv = {},
  path = folder.path,
): Promise<ProviderProcess> {
  const provider = await ProviderProcess.start(path, environment);
  open.push({ close: () => provider.stop() });
  await provider.configure(config);
  return provider;
}

async function made(provider: ProviderProcess, kind: Kind, values = inputs[kind]): Promise<Resource> {
  const { inputs: checked, failures } = await provider.check(providers[kind], values);
  expect(failures).toEqual([]);
  return provider.create(checked);
}

async function errorOf(promise: Promise<unknown>): Promise<CallError> {
  const value = await promise.then(
    () => undefined,
    (error: unknown) => error as CallError,
  );
  if (value === undefined) throw new Error("Nothing failed.");
  return value;
}

describe("the plugin process", () => {
  it("takes every kind from check to deletion, the deletion in a run of its own", async () => {
    const simulator = await panel();
    const up = await processOf(stackOf(simulator));
    const kept = new Map<Kind, Resource>();
    for (const kind of kinds) kept.set(kind, await made(up, kind));
    const place = { endpoint: simulator.url, owner: "demo" };
    expect(Object.fromEntries(kept)).toEqual({
      mailbox: {
        id: "ann@example.com",
        properties: { ...ann, ...place, quotaUnit: 1, panelQuota: 500, __provider: providers.mailbox },
      },
      mailForward: {
        id: "info@example.com=>ann@example.com,bob@example.org",
        properties: { ...info, saveLocal: true, ...place, __provider: providers.mailForward },
      },
      domainSpf: {
        id: "example.com",
        properties: {
          domain: "example.com",
          ...place,
          foundEnabled: false,
          record: recordIn(simulator, "spf", "example.com"),
          __provider: providers.domainSpf,
        },
      },
      domainDkim: {
        id: "example.com",
        properties: {
          domain: "example.com",
          ...place,
          foundEnabled: false,
          record: recordIn(simulator, "dkim", "example.com"),
          selector: "dkim",
          __provider: providers.domainDkim,
        },
      },
    });
    expect(simulator.panel.mailboxPasswordIs("ann@example.com", passwords.ann)).toBe(true);
    expect(simulator.panel.forwards()).toEqual([{ ...info, saveLocal: true }]);
    expect([simulator.panel.spf("example.com"), simulator.panel.dkim("example.com")]).toEqual([true, true]);

    const later = await processOf(stackOf(simulator));
    for (const [kind, resource] of kept) {
      const same = await later.check(providers[kind], inputs[kind], inputs[kind]);
      expect(await later.diff(resource, same.inputs)).toEqual({
        changes: false,
        known: true,
        replaces: [],
        deleteBeforeReplace: false,
      });
      expect(await later.update(resource, same.inputs)).toEqual(resource);
      expect(await later.read(resource)).toEqual({ ...resource, inputs: {} });
      await later.delete(resource);
    }
    expect(simulator.panel.mailboxes()).toEqual([]);
    expect(simulator.panel.forwards()).toEqual([]);
    expect([simulator.panel.spf("example.com"), simulator.panel.dkim("example.com")]).toEqual([false, false]);
    await later.stop();
    open.pop();
    expect([up.output, later.output]).toEqual([
      "",
      "Mailbox ann@example.com: it is deleted, and its mail with it\n",
    ]);
  });

  it("tells the engine what replaces and in which order, and has it compare the inputs for its display", async () => {
    const simulator = await panel();
    const provider = await processOf(stackOf(simulator));
    const box = await made(provider, "mailbox");
    const change = async (values: Values): Promise<Values> =>
      provider.diff(box, (await provider.check(providers.mailbox, values, ann)).inputs);
    expect(await change({ ...ann, quota: 600 })).toEqual({
      changes: false,
      known: false,
      replaces: ["quota"],
      deleteBeforeReplace: true,
    });
    expect(await change({ ...ann, email: "zoe@example.com" })).toEqual({
      changes: false,
      known: false,
      replaces: ["email"],
      deleteBeforeReplace: false,
    });
  });

  it("serves all four kinds with one session: what one run made, it does not delete", async () => {
    const simulator = await panel();
    const provider = await processOf(stackOf(simulator));
    const kept = [];
    for (const kind of kinds) kept.push(await made(provider, kind));
    simulator.requests.length = 0;
    for (const resource of kept) await provider.delete(resource);
    expect(simulator.requests).toEqual([]);
    await provider.stop();
    open.pop();
    expect(provider.output.trim().split("\n")).toEqual([
      "Mailbox ann@example.com: it was made by this run, so this run does not delete it; it stays in the panel",
      "Forwarding info@example.com: it was made by this run, so this run does not delete it; it stays in the panel",
      "SPF of example.com: it was made by this run, so this run does not switch it off; it stays on",
      "DKIM of example.com: it was made by this run, so this run does not switch it off; it stays on",
    ]);
  });

  it("never sends two writes at once, also while it meets a kind for the first time", async () => {
    const simulator = await panel({ settings: { writeMs: 100 } });
    const provider = await processOf(stackOf(simulator));
    const boxes = ["a", "b", "c", "d"].map((local) => ({ ...ann, email: `${local}@example.com` }));
    const creations = boxes.map((box) => made(provider, "mailbox", box));
    const writesSoFar = (): RequestEntry[] =>
      simulator.requests.filter(({ operation }) => /^(add|on)/.test(operation));
    while (!writesSoFar().some(({ ended }) => ended === undefined)) await setTimeout(1);
    await Promise.all([...creations, ...kinds.slice(1).map((kind) => made(provider, kind))]);
    const writes = writesSoFar();
    expect(writes).toHaveLength(7);
    const overlaps = writes.filter(({ began, ended = Infinity }) =>
      writes.some((other) => other.began > began && other.began < ended),
    );
    expect(overlaps).toEqual([]);
  });

  it("gives a blank id for an object that is gone", async () => {
    const simulator = await panel();
    const up = await processOf(stackOf(simulator));
    const kept: Resource[] = [];
    for (const kind of kinds) kept.push(await made(up, kind));
    simulator.panel.removeMailbox("ann@example.com");
    simulator.panel.setForward("info@example.com", []);
    simulator.panel.setSpf("example.com", false);
    simulator.panel.setDkim("example.com", false);
    const refresh = await processOf(stackOf(simulator));
    for (const resource of kept) {
      const { __provider } = resource.properties;
      expect(await refresh.read(resource)).toEqual({ id: "", properties: { __provider }, inputs: {} });
    }
  });

  it("gives targets that drifted back as outputs, as inputs and in the id", async () => {
    const simulator = await panel();
    const up = await processOf(stackOf(simulator));
    const forward = await made(up, "mailForward");
    simulator.panel.setForward("info@example.com", ["eve@example.org"], true);
    const { __provider } = forward.properties;
    const seen = { source: "info@example.com", targets: ["eve@example.org"], saveLocal: true, __provider };
    expect(await (await processOf(stackOf(simulator))).read(forward)).toEqual({
      id: "info@example.com=>eve@example.org",
      properties: {
        ...seen,
        endpoint: simulator.url,
        owner: "demo",
        __declared: ["ann@example.com", "bob@example.org"],
      },
      inputs: seen,
    });
  });

  it("reads every kind for a static get, by its id alone", async () => {
    const simulator = await panel();
    const { panel: pages } = simulator;
    pages.addMailbox("Ann@example.com", { quota: 500, password: "x" });
    pages.setForward("info@example.com", ["ann@example.com"]);
    pages.setSpf("example.com", true);
    pages.setDkim("example.com", true);
    const provider = await processOf(stackOf(simulator));
    const get = async (kind: Kind, id: string): Promise<Resource> => {
      const { properties, ...rest } = await provider.read({
        id,
        properties: { __provider: providers[kind] },
      });
      expect(rest.inputs).toEqual({});
      const { __provider, ...outputs } = properties;
      expect(__provider).toBe(providers[kind]);
      return { id: rest.id, properties: outputs };
    };
    const place = { endpoint: simulator.url, owner: "demo" };
    expect(await get("mailbox", "ANN@example.com")).toEqual({
      id: "ann@example.com",
      properties: { email: "ann@example.com", quota: 500, panelQuota: 500, ...place },
    });
    expect(await get("mailForward", "info@example.com")).toEqual({
      id: "info@example.com=>ann@example.com",
      properties: { source: "info@example.com", targets: ["ann@example.com"], ...place },
    });
    for (const [kind, which] of [
      ["domainSpf", "spf"],
      ["domainDkim", "dkim"],
    ] as const) {
      const record = recordIn(simulator, which, "example.com");
      expect(await get(kind, "Example.com")).toEqual({
        id: "example.com",
        properties: {
          domain: "example.com",
          ...place,
          record,
          ...(which === "dkim" ? { selector: "dkim" } : {}),
        },
      });
    }
  });

  it.each([
    ["mailbox", "eve@example.com", /^not_found: Mailbox\.get: demo has no mailbox eve@example\.com on http:/],
    [
      "mailForward",
      "eve@example.com",
      /^not_found: MailForward\.get: eve@example\.com forwards nowhere on http:/,
    ],
    [
      "domainSpf",
      "example.com",
      /^not_found: DomainSpf\.get: the zone of example\.com on http:\S+ has no SPF record\. /,
    ],
    [
      "domainDkim",
      "x.example",
      /^not_found: DomainDkim\.get: the panel http:\S+ does not show the zone of x\.example\. /,
    ],
  ] as const)(
    "fails a static get of %s that finds nothing, and says what to correct",
    async (kind, id, words) => {
      const provider = await processOf(stackOf(await panel()));
      const error = await errorOf(provider.read({ id, properties: { __provider: providers[kind] } }));
      expect(error.details).toMatch(words);
      expect(error.details).toContain("Correct the ");
    },
  );
});

describe("an error in the plugin process", () => {
  it("of a wrong input is a failure of its property, and of a password names none", async () => {
    const provider = await processOf(stackOf(await panel()));
    const { failures } = await provider.check(providers.mailbox, {
      email: "ann",
      password: `${passwords.ann}\n`,
      quota: 1,
    });
    expect(failures).toEqual([
      { property: "email", reason: '"ann" is not an address; write it like ann@example.com' },
      { property: "", reason: "password: holds a control character" },
    ]);
  });

  it("carries its message through every method, and prints nothing of it", async () => {
    const simulator = await panel();
    const box = await made(await processOf(stackOf(simulator)), "mailbox");
    simulator.panel.setAccountPassword("demo", "changed");
    const provider = await processOf(stackOf(simulator));
    const refused = "the panel refused the login of demo (“Not perm”). Check brainycp:username";
    const other = { ...inputs.mailbox, email: "zoe@example.com", __provider: providers.mailbox };
    const bigger = { ...box.properties, quota: 600 };
    for (const work of [
      provider.create(other),
      provider.read(box),
      provider.delete(box),
      provider.diff(box, bigger),
      provider.update(box, box.properties),
    ]) {
      const error = await errorOf(work);
      expect(error.details).toContain(refused);
      expect(error.part).toBeUndefined();
    }
    await provider.stop();
    open.pop();
    expect(provider.output).toBe("");
    expect(simulator.panel.mailboxes()).toHaveLength(1);
  });

  it.each(["mailbox", "mailForward"] as const)(
    "of a partial creation of %s hands the object to the engine, with __provider",
    async (kind) => {
      const operation = kind === "mailbox" ? "addmail" : "addforward";
      const simulator = await panel({
        faults: [{ operation, times: kind === "mailbox" ? 1 : 3, answer: { kind: "code", code: 0 } }],
      });
      const provider = await processOf(stackOf(simulator));
      const { inputs: checked } = await provider.check(providers[kind], inputs[kind]);
      const { part, details } = await errorOf(provider.create(checked));
      expect(details).toContain("but its list ");
      expect(part).toEqual({
        id: kind === "mailbox" ? "ann@example.com" : "info@example.com=>ann@example.com,bob@example.org",
        properties: {
          ...inputs[kind],
          endpoint: simulator.url,
          owner: "demo",
          incomplete: true,
          __provider: providers[kind],
        },
        reasons: [details],
      });
      if (part === undefined) return;

      const next = await processOf(stackOf(simulator));
      const { properties } = await next.update(part, checked);
      expect(properties).not.toHaveProperty("incomplete");
      expect(properties).toMatchObject({ ...inputs[kind], __provider: providers[kind] });
      expect(simulator.panel[kind === "mailbox" ? "mailboxes" : "forwards"]()).toHaveLength(1);
    },
  );

  it("of a panel that cannot be reached says where, and what to check", async () => {
    const simulator = await panel();
    const provider = await processOf(stackOf(simulator));
    await simulator.close();
    const { details } = await errorOf(provider.create({ ...ann, __provider: providers.mailbox }));
    expect(details).toMatch(/^unreachable: getlistmail /);
    expect(details).toContain(
      `127.0.0.1:${simulator.port} cannot be reached: connect ECONNREFUSED 127.0.0.1:${simulator.port}. ` +
        "Check the host and port in brainycp:endpoint",
    );
  });

  it("of a stack without settings names each, and the command that sets it", async () => {
    const provider = await processOf({ "other:endpoint": "x" });
    const { details } = await errorOf(provider.check(providers.domainSpf, inputs.domainSpf));
    expect(details.split("\n").map((line) => line.trim())).toEqual([
      "config: Settings of pulumi-brainycp are missing or wrong. Correct them, then run it again:",
      "- brainycp:endpoint is missing",
      "pulumi config set brainycp:endpoint https://panel.example.com:8002",
      "- brainycp:username is missing",
      "pulumi config set brainycp:username ACCOUNT",
      "- brainycp:password is missing",
      "pulumi config set --secret brainycp:password",
    ]);
  });

  it("of a program's folder without the package names the package", async () => {
    const bare = await makeProgramFolder(false);
    open.push({ close: () => bare.remove() });
    const provider = await processOf(stackOf(await panel()), {}, bare.path);
    const { details } = await errorOf(provider.check(providers.mailbox, ann));
    expect(details).toContain("Cannot find module 'pulumi-brainycp/provider'");
  });
});

describe("the configuration of the plugin process", () => {
  it("may hold secrets as the engine marks them, and named servers as JSON text", async () => {
    const simulator = await panel();
    const { "brainycp:endpoint": endpoint } = stackOf(simulator);
    const secret = (value: unknown): Values => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value,
    });
    const eu = { endpoint, username: "demo", password: passwords.account };
    const provider = await processOf({
      ...stackOf(simulator),
      "brainycp:password": secret(passwords.account),
      "brainycp:servers": secret(JSON.stringify({ eu })),
    });
    await made(provider, "mailbox");
    const named = { ...info, server: "eu" };
    expect((await made(provider, "mailForward", named)).properties).toMatchObject({ ...named, endpoint });
  });

  it("is taken from the environment where the stack says nothing", async () => {
    const simulator = await panel();
    const provider = await processOf(
      {},
      { BRAINYCP_ENDPOINT: simulator.url, BRAINYCP_USERNAME: "demo", BRAINYCP_PASSWORD: passwords.account },
    );
    await made(provider, "domainSpf");
    expect(simulator.panel.spf("example.com")).toBe(true);
  });
});

describe("a secret", () => {
  const spellings = Object.values(passwords).flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([["", secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
  ]);

  it.each([undefined, "debug"])(
    "appears in no output and no error with BRAINYCP_LOG=%s, whatever the panel echoes",
    async (log) => {
      const echo = `<html>${spellings.join(" ")}</html>`;
      const mess = `wrong: ${spellings.join(" ")}`;
      const simulator = await panel({
        faults: [
          { operation: "addmail", nth: 2, answer: { kind: "html", body: echo } },
          { operation: "addmail", nth: 3, answer: { kind: "code", code: 3, message: mess } },
          { operation: "addmail", nth: 4, answer: { kind: "status", status: 500, body: echo } },
          { operation: "addmail", nth: 5, answer: { kind: "redirect", location: `/?${spellings[2] ?? ""}` } },
          { operation: "addmail", nth: 6, answer: { kind: "code", code: 99, message: mess } },
          { operation: "addmail", nth: 7, answer: { kind: "reset" } },
        ],
      });
      const provider = await processOf(stackOf(simulator), log === undefined ? {} : { BRAINYCP_LOG: log });
      const box = await made(provider, "mailbox");
      const errors: CallError[] = [];
      for (const local of ["b", "c", "d", "e", "f", "g"]) {
        const values = { ...ann, email: `${local}@example.com`, __provider: providers.mailbox };
        errors.push(await errorOf(provider.create(values)));
      }
      const wrong = await provider.check(providers.mailbox, { ...ann, password: `${passwords.ann}\n` });
      await provider.diff(box, { ...box.properties, password: "other" });
      await provider.read(box);
      await provider.delete(box);
      simulator.panel.setAccountPassword("demo", "changed");
      const late = { ...ann, email: "late@example.com", __provider: providers.mailbox };
      errors.push(await errorOf(provider.create(late)));
      await provider.stop();
      open.pop();

      const said = [provider.output, JSON.stringify(wrong.failures), ...errors.map(({ details }) => details)];
      expect(errors.map(({ details }) => details).join("\n")).toContain("[secret]");
      expect(provider.output).toContain("it was made by this run");
      expect(provider.output.includes("brainycp: 127.0.0.1")).toBe(log === "debug");
      for (const spelling of spellings) expect(said.filter((text) => text.includes(spelling))).toEqual([]);
    },
  );
});
