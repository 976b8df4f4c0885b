import type { Failure } from "../../src/lifecycle/inputs";
import type { Lifecycle } from "../../src/lifecycle/lifecycle";
import type { Simulator } from "../../src/simulator/simulator";
import {
  callsTo,
  checked,
  created,
  diffOf,
  errorOf,
  failuresOf,
  newRun,
  providerText,
  stackOf,
  unknown,
  warningsOfTest,
  writesTo,
  type Lifecycles,
  type StackConfig,
} from "../support/lifecycles";
import { fourAccounts, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();
const warnings = warningsOfTest();

const ann = { email: "ann@example.com", password: "ann's password", quota: 500 };
const bob = { email: "bob@example.com", password: "bob's password", quota: 20 };
const info = { source: "info@example.com", targets: ["ann@example.com"] };
const spf = { domain: "example.com" };

/** A mailbox in the panel that nobody here made. */
function stand(simulator: Simulator, email: string, quota = 1): void {
  simulator.panel.addMailbox(email, { quota, password: "somebody's" });
}

/** A run of the engine that asks the panel before it creates anything. */
function askingRun(simulator: Simulator, more: StackConfig = {}): Promise<Lifecycles> {
  return newRun(stackOf(simulator, { "brainycp:previewChecks": "true", ...more }));
}

/** The mailboxes, the forwarding and the SPF record of a preview, all at the same time. */
async function previewed({ mailbox, mailForward, domainSpf }: Lifecycles): Promise<Failure[][]> {
  return Promise.all([
    failuresOf(mailbox, ann),
    failuresOf(mailForward, info),
    failuresOf(mailbox, bob),
    failuresOf(domainSpf, spf),
  ]);
}

/** The one failure of a preview, which must be what `create` says too. */
async function failureOf(
  lifecycle: (run: Lifecycles) => Lifecycle,
  simulator: Simulator,
  inputs: Readonly<Record<string, unknown>>,
  more: StackConfig = {},
): Promise<Failure> {
  const failures = await failuresOf(lifecycle(await askingRun(simulator, more)), inputs);
  const error = await errorOf(created(lifecycle(await newRun(stackOf(simulator, more))), inputs));
  expect(failures.map(({ reason }) => reason)).toEqual([error.message]);
  expect(writesTo(simulator).filter((call) => !call.startsWith("addmail"))).toEqual([]);
  return failures[0] ?? { property: "none", reason: "none" };
}

const mailboxOf = ({ mailbox }: Lifecycles): Lifecycle => mailbox;
const forwardOf = ({ mailForward }: Lifecycles): Lifecycle => mailForward;

describe("a preview of what the panel takes", () => {
  it("finds nothing wrong, writes nothing, and asks for each list once", async () => {
    const simulator = await start();
    stand(simulator, "eve@example.com");
    const run = await askingRun(simulator);
    expect(await previewed(run)).toEqual([[], [], [], []]);
    expect(await previewed(run)).toEqual([[], [], [], []]);
    const lists = callsTo(simulator).filter((call) => call !== "none");
    expect(lists.sort()).toEqual(["getforwardmail", "getlistmail", "show_zones example.com"]);
    expect(warnings).toEqual([]);
  });

  it("in an up is still one call for each list, however many are created between", async () => {
    const simulator = await start();
    const make = async (run: Lifecycles, prefix: string): Promise<number> => {
      for (const each of ["a", "b", "c", "d"])
        await created(run.mailbox, { ...ann, email: `${prefix}${each}@example.com` });
      return callsTo(simulator).filter((call) => call === "getlistmail").length;
    };
    const withoutLook = await make(await newRun(stackOf(simulator)), "x");
    expect(await make(await askingRun(simulator), "y")).toBe(withoutLook + 1);
  });

  it("asks for the lists of each panel user whose objects it creates", async () => {
    const simulator = await start({ accounts: fourAccounts });
    const root = { "brainycp:username": "root", "brainycp:password": "root-password" };
    const { mailbox } = await askingRun(simulator, root);
    for (const panelUser of ["demo", "demo", "ann", undefined])
      expect(await failuresOf(mailbox, { ...ann, panelUser })).toEqual([]);
    const lists = callsTo(simulator).filter((call) => call.startsWith("getlistmail"));
    expect(lists).toEqual(["getlistmail for demo", "getlistmail for ann", "getlistmail"]);
  });

  it("of what is in the state already asks nothing", async () => {
    const simulator = await start();
    const kept = await created((await newRun(stackOf(simulator))).mailbox, ann);
    callsTo(simulator);
    expect(await diffOf((await askingRun(simulator)).mailbox, kept, ann)).toMatchObject({ changes: false });
    expect(callsTo(simulator)).toEqual([]);
  });
});

describe("a preview fails with the error of create", () => {
  it("for a mailbox that is in the panel already, by its address", async () => {
    const simulator = await start();
    stand(simulator, "Ann@example.com", 1);
    expect((await failureOf(mailboxOf, simulator, ann)).property).toBe("email");
  });

  it("for a mailbox that the panel has with another quota than the one to adopt", async () => {
    const simulator = await start();
    stand(simulator, "ann@example.com", 7);
    expect((await failureOf(mailboxOf, simulator, { ...ann, adopt: true })).property).toBe("email");
  });

  it("for a mailbox to adopt that the panel does not have, and that lacks a password", async () => {
    const simulator = await start();
    stand(simulator, "eve@example.com");
    const adopted = { email: ann.email, quota: 500, adopt: true };
    expect((await failureOf(mailboxOf, simulator, adopted)).reason).toContain("without a password");
  });

  it("for a source that forwards already, by that source", async () => {
    const simulator = await start();
    simulator.panel.setForward("info@example.com", ["ann@example.com", "eve@example.net"]);
    for (const adopt of [undefined, true]) {
      const failure = await failureOf(forwardOf, simulator, { ...info, adopt });
      expect(failure.property).toBe("source");
      expect(failure.reason).toContain("eve@example.net");
    }
  });

  it("for an account without API access, and one that may not act for another user", async () => {
    const simulator = await start({ accounts: fourAccounts });
    const mute = { "brainycp:username": "mute", "brainycp:password": "mute-password" };
    expect(await failureOf(mailboxOf, simulator, ann, mute)).toMatchObject({
      property: "",
      reason: expect.stringContaining("API access") as string,
    });
    expect(await failureOf(mailboxOf, simulator, { ...ann, panelUser: "ann" })).toMatchObject({
      property: "panelUser",
      reason: expect.stringContaining("Full API access") as string,
    });
  });

  it("for a refused login, which is asked once for all", async () => {
    const simulator = await start();
    const run = await askingRun(simulator, { "brainycp:password": "wrong" });
    for (const failures of await previewed(run)) {
      expect(failures).toMatchObject([{ property: "" }]);
      expect(failures[0]?.reason).toContain("the panel refused the login of demo");
      expect(failures[0]?.reason).not.toContain("wrong");
    }
    expect(callsTo(simulator)).toHaveLength(1);
  });

  it("for a panel that answers with something else than the API", async () => {
    const faults = [{ times: Infinity, answer: { kind: "html" } as const }];
    const simulator = await start({ faults });
    expect((await failureOf(mailboxOf, simulator, ann)).property).toBe("");
  });

  it("also where the password is not known yet", async () => {
    const simulator = await start();
    stand(simulator, "ann@example.com");
    const { mailbox } = await askingRun(simulator);
    expect(await failuresOf(mailbox, { ...ann, password: unknown })).toMatchObject([{ property: "email" }]);
    expect(await failuresOf(mailbox, { ...bob, password: unknown })).toEqual([]);
  });
});

describe("a preview does not fail", () => {
  it("where the panel cannot be reached, of which it warns once", async () => {
    const simulator = await start();
    const run = await askingRun(simulator);
    await simulator.close();
    expect(await previewed(run)).toEqual([[], [], [], []]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /was not checked: .* cannot be reached: .*\n {2}pulumi config set brainycp:previewChecks false$/s,
      ),
    ]);
  });

  it("where the panel gives no answer in time, and then asks nothing more", async () => {
    const simulator = await start({ faults: [{ times: Infinity, answer: { kind: "hang" } }] });
    const run = await askingRun(simulator, { "brainycp:timeoutSeconds": "1", "brainycp:maxRetries": "4" });
    expect(await previewed(run)).toEqual([[], [], [], []]);
    expect(warnings).toEqual([expect.stringContaining("did not answer within 1 seconds") as string]);
    expect(callsTo(simulator)).toHaveLength(1);
  });

  it("for lists that prove nothing", async () => {
    const body = JSON.stringify({ error: 0, data: [{ thing: "box ann@example.com and more" }], pages: 3 });
    const simulator = await start({ faults: [{ times: Infinity, answer: { kind: "body", body } }] });
    const run = await askingRun(simulator);
    expect(await failuresOf(run.mailbox, ann)).toEqual([]);
    expect(await failuresOf(run.mailbox, { ...ann, adopt: true })).toEqual([]);
    expect(await failuresOf(run.mailForward, info)).toEqual([]);
    expect(warnings).toEqual([
      expect.stringContaining(
        "cannot be adopted: the panel's list of mailboxes was not recognised",
      ) as string,
      expect.stringContaining("the panel's list of forwardings was not recognised") as string,
    ]);
  });

  it("for what is taken over as it is", async () => {
    const simulator = await start();
    stand(simulator, "ann@example.com", 500);
    simulator.panel.setForward("info@example.com", ["ann@example.com"]);
    const { mailbox, mailForward } = await askingRun(simulator);
    expect(await failuresOf(mailbox, { ...ann, adopt: true })).toEqual([]);
    expect(await failuresOf(mailbox, { email: ann.email, adopt: true })).toEqual([]);
    expect(await failuresOf(mailForward, { ...info, adopt: true })).toEqual([]);
  });

  it("for what a killed run made", async () => {
    const simulator = await start();
    const killed = await askingRun(simulator);
    await created(killed.mailbox, ann);
    await created(killed.mailForward, info);
    const { mailbox, mailForward } = await askingRun(simulator);
    expect(await failuresOf(mailbox, ann)).toEqual([]);
    expect(await failuresOf(mailForward, info)).toEqual([]);
    expect(await failuresOf(mailbox, { ...ann, quota: 1 })).toMatchObject([{ property: "email" }]);
  });

  it("for a mailbox whose mail server does not say whether its password is the declared one", async () => {
    const simulator = await start();
    stand(simulator, "ann@example.com");
    const imap = {
      "brainycp:imapHost": "127.0.0.1",
      "brainycp:imapPort": "1",
      "brainycp:timeoutSeconds": "1",
    };
    const { mailbox } = await askingRun(simulator, imap);
    expect(await failuresOf(mailbox, { ...ann, quota: 1 })).toEqual([]);
    expect(await failuresOf(mailbox, { ...ann, quota: 1, password: unknown })).toEqual([]);
    const up = await newRun(stackOf(simulator, imap));
    expect(await errorOf(created(up.mailbox, { ...ann, quota: 1 }))).toMatchObject({
      code: "already_exists",
    });
  });

  it("for the second check of a replacement, which comes before the old one is deleted", async () => {
    const simulator = await start();
    const before = await newRun(stackOf(simulator));
    const [box, forward] = [await created(before.mailbox, ann), await created(before.mailForward, info)];
    const { mailbox, mailForward } = await askingRun(simulator);
    expect(await diffOf(mailbox, box, { ...ann, quota: 1 })).toMatchObject({ replaces: ["quota"] });
    expect(await failuresOf(mailbox, { ...ann, quota: 1 })).toEqual([]);
    const wanted = { ...info, targets: ["eve@example.net"] };
    expect(await diffOf(mailForward, forward, wanted)).toMatchObject({ replaces: ["targets"] });
    expect(await failuresOf(mailForward, wanted)).toEqual([]);
  });

  it("for a resource that may be deleted before it is replaced, as --replace and taint ask for", async () => {
    const simulator = await start();
    stand(simulator, "ann@example.com");
    const { mailbox } = await askingRun(simulator);
    const inputs = await checked(mailbox, { ...ann, __deleteBeforeReplace: true });
    expect(inputs).toEqual({ ...ann, __provider: providerText });
    expect(warnings).toEqual([
      "mailbox ann@example.com exists already in the panel. If this stack made it, it is deleted before it is replaced; " +
        "otherwise creating it will fail",
    ]);
  });

  it("for what this run has deleted since it looked", async () => {
    const simulator = await start();
    const before = await newRun(stackOf(simulator));
    const [a, b] = [await created(before.mailbox, ann), await created(before.mailbox, bob)];
    await before.mailbox.delete(a.id, a.state);
    stand(simulator, "ann@example.com");
    const { mailbox } = await askingRun(simulator);
    expect(await failuresOf(mailbox, ann)).toMatchObject([{ property: "email" }]);
    simulator.panel.removeMailbox("ann@example.com");
    await mailbox.delete(b.id, b.state);
    expect(await failuresOf(mailbox, ann)).toEqual([]);
    expect(await failuresOf(mailbox, bob)).toEqual([]);
  });

  it("where an address, a server or an owner is not known yet, and then asks nothing", async () => {
    const simulator = await start();
    const { mailbox } = await askingRun(simulator);
    for (const name of ["email", "server", "panelUser"])
      expect(await failuresOf(mailbox, { ...ann, [name]: unknown })).toEqual([]);
    expect(callsTo(simulator)).toEqual([]);
  });
});

