import { Interruptions } from "../../src/lifecycle/interruptions";
import { Session } from "../../src/lifecycle/session";
import { mailboxKind } from "../../src/resources/mailbox/mailboxKind";
import type { Simulator } from "../../src/simulator/simulator";
import {
  created,
  diffOf,
  lifecyclesOf,
  newRun,
  stackOf,
  updated,
  warningsOfTest,
  writesTo,
  type Kept,
} from "../support/lifecycles";
import { simulatorStarter } from "../support/panelClient";

const ann = { email: "ann@example.com", password: "secret", quota: 500 };
const warnings = warningsOfTest();
const start = simulatorStarter();

/** A panel with a mailbox that a run has made; its list shows no quotas, so it tells nothing of replacements. */
async function keptMailbox(): Promise<{
  simulator: Simulator;
  kept: Kept;
  run: () => ReturnType<typeof newRun>;
}> {
  const simulator = await start({ settings: { quotaFactor: null } });
  const run = (): ReturnType<typeof newRun> => newRun(stackOf(simulator));
  const kept = await created((await run()).mailbox, ann);
  writesTo(simulator);
  return { simulator, kept, run };
}

/** A run that replaces the mailbox; nobody records what it does. */
async function replace(lifecycles: Awaited<ReturnType<typeof newRun>>, kept: Kept): Promise<void> {
  const { replaces } = await diffOf(lifecycles.mailbox, kept, { ...ann, quota: 600 });
  expect(replaces).toEqual(["quota"]);
  await lifecycles.mailbox.delete(kept.id, kept.state);
  await created(lifecycles.mailbox, { ...ann, quota: 600 });
}

describe("an object that the state does not hold as it is", () => {
  it("is recorded where an interrupted run has replaced it by what the program wants", async () => {
    const { simulator, kept, run } = await keptMailbox();
    await replace(await run(), kept);
    writesTo(simulator);
    const { mailbox } = await run();
    const wanted = { ...ann, quota: 600 };
    expect(await diffOf(mailbox, kept, wanted)).toMatchObject({ changes: true, replaces: [] });
    const { state } = await updated(mailbox, kept, wanted);
    expect(state).toMatchObject({ quota: 600 });
    expect(writesTo(simulator)).toEqual([]);
    expect(warnings.join()).toContain("an interrupted run made it as the program wants it");
  });

  it("is replaced where the program wants something else by now", async () => {
    const { kept, run } = await keptMailbox();
    await replace(await run(), kept);
    const { mailbox } = await run();
    expect(await diffOf(mailbox, kept, { ...ann, quota: 700 })).toMatchObject({ replaces: ["quota"] });
  });

  it("is made again where an interrupted run has removed it, and is not where the panel still has it", async () => {
    const { simulator, kept, run } = await keptMailbox();
    await (await run()).mailbox.delete(kept.id, kept.state);
    writesTo(simulator);
    const { mailbox } = await run();
    expect(await diffOf(mailbox, kept, ann)).toMatchObject({ changes: true, replaces: [] });
    const again = await updated(mailbox, kept, ann);
    expect(writesTo(simulator)).toEqual(["addmail ann@example.com"]);
    const later = await run();
    expect(await diffOf(later.mailbox, again, ann)).toMatchObject({ changes: false });
    await later.mailbox.delete(again.id, again.state);
    simulator.panel.addMailbox("ann@example.com", { quota: 500, password: "secret" });
    // another machine may have made it again
    expect(await diffOf((await run()).mailbox, again, ann)).toMatchObject({ changes: false });
  });

  it("is not deleted again, and what somebody else has put there stays", async () => {
    const { simulator, kept, run } = await keptMailbox();
    await (await run()).mailbox.delete(kept.id, kept.state);
    writesTo(simulator);
    await (await run()).mailbox.delete(kept.id, kept.state);
    simulator.panel.addMailbox("ann@example.com", { quota: 500, password: "somebody's" });
    const { mailbox } = await run();
    await mailbox.delete(kept.id, kept.state);
    expect(writesTo(simulator)).toEqual([]);
    expect(simulator.panel.mailboxes()).toHaveLength(1);
    expect(warnings.join()).toContain("what is there now was made after that, and stays");
  });

  it("is deleted as usual where the run that removed it ended well: another machine may have made it again", async () => {
    process.env.PULUMI_SKIP_CHECKPOINTS = "true";
    try {
      const { simulator, kept } = await keptMailbox();
      const config = stackOf(simulator);
      const session = new Session();
      session.configure((key) => config[key], Object.keys(config));
      await lifecyclesOf(session).mailbox.delete(kept.id, kept.state);
      await session.end();
      simulator.panel.addMailbox("ann@example.com", { quota: 500, password: "secret" });
      writesTo(simulator);
      await (await newRun(config)).mailbox.delete(kept.id, kept.state);
      expect(writesTo(simulator)).toEqual(["delmail ann@example.com"]);
    } finally {
      delete process.env.PULUMI_SKIP_CHECKPOINTS;
    }
  });

  it("is not deleted again where the list does not tell", async () => {
    const { simulator, kept, run } = await keptMailbox();
    await (await run()).mailbox.delete(kept.id, kept.state);
    writesTo(simulator);
    const body = '{"error":0,"mess":"","data":{"boxes":[{"nr":17}]}}';
    simulator.faults.push({ operation: "getlistmail", times: Infinity, answer: { kind: "body", body } });
    await (await run()).mailbox.delete(kept.id, kept.state);
    expect(writesTo(simulator)).toEqual([]);
  });

  it("was removed where it is gone after the process of an interrupted run was waited for, also without a note", async () => {
    const { simulator } = await keptMailbox();
    const config = stackOf(simulator);
    const session = new Session();
    session.configure((key) => config[key], Object.keys(config));
    const site = session.connect(undefined);
    const state = { ...ann, endpoint: simulator.url, owner: "demo" };
    const interruptions = new Interruptions(mailboxKind);
    expect(await interruptions.aftermath(site, state, ann, true)).toBeUndefined();
    simulator.panel.removeMailbox(ann.email);
    expect(await interruptions.aftermath(site, state, ann)).toBeUndefined();
    expect(await interruptions.aftermath(site, state, ann, true)).toBe("removed");
  });
});
