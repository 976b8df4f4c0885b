import type { Simulator } from "../../src/simulator/simulator";
import { simulatorStarter } from "../support/panelClient";
import {
  ageJournal,
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
const recorded = { changes: true, replaces: [], deleteBeforeReplace: false };

/** A mailbox that an earlier run made, beside another so that the list is never empty. */
async function keptMailbox(
  inputs: Readonly<Record<string, unknown>> = ann,
  quotaFactor: number | null = 1,
): Promise<{ simulator: Simulator; kept: Kept; stack: StackConfig }> {
  const simulator = await start({ settings: { quotaFactor } });
  simulator.panel.addMailbox("zoe@example.com", { quota: 1, password: "x" });
  const stack = stackOf(simulator);
  const kept = await created((await newRun(stack)).mailbox, inputs);
  callsTo(simulator);
  return { simulator, kept, stack };
}

describe("the diff of a mailbox", () => {
  it("of the same inputs is none, and asks the panel nothing", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    const { mailbox } = await newRun(stack);
    expect(await diffOf(mailbox, kept, ann)).toEqual(unchanged);
    expect(callsTo(simulator)).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it.each([" ANN@Example.com ", "ann@EXAMPLE.COM"])("takes %j for no change", async (email) => {
    const { kept, stack } = await keptMailbox();
    expect(await diffOf((await newRun(stack)).mailbox, kept, { ...ann, email })).toEqual(unchanged);
  });

  it("takes an international domain and its punycode for the same", async () => {
    const simulator = await start({
      accounts: [{ name: "demo", password: "demo-password", domains: ["xn--e1afmkfd.xn--p1ai"] }],
    });
    const stack = stackOf(simulator);
    const kept = await created((await newRun(stack)).mailbox, { ...ann, email: "ann@пример.рф" });
    const { mailbox } = await newRun(stack);
    expect(await diffOf(mailbox, kept, { ...ann, email: "ann@xn--e1afmkfd.xn--p1ai" })).toEqual(unchanged);
    expect(await diffOf(mailbox, kept, { ...ann, email: "ann@ПРИМЕР.рф" })).toEqual(unchanged);
  });

  it.each([
    [{ quota: 600 }, ["quota"], true],
    [{ password: "another" }, ["password"], true],
    [{ email: "bob@example.com" }, ["email"], false],
    [{ email: "bob@example.com", quota: 1, password: "x" }, ["email", "quota", "password"], false],
    [{ quota: 1, password: "x" }, ["quota", "password"], true],
  ])("with %j replaces %j, deleted first: %p", async (change, replaces, deleteBeforeReplace) => {
    const { kept, stack } = await keptMailbox();
    const { mailbox } = await newRun(stack);
    expect(await diffOf(mailbox, kept, { ...ann, ...change })).toEqual({
      changes: true,
      replaces,
      deleteBeforeReplace,
    });
  });

  it("warns once of a replacement, naming the mailbox and how to lose nothing, without a secret", async () => {
    const { kept, stack } = await keptMailbox();
    const { mailbox } = await newRun(stack);
    await diffOf(mailbox, kept, { ...ann, password: "another-secret" });
    await diffOf(mailbox, kept, { ...ann, password: "another-secret" });
    expect(warnings).toEqual([
      "Changing the password deletes ann@example.com with its mail and creates an empty mailbox. " +
        "To keep the mail, have it carried over (pulumi config set brainycp:imapHost HOST), or " +
        "change the password in the panel first, then in the program with adopt: true. " +
        "refuseMailLoss: true refuses such changes",
    ]);
  });

  it.each([
    [
      1,
      "change the quota in the panel first, then in the program: the panel's list shows quotas, so it is then only recorded",
    ],
    [
      null,
      'leave the quota unchanged in the program (ignoreChanges: ["quota"]) and change it in the panel: its list does not show ' +
        "this mailbox's quota, so a quota that was changed there first would not be noticed",
    ],
  ])("of the quota warns with what helps where the list shows quotas times %p", async (quotaFactor, way) => {
    const { simulator, kept, stack } = await keptMailbox();
    simulator.settings.quotaFactor = quotaFactor;
    await diffOf((await newRun(stack)).mailbox, kept, { ...ann, quota: 7 });
    expect(warnings).toEqual([
      "Changing the quota deletes ann@example.com with its mail and creates an empty mailbox. To keep the mail, " +
        `have it carried over (pulumi config set brainycp:imapHost HOST), or ${way}. refuseMailLoss: true refuses such changes`,
    ]);
  });

  it("of what leads to another mailbox says that it is empty, and nothing of quotas and passwords in the panel", async () => {
    const { kept, stack } = await keptMailbox();
    const { mailbox } = await newRun({ ...stack, "brainycp:preserveMail": "false" });
    await diffOf(mailbox, kept, { ...ann, email: "bob@example.com" });
    await diffOf(mailbox, kept, { ...ann, email: "bob@example.com", quota: 7, password: "x" });
    const ways = "To keep the mail, have it carried over (preserveMail: true), or leave";
    expect(warnings).toEqual([
      "Changing the address creates an empty mailbox and deletes ann@example.com with its mail. " +
        `${ways} the address unchanged. refuseMailLoss: true refuses such changes`,
      "Changing the address, quota and password creates an empty mailbox and deletes ann@example.com with its mail. " +
        `${ways} the address, quota and password unchanged. refuseMailLoss: true refuses such changes`,
    ]);
  });

  it.each(["email", "password", "quota", "panelUser", "server", "adopt", "refuseMailLoss"])(
    "with an unknown %s is a change that replaces nothing",
    async (property) => {
      const { simulator, kept, stack } = await keptMailbox();
      const { mailbox } = await newRun(stack);
      expect(await diffOf(mailbox, kept, { ...ann, [property]: unknown })).toEqual(recorded);
      expect(callsTo(simulator)).toEqual([]);
      expect(warnings).toEqual([]);
    },
  );

  it("with an unknown beside a change replaces for the change alone", async () => {
    const { kept, stack } = await keptMailbox();
    const { mailbox } = await newRun(stack);
    expect(await diffOf(mailbox, kept, { ...ann, email: unknown, quota: 7 })).toEqual({
      changes: true,
      replaces: ["quota"],
      deleteBeforeReplace: true,
    });
  });

  it.each([{ adopt: true }, { adopt: false }, { refuseMailLoss: true }, { refuseMailLoss: false }])(
    "with %j only records",
    async (change) => {
      const { kept, stack } = await keptMailbox();
      expect(await diffOf((await newRun(stack)).mailbox, kept, { ...ann, ...change })).toEqual(recorded);
    },
  );

  it("with a new password and adopt: true only records, also where the password is left out", async () => {
    const { simulator, kept, stack } = await keptMailbox({ ...ann, adopt: true });
    const { mailbox } = await newRun(stack);
    expect(await diffOf(mailbox, kept, { ...ann, password: "other", adopt: true })).toEqual(recorded);
    expect(await diffOf(mailbox, kept, { email: ann.email, quota: 500, adopt: true })).toEqual(recorded);
    expect(callsTo(simulator)).toEqual([]);
    expect(warnings).toEqual([
      "Mailbox ann@example.com: its new password is recorded in Pulumi only; the panel keeps the old password, unless it was changed there too",
      "Mailbox ann@example.com: its password is no longer recorded in Pulumi; the panel keeps it",
    ]);
  });

  it("with a new password and an adopt that is not known goes by the adopt in the state", async () => {
    const adopted = await keptMailbox({ ...ann, adopt: true });
    const change = { ...ann, password: "other", adopt: unknown };
    expect(await diffOf((await newRun(adopted.stack)).mailbox, adopted.kept, change)).toEqual(recorded);
    const own = await keptMailbox();
    expect(await diffOf((await newRun(own.stack)).mailbox, own.kept, change)).toEqual({
      changes: true,
      replaces: ["password"],
      deleteBeforeReplace: true,
    });
  });

  it("with a password where the state holds none only records", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    const { password: _, ...state } = kept.state;
    // as one that was taken over, which no run has made
    ageJournal(8);
    const { mailbox } = await newRun(stack);
    const news = await checked(mailbox, ann);
    expect(await mailbox.diff(kept.id, state, news)).toEqual(recorded);
    expect(callsTo(simulator)).toEqual([]);
    expect(warnings).toEqual([
      "Mailbox ann@example.com: its password is recorded in Pulumi only; the panel keeps the one that it has",
    ]);
  });

  it.each([
    [1, 800],
    [1024, 800],
    [1024 ** 2, 800],
    [1000, 800],
    [1000 ** 2, 800],
  ])("with a quota that the panel shows already, in units of %p, only records", async (factor, quota) => {
    const { simulator, kept, stack } = await keptMailbox(ann, factor);
    simulator.panel.setQuota("ann@example.com", quota);
    const { mailbox } = await newRun(stack);
    expect(await diffOf(mailbox, kept, { ...ann, quota })).toEqual(recorded);
    expect(callsTo(simulator)).toEqual(["getlistmail"]);
    const { state } = await updated(mailbox, kept, { ...ann, quota });
    expect(state).toMatchObject({ quota, quotaUnit: factor });
    expect(writesTo(simulator)).toEqual([]);
    expect(warnings).toEqual([
      `Mailbox ann@example.com: quota ${quota} is recorded in Pulumi only; the panel has it already`,
    ]);
  });

  it.each([
    ["shows the old one still", 1, 500, 800],
    ["shows a third", 1, 700, 800],
    ["shows no quotas", null, 800, 800],
    ["shows the new number in another unit than the recorded", 1024, 2, 2048],
  ])("with a quota where the panel %s replaces", async (_, factor, listed, quota) => {
    const { simulator, kept, stack } = await keptMailbox(ann, factor);
    simulator.panel.setQuota("ann@example.com", listed);
    expect(await diffOf((await newRun(stack)).mailbox, kept, { ...ann, quota })).toMatchObject({
      replaces: ["quota"],
      deleteBeforeReplace: true,
    });
  });
});

describe("a quota that is not known yet", () => {
  const bare = { email: ann.email, adopt: true, refuseMailLoss: false };

  async function adoptedWithout(quotaFactor: number | null) {
    const simulator = await start({ settings: { quotaFactor } });
    simulator.panel.addMailbox("ann@example.com", { quota: 500, password: "her own" });
    const stack = stackOf(simulator);
    const kept = await created((await newRun(stack)).mailbox, bare);
    callsTo(simulator);
    return { simulator, kept, stack };
  }

  it.each([1, 1024, 1000 ** 2, null])("is recorded when it is given later, factor %p", async (factor) => {
    const { simulator, kept, stack } = await adoptedWithout(factor);
    const { mailbox } = await newRun(stack);
    expect(await diffOf(mailbox, kept, { ...bare, quota: 500 })).toEqual(recorded);
    const { state } = await updated(mailbox, kept, { ...bare, quota: 500 });
    expect([state.quota, state.quotaUnit]).toEqual([500, factor ?? undefined]);
    expect(writesTo(simulator)).toEqual([]);
    const panelHas = factor === null ? "keeps the quota that it has" : "has it already";
    expect(warnings).toEqual([
      `Mailbox ann@example.com: quota 500 is recorded in Pulumi only; the panel ${panelHas}`,
    ]);
  });

  it("is refused where the panel lists another, with both numbers", async () => {
    const { kept, stack } = await adoptedWithout(1);
    const error = await errorOf(diffOf((await newRun(stack)).mailbox, kept, { ...bare, quota: 7 }));
    expect(error).toMatchObject({ code: "conflict" });
    expect(error.message).toContain("quota is 500 in the panel but 7 in the program");
  });

  it("is taken from the list for a deletion, and 0 where that shows none", async () => {
    for (const [factor, sent] of [
      [1, "500"],
      [null, "0"],
    ] as const) {
      const { simulator, kept, stack } = await adoptedWithout(factor);
      const given = { ...kept.state, password: "her own" };
      await (await newRun(stack)).mailbox.delete(kept.id, given);
      const [call] = simulator.requests.filter(({ operation }) => operation === "delmail");
      expect(call?.fields.quota).toBe(sent);
    }
  });
});

describe("the update of a mailbox", () => {
  it("records what only the state knows, and sends nothing that changes the panel", async () => {
    const { simulator, kept, stack } = await keptMailbox({ ...ann, adopt: true });
    const { mailbox } = await newRun(stack);
    const news = { ...ann, password: "her own", adopt: true, refuseMailLoss: false };
    const { state } = await updated(mailbox, kept, news);
    expect(state).toEqual({
      ...news,
      endpoint: simulator.url,
      owner: "demo",
      quotaUnit: 1,
      panelQuota: 500,
      __provider: providerText,
    });
    expect(writesTo(simulator)).toEqual([]);
    expect(simulator.panel.mailboxPasswordIs("ann@example.com", ann.password)).toBe(true);
  });

  it("forgets what the program does not say any more", async () => {
    const { kept, stack } = await keptMailbox({ ...ann, adopt: true, refuseMailLoss: true });
    const { state } = await updated((await newRun(stack)).mailbox, kept, ann);
    expect(state).not.toHaveProperty("adopt");
    expect(state).not.toHaveProperty("refuseMailLoss");
  });

  it("keeps the recorded unit where the list tells none", async () => {
    const { simulator, kept, stack } = await keptMailbox(ann, 1024);
    simulator.panel.setQuota("ann@example.com", 700);
    const { state } = await updated((await newRun(stack)).mailbox, kept, { ...ann, adopt: true });
    expect(state).toMatchObject({ quota: 500, quotaUnit: 1024, panelQuota: 700 });
  });
});

describe("the read of a mailbox", () => {
  it("gives back what the state says, where the panel has the mailbox", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    const { mailbox } = await newRun(stack);
    expect(await mailbox.read(kept.id, kept.state)).toEqual({ id: kept.id, props: kept.state });
    expect(callsTo(simulator)).toEqual(["getlistmail"]);
    expect(warnings).toEqual([]);
  });

  it("finds it gone where the list has others and not this one", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    simulator.panel.removeMailbox("ann@example.com");
    expect(await (await newRun(stack)).mailbox.read(kept.id, kept.state)).toEqual({ id: "", props: {} });
  });

  it("finds it gone where the list is empty and the login was proved", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    simulator.panel.removeMailbox("ann@example.com");
    simulator.panel.removeMailbox("zoe@example.com");
    expect(await (await newRun(stack)).mailbox.read(kept.id, kept.state)).toEqual({ id: "", props: {} });
    expect(callsTo(simulator)).toEqual(["getlistmail", "none"]);
  });

  it("keeps it where the list says nothing was found to a login that cannot be proved", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    simulator.faults.push(
      { operation: "getlistmail", answer: { kind: "code", code: 1 } },
      { operation: "none", answer: { kind: "html" } },
    );
    const { mailbox } = await newRun(stack);
    expect(await mailbox.read(kept.id, kept.state)).toEqual({ id: kept.id, props: kept.state });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(
      "Mailbox ann@example.com: the panel's list of mailboxes was not recognised",
    );
  });

  it("keeps it, and shows the list's shape, where the list was not recognised", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    const body = '{"error":0,"mess":"","data":{"rows":[[17,"x"]]}}';
    simulator.faults.push({ operation: "getlistmail", times: 2, answer: { kind: "body", body } });
    const { mailbox } = await newRun(stack);
    expect(await mailbox.read(kept.id, kept.state)).toEqual({ id: kept.id, props: kept.state });
    await mailbox.read(kept.id, kept.state);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("was not recognised (it looks like this: {data: {rows: ");
  });

  it.each([
    ["a refused login", { kind: "body", body: '{"code":1,"message":"Not perm2"}' }, "login_refused"],
    ["missing rights", { kind: "code", code: 1000 }, "no_permission"],
    ["an unknown user", { kind: "code", code: 1001 }, "no_such_user"],
    ["a web page", { kind: "html" }, "not_json"],
    ["a blank page", { kind: "body", body: "" }, "blank_page"],
    ["a failure", { kind: "status", status: 500 }, "http_status"],
  ] as const)("fails with %s, which says nothing about the mailbox", async (_, answer, code) => {
    const { simulator, kept, stack } = await keptMailbox();
    simulator.faults.push({ operation: "getlistmail", answer });
    expect(await errorOf((await newRun(stack)).mailbox.read(kept.id, kept.state))).toMatchObject({ code });
  });
});