it("A mailbox whose creation is refused is not deleted by the same run under its old name", async () => {
  const simulator = await start();
  const { id, state } = await created((await newRun(stackOf(simulator))).mailbox, ann);
  const { mailbox } = await askingRun(simulator, { "brainycp:panelUser": "demo" });
  simulator.panel.removeMailbox("ann@example.com");
  stand(simulator, "ann@example.com", 9);
  expect(await failuresOf(mailbox, ann)).toMatchObject([{ property: "email" }]);
  await mailbox.delete(id, state);
  expect(simulator.panel.mailboxes()).toHaveLength(1);
  expect(warnings).toEqual([expect.stringContaining("the program still declares it") as string]);
});

describe("a domain of which the panel shows nothing", () => {
  const words =
    "the panel shows no zone, mailbox or forwarding of example.net. If it does not have the domain, creating this will " +
    "fail: add the domain to the panel first, or correct the name";

  it("is a warning for each object in it, and no failure: a list proves no domain away", async () => {
    const simulator = await start();
    const { mailbox, mailForward, domainSpf } = await askingRun(simulator);
    for (const email of ["a@example.net", "a@example.com"])
      expect(await failuresOf(mailbox, { ...ann, email })).toEqual([]);
    expect(await failuresOf(mailForward, { ...info, source: "b@example.net" })).toEqual([]);
    expect(await failuresOf(domainSpf, { domain: "example.net" })).toEqual([]);
    expect(warnings).toEqual(
      ["Mailbox a@example.net", "Forwarding b@example.net", "SPF of example.net"].map(
        (it) => `${it}: ${words}`,
      ),
    );
    expect(callsTo(simulator).filter((call) => call === "show_zones example.net")).toHaveLength(1);
  });

  it("is none where a list names it, or was not understood", async () => {
    const simulator = await start();
    simulator.panel.setZoneHosted("example.com", false);
    stand(simulator, "eve@example.com");
    expect(await failuresOf((await askingRun(simulator)).mailbox, ann)).toEqual([]);
    simulator.faults.push({
      operation: "getforwardmail",
      times: Infinity,
      answer: { kind: "body", body: '{"error":0,"data":{"rows":[{"x":"a@b"}],"more":true}}' },
    });
    const { mailbox } = await askingRun(simulator);
    expect(await failuresOf(mailbox, { ...ann, email: "a@example.net" })).toEqual([]);
    expect(warnings).toEqual([]);
  });
});

describe("brainycp:previewChecks false", () => {
  it("asks nothing, and needs no password before something is created", async () => {
    const simulator = await start();
    const run = await newRun(stackOf(simulator, { "brainycp:password": undefined }));
    expect(await previewed(run)).toEqual([[], [], [], []]);
    expect(callsTo(simulator)).toEqual([]);
    const error = await errorOf(created(run.mailbox, ann));
    expect(error).toMatchObject({
      code: "config",
      message:
        "getlistmail for demo: not sent, because the password of demo is missing. Set it:\n" +
        "  pulumi config set --secret brainycp:password",
    });
    expect(callsTo(simulator)).toEqual([]);
  });

  it("lets a preview of a change do without it too", async () => {
    const simulator = await start();
    const kept = await created((await newRun(stackOf(simulator))).mailbox, ann);
    callsTo(simulator);
    const { mailbox } = await newRun(stackOf(simulator, { "brainycp:password": undefined }));
    expect(await diffOf(mailbox, kept, { ...ann, quota: 1 })).toMatchObject({ replaces: ["quota"] });
    expect(callsTo(simulator)).toEqual([]);
  });
});
