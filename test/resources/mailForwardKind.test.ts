import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator";
import { simulatorStarter } from "../support/panelClient";
import {
  callsTo,
  checked,
  created,
  diffOf,
  errorOf,
  newRun,
  providerText,
  stackOf,
  unknown,
  updated,
  warningsOfTest,
  writesTo,
  type Kept,
  type StackConfig,
} from "../support/lifecycles";

const start = simulatorStarter();
const warnings = warningsOfTest();

const source = "info@example.com";
const [ann, bob, eve] = ["ann@example.com", "bob@example.org", "eve@example.net"];
const info = { source, targets: [ann, bob] };
const unchanged = { changes: false, replaces: [], deleteBeforeReplace: false };
const recorded = { changes: true, replaces: [], deleteBeforeReplace: false };

/** The targets that the panel forwards the source to. */
function targetsOn(simulator: Simulator): string[] | undefined {
  return simulator.panel.forwards().find((forward) => forward.source.toLowerCase() === source)?.targets;
}

/** A forwarding that an earlier run made, beside another so that the list is never empty. */
async function keptForward(
  settings: SimulatorOptions["settings"] = {},
  inputs: Readonly<Record<string, unknown>> = info,
): Promise<{ simulator: Simulator; kept: Kept; stack: StackConfig }> {
  const simulator = await start({ settings });
  simulator.panel.setForward("zoe@example.com", [ann]);
  const stack = stackOf(simulator);
  const kept = await created((await newRun(stack)).mailForward, inputs);
  callsTo(simulator);
  return { simulator, kept, stack };
}

