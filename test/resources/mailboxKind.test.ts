import { fourAccounts, simulatorStarter } from "../support/panelClient";
import {
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
} from "../support/lifecycles";

const start = simulatorStarter();
const warnings = warningsOfTest();

const ann = { email: "ann@example.com", password: "ann's password", quota: 500 };
const bob = { email: "bob@example.com", password: "bob's password", quota: 20 };

describe("the creation of a mailbox", () => {
  it("adds it, looks that it is there, and keeps everything that its deletion needs", async () => {
    const simulator = await start({ settings: { quotaFactor: 1024 } });
    const { mailbox } = await newRun(stackOf(simulator));
    const { id, state } = await created(mailbox, { ...ann, email: " Ann@EXAMPLE.com " });
    expect(id).toBe("ann@example.com");
    expect(state).toEqual({
      ...ann,
      endpoint: simulator.url,
      owner: "demo",
      quotaUnit: 1024,
      panelQuota: 500,
      __provider: providerText,
    });
    expect(simulator.panel.mailboxes()).toEqual([{ email: "ann@example.com", quota: 500, owner: "demo" }]);
    expect(simulator.panel.mailboxPasswordIs("ann@example.com", "ann's password")).toBe(true);
    expect(writesTo(simulator)).toEqual(["addmail ann@example.com"]);
    expect(warnings).toEqual([]);
  });

  it.each([
    [null, undefined],
    [1, 1],
    [1024, 1024],
    [1024 ** 2, 1024 ** 2],
    [1000, 1000],
    [1000 ** 2, 1000 ** 2],
    [7, undefined],
  ])("with a list that multiplies quotas by %p records the unit %p", async (quotaFactor, unit) => {
    const simulator = await start({ settings: { quotaFactor } });
    const { mailbox } = await newRun(stackOf(simulator));
    expect((await created(mailbox, ann)).state.quotaUnit).toBe(unit);
  });

  it("of a quota of 0 records no unit, which 0 cannot tell", async () => {
    const simulator = await start();
    const { mailbox } = await newRun(stackOf(simulator));
    expect((await created(mailbox, { ...ann, quota: 0 })).state).not.toHaveProperty("quotaUnit");
    expect(simulator.panel.mailboxes()[0]?.quota).toBe(0);
  });

  it("is made for the panel user that the resource names, before the one that the stack names", async () => {
    const simulator = await start({ accounts: fourAccounts });
    const stack = stackOf(simulator, {
      "brainycp:username": "root",
      "brainycp:password": "root-password",
      "brainycp:panelUser": "ann",
    });
    const { mailbox } = await newRun(stack);
    const own = await created(mailbox, { ...ann, email: "a@ann.example" });
    const other = await created(mailbox, { ...bob, panelUser: "demo" });
    expect([own.state.owner, own.state.panelUser]).toEqual(["ann", undefined]);
    expect([other.state.owner, other.state.panelUser]).toEqual(["demo", "demo"]);
    expect(writesTo(simulator)).toEqual([
      "addmail a@ann.example for ann",
      "addmail bob@example.com for demo",
    ]);
  });

  it("is refused, naming adopt and aliases, where the panel has it already", async () => {
    const simulator = await start();
    simulator.panel.addMailbox("ann@example.com", { quota: 1, password: "older" });
    const { mailbox } = await newRun(stackOf(simulator));
    const error = await errorOf(created(mailbox, ann));
    expect(error).toMatchObject({ code: "already_exists", operation: "addmail" });
    expect(error.message).toMatch(
      /^mailbox ann@example\.com exists already in the panel\. .*adopt: true.*aliases/,
    );
    expect(error).not.toHaveProperty("id");
    expect(simulator.panel.mailboxes()).toEqual([{ email: "ann@example.com", quota: 1, owner: "demo" }]);
    expect(simulator.panel.mailboxPasswordIs("ann@example.com", "older")).toBe(true);
  });

  it("is refused, and not sent, where the panel has it in another spelling", async () => {
    const simulator = await start();
    simulator.panel.addMailbox("Ann@example.com", { quota: 1, password: "older" });
    const { mailbox } = await newRun(stackOf(simulator));
    expect(await errorOf(created(mailbox, ann))).toMatchObject({ code: "already_exists" });
    expect(callsTo(simulator)).toEqual(["getlistmail"]);
    expect(simulator.panel.mailboxes().map(({ email }) => email)).toEqual(["Ann@example.com"]);
  });

  it.each([
    [4, "domain_not_found", "Add the domain to the panel first"],
    [3, "failed", "Check that the panel has the domain"],
    [2, "bad_parameters", "Try the same address, password and quota in the panel's own form"],
    [1000, "no_permission", "Full API access"],
    [1001, "no_such_user", "Correct panelUser"],
  ])("that the panel refuses with code %p fails as %s, and keeps nothing", async (code, name, step) => {
    const simulator = await start({ faults: [{ operation: "addmail", answer: { kind: "code", code } }] });
    const { mailbox } = await newRun(stackOf(simulator));
    const error = await errorOf(created(mailbox, ann));
    expect(error.code).toBe(name);
    expect(error.message).toContain(step);
    expect(error.message).toContain("addmail ann@example.com");
    expect(error.message).not.toContain(ann.password);
    expect(error).not.toHaveProperty("id");
  });

  it("with a login that is refused says so, sends no addmail and keeps nothing", async () => {
    const simulator = await start();
    const { mailbox } = await newRun(stackOf(simulator, { "brainycp:password": "wrong" }));
    const error = await errorOf(created(mailbox, ann));
    expect(error).toMatchObject({ code: "login_refused" });
    expect(error).not.toHaveProperty("id");
    expect(writesTo(simulator)).toEqual([]);
  });

  it("for the second time in one run is refused: two resources name it", async () => {
    const simulator = await start();
    const { mailbox } = await newRun(stackOf(simulator));
    await created(mailbox, ann);
    callsTo(simulator);
    const error = await errorOf(created(mailbox, { ...ann, email: "ANN@example.com", adopt: true }));
    expect(error).toMatchObject({ code: "conflict" });
    expect(error.message).toMatch(/^mailbox ann@example\.com was made by this run already\. /);
    expect(callsTo(simulator)).toEqual([]);
  });

  it("of one address on two panels is no conflict", async () => {
    const [first, second] = [await start(), await start()];
    const { mailbox } = await newRun(
      stackOf(first, {
        "brainycp:servers": {
          second: { endpoint: second.url, username: "demo", password: "demo-password" },
        },
      }),
    );
    await created(mailbox, ann);
    expect((await created(mailbox, { ...ann, server: "second" })).state).toMatchObject({
      server: "second",
      endpoint: second.url,
    });
    expect(first.panel.mailboxes()).toHaveLength(1);
    expect(second.panel.mailboxes()).toHaveLength(1);
  });
});