describe("a replacement under refuseMailLoss", () => {
  const loses = "deletes ann@example.com with its mail";
  const refusals = {
    quota: [
      `Changing the quota ${loses} and creates an empty mailbox`,
      "change the quota in the panel first, then in the program: the panel's list shows quotas, so it is then only recorded",
    ],
    password: [
      `Changing the password ${loses} and creates an empty mailbox`,
      "change the password in the panel first, then in the program with adopt: true",
    ],
    email: [`Changing the address creates an empty mailbox and ${loses}`, "leave the address unchanged"],
  } as const;
  const refusal = (what: keyof typeof refusals): string => {
    const [loss, howToKeep] = refusals[what];
    return (
      `${loss}, and refuseMailLoss is on for it: its mail would be deleted with it. To keep the mail, have it carried over ` +
      `(pulumi config set brainycp:imapHost HOST), or ${howToKeep}. To accept the loss, write on the mailbox:\n  refuseMailLoss: false`
    );
  };

  it.each([
    ["quota", { quota: 7 }, { property: "quota", reason: refusal("quota") }],
    ["email", { email: "b@example.com" }, { property: "email", reason: refusal("email") }],
    ["password", { password: "new-secret" }, { property: "", reason: `password: ${refusal("password")}` }],
  ])("of %s is a failure of check", async (_, change, failure) => {
    const { kept, stack } = await keptMailbox({ ...ann, refuseMailLoss: true });
    const { mailbox } = await newRun(stack);
    const news = { ...ann, refuseMailLoss: true };
    expect(await failuresOf(mailbox, { ...news, ...change }, kept.inputs)).toEqual([failure]);
    expect(await failuresOf(mailbox, news, kept.inputs)).toEqual([]);
    expect(await failuresOf(mailbox, { ...news, ...change })).toEqual([]);
  });

  it.each([
    ["nothing", {}, {}, false],
    ["adopt", {}, { adopt: true }, true],
    ["the stack", { "brainycp:refuseMailLoss": "true" }, {}, true],
    ["the stack, against adopt", { "brainycp:refuseMailLoss": "false" }, { adopt: true }, false],
    [
      "the mailbox, against the stack",
      { "brainycp:refuseMailLoss": "true" },
      { refuseMailLoss: false },
      false,
    ],
    ["the mailbox, against adopt", {}, { adopt: true, refuseMailLoss: false }, false],
    [
      "the mailbox, against a stack that allows",
      { "brainycp:refuseMailLoss": "false" },
      { refuseMailLoss: true },
      true,
    ],
  ])("is on or off by the word of %s", async (_, settings, own, refuses) => {
    const { simulator, kept, stack } = await keptMailbox({ ...ann, ...own });
    const { mailbox } = await newRun({ ...stack, ...settings });
    const failures = await failuresOf(mailbox, { ...ann, ...own, quota: 7 }, kept.inputs);
    expect(failures.map(({ property }) => property)).toEqual(refuses ? ["quota"] : []);
    // removed from the program: check is not asked
    const removal = (await newRun({ ...stack, ...settings })).mailbox.delete(kept.id, kept.state);
    if (refuses) expect(await errorOf(removal)).toMatchObject({ code: "mail_loss" });
    else await removal;
    expect(writesTo(simulator)).toEqual(refuses ? [] : ["delmail ann@example.com"]);
  });

  it("lets a quota pass that the panel shows already", async () => {
    const { simulator, kept, stack } = await keptMailbox({ ...ann, refuseMailLoss: true });
    simulator.panel.setQuota("ann@example.com", 800);
    const { mailbox } = await newRun(stack);
    const news = { ...ann, refuseMailLoss: true, quota: 800 };
    expect(await failuresOf(mailbox, news, kept.inputs)).toEqual([]);
    expect(await diffOf(mailbox, kept, news)).toEqual(recorded);
  });

  it("passes over an unknown, and goes by the recorded word where the new one is not known", async () => {
    const { kept, stack } = await keptMailbox({ ...ann, refuseMailLoss: true });
    const { mailbox } = await newRun(stack);
    const news = { ...ann, refuseMailLoss: true };
    expect(await failuresOf(mailbox, { ...news, email: unknown, quota: unknown }, kept.inputs)).toEqual([]);
    expect(
      (await failuresOf(mailbox, { ...news, refuseMailLoss: unknown, quota: 7 }, kept.inputs)).map(
        ({ property }) => property,
      ),
    ).toEqual(["quota"]);
    expect(await errorOf(mailbox.delete(kept.id, kept.state))).toMatchObject({ code: "mail_loss" });
  });

  it("does not refuse for a refuseMailLoss that is not known where the recorded one allows", async () => {
    const { kept, stack } = await keptMailbox();
    const { mailbox } = await newRun(stack);
    expect(await failuresOf(mailbox, { ...ann, refuseMailLoss: unknown, quota: 7 }, kept.inputs)).toEqual([]);
  });

  it("is on while the adopt that turned it on is not known", async () => {
    const { simulator, kept, stack } = await keptMailbox({ ...ann, adopt: true });
    const { mailbox } = await newRun(stack);
    const failures = await failuresOf(mailbox, { ...ann, adopt: unknown, quota: 7 }, kept.inputs);
    expect(failures.map(({ property }) => property)).toEqual(["quota"]);
    expect(await errorOf(mailbox.delete(kept.id, kept.state))).toMatchObject({ code: "mail_loss" });
    expect(writesTo(simulator)).toEqual([]);
  });

  it("is deleted in the run whose program allows it, though the state refuses still", async () => {
    const { simulator, kept, stack } = await keptMailbox({ ...ann, refuseMailLoss: true });
    const { mailbox } = await newRun(stack);
    const news = { ...ann, refuseMailLoss: false, quota: 7 };
    expect(await diffOf(mailbox, kept, news)).toMatchObject({ replaces: ["quota"] });
    await mailbox.delete(kept.id, kept.state);
    await mailbox.create(await checked(mailbox, news));
    expect(writesTo(simulator)).toEqual(["delmail ann@example.com", "addmail ann@example.com"]);
  });

  it("is not deleted because another panel's mailbox of that address may be lost", async () => {
    const { simulator, kept, stack } = await keptMailbox({ ...ann, refuseMailLoss: true });
    const other = await start();
    const both = {
      ...stack,
      "brainycp:servers": { other: { endpoint: other.url, username: "demo", password: "demo-password" } },
    };
    const box = { ...ann, server: "other", refuseMailLoss: false };
    const second = await created((await newRun(both)).mailbox, box);
    const { mailbox } = await newRun(both);
    expect(await diffOf(mailbox, second, box)).toEqual(unchanged);
    expect(await errorOf(mailbox.delete(kept.id, kept.state))).toMatchObject({ code: "mail_loss" });
    expect(writesTo(simulator)).toEqual([]);
    expect(simulator.panel.mailboxes()).toHaveLength(2);
  });
});

