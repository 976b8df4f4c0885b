import type { Simulator } from "../../src/simulator/simulator";
import { fourAccounts, simulatorStarter } from "../support/panelClient";
import type { Lifecycle } from "../../src/lifecycle/lifecycle";
import {
  callsTo,
  checked,
  created,
  diffOf,
  errorOf,
  failuresOf,
  newRun,
  stackOf,
  unknown,
  updated,
  warningsOfTest,
  writesTo,
  type Kept,
  type Lifecycles,
  type StackConfig,
} from "../support/lifecycles";

const start = simulatorStarter();
warningsOfTest();

const inputsOf = {
  mailbox: { email: "ann@example.com", password: "p", quota: 1 },
  mailForward: { source: "info@example.com", targets: ["ann@example.com"] },
  domainSpf: { domain: "example.com" },
  domainDkim: { domain: "example.com" },
} as const;
const kinds = Object.keys(inputsOf) as (keyof Lifecycles)[];
const nouns = {
  mailbox: "mailbox ann@example.com",
  mailForward: "forwarding info@example.com",
  domainSpf: "SPF of example.com",
  domainDkim: "DKIM of example.com",
};

const unchanged = { changes: false, replaces: [], deleteBeforeReplace: false };
const recorded = { changes: true, replaces: [], deleteBeforeReplace: false };
const moved = { changes: true, replaces: ["server"], deleteBeforeReplace: false };

/** What the configuration says of a named server. */
function server(simulator: Simulator): StackConfig {
  return { endpoint: simulator.url, username: "demo", password: "demo-password" };
}

/** A resource that an earlier run made on a panel. */
async function keptOn(kind: keyof Lifecycles, stack: StackConfig, more: StackConfig = {}): Promise<Kept> {
  return created((await newRun(stack))[kind], { ...inputsOf[kind], ...more });
}

/** The same panel under another address of this machine. */
function otherAddress(simulator: Simulator): string {
  return simulator.url.replace("127.0.0.1", "localhost");
}

