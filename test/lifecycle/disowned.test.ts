import { simulatorStarter } from "../support/panelClient";
import type { Simulator } from "../../src/simulator/simulator";
import {
  ageJournal,
  checked,
  created,
  errorOf,
  newRun,
  providerText,
  stackOf,
  updated,
  writesTo,
  type Kept,
  type Lifecycles,
} from "../support/lifecycles";

const start = simulatorStarter();

const ann = { email: "ann@example.com", password: "ann's password", quota: 500 };

/** A panel on which a killed run began its work, and the run that comes after it. */
async function afterKill(
  begin: (run: Lifecycles) => Promise<unknown>,
  options: Parameters<typeof start>[0] = {},
): Promise<{ simulator: Simulator; next: () => Promise<Lifecycles> }> {
  const simulator = await start(options);
  simulator.panel.addMailbox("zoe@example.com", { quota: 7, password: "x" });
  simulator.panel.setForward("zoe@example.com", ["x@example.net"]);
  const stack = stackOf(simulator);
  await begin(await newRun(stack));
  simulator.requests.length = 0;
  return { simulator, next: () => newRun(stack) };
}

describe("a mailbox that a killed run made", () => {
  const begin = (run: Lifecycles): Promise<unknown> => created(run.mailbox, ann);

  it.each([1, 1024, 1024 ** 2, 1000, 1000 ** 2, null])(
    "is the next run's own, with a list that multiplies quotas by %p",
    async (quotaFactor) => {
      const { simulator, next } = await afterKill(begin, { settings: { quotaFactor } });
      expect((await created((await next()).mailbox, ann)).state).toMatchObject(ann);
      expect(writesTo(simulator)).toEqual([]);
    },
  );

  it("is its own after six days, and not after eight: the error says what was intended, and when", async () => {
    const { simulator, next } = await afterKill(begin);
    ageJournal(6);
    await created((await next()).mailbox, ann);
    ageJournal(8);
    const at = new Date(Date.now() - 8 * 24 * 3_600_000).toISOString().slice(0, 13);
    const error = await errorOf(created((await next()).mailbox, ann));
    expect(error).toMatchObject({ code: "already_exists" });
    expect(error.message).toMatch(
      /^mailbox ann@example\.com exists already in the panel with quota 500: an interrupted run was about to create it with quota 500 at \S+Z, more than seven days ago, which no longer counts\. /,
    );
    expect(error.message).toContain(` at ${at}`);
    expect(error.message).toContain("write adopt: true");
    expect(error.message).not.toContain(ann.password);
    expect(writesTo(simulator)).toEqual([]);
  });

  it("stays the next runs' own after one whose program lacks what a creation needs", async () => {
    const { simulator, next } = await afterKill(begin);
    const other = { kind: "body", body: '{"error":0,"list":["zoe@example.com"]}' } as const;
    simulator.faults.push({ operation: "getlistmail", answer: other });
    const error = await errorOf(created((await next()).mailbox, { email: ann.email, adopt: true }));
    expect(error.code).toBe("not_found");
    expect((await created((await next()).mailbox, ann)).state).toMatchObject(ann);
    expect(writesTo(simulator)).toEqual([]);
  });

  it("is nobody's own by an intent of the future", async () => {
    const { next } = await afterKill(begin);
    ageJournal(-30);
    const error = await errorOf(created((await next()).mailbox, ann));
    expect(error).toMatchObject({ code: "already_exists" });
    expect(error.message).toContain("a time in the future, which does not count");
  });

  it("and that the program now wants otherwise is refused, saying what was made and when", async () => {
    const { next } = await afterKill(begin);
    const error = await errorOf(created((await next()).mailbox, { ...ann, quota: 600 }));
    expect(error).toMatchObject({ code: "conflict" });
    expect(error.message).toMatch(
      /^mailbox ann@example\.com was created by an interrupted run with another quota than the program's \(at \S+Z, with quota 500\)\. /,
    );
  });
});

describe("a mailbox that an administrator made after a killed run", () => {
  const fault = { operation: "addmail", answer: { kind: "reset" } } as const;
  const begin = (run: Lifecycles): Promise<unknown> => errorOf(created(run.mailbox, ann));

  it("with another quota is not taken for that run's work, in whatever unit the list shows it", async () => {
    for (const quotaFactor of [1, 1024, 1000 ** 2]) {
      const { simulator, next } = await afterKill(begin, { settings: { quotaFactor }, faults: [fault] });
      // the run died before its last look
      simulator.panel.addMailbox("ann@example.com", { quota: 800, password: "her own" });
      const run = await next();
      const error = await errorOf(created(run.mailbox, ann));
      expect(error).toMatchObject({ code: "already_exists", operation: "addmail" });
      expect(error.message).toContain(`in the panel with quota ${800 * quotaFactor}: `);
      expect(writesTo(simulator)).toEqual([]);
      expect(simulator.panel.mailboxPasswordIs("ann@example.com", "her own")).toBe(true);
    }
  });
});