describe("the creation of a forwarding", () => {
  it("looks before and after, and sends all targets at once", async () => {
    const simulator = await start();
    simulator.panel.setForward("zoe@example.com", [ann]);
    const { mailForward } = await newRun(stackOf(simulator));
    const inputs = { source: "INFO@example.com", targets: [bob, "Ann@Example.COM", bob] };
    const { id, state } = await created(mailForward, inputs);
    const targets = ["Ann@example.com", bob];
    expect(id).toBe("info@example.com=>Ann@example.com,bob@example.org");
    expect(state).toEqual({
      source,
      targets,
      saveLocal: false,
      endpoint: simulator.url,
      owner: "demo",
      __provider: providerText,
    });
    expect(callsTo(simulator)).toEqual([
      "getforwardmail",
      "addforward info@example.com => Ann@example.com,bob@example.org",
      "getforwardmail",
    ]);
    expect(simulator.panel.forwards()).toContainEqual({ source, targets, saveLocal: false });
    expect(warnings).toEqual([]);
  });

  it.each(["value", "presence"] as const)(
    "keeps a local copy or not, for a panel that looks at the field's %s",
    async (saveLocalBy) => {
      const simulator = await start({ settings: { saveLocalBy } });
      const { mailForward } = await newRun(stackOf(simulator));
      await created(mailForward, { ...info, saveLocal: true });
      await created(mailForward, { source: "b@example.com", targets: [ann], saveLocal: false });
      expect(simulator.panel.forwards().map(({ saveLocal }) => saveLocal)).toEqual([true, false]);
      const sent = simulator.requests.filter(({ operation }) => operation === "addforward");
      expect(sent.map(({ fields }) => fields.save_local)).toEqual(["1", undefined]);
    },
  );

  it("is refused where the source forwards already, with both sides and two ways out, and sends nothing", async () => {
    const simulator = await start();
    simulator.panel.setForward("Info@example.com", [ann, eve]);
    for (const adopt of [{}, { adopt: true }]) {
      const { mailForward } = await newRun(stackOf(simulator));
      const error = await errorOf(created(mailForward, { ...info, ...adopt }));
      expect(error).toMatchObject({ code: "already_exists" });
      expect(error.message).toBe(
        "forwarding info@example.com exists already: the panel forwards it to ann@example.com, eve@example.net, but the " +
          "program says ann@example.com, bob@example.org. To take it over, write what the panel has (targets: " +
          '["ann@example.com","eve@example.net"]) with adopt: true; you can change it afterwards. To have the ' +
          "program's instead, delete it in the panel and run pulumi up again",
      );
    }
    expect(writesTo(simulator)).toEqual([]);
    expect(targetsOn(simulator)).toEqual([ann, eve]);
  });

  it("is refused where the panel has exactly the same, and names adopt and aliases", async () => {
    const simulator = await start();
    simulator.panel.setForward(source, [bob, ann]);
    const error = await errorOf(created((await newRun(stackOf(simulator))).mailForward, info));
    expect(error.message).toBe(
      "forwarding info@example.com exists already: the panel forwards it to ann@example.com, bob@example.org, just as the " +
        "program says. To take it over, write adopt: true. If you renamed the resource, use the aliases option instead; if " +
        "you want it replaced (--replace, taint), write deleteBeforeReplace: true",
    );
    expect(writesTo(simulator)).toEqual([]);
  });

  it("takes the same targets over in any order and case with adopt: true, and sends nothing", async () => {
    const simulator = await start();
    simulator.panel.setForward("Info@example.com", ["BOB@example.org", ann]);
    const { mailForward } = await newRun(stackOf(simulator));
    const { id, state } = await created(mailForward, { ...info, adopt: true });
    expect([id, state.targets]).toEqual(["info@example.com=>ann@example.com,bob@example.org", [ann, bob]]);
    expect(writesTo(simulator)).toEqual([]);
    await mailForward.delete(id, state);
    expect(writesTo(simulator)).toEqual([]);
    expect(warnings).toEqual([
      "Forwarding info@example.com: it was taken over by this run, so this run does not delete it; it stays in the panel",
    ]);
  });

  it("with adopt: true makes what the panel does not have", async () => {
    const simulator = await start();
    await created((await newRun(stackOf(simulator))).mailForward, { ...info, adopt: true });
    expect(targetsOn(simulator)).toEqual([ann, bob]);
  });

  it("is refused where the list does not tell, and sends nothing", async () => {
    const simulator = await start({
      faults: [
        { operation: "getforwardmail", answer: { kind: "body", body: '{"error":0,"mess":"","data":["x"]}' } },
      ],
    });
    const error = await errorOf(created((await newRun(stackOf(simulator))).mailForward, info));
    expect(error).toMatchObject({ code: "list_unrecognised" });
    expect(error.message).toContain("so nothing was sent");
    expect(writesTo(simulator)).toEqual([]);
  });

  it("for the second time in one run is refused", async () => {
    const simulator = await start();
    const { mailForward } = await newRun(stackOf(simulator));
    await created(mailForward, info);
    callsTo(simulator);
    const error = await errorOf(created(mailForward, { source: "Info@example.com", targets: [eve] }));
    expect(error).toMatchObject({ code: "conflict" });
    expect(error.message).toContain("forwarding info@example.com was made by this run already");
    expect(callsTo(simulator)).toEqual([]);
  });

  it.each([
    ["adds", ["ann@example.com,bob@example.org", "bob@example.org"]],
    ["overwrites", ["ann@example.com,bob@example.org", "bob@example.org", "ann@example.com,bob@example.org"]],
  ] as const)("is completed on a panel that %s and lost a target", async (addforward, sent) => {
    let lost = false;
    const simulator: Simulator = await start({
      settings: { addforward },
      onRequest: ({ operation }) => {
        if (operation === "addforward" && !lost) simulator.panel.setForward(source, [ann]);
        lost ||= operation === "addforward";
      },
    });
    const { mailForward } = await newRun(stackOf(simulator));
    await created(mailForward, info);
    expect(writesTo(simulator)).toEqual(sent.map((targets) => `addforward info@example.com => ${targets}`));
    expect(targetsOn(simulator)).toEqual([ann, bob]);
  });

  it("warns of a target that appeared meanwhile and that nobody declared", async () => {
    const simulator: Simulator = await start({
      onRequest: ({ operation }) => {
        if (operation === "addforward") simulator.panel.setForward(source, [ann, bob, eve]);
      },
    });
    await created((await newRun(stackOf(simulator))).mailForward, info);
    expect(warnings).toEqual([
      "Forwarding info@example.com: the panel also forwards to eve@example.net, which nobody declared",
    ]);
  });

  it("that the panel says it defined, and does not list, is kept as partly created with what is missing", async () => {
    const simulator = await start({
      faults: [{ operation: "addforward", times: 3, answer: { kind: "code", code: 0 } }],
    });
    simulator.panel.setForward("zoe@example.com", [ann]);
    const stack = stackOf(simulator);
    const error = await errorOf(created((await newRun(stack)).mailForward, info));
    expect(error).toMatchObject({
      id: "info@example.com=>ann@example.com,bob@example.org",
      properties: { ...info, endpoint: simulator.url, incomplete: true, __provider: providerText },
      reasons: [error.message],
    });
    expect(error.message).toMatch(
      /^addforward info@example\.com: the panel said that it was defined, but its list lacks ann@example\.com, bob@example\.org\. /,
    );
    expect(writesTo(simulator)).toHaveLength(3);
  });

  it("of which the panel takes a part and refuses the rest is kept as partly created", async () => {
    const simulator: Simulator = await start({
      faults: [{ operation: "addforward", nth: 2, answer: { kind: "code", code: 1, message: "too many" } }],
      onRequest: ({ fault, operation }) => {
        if (operation === "addforward" && fault === undefined) simulator.panel.setForward(source, [ann]);
      },
    });
    const error = await errorOf(created((await newRun(stackOf(simulator))).mailForward, info));
    expect(error.message).toContain(
      "addforward info@example.com: most likely the panel does not have the domain of the source, or does not accept one of " +
        "the targets. The panel refused with code 1: “too many”",
    );
    expect(error).toMatchObject({
      id: "info@example.com=>ann@example.com,bob@example.org",
      properties: { ...info, incomplete: true, __provider: providerText },
    });
  });

  it("whose answer and list are lost is completed by the next run, by what is missing alone", async () => {
    const simulator = await start({
      faults: [
        { operation: "addforward", answer: { kind: "reset" } },
        { operation: "getforwardmail", nth: 2, answer: { kind: "status", status: 503 } },
      ],
    });
    simulator.panel.setForward("zoe@example.com", [ann]);
    const stack = stackOf(simulator);
    const error = await errorOf(created((await newRun(stack)).mailForward, info));
    const { id, properties: state } = error as unknown as { id: string; properties: Kept["state"] };
    expect(state).toMatchObject({ ...info, incomplete: true, __provider: providerText });
    // the panel did a part of it after all
    simulator.panel.setForward(source, [ann]);
    callsTo(simulator);
    const { mailForward } = await newRun(stack);
    const kept = { id, state, inputs: await checked(mailForward, info) };
    const done = await updated(mailForward, kept, info);
    expect(done.state).toEqual({ ...kept.inputs, endpoint: simulator.url, owner: "demo" });
    expect(writesTo(simulator)).toEqual(["addforward info@example.com => bob@example.org"]);
    expect(targetsOn(simulator)).toEqual([ann, bob]);
    await mailForward.delete(done.id, done.state);
    expect(writesTo(simulator)).toEqual([]);
  });

  it("that is completed claims nothing of what somebody added beside it", async () => {
    const simulator = await start();
    simulator.panel.setForward("zoe@example.com", [ann]);
    simulator.panel.setForward(source, [ann, eve]);
    const stack = stackOf(simulator);
    const { mailForward } = await newRun(stack);
    const inputs = await checked(mailForward, info);
    const state = { ...info, saveLocal: false, endpoint: simulator.url, owner: "demo", incomplete: true };
    simulator.faults.push({ operation: "addforward", times: Infinity, answer: { kind: "reset" } });
    await errorOf(mailForward.update("id", state, inputs));
    simulator.faults.length = 0;
    // the run was killed and its state is lost
    const error = await errorOf(created((await newRun(stack)).mailForward, info));
    expect(error.code).toBe("already_exists");
    expect(error.message).toContain(
      `the panel forwards it to ${ann}, ${eve}, but the program says ${ann}, ${bob};`,
    );
    expect(targetsOn(simulator)).toEqual([ann, eve]);
  });

  it.each([
    [1, "failed"],
    [2, "bad_parameters"],
    [1000, "no_permission"],
    [1001, "no_such_user"],
  ])("that the panel refuses with code %p fails as %s, and keeps nothing", async (code, name) => {
    const simulator = await start({
      faults: [{ operation: "addforward", times: Infinity, answer: { kind: "code", code } }],
    });
    const error = await errorOf(created((await newRun(stackOf(simulator))).mailForward, info));
    expect(error).toMatchObject({ code: name });
    expect(error).not.toHaveProperty("id");
    expect(writesTo(simulator)).toHaveLength(1);
  });
});