describe("the deletion of a mailbox", () => {
  it("sends what the state holds, the password too", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    await (await newRun(stack)).mailbox.delete(kept.id, kept.state);
    expect(simulator.panel.mailboxes().map(({ email }) => email)).toEqual(["zoe@example.com"]);
    const sent = simulator.requests.find(({ operation }) => operation === "delmail");
    expect(sent?.fields).toMatchObject({ email: "ann@example.com", quota: "500", language: "en" });
    expect(sent?.fieldNames.filter((name) => name === "password")).toHaveLength(2);
    expect(warnings).toEqual(["Mailbox ann@example.com: it is deleted, and its mail with it"]);
  });

  it("sends the panel's own spelling", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    simulator.panel.removeMailbox("ann@example.com");
    simulator.panel.addMailbox("Ann@Example.COM", { quota: 500, password: ann.password });
    await (await newRun(stack)).mailbox.delete(kept.id, kept.state);
    expect(writesTo(simulator)).toEqual(["delmail Ann@Example.COM"]);
    expect(simulator.panel.mailboxes()).toHaveLength(1);
  });

  it("of a mailbox that is gone already is done, and sends nothing", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    simulator.panel.removeMailbox("ann@example.com");
    await (await newRun(stack)).mailbox.delete(kept.id, kept.state);
    expect(callsTo(simulator)).toEqual(["getlistmail"]);
    expect(warnings).toEqual([]);
  });

  it("after a diff that has told of it says nothing twice", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    const { mailbox } = await newRun(stack);
    await diffOf(mailbox, kept, { ...ann, quota: 7 });
    await mailbox.delete(kept.id, kept.state);
    expect(writesTo(simulator)).toEqual(["delmail ann@example.com"]);
    expect(warnings).toEqual([
      expect.stringMatching(/^Changing the quota deletes ann@example\.com with its mail/),
    ]);
  });

  it("that the panel refuses is done where the list then proves that it is gone, and fails where not", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    const code = { kind: "code", code: 1 } as const;
    simulator.faults.push({ operation: "delmail", answer: code });
    const error = await errorOf((await newRun(stack)).mailbox.delete(kept.id, kept.state));
    expect(error).toMatchObject({ code: "failed", operation: "delmail", panelCode: 1 });
    simulator.faults.push({ operation: "delmail", work: true, answer: code });
    await (await newRun(stack)).mailbox.delete(kept.id, kept.state);
    expect(simulator.panel.mailboxes()).toHaveLength(1);
  });

  it("from a list that is not recognised is sent, and done when the panel says so", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    const body = '{"error":0,"mess":"","data":[[17]]}';
    simulator.faults.push({ operation: "getlistmail", times: Infinity, answer: { kind: "body", body } });
    await (await newRun(stack)).mailbox.delete(kept.id, kept.state);
    expect(writesTo(simulator)).toEqual(["delmail ann@example.com"]);
  });

  it("without a password in the state fails with what to do, where the panel asks for one", async () => {
    const simulator = await start();
    simulator.panel.addMailbox("ann@example.com", { quota: 500, password: "her own" });
    const stack = stackOf(simulator);
    const inputs = { email: ann.email, quota: 500, adopt: true, refuseMailLoss: false };
    const kept = await created((await newRun(stack)).mailbox, inputs);
    const error = await errorOf((await newRun(stack)).mailbox.delete(kept.id, kept.state));
    expect(error).toMatchObject({ code: "bad_parameters" });
    expect(error.message).toContain("The state holds no password of this mailbox");
    expect(simulator.panel.mailboxes()).toHaveLength(1);
  });

  it.each([
    ["made", ann],
    ["taken over", { ...ann, adopt: true, refuseMailLoss: false }],
  ])("does not touch what this run has %s, and says so", async (part, inputs) => {
    const simulator = await start();
    if (part === "taken over") simulator.panel.addMailbox("ann@example.com", { quota: 500, password: "x" });
    const { mailbox } = await newRun(stackOf(simulator));
    const { id, state } = await created(mailbox, inputs);
    callsTo(simulator);
    await mailbox.delete(id, state);
    expect(callsTo(simulator)).toEqual([]);
    expect(warnings).toEqual([
      `Mailbox ann@example.com: it was ${part} by this run, so this run does not delete it; it stays in the panel`,
    ]);
    expect(simulator.panel.mailboxes()).toHaveLength(1);
  });

  it("makes room for a creation in the same run, which it then does not undo", async () => {
    const { simulator, kept, stack } = await keptMailbox();
    const { mailbox } = await newRun(stack);
    await mailbox.delete(kept.id, kept.state);
    const again = await created(mailbox, { ...ann, quota: 7 });
    await mailbox.delete(again.id, again.state);
    expect(writesTo(simulator)).toEqual(["delmail ann@example.com", "addmail ann@example.com"]);
    expect(simulator.panel.mailboxes()).toContainEqual({ email: ann.email, quota: 7, owner: "demo" });
  });
});