describe("an adoption", () => {
  const adopted = { ...ann, adopt: true };

  it("takes over what is there, with the panel's unit, and sends nothing that changes it", async () => {
    const simulator = await start({ settings: { quotaFactor: 1000 } });
    simulator.panel.addMailbox("Ann@example.com", { quota: 500, password: "her own" });
    const { mailbox } = await newRun(stackOf(simulator));
    const { state } = await created(mailbox, adopted);
    expect(state).toMatchObject({ ...adopted, quotaUnit: 1000 });
    expect(writesTo(simulator)).toEqual([]);
    expect(simulator.panel.mailboxPasswordIs("Ann@example.com", "her own")).toBe(true);
  });

  it("needs no password", async () => {
    const simulator = await start();
    simulator.panel.addMailbox("ann@example.com", { quota: 500, password: "her own" });
    const { mailbox } = await newRun(stackOf(simulator));
    const { state } = await created(mailbox, { email: ann.email, quota: 500, adopt: true });
    expect(state).not.toHaveProperty("password");
    expect(writesTo(simulator)).toEqual([]);
  });

  it("creates what the panel does not have", async () => {
    const simulator = await start();
    simulator.panel.addMailbox("bob@example.com", { quota: 1, password: "x" });
    const { mailbox } = await newRun(stackOf(simulator));
    await created(mailbox, adopted);
    expect(writesTo(simulator)).toEqual(["addmail ann@example.com"]);
  });

  it("without a password cannot create, says so and sends nothing that changes the panel", async () => {
    const simulator = await start();
    const { mailbox } = await newRun(stackOf(simulator));
    const error = await errorOf(created(mailbox, { email: ann.email, quota: 1, adopt: true }));
    expect(error).toMatchObject({ code: "not_found" });
    expect(error.message).toBe(
      "mailbox ann@example.com is not in the panel, and without a password it cannot be created. " +
        "Give it a password, or remove it from the program",
    );
    expect(writesTo(simulator)).toEqual([]);
  });

  it("needs no quota either, and says of both what is missing where it cannot create", async () => {
    const simulator = await start();
    const { mailbox } = await newRun(stackOf(simulator));
    const bare = { email: ann.email, adopt: true };
    const error = await errorOf(created(mailbox, bare));
    expect(error.message).toBe(
      "mailbox ann@example.com is not in the panel, and without a password and a quota it cannot be created. " +
        "Give it a password and a quota, or remove it from the program",
    );
    simulator.panel.addMailbox("ann@example.com", { quota: 500, password: "her own" });
    const { state } = await created((await newRun(stackOf(simulator))).mailbox, bare);
    expect(state).not.toHaveProperty("quota");
    expect(writesTo(simulator)).toEqual([]);
  });

  it("of a mailbox with another quota is refused with both numbers", async () => {
    const simulator = await start();
    simulator.panel.addMailbox("ann@example.com", { quota: 800, password: "x" });
    const { mailbox } = await newRun(stackOf(simulator));
    const error = await errorOf(created(mailbox, adopted));
    expect(error).toMatchObject({ code: "conflict" });
    expect(error.message).toContain("quota is 800 in the panel but 500 in the program");
    expect(writesTo(simulator)).toEqual([]);
  });

  it("from a list that is not recognised is refused, and nothing is sent", async () => {
    const body = '{"error":0,"mess":"","data":{"boxes":[{"nr":17}]}}';
    const simulator = await start({
      faults: [{ operation: "getlistmail", times: Infinity, answer: { kind: "body", body } }],
    });
    const { mailbox } = await newRun(stackOf(simulator));
    const error = await errorOf(created(mailbox, adopted));
    expect(error).toMatchObject({ code: "list_unrecognised" });
    expect(error.message).toContain("boxes: [{nr: number}]");
    expect(writesTo(simulator)).toEqual([]);
  });
});

