import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator";
import { simulatorStarter } from "../support/panelClient";
import {
  ageJournal,
  callsTo,
  checked,
  created,
  diffOf,
  errorOf,
  newRun,
  providerText,
  stackOf,
  updated,
  warningsOfTest,
  writesTo,
  type Kept,
  type Lifecycles,
  type StackConfig,
} from "../support/lifecycles";

const start = simulatorStarter();
const warnings = warningsOfTest();

const ann = { email: "ann@example.com", password: "ann's password", quota: 500 };
const bigger = { ...ann, quota: 600 };
const mine = { source: ann.email, targets: ["home@example.net", "phone@example.net"], saveLocal: true };
const team = { source: "team@example.com", targets: [ann.email, "bob@example.org"], saveLocal: false };
const other = { source: "other@example.com", targets: ["eve@example.net"], saveLocal: false };
const all = [mine, team, other];

/** A mailbox that an earlier run made, and forwardings of it, to it and beside it. */
async function begin(
  settings: NonNullable<SimulatorOptions["settings"]>,
): Promise<{ simulator: Simulator; stack: StackConfig; kept: Kept }> {
  const simulator = await start({ settings });
  const stack = stackOf(simulator);
  const kept = await created((await newRun(stack)).mailbox, ann);
  for (const { source, targets, saveLocal } of all) simulator.panel.setForward(source, targets, saveLocal);
  simulator.requests.length = 0;
  return { simulator, stack, kept };
}

/** The panel's forwardings, in the order of `all`, their targets sorted. */
function forwardsOn(simulator: Simulator): unknown[] {
  return simulator.panel
    .forwards()
    .map((forward) => ({ ...forward, targets: [...forward.targets].sort() }))
    .sort(
      (a, b) =>
        all.findIndex(({ source }) => source === a.source) -
        all.findIndex(({ source }) => source === b.source),
    );
}

/** What the engine does to replace the mailbox: it asks, deletes, and creates. */
async function replaced({ mailbox }: Lifecycles, kept: Kept): Promise<Kept> {
  expect(await diffOf(mailbox, kept, bigger)).toMatchObject({ deleteBeforeReplace: true });
  warnings.length = 0;
  await mailbox.delete(kept.id, kept.state);
  return created(mailbox, bigger);
}

const restored = (source: string, targets: string, more = ""): string =>
  `Mailbox ann@example.com: the panel removed a forwarding with the old mailbox, and it was restored: ${source} => ${targets}${more}`;
const unsure = ". Whether its own mailbox kept a copy is unknown; it keeps none now";

describe.each(["adds", "overwrites"] as const)(
  "a replacement of a mailbox, on a panel that %s",
  (addforward) => {
    it("restores what the panel takes along, declared or not", async () => {
      const taking = { addforward, delmailTakesForwards: true, delmailTakesTargets: true };
      const { simulator, stack, kept } = await begin(taking);
      await replaced(await newRun(stack), kept);
      expect(forwardsOn(simulator)).toEqual([{ ...mine, saveLocal: false }, team, other]);
      expect(warnings).toEqual([
        restored("ann@example.com", "home@example.net, phone@example.net", unsure),
        restored("team@example.com", "ann@example.com", unsure),
      ]);
      expect(writesTo(simulator)).toEqual([
        "delmail ann@example.com",
        "addmail ann@example.com",
        "addforward ann@example.com => home@example.net,phone@example.net",
        "addforward team@example.com => ann@example.com,bob@example.org",
      ]);
    });

    it("restores a copy where the program declares the forwarding", async () => {
      const { simulator, stack, kept } = await begin({ addforward, delmailTakesForwards: true });
      const earlier = await newRun(stack);
      const forward = await created(earlier.mailForward, { ...mine, adopt: true });
      const run = await newRun(stack);
      await diffOf(run.mailForward, forward, { ...mine, adopt: true });
      await replaced(run, kept);
      expect(forwardsOn(simulator)).toEqual(all);
      expect(warnings).toEqual([restored("ann@example.com", "home@example.net, phone@example.net")]);
    });
  },
);

