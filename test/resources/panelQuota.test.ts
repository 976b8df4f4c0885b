import { panelQuotaOf } from "../../src/resources/mailbox/panelQuota";
import type { Simulator } from "../../src/simulator/simulator";
import { simulatorStarter } from "../support/panelClient";
import {
  created,
  diffOf,
  newRun,
  stackOf,
  updated,
  warningsOfTest,
  writesTo,
  type Kept,
  type StackConfig,
} from "../support/lifecycles";

const start = simulatorStarter();
const warnings = warningsOfTest();

const ann = { email: "ann@example.com", password: "ann's password", quota: 500 };
const unchanged = { changes: false, replaces: [], deleteBeforeReplace: false };
const drift =
  "Mailbox ann@example.com: quota is 800 in the panel but 500 in Pulumi; set 800 in the program, or correct the panel and " +
  "run pulumi refresh";

/** A mailbox that an earlier run made, on a panel whose list shows quotas in this unit. */
async function keptMailbox(quotaFactor: number | null = 1): Promise<{
  simulator: Simulator;
  kept: Kept;
  stack: StackConfig;
}> {
  const simulator = await start({ settings: { quotaFactor } });
  const stack = stackOf(simulator);
  const kept = await created((await newRun(stack)).mailbox, ann);
  writesTo(simulator);
  return { simulator, kept, stack };
}

/** What a refresh in a run of its own keeps, and whether the engine then takes the mailbox for changed. */
async function refreshed(kept: Kept, stack: StackConfig): Promise<Kept & { isChanged: boolean | undefined }> {
  const { mailbox } = await newRun(stack);
  const { id = "", props = {} } = await mailbox.read(kept.id, kept.state);
  const state = { ...props, __provider: kept.state.__provider };
  const { changes } = await mailbox.diff(id, state, kept.inputs);
  return { id, state, inputs: kept.inputs, isChanged: changes };
}

describe("a quota that was changed in the panel", () => {
  it.each([1, 1024, 1000 ** 2])("changes panelQuota alone at a refresh, in units of %p", async (factor) => {
    const { simulator, kept, stack } = await keptMailbox(factor);
    expect(kept.state).toMatchObject({ quota: 500, panelQuota: 500 });
    simulator.panel.setQuota(ann.email, 800);
    const { state, isChanged } = await refreshed(kept, stack);
    expect(state).toEqual({ ...kept.state, panelQuota: 800 });
    expect([isChanged, warnings]).toEqual([true, [drift]]);
  });

  it("is a warning, and no change, once a refresh has recorded it", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    simulator.panel.setQuota(ann.email, 800);
    const recorded = await refreshed(kept, stack);
    warnings.length = 0;
    expect((await refreshed(recorded, stack)).isChanged).toBe(false);
    expect(warnings).toEqual([drift]);
    warnings.length = 0;
    expect(await diffOf((await newRun(stack)).mailbox, recorded, ann)).toEqual(unchanged);
    expect(warnings).toEqual([drift]);
  });

  it("is only recorded where the program says it too", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    simulator.panel.setQuota(ann.email, 800);
    const recorded = await refreshed(kept, stack);
    warnings.length = 0;
    const { mailbox } = await newRun(stack);
    expect(await diffOf(mailbox, recorded, { ...ann, quota: 800 })).toMatchObject({ replaces: [] });
    const { state } = await updated(mailbox, recorded, { ...ann, quota: 800 });
    expect(state).toMatchObject({ quota: 800, panelQuota: 800 });
    expect(warnings).toEqual([
      "Mailbox ann@example.com: quota 800 is recorded in Pulumi only; the panel has it already",
    ]);
    expect(writesTo(simulator)).toEqual([]);
  });

  it("is recorded as corrected without being a change", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    simulator.panel.setQuota(ann.email, 800);
    const recorded = await refreshed(kept, stack);
    simulator.panel.setQuota(ann.email, 500);
    warnings.length = 0;
    const { state, isChanged } = await refreshed(recorded, stack);
    expect([state, isChanged, warnings]).toEqual([kept.state, false, []]);
  });
});

describe("the state of an earlier version, without panelQuota", () => {
  async function earlier(): ReturnType<typeof keptMailbox> {
    const { simulator, kept, stack } = await keptMailbox();
    const { panelQuota: _, ...state } = kept.state;
    return { simulator, kept: { ...kept, state }, stack };
  }

  it("takes it up at the first refresh, which is no change", async () => {
    const { kept, stack } = await earlier();
    const { state, isChanged } = await refreshed(kept, stack);
    expect([state.panelQuota, isChanged, warnings]).toEqual([500, false, []]);
  });

  it("shows a quota that was changed in the panel before", async () => {
    const { simulator, kept, stack } = await earlier();
    simulator.panel.setQuota(ann.email, 800);
    const { state, isChanged } = await refreshed(kept, stack);
    expect([state.panelQuota, isChanged, warnings]).toEqual([800, true, [drift]]);
  });
});

it("a list without quotas gives none, and is no change", async () => {
  const { simulator, kept, stack } = await keptMailbox();
  simulator.settings.quotaFactor = null;
  const { state, isChanged } = await refreshed(kept, stack);
  expect(state).not.toHaveProperty("panelQuota");
  expect([isChanged, warnings]).toEqual([false, []]);
});

describe("the quota in the panel", () => {
  it.each([
    ["in the unit of the program's", { quota: 500, quotaUnit: 1024 }, [819_200], 800],
    ["as whole units, where a text may mean two numbers", { quota: 500, quotaUnit: 1024 }, [1000, 1024], 1],
    ["as a fraction, where no unit fits", { quota: 500, quotaUnit: 1024 }, [512], 0.5],
    ["as the program has it, where the text may mean it", { quota: 1000, quotaUnit: 1 }, [1024, 1000], 1000],
    ["as the program has it, in whatever unit", { quota: 500 }, [512_000], 500],
    ["as listed, where no unit is known", { quota: 500 }, [700], 700],
    ["as listed, where the program says none", {}, [700], 700],
  ] as const)("is read %s", (_, state, listed, expected) => {
    expect(panelQuotaOf(state, listed)).toBe(expected);
  });

  it("is not to be set in the program where no whole number says it", async () => {
    const { simulator, kept, stack } = await keptMailbox(1024);
    simulator.settings.quotaFactor = 1;
    simulator.panel.setQuota(ann.email, 512);
    await refreshed(kept, stack);
    expect(warnings).toEqual([
      "Mailbox ann@example.com: quota is 0.5 in the panel but 500 in Pulumi; correct the panel and run pulumi refresh",
    ]);
  });
});