describe("a creation that may have succeeded in part", () => {
  async function partOf(promise: Promise<unknown>): Promise<Kept & { reasons: unknown; message: string }> {
    const { id, properties, reasons, message } = await errorOf(promise);
    const state = properties as Kept["state"];
    return { id: id as string, inputs: {}, state, reasons, message };
  }

  it("is kept with __provider where the panel says added and its list lacks it; the next run completes it", async () => {
    const simulator = await start({
      faults: [{ operation: "addmail", answer: { kind: "code", code: 0 } }],
    });
    simulator.panel.addMailbox("bob@example.com", { quota: 1, password: "x" });
    const stack = stackOf(simulator);
    const { mailbox } = await newRun(stack);
    const part = await partOf(created(mailbox, ann));
    expect(part).toMatchObject({
      id: "ann@example.com",
      state: {
        ...ann,
        endpoint: simulator.url,
        owner: "demo",
        incomplete: true,
        __provider: providerText,
      },
    });
    expect(part.message).toMatch(
      /^addmail ann@example\.com: the panel said that it was added, but its list does not show it\. /,
    );
    expect(part.reasons).toEqual([part.message]);
    callsTo(simulator);

    const next = await newRun(stack);
    const inputs = await checked(next.mailbox, ann);
    const done = await updated(next.mailbox, { ...part, inputs }, ann);
    expect(done.state).not.toHaveProperty("incomplete");
    expect(done.state).toMatchObject({ ...ann, quotaUnit: 1, __provider: providerText });
    expect(writesTo(simulator)).toEqual(["addmail ann@example.com"]);
    expect(simulator.panel.mailboxPasswordIs("ann@example.com", ann.password)).toBe(true);
    // made by this run, so not deleted by it
    await next.mailbox.delete(done.id, done.state);
    expect(writesTo(simulator)).toEqual([]);
    // and deleted by a later one
    await (await newRun(stack)).mailbox.delete(done.id, done.state);
    expect(simulator.panel.mailboxes().map(({ email }) => email)).toEqual(["bob@example.com"]);
  });

  it("that turns out to be there is only looked at by the next run", async () => {
    const simulator = await start({
      faults: [
        { operation: "addmail", work: true, answer: { kind: "reset" } },
        { operation: "getlistmail", nth: 2, answer: { kind: "status", status: 503 } },
      ],
    });
    const stack = stackOf(simulator);
    const { mailbox } = await newRun(stack);
    const part = await partOf(created(mailbox, ann));
    expect(part.id).toBe("ann@example.com");
    expect(part.state).toMatchObject({ ...ann, incomplete: true, __provider: providerText });
    expect(callsTo(simulator)).toEqual(["getlistmail", "none", "addmail ann@example.com", "getlistmail"]);
    const next = await newRun(stack);
    const inputs = await checked(next.mailbox, ann);
    const kept = { ...part, inputs };
    expect(await diffOf(next.mailbox, kept, ann)).toMatchObject({ changes: false, replaces: [] });
    const done = await updated(next.mailbox, kept, ann);
    expect(done.state).not.toHaveProperty("incomplete");
    expect(writesTo(simulator)).toEqual([]);
  });

  it("is kept after an answer that the page does not document", async () => {
    const simulator = await start({ faults: [{ operation: "addmail", answer: { kind: "code", code: 77 } }] });
    const { mailbox } = await newRun(stackOf(simulator));
    const part = await partOf(created(mailbox, ann));
    expect(part.message).toContain("code 77, which is not documented");
    expect(part.state).toMatchObject({ ...ann, incomplete: true, __provider: providerText });
  });

  it("is found in the list at once where only the answer was lost", async () => {
    const simulator = await start({
      faults: [{ operation: "addmail", work: true, answer: { kind: "truncate", bytes: 3 } }],
    });
    const { mailbox } = await newRun(stackOf(simulator));
    expect((await created(mailbox, ann)).state).not.toHaveProperty("incomplete");
    expect(writesTo(simulator)).toEqual(["addmail ann@example.com"]);
  });

  it("is none where the list fails only after the panel's word that it was added", async () => {
    const simulator = await start({
      faults: [{ operation: "getlistmail", nth: 2, answer: { kind: "html" } }],
    });
    const { mailbox } = await newRun(stackOf(simulator));
    const { state } = await created(mailbox, ann);
    expect(state).not.toHaveProperty("incomplete");
    expect(state).not.toHaveProperty("quotaUnit");
  });
});