it("a replacement on a panel that takes nothing along looks once before and once after, and notes nothing for later", async () => {
  const { simulator, stack, kept } = await begin({});
  await replaced(await newRun(stack), kept);
  expect(callsTo(simulator).filter((call) => !/^(none|getlistmail)/.test(call))).toEqual([
    "getforwardmail",
    "delmail ann@example.com",
    "addmail ann@example.com",
    "getforwardmail",
  ]);
  expect(forwardsOn(simulator)).toEqual(all);
  // what is removed on purpose afterwards stays removed
  simulator.panel.setForward(mine.source, []);
  const next = await newRun(stack);
  await next.mailbox.delete(kept.id, kept.state);
  await created((await newRun(stack)).mailbox, ann);
  expect(forwardsOn(simulator)).toEqual([team, other]);
});

describe("a replacement that was killed", () => {
  it("after the deletion has its forwardings restored by the creation of the next run", async () => {
    const { simulator, stack, kept } = await begin({ delmailTakesForwards: true, delmailTakesTargets: true });
    const { mailbox } = await newRun(stack);
    await diffOf(mailbox, kept, bigger);
    await mailbox.delete(kept.id, kept.state);
    // the engine did not record the deletion, so the next run deletes again
    await replaced(await newRun(stack), kept);
    expect(forwardsOn(simulator)).toEqual([{ ...mine, saveLocal: false }, team, other]);
  });

  it("after the creation, too, and where the engine recorded the deletion", async () => {
    const { simulator, stack, kept } = await begin({ delmailTakesForwards: true });
    const { mailbox } = await newRun(stack);
    await diffOf(mailbox, kept, bigger);
    await mailbox.delete(kept.id, kept.state);
    simulator.faults.push({ operation: "getforwardmail", times: Infinity, answer: { kind: "html" } });
    const error = await errorOf(created(mailbox, bigger));
    expect(error.message).toMatch(
      /^mailbox ann@example\.com was created again, but forwardings .* could not be restored: ann@example\.com => home@example\.net, phone@example\.net; team@/,
    );
    simulator.faults.length = 0;
    await created((await newRun(stack)).mailbox, bigger);
    expect(forwardsOn(simulator)).toMatchObject([{ targets: mine.targets }, team, other]);
  });

  it("more than seven days ago has nothing restored any more", async () => {
    const { simulator, stack, kept } = await begin({ delmailTakesForwards: true });
    await (await newRun(stack)).mailbox.delete(kept.id, kept.state);
    ageJournal(8);
    await created((await newRun(stack)).mailbox, ann);
    expect(forwardsOn(simulator)).toEqual([team, other]);
  });
});

describe("what somebody removes on purpose between deletion and creation", () => {
  it("is not restored where this stack removed it", async () => {
    const { simulator, stack, kept } = await begin({ delmailTakesForwards: true, delmailTakesTargets: true });
    const forwards = await newRun(stack);
    const forward = await created(forwards.mailForward, { ...mine, adopt: true });
    const { mailbox } = await newRun(stack);
    await diffOf(mailbox, kept, bigger);
    await mailbox.delete(kept.id, kept.state);
    await (await newRun(stack)).mailForward.delete(forward.id, forward.state);
    await created((await newRun(stack)).mailbox, bigger);
    expect(forwardsOn(simulator)).toEqual([team, other]);
  });

  it("is not restored where the same run changes the forwarding", async () => {
    const { simulator, stack, kept } = await begin({ delmailTakesForwards: true });
    const forward = await created((await newRun(stack)).mailForward, { ...mine, adopt: true });
    const run = await newRun(stack);
    await diffOf(run.mailForward, forward, { ...mine, targets: ["new@example.net", "home@example.net"] });
    await replaced(run, kept);
    expect(forwardsOn(simulator)).toEqual([{ ...mine, targets: ["home@example.net"] }, team, other]);
    await created(run.mailForward, { ...mine, targets: ["new@example.net", "home@example.net"] });
    await run.mailForward.delete(forward.id, forward.state);
    expect(forwardsOn(simulator)).toEqual([
      { ...mine, targets: ["home@example.net", "new@example.net"] },
      team,
      other,
    ]);
  });
});