describe("a creation that was never confirmed", () => {
  /** A mailbox whose creation ended without an answer, as the state has it. */
  async function unconfirmed(): Promise<{
    simulator: Simulator;
    kept: Kept;
    next: () => Promise<Lifecycles>;
  }> {
    let part: Partial<Kept> = {};
    const { simulator, next } = await afterKill(
      async ({ mailbox }) => {
        const { id, properties } = await errorOf(created(mailbox, ann));
        part = { id: id as string, state: properties as Kept["state"], inputs: await checked(mailbox, ann) };
      },
      { faults: [{ operation: "addmail", answer: { kind: "html" } }] },
    );
    return { simulator, next, kept: part as Kept };
  }

  it("is not completed, nor deleted, where the panel has a mailbox with another quota", async () => {
    const { simulator, next, kept } = await unconfirmed();
    expect(kept.state).toMatchObject({ incomplete: true, __provider: providerText });
    simulator.panel.addMailbox("ann@example.com", { quota: 800, password: "her own" });
    const error = await errorOf(updated((await next()).mailbox, kept, ann));
    expect(error).toMatchObject({ code: "conflict" });
    expect(error.message).toContain("quota is 800 in the panel but 500 in the program");
    const refused = await errorOf((await next()).mailbox.delete(kept.id, kept.state));
    expect(refused).toMatchObject({ code: "conflict" });
    expect(refused.message).toContain("quota is 800 in the panel but 500 in Pulumi");
    expect(writesTo(simulator)).toEqual([]);
    expect(simulator.panel.mailboxPasswordIs("ann@example.com", "her own")).toBe(true);
  });

  it("is completed, and then deleted, where the panel has what it asked for", async () => {
    const { simulator, next, kept } = await unconfirmed();
    simulator.panel.addMailbox("ann@example.com", { quota: 500, password: ann.password });
    const done = await updated((await next()).mailbox, kept, ann);
    expect(done.state).not.toHaveProperty("incomplete");
    await (await next()).mailbox.delete(done.id, done.state);
    expect(writesTo(simulator)).toEqual(["delmail ann@example.com"]);
  });
});

describe("a forwarding that a killed run set out to make", () => {
  const info = { source: "info@example.com", targets: ["a@example.net", "b@example.net"] };
  const begin = (run: Lifecycles): Promise<unknown> => created(run.mailForward, info);

  it.each([[["a@example.net", "b@example.net"]], [["b@example.net"]]])(
    "is completed where the panel has %j of it",
    async (targets) => {
      const { simulator, next } = await afterKill(begin);
      simulator.panel.setForward("info@example.com", targets);
      await created((await next()).mailForward, info);
      expect(simulator.panel.forwards()[1]?.targets.sort()).toEqual(info.targets);
      expect(writesTo(simulator)).toHaveLength(2 - targets.length);
    },
  );

  it("is somebody's where the panel has another target: the error says what was intended, and when", async () => {
    const { simulator, next } = await afterKill(begin);
    simulator.panel.setForward("info@example.com", ["a@example.net", "eve@example.net"]);
    const error = await errorOf(created((await next()).mailForward, info));
    expect(error).toMatchObject({ code: "already_exists", operation: "addforward" });
    expect(error.message).toMatch(
      /^forwarding info@example\.com exists already: the panel forwards it to a@example\.net, eve@example\.net, but the program says a@example\.net, b@example\.net; an interrupted run was about to create it with the targets a@example\.net, b@example\.net at \S+Z, but the panel shows something else\. To take it over, write what the panel has/,
    );
    expect(writesTo(simulator)).toEqual([]);
  });

  it("is somebody's after eight days, though it is just what was intended", async () => {
    const { simulator, next } = await afterKill(begin);
    ageJournal(8);
    const error = await errorOf(created((await next()).mailForward, info));
    expect(error).toMatchObject({ code: "already_exists" });
    expect(error.message).toContain("more than seven days ago, which no longer counts. ");
    expect(error.message).toContain("write adopt: true");
    expect(writesTo(simulator)).toEqual([]);
    await created((await next()).mailForward, { ...info, adopt: true });
    expect(writesTo(simulator)).toEqual([]);
  });
});

describe.each(["domainSpf", "domainDkim"] as const)("%s that a killed run switched on", (kind) => {
  it("is the next run's own for seven days, and then counts as found", async () => {
    const { next } = await afterKill((run) => created(run[kind], { domain: "example.com" }));
    const found = async (): Promise<unknown> =>
      (await created((await next())[kind], { domain: "example.com" })).state.foundEnabled;
    expect(await found()).toBe(false);
    ageJournal(8);
    expect(await found()).toBe(true);
  });
});