describe("the diff of a forwarding", () => {
  it.each([
    [info],
    [{ source: " INFO@example.com", targets: [bob, ann] }],
    [{ source, targets: ["BOB@Example.org", "ann@EXAMPLE.com", bob], saveLocal: false }],
    [{ source, targets: [ann, bob], saveLocal: null }],
  ])("with %j is none, and asks the panel nothing", async (inputs) => {
    const { simulator, kept, stack } = await keptForward();
    expect(await diffOf((await newRun(stack)).mailForward, kept, inputs)).toEqual(unchanged);
    expect(callsTo(simulator)).toEqual([]);
  });

  it.each([
    [{ targets: [ann] }, ["targets"]],
    [{ targets: [ann, bob, eve] }, ["targets"]],
    [{ saveLocal: true }, ["saveLocal"]],
    [{ targets: [eve], saveLocal: true }, ["targets", "saveLocal"]],
    [{ source: "office@example.com" }, ["source"]],
    [{ source: "office@example.com", targets: [eve] }, ["source", "targets"]],
  ])("with %j replaces %j, and deletes nothing first", async (change, replaces) => {
    const { kept, stack } = await keptForward();
    expect(await diffOf((await newRun(stack)).mailForward, kept, { ...info, ...change })).toEqual({
      changes: true,
      replaces,
      deleteBeforeReplace: false,
    });
  });

  it.each([
    [{ source: unknown }],
    [{ targets: unknown }],
    [{ targets: [unknown, eve] }],
    [{ targets: [ann, bob, eve, unknown] }],
    [{ saveLocal: unknown }],
    [{ adopt: unknown }],
    [{ adopt: true }],
  ])("with %j is a change that replaces nothing", async (change) => {
    const { kept, stack } = await keptForward();
    const { mailForward } = await newRun(stack);
    expect(await diffOf(mailForward, kept, { ...info, ...change })).toEqual(recorded);
  });

  it("of what is only recorded ends in an update that sends nothing", async () => {
    const { simulator, kept, stack } = await keptForward();
    const news = { ...info, adopt: true };
    const again = await updated((await newRun(stack)).mailForward, kept, news);
    expect(again.state).toEqual({ ...kept.state, adopt: true });
    expect(callsTo(simulator)).toEqual([]);
    expect(await diffOf((await newRun(stack)).mailForward, again, news)).toEqual(unchanged);
  });
});