it("what cannot be restored is an error that lists it; the mailbox is kept, and the next run tries again", async () => {
  const { simulator, stack, kept } = await begin({ delmailTakesForwards: true, delmailTakesTargets: true });
  const answer = { kind: "code", code: 1, message: "full" } as const;
  simulator.faults.push({ operation: "addforward", times: Infinity, answer });
  const error = await errorOf(replaced(await newRun(stack), kept));
  expect(error.message).toContain(
    "mailbox ann@example.com was created again, but forwardings that the panel removed with the old one could not be " +
      "restored: ann@example.com => home@example.net, phone@example.net; team@example.com => ann@example.com, bob@example.org (",
  );
  expect(error.message).toContain("“full”");
  expect(error).toMatchObject({
    id: ann.email,
    properties: { ...bigger, incomplete: true, __provider: providerText },
  });
  simulator.faults.length = 0;
  const { mailbox } = await newRun(stack);
  const part = {
    id: ann.email,
    state: error.properties as Kept["state"],
    inputs: await checked(mailbox, bigger),
  };
  const done = await updated(mailbox, part, bigger);
  expect(done.state).not.toHaveProperty("incomplete");
  expect(forwardsOn(simulator)).toMatchObject([{ targets: mine.targets }, team, other]);
});

describe("a removal of a mailbox", () => {
  it("warns of what it took along though the program declares it, and of nothing else", async () => {
    const { simulator, stack, kept } = await begin({ delmailTakesForwards: true, delmailTakesTargets: true });
    const forward = await created((await newRun(stack)).mailForward, { ...mine, adopt: true });
    const run = await newRun(stack);
    await diffOf(run.mailForward, forward, { ...mine, adopt: true });
    await run.mailbox.delete(kept.id, kept.state);
    expect(warnings).toEqual([
      "Mailbox ann@example.com: deleting it also removed forwardings that this program declares: ann@example.com => " +
        "home@example.net, phone@example.net. pulumi up --refresh creates them again",
      "Mailbox ann@example.com: it is deleted, and its mail with it",
    ]);
    expect(writesTo(simulator)).toEqual(["delmail ann@example.com"]);
  });

  it("says nothing of forwardings where the panel leaves them, or nobody declares them", async () => {
    for (const settings of [{}, { delmailTakesForwards: true }]) {
      const { stack, kept } = await begin(settings);
      await (await newRun(stack)).mailbox.delete(kept.id, kept.state);
    }
    const deletion = "Mailbox ann@example.com: it is deleted, and its mail with it";
    expect(warnings).toEqual([deletion, deletion]);
  });

  it("that the panel refuses notes nothing for later", async () => {
    const { simulator, stack, kept } = await begin({ delmailTakesForwards: true });
    simulator.faults.push({ operation: "delmail", answer: { kind: "code", code: 2 } });
    expect(await errorOf((await newRun(stack)).mailbox.delete(kept.id, kept.state))).toMatchObject({
      code: "bad_parameters",
    });
    simulator.panel.setForward(mine.source, []);
    await replaced(await newRun(stack), kept);
    expect(forwardsOn(simulator)).toEqual([team, other]);
  });
});

it("a list of forwardings that is not recognised is a warning before the deletion, which goes on", async () => {
  const { simulator, stack, kept } = await begin({});
  const body = '{"error":0,"mess":"","data":{"n":["x"]}}';
  simulator.faults.push({ operation: "getforwardmail", times: Infinity, answer: { kind: "body", body } });
  await replaced(await newRun(stack), kept);
  expect(warnings).toEqual([
    "Mailbox ann@example.com: the panel's list of forwardings was not recognised, so forwardings that the panel " +
      "removes with the mailbox are not restored: check those from and to this address. The list looks like this: " +
      "{data: {n: [string]}}",
  ]);
  expect(writesTo(simulator)).toEqual(["delmail ann@example.com", "addmail ann@example.com"]);
});

it("a list of forwardings that fails in passing stops a deletion before anything is lost", async () => {
  const { simulator, stack, kept } = await begin({});
  simulator.faults.push({ operation: "getforwardmail", answer: { kind: "status", status: 503 } });
  expect(await errorOf((await newRun(stack)).mailbox.delete(kept.id, kept.state))).toMatchObject({
    code: "http_status",
  });
  expect(writesTo(simulator)).toEqual([]);
});