describe.each(kinds)("the server of a resource of kind %s", (kind) => {
  const inputs = inputsOf[kind];

  it("that gets another name at the same endpoint is only recorded", async () => {
    const simulator = await start();
    const kept = await keptOn(kind, { "brainycp:servers": { eu: server(simulator) } }, { server: "eu" });
    const renamed = { "brainycp:servers": { europe: server(simulator) } };
    const lifecycle = (await newRun(renamed))[kind];
    callsTo(simulator);
    const news = { ...inputs, server: "europe" };
    expect(await diffOf(lifecycle, kept, news)).toEqual(recorded);
    const { state } = await updated(lifecycle, kept, news);
    expect(state).toEqual({ ...kept.state, server: "europe" });
    expect(writesTo(simulator)).toEqual([]);
    // a deletion in the renamed stack finds the panel by its endpoint, also before the new name is recorded
    await (await newRun(renamed))[kind].delete(kept.id, kept.state);
    expect(writesTo(simulator)).toHaveLength(1);
  });

  it("that is named instead of the unnamed one, or the other way, is only recorded", async () => {
    const simulator = await start();
    const stack = { ...stackOf(simulator), "brainycp:servers": { eu: server(simulator) } };
    const kept = await keptOn(kind, stack);
    expect(await diffOf((await newRun(stack))[kind], kept, { ...inputs, server: "eu" })).toEqual(recorded);
    const named = await updated((await newRun(stack))[kind], kept, { ...inputs, server: "eu" });
    expect(await diffOf((await newRun(stack))[kind], named, inputs)).toEqual(recorded);
  });

  it("that is another panel replaces, created first", async () => {
    const [eu, us] = [await start(), await start()];
    const stack = { "brainycp:servers": { eu: server(eu), us: server(us) } };
    const kept = await keptOn(kind, stack, { server: "eu" });
    expect(await diffOf((await newRun(stack))[kind], kept, { ...inputs, server: "us" })).toEqual(moved);
    const lifecycle = (await newRun(stack))[kind];
    await created(lifecycle, { ...inputs, server: "us" });
    await lifecycle.delete(kept.id, kept.state);
    expect([eu.panel.mailboxes(), eu.panel.forwards(), eu.panel.spf("example.com")]).toEqual([[], [], false]);
    expect(writesTo(us)).toHaveLength(1);
  });

  it("that is not known yet is a change that replaces nothing", async () => {
    const stack = stackOf(await start());
    const kept = await keptOn(kind, stack);
    const news = { ...inputs, server: unknown };
    expect(await diffOf((await newRun(stack))[kind], kept, news)).toEqual(recorded);
  });

  it("that the configuration points elsewhere is refused by every method, naming both, and nothing is sent", async () => {
    const [first, second] = [await start(), await start()];
    const kept = await keptOn(kind, stackOf(first));
    const lifecycle = (await newRun(stackOf(second)))[kind];
    callsTo(first);
    await expectRefusals(lifecycle, kept, [
      `${first.url}, but the configuration points to ${second.url}`,
      `pulumi config set brainycp:movedFrom ${first.url}`,
      `pulumi config set brainycp:endpoint ${first.url}`,
      "Nothing was touched",
    ]);
    expect([callsTo(first), callsTo(second)]).toEqual([[], []]);
  });

  it("that the configuration does not name any more is refused by read and delete", async () => {
    const [first, second] = [await start(), await start()];
    const kept = await keptOn(kind, { "brainycp:servers": { eu: server(first) } }, { server: "eu" });
    const lifecycle = (await newRun(stackOf(second)))[kind];
    for (const work of [lifecycle.read(kept.id, kept.state), lifecycle.delete(kept.id, kept.state)]) {
      const error = await errorOf(work);
      expect(error).toMatchObject({ code: "elsewhere" });
      expect(error.message).toContain(`${first.url}, which the configuration no longer names`);
      expect(error.message).toContain("pulumi config set --path brainycp:servers.eu.endpoint");
    }
    expect(callsTo(second)).toEqual([]);
  });

  it("that moved to another address is recorded anew with movedFrom, and nothing is sent", async () => {
    const simulator = await start();
    const kept = await keptOn(kind, stackOf(simulator));
    const stack = stackOf(simulator, {
      "brainycp:endpoint": otherAddress(simulator),
      "brainycp:movedFrom": simulator.url,
    });
    const lifecycle = (await newRun(stack))[kind];
    callsTo(simulator);
    expect(await diffOf(lifecycle, kept, inputs)).toEqual(recorded);
    expect(await lifecycle.read(kept.id, kept.state)).toEqual({ id: kept.id, props: kept.state });
    const again = await updated(lifecycle, kept, inputs);
    expect(again.state).toEqual({ ...kept.state, endpoint: otherAddress(simulator) });
    expect(await diffOf((await newRun(stack))[kind], again, inputs)).toEqual(unchanged);
    expect(writesTo(simulator)).toEqual([]);
  });

  it("without movedFrom is another panel, also at the same port", async () => {
    const simulator = await start();
    const kept = await keptOn(kind, stackOf(simulator));
    const stack = stackOf(simulator, { "brainycp:endpoint": otherAddress(simulator) });
    const error = await errorOf(diffOf((await newRun(stack))[kind], kept, inputs));
    expect(error).toMatchObject({ code: "elsewhere" });
  });

  it("that belongs to another account is refused by every method, naming both", async () => {
    const simulator = await start({ accounts: fourAccounts });
    const kept = await keptOn(kind, stackOf(simulator));
    const other = { "brainycp:username": "ann", "brainycp:password": "ann-password" };
    const lifecycle = (await newRun(stackOf(simulator, other)))[kind];
    callsTo(simulator);
    await expectRefusals(lifecycle, kept, [
      "belongs to the panel user demo, but the configuration acts for ann",
      "so that it acts for demo again",
    ]);
    expect(callsTo(simulator)).toEqual([]);
  });

  /** Diff, read, update and delete must fail with these words. */
  async function expectRefusals(lifecycle: Lifecycle, kept: Kept, words: readonly string[]): Promise<void> {
    const news = await checked(lifecycle, inputs, kept.inputs);
    for (const work of [
      () => lifecycle.diff(kept.id, kept.state, news),
      () => lifecycle.read(kept.id, kept.state),
      () => lifecycle.update(kept.id, kept.state, news),
      () => lifecycle.delete(kept.id, kept.state),
    ]) {
      const error = await errorOf((async () => work())());
      expect(error).toMatchObject({ code: "elsewhere" });
      expect(error.message.toLowerCase()).toContain(nouns[kind].toLowerCase());
      for (const each of words) expect(error.message).toContain(each);
    }
  }
});

