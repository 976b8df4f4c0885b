import type { Simulator } from "../../src/simulator/simulator";
import { fourAccounts, simulatorStarter } from "../support/panelClient";
import { recordIn } from "../support/records";
import {
  callsTo,
  errorOf,
  newRun,
  providerText,
  stackOf,
  warningsOfTest,
  writesTo,
  type StackConfig,
} from "../support/lifecycles";

const start = simulatorStarter();
const warnings = warningsOfTest();

const root = { "brainycp:username": "root", "brainycp:password": "root-password" };
/** Each kind, the id of ann's object, and what a static get gives of it. */
const objects = [
  ["mailbox", "box@ann.example", { email: "box@ann.example", quota: 300, panelQuota: 300 }],
  [
    "mailForward",
    "info@ann.example",
    { source: "info@ann.example", targets: ["bob@x.example", "zoe@x.example"] },
  ],
  ["domainSpf", "ann.example", { domain: "ann.example" }],
  ["domainDkim", "ann.example", { domain: "ann.example" }],
] as const;
const ids = {
  mailbox: "box@ann.example",
  mailForward: "info@ann.example=>bob@x.example,zoe@x.example",
  domainSpf: "ann.example",
  domainDkim: "ann.example",
};

/** What a static get gives of ann's domain records besides, which the panel's zone shows. */
function recordOf(simulator: Simulator, kind: keyof typeof ids): { record?: StackConfig; selector?: string } {
  if (kind !== "domainSpf" && kind !== "domainDkim") return {};
  if (kind === "domainSpf") return { record: recordIn(simulator, "spf", "ann.example") };
  return { record: recordIn(simulator, "dkim", "ann.example"), selector: "dkim" };
}

/** A panel where the user ann has one object of each kind. */
async function panelOfAnn(): Promise<Simulator> {
  const simulator = await start({ accounts: fourAccounts });
  const { panel } = simulator;
  panel.addMailbox("Box@ann.example", { quota: 300, password: "x" });
  panel.setForward("info@ann.example", ["zoe@x.example", "bob@x.example"]);
  panel.setSpf("ann.example", true);
  panel.setDkim("ann.example", true);
  return simulator;
}

/** What the props of a static get are: what it looks with, and nothing else. */
function lookup(values: StackConfig = {}): StackConfig {
  return { ...values, __provider: providerText };
}

describe.each(objects)("a static get of %s", (kind, id, outputs) => {
  it("finds the object of the panel user that it names, and changes nothing", async () => {
    const simulator = await panelOfAnn();
    const lifecycle = (await newRun(stackOf(simulator, root)))[kind];
    expect(await lifecycle.read(id, lookup({ panelUser: "ann" }))).toEqual({
      id: ids[kind],
      props: {
        ...outputs,
        ...recordOf(simulator, kind),
        panelUser: "ann",
        endpoint: simulator.url,
        owner: "ann",
      },
    });
    expect(writesTo(simulator)).toEqual([]);
  });

  it("finds the object on the server that it names", async () => {
    const [empty, simulator] = [await start(), await panelOfAnn()];
    const ann = { endpoint: simulator.url, username: "ann", password: "ann-password" };
    const lifecycle = (await newRun(stackOf(empty, { "brainycp:servers": { ann } })))[kind];
    const { props } = await lifecycle.read(` ${id.toUpperCase()}`, lookup({ server: "ann" }));
    const place = { server: "ann", endpoint: simulator.url, owner: "ann" };
    expect(props).toEqual({ ...outputs, ...recordOf(simulator, kind), ...place });
    expect(callsTo(empty)).toEqual([]);
  });

  it("is refreshed as what it found, and gone when that is gone", async () => {
    const simulator = await panelOfAnn();
    const stack = stackOf(simulator, root);
    const { id: foundId = "", props = {} } = await (
      await newRun(stack)
    )[kind].read(id, lookup({ panelUser: "ann" }));
    const lifecycle = (await newRun(stack))[kind];
    expect(await lifecycle.read(foundId, { ...props, ...lookup() })).toEqual({
      id: foundId,
      props: { ...props, ...lookup() },
    });
    simulator.panel.removeMailbox("Box@ann.example");
    simulator.panel.setForward("info@ann.example", []);
    simulator.panel.setSpf("ann.example", false);
    simulator.panel.setDkim("ann.example", false);
    const later = (await newRun(stack))[kind];
    expect(await later.read(foundId, { ...props, ...lookup() })).toEqual({ id: "", props: {} });
  });

  it("finds nothing of another user's", async () => {
    const simulator = await panelOfAnn();
    const lifecycle = (await newRun(stackOf(simulator)))[kind];
    const error = await errorOf(lifecycle.read(id, lookup()));
    expect(error).toMatchObject({ code: "not_found" });
    expect(error.message).toContain(id);
  });

  it("fails where the panel's answer is not recognised, and where the login is refused", async () => {
    const simulator = await panelOfAnn();
    const body = '{"error":0,"mess":"","data":["x"]}';
    simulator.faults.push({ times: Infinity, answer: { kind: "body", body } });
    const ann = { "brainycp:username": "ann", "brainycp:password": "ann-password" };
    const lifecycle = (await newRun(stackOf(simulator, ann)))[kind];
    const error = await errorOf(lifecycle.read(id, lookup()));
    expect(error).toMatchObject({ code: "not_found" });
    expect(error.message).toMatch(/was not recognised|does not show the zone/);
    simulator.faults.length = 0;
    simulator.panel.setAccountPassword("ann", "changed");
    const later = (await newRun(stackOf(simulator, ann)))[kind];
    expect(await errorOf(later.read(id, lookup()))).toMatchObject({ code: "login_refused" });
  });

  it("refuses an id that names nothing, and asks the panel nothing", async () => {
    const simulator = await panelOfAnn();
    const lifecycle = (await newRun(stackOf(simulator)))[kind];
    const error = await errorOf(lifecycle.read("no such thing", lookup()));
    expect(error).toMatchObject({ code: "not_found" });
    expect(error.message).toMatch(
      /^(Mailbox|MailForward|DomainSpf|DomainDkim)\.get: the id "no such thing" /,
    );
    expect(callsTo(simulator)).toEqual([]);
  });
});

describe("a static get", () => {
  it("of a forwarding takes the id of a resource too, and shows the targets that there are", async () => {
    const simulator = await panelOfAnn();
    const ann = { "brainycp:username": "ann", "brainycp:password": "ann-password" };
    const { mailForward } = await newRun(stackOf(simulator, ann));
    const { id } = await mailForward.read("info@ann.example=>eve@x.example", lookup());
    expect(id).toBe("info@ann.example=>bob@x.example,zoe@x.example");
  });

  it("of a mailbox whose list shows no quota has none", async () => {
    const simulator = await panelOfAnn();
    simulator.settings.quotaFactor = null;
    const { mailbox } = await newRun(stackOf(simulator, root));
    const { props } = await mailbox.read("box@ann.example", lookup({ panelUser: "ann" }));
    expect(props).not.toHaveProperty("quota");
    expect(props).toMatchObject({ email: "box@ann.example" });
    simulator.settings.quotaFactor = 1;
    await mailbox.read("box@ann.example", { ...props, ...lookup() });
    expect(warnings).toEqual([]);
  });
});