describe("the read of a forwarding", () => {
  it.each([
    ["as they are", [ann, bob]],
    ["in another order and case", ["BOB@example.org", ann]],
  ])("with the targets %s gives back what the state says", async (_, targets) => {
    const { simulator, kept, stack } = await keptForward();
    simulator.panel.setForward(source, targets, true);
    expect(await (await newRun(stack)).mailForward.read(kept.id, kept.state)).toEqual({
      id: kept.id,
      props: kept.state,
    });
    expect(warnings).toEqual([]);
  });

  it.each([
    ["added", [eve, bob, ann], [ann, bob, eve]],
    ["removed", [bob], [bob]],
    ["changed", [eve], [eve]],
  ])("shows targets that were %s as drift, which the next diff replaces", async (_, targets, sorted) => {
    const { simulator, kept, stack } = await keptForward();
    simulator.panel.setForward(source, targets);
    const { mailForward } = await newRun(stack);
    const { id, props, inputs } = await mailForward.read(kept.id, kept.state);
    const { __provider, ...state } = kept.state;
    expect(id).toBe(`info@example.com=>${sorted.join(",")}`);
    expect(props).toEqual({ ...state, targets: sorted, __declared: [ann, bob] });
    expect(inputs).toEqual({ source, targets: sorted, saveLocal: false });
    const seen = { id: id ?? "", state: { ...props, __provider }, inputs: { ...inputs } };
    expect(await diffOf(mailForward, seen, info)).toEqual({
      changes: true,
      replaces: ["targets"],
      deleteBeforeReplace: false,
    });
  });

  it("finds it gone where the list has others alone, and where it is empty", async () => {
    const { simulator, kept, stack } = await keptForward();
    const gone = { id: "", props: {} };
    simulator.panel.setForward(source, []);
    expect(await (await newRun(stack)).mailForward.read(kept.id, kept.state)).toEqual(gone);
    simulator.panel.setForward("zoe@example.com", []);
    expect(await (await newRun(stack)).mailForward.read(kept.id, kept.state)).toEqual(gone);
  });

  it("keeps it, and shows the list's shape, where the list was not recognised", async () => {
    const { simulator, kept, stack } = await keptForward();
    const body = '{"error":0,"mess":"","data":{"n":["x"]}}';
    simulator.faults.push({ operation: "getforwardmail", answer: { kind: "body", body } });
    const { mailForward } = await newRun(stack);
    expect(await mailForward.read(kept.id, kept.state)).toEqual({ id: kept.id, props: kept.state });
    expect(warnings).toEqual([
      "Forwarding info@example.com: the panel's list of forwardings was not recognised (it looks like this: " +
        "{data: {n: [string]}}), so whether it is there is unknown; the state stays as it is",
    ]);
  });

  it("fails with a refused login, which says nothing about the forwarding", async () => {
    const { simulator, kept } = await keptForward();
    const { mailForward } = await newRun(stackOf(simulator, { "brainycp:password": "wrong" }));
    expect(await errorOf(mailForward.read(kept.id, kept.state))).toMatchObject({ code: "login_refused" });
  });
});