describe("the panel user of a mailbox", () => {
  const root = { "brainycp:username": "root", "brainycp:password": "root-password" };
  const inputs = { email: "a@ann.example", password: "p", quota: 1 };

  async function keptForAnn(): Promise<{ simulator: Simulator; kept: Kept }> {
    const simulator = await start({ accounts: fourAccounts });
    const kept = await keptOn("mailbox", stackOf(simulator, root), { ...inputs, panelUser: "ann" });
    callsTo(simulator);
    return { simulator, kept };
  }

  it("replaces where it is another, deleted first", async () => {
    const { simulator, kept } = await keptForAnn();
    const { mailbox } = await newRun(stackOf(simulator, root));
    expect(await diffOf(mailbox, kept, { ...inputs, panelUser: "demo" })).toEqual({
      changes: true,
      replaces: ["panelUser"],
      deleteBeforeReplace: true,
    });
    expect(await diffOf(mailbox, kept, inputs)).toMatchObject({ replaces: ["panelUser"] });
  });

  it("is only recorded where the stack names the same, or the account itself is it", async () => {
    const { simulator, kept } = await keptForAnn();
    for (const settings of [
      { ...root, "brainycp:panelUser": "ann" },
      { "brainycp:username": "ann", "brainycp:password": "ann-password" },
    ]) {
      const { mailbox } = await newRun(stackOf(simulator, settings));
      expect(await diffOf(mailbox, kept, { ...inputs, panelUser: "ann" })).toEqual(unchanged);
      expect(await diffOf(mailbox, kept, inputs)).toEqual(recorded);
      const { state } = await updated(mailbox, kept, inputs);
      expect(state).toMatchObject({ owner: "ann", email: "a@ann.example" });
      expect(state).not.toHaveProperty("panelUser");
      expect(writesTo(simulator)).toEqual([]);
    }
  });

  it("that is not known yet is a change that replaces nothing", async () => {
    const { simulator, kept } = await keptForAnn();
    const { mailbox } = await newRun(stackOf(simulator, root));
    expect(await diffOf(mailbox, kept, { ...inputs, panelUser: unknown })).toEqual(recorded);
  });

  it("of the stack that becomes another is refused, and the resource's own mends it", async () => {
    const simulator = await start({ accounts: fourAccounts });
    const forAnn = stackOf(simulator, { ...root, "brainycp:panelUser": "ann" });
    const kept = await keptOn("mailbox", forAnn, inputs);
    const { mailbox } = await newRun(stackOf(simulator, { ...root, "brainycp:panelUser": "demo" }));
    const error = await errorOf(diffOf(mailbox, kept, inputs));
    expect(error).toMatchObject({ code: "elsewhere" });
    expect(error.message).toContain("belongs to the panel user ann, but the configuration acts for demo");
    expect(error.message).toContain('panelUser: "ann" does that');
    expect(await diffOf(mailbox, kept, { ...inputs, panelUser: "ann" })).toEqual(recorded);
  });
});

describe("refuseMailLoss and the server of a mailbox", () => {
  const inputs = { ...inputsOf.mailbox, refuseMailLoss: true };

  it("does not refuse another name of the same panel", async () => {
    const simulator = await start();
    const kept = await keptOn(
      "mailbox",
      { "brainycp:servers": { eu: server(simulator) } },
      { ...inputs, server: "eu" },
    );
    const { mailbox } = await newRun({ "brainycp:servers": { europe: server(simulator) } });
    expect(await diffOf(mailbox, kept, { ...inputs, server: "europe" })).toEqual(recorded);
  });

  it("refuses another panel at preview, and the deletion from the first in any case", async () => {
    const [eu, us] = [await start(), await start()];
    const stack = { "brainycp:servers": { eu: server(eu), us: server(us) } };
    const kept = await keptOn("mailbox", stack, { ...inputs, server: "eu" });
    const { mailbox } = await newRun(stack);
    const failures = await failuresOf(mailbox, { ...inputs, server: "us" }, kept.inputs);
    expect(failures.map(({ property }) => property)).toEqual(["server"]);
    expect(await errorOf(mailbox.delete(kept.id, kept.state))).toMatchObject({ code: "mail_loss" });
    expect(eu.panel.mailboxes()).toHaveLength(1);
  });
});