describe("the deletion of a forwarding", () => {
  it.each([
    ["strict", ["ann@example.com,bob@example.org"]],
    ["lenient", ["ann@example.com,bob@example.org"]],
    ["single", ["ann@example.com,bob@example.org", "ann@example.com", "bob@example.org"]],
  ] as const)("on a %s panel removes every target, one by one where it must", async (delforward, sent) => {
    const { simulator, kept, stack } = await keptForward({ delforward });
    await (await newRun(stack)).mailForward.delete(kept.id, kept.state);
    expect(writesTo(simulator)).toEqual(sent.map((targets) => `delforward info@example.com => ${targets}`));
    expect(targetsOn(simulator)).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it.each(["strict", "lenient", "single"] as const)(
    "on a %s panel leaves targets that the stack does not know, and names them",
    async (delforward) => {
      const { simulator, kept, stack } = await keptForward({ delforward });
      simulator.panel.setForward(source, [eve, bob, ann, "zoe@example.net"]);
      await (await newRun(stack)).mailForward.delete(kept.id, kept.state);
      expect(targetsOn(simulator)).toEqual([eve, "zoe@example.net"]);
      expect(warnings).toEqual([
        "Forwarding info@example.com: targets that this stack does not know stay in the panel: eve@example.net, zoe@example.net",
      ]);
    },
  );

  it("sends only the targets that are there still, in the panel's own spelling", async () => {
    const { simulator, kept, stack } = await keptForward();
    simulator.panel.setForward(source, []);
    simulator.panel.setForward("Info@example.com", ["BOB@example.org"]);
    await (await newRun(stack)).mailForward.delete(kept.id, kept.state);
    expect(writesTo(simulator)).toEqual(["delforward Info@example.com => BOB@example.org"]);
    expect(targetsOn(simulator)).toBeUndefined();
  });

  it("of a forwarding that is gone already, or has other targets alone, sends nothing", async () => {
    const { simulator, kept, stack } = await keptForward();
    simulator.panel.setForward(source, [eve]);
    await (await newRun(stack)).mailForward.delete(kept.id, kept.state);
    simulator.panel.setForward(source, []);
    await (await newRun(stack)).mailForward.delete(kept.id, kept.state);
    expect(writesTo(simulator)).toEqual([]);
  });

  it("that the panel refuses fails where the list shows the target still", async () => {
    const { simulator, kept, stack } = await keptForward();
    simulator.faults.push({ operation: "delforward", times: Infinity, answer: { kind: "code", code: 1 } });
    const error = await errorOf((await newRun(stack)).mailForward.delete(kept.id, kept.state));
    expect(error).toMatchObject({ code: "failed", operation: "delforward", panelCode: 1 });
    expect(targetsOn(simulator)).toEqual([ann, bob]);
  });

  it("does not touch what this run made, and says so", async () => {
    const simulator = await start();
    const { mailForward } = await newRun(stackOf(simulator));
    const { id, state } = await created(mailForward, info);
    callsTo(simulator);
    await mailForward.delete(id, state);
    expect(callsTo(simulator)).toEqual([]);
    expect(warnings).toEqual([
      "Forwarding info@example.com: it was made by this run, so this run does not delete it; it stays in the panel",
    ]);
  });

  it("before a replacement makes room for the new targets, which stay", async () => {
    const { simulator, kept, stack } = await keptForward();
    const { mailForward } = await newRun(stack);
    await mailForward.delete(kept.id, kept.state);
    const again = await created(mailForward, { ...info, targets: [eve] });
    await mailForward.delete(again.id, again.state);
    expect(targetsOn(simulator)).toEqual([eve]);
  });
});
