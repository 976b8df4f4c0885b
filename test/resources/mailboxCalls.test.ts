import type { Panel } from "../../src/adapter/panel";
import {
  addMailbox,
  deleteMailbox,
  seeMailbox,
  type MailboxSpec,
} from "../../src/resources/mailbox/mailboxCalls";
import { final, sent, startPanelRun as start, uncertain, values } from "../support/panels";
import { accountPassword, errorOf } from "../support/servers";

const ann: MailboxSpec = { email: "ann@example.com", password: "box-password", quota: 10, owner: "demo" };

/** Looks, and adds: what the panel's answer means. */
async function add(panel: Panel, spec: MailboxSpec = ann): Promise<string> {
  const wasAbsent = (await seeMailbox(panel, spec)).is === "absent";
  return (await addMailbox(panel, spec, wasAbsent)).meaning;
}

describe("adding a mailbox", () => {
  it("lists, and sends it once", async () => {
    const { simulator, panel } = await start();
    expect(await add(panel)).toBe("done");
    expect(sent(simulator)).toEqual(["getlistmail", "none", "addmail"]);
    expect(simulator.panel.mailboxes()).toEqual([{ email: ann.email, quota: 10, owner: "demo" }]);
    expect(simulator.panel.mailboxPasswordIs(ann.email, "box-password")).toBe(true);
  });

  it("that only the panel knows to be there is believed", async () => {
    const { simulator, panel } = await start({
      faults: [{ operation: "getlistmail", answer: { kind: "body", body: '{"error":0,"list":["ann"]}' } }],
    });
    simulator.panel.addMailbox(ann.email, { quota: 3, password: "other" });
    expect(await add(panel)).toBe("alreadyExists");
    expect(sent(simulator)).toEqual(["getlistmail", "addmail"]);
  });

  it.each(uncertain)("that %s hides is seen in the list, and not sent again", async (_, answer) => {
    const { simulator, panel } = await start({ faults: [{ operation: "addmail", work: true, answer }] });
    expect(await add(panel)).toBe("done");
    expect(sent(simulator)).toEqual(["getlistmail", "none", "addmail", "getlistmail"]);
  });

  it.each(final)("that %s hides is seen in the list", async (_, answer) => {
    const { simulator, panel } = await start({ faults: [{ operation: "addmail", work: true, answer }] });
    expect(await add(panel)).toBe("done");
    expect(sent(simulator)).toEqual(["getlistmail", "none", "addmail", "getlistmail"]);
  });

  it.each(uncertain.filter(([what]) => what !== "a connection that ends"))(
    "that %s prevented is sent again after a look",
    async (_, answer) => {
      const { simulator, panel } = await start({ faults: [{ operation: "addmail", answer }] });
      simulator.panel.addMailbox("bob@example.com", { quota: 1, password: "x" });
      expect(await add(panel)).toBe("done");
      expect(sent(simulator)).toEqual(["getlistmail", "addmail", "getlistmail", "addmail"]);
      expect(simulator.panel.mailboxes()).toHaveLength(2);
    },
  );

  it("whose repetition finds it there is ours, as it was not there before", async () => {
    const { simulator, panel } = await start({
      faults: [
        { operation: "addmail", work: true, answer: { kind: "reset" } },
        {
          operation: "getlistmail",
          nth: 2,
          answer: { kind: "body", body: '{"error":0,"list":["bob@example.com"]}' },
        },
      ],
    });
    simulator.panel.addMailbox("bob@example.com", { quota: 1, password: "x" });
    expect(await add(panel)).toBe("done");
    expect(sent(simulator)).toEqual(["getlistmail", "addmail", "getlistmail", "addmail", "getlistmail"]);
  });

  it("that may have been there before an uncertain attempt is not taken for ours", async () => {
    const unknown = { kind: "body", body: '{"error":0,"list":["ann"]}' } as const;
    const { simulator, panel } = await start({
      faults: [
        { operation: "addmail", work: true, answer: { kind: "reset" } },
        { operation: "getlistmail", times: Infinity, answer: unknown },
      ],
    });
    expect(await add(panel)).toBe("alreadyExists");
    expect(sent(simulator)).toEqual(["getlistmail", "addmail", "addmail"]);
  });

  it("that stays uncertain is an error, unsettled, after as many attempts as the settings allow", async () => {
    const { simulator, panel } = await start({
      faults: [{ operation: "addmail", times: Infinity, answer: { kind: "status", status: 502 } }],
    });
    simulator.panel.addMailbox("bob@example.com", { quota: 1, password: "x" });
    const error = await errorOf(add(panel));
    expect([error.code, error.unsettled, error.outcomeUnknown]).toEqual(["http_status", true, true]);
    expect(sent(simulator).filter((operation) => operation === "addmail")).toHaveLength(3);
  });

  it.each<[number, string]>([
    [2, "bad_parameters"],
    [3, "failed"],
    [4, "domain_not_found"],
    [1000, "no_permission"],
    [1001, "no_such_user"],
  ])("that is refused with code %d is the error %s, sent once and settled", async (code, expected) => {
    const answer = { kind: "code", code, message: "the panel's words" } as const;
    const { simulator, panel } = await start({ faults: [{ operation: "addmail", times: Infinity, answer }] });
    const error = await errorOf(add(panel));
    expect([error.code, error.panelCode, error.unsettled]).toEqual([expected, code, false]);
    expect(error.message).toMatch(/^addmail ann@example\.com: .*the panel's words.*\. [A-Z]/);
    expect(values(simulator, "addmail", "email")).toEqual([ann.email]);
  });

  it("that a rate limit turned away waits and is sent again", async () => {
    const { simulator, panel } = await start({
      faults: [{ operation: "addmail", answer: { kind: "status", status: 429, retryAfter: "1" } }],
    });
    expect(await add(panel)).toBe("done");
    expect(values(simulator, "addmail", "email")).toEqual([ann.email, ann.email]);
  });

  it("of another owner names the panel user, in the lists too", async () => {
    const accounts = [
      { name: "demo", password: accountPassword, admin: true, domains: ["example.com"] },
      { name: "lee", password: "x", domains: ["lee.example"] },
    ];
    const { simulator, panel } = await start({ accounts });
    expect(await add(panel, { ...ann, email: "ann@lee.example", owner: "lee" })).toBe("done");
    expect(values(simulator, "getlistmail", "panel_user")).toEqual(["lee"]);
    expect(values(simulator, "addmail", "panel_user")).toEqual(["lee"]);
  });
});

describe("deleting a mailbox", () => {
  it("sends address, password and quota once, in the panel's own spelling", async () => {
    const { simulator, panel } = await start();
    simulator.panel.addMailbox("Ann@Example.com", { quota: 10, password: "box-password" });
    await deleteMailbox(panel, ann);
    expect(sent(simulator)).toEqual(["getlistmail", "delmail"]);
    expect(simulator.requests[1]?.fields).toMatchObject({ email: "Ann@Example.com", quota: "10" });
    expect(simulator.requests[1]?.fieldNames.slice(4)).toEqual([
      "mailclient",
      "delmail",
      "email",
      "password",
      "quota",
      "language",
    ]);
    expect(simulator.panel.mailboxes()).toEqual([]);
  });

  it("that the list proves to be gone sends nothing", async () => {
    const { simulator, panel } = await start();
    simulator.panel.addMailbox("bob@example.com", { quota: 1, password: "x" });
    await deleteMailbox(panel, ann);
    expect(sent(simulator)).toEqual(["getlistmail"]);
  });

  it.each([...uncertain, ...final])("that %s hides is seen in the list", async (_, answer) => {
    const { simulator, panel } = await start({ faults: [{ operation: "delmail", work: true, answer }] });
    simulator.panel.addMailbox(ann.email, { quota: 10, password: "box-password" });
    simulator.panel.addMailbox("bob@example.com", { quota: 1, password: "x" });
    await deleteMailbox(panel, ann);
    expect(sent(simulator)).toEqual(["getlistmail", "delmail", "getlistmail"]);
    expect(simulator.panel.mailboxes().map(({ email }) => email)).toEqual(["bob@example.com"]);
  });

  it("that went away meanwhile is gone", async () => {
    const { simulator, panel } = await start({
      faults: [{ operation: "delmail", work: true, answer: { kind: "code", code: 1 } }],
    });
    simulator.panel.addMailbox(ann.email, { quota: 10, password: "box-password" });
    await deleteMailbox(panel, ann);
    expect(sent(simulator)).toEqual(["getlistmail", "delmail", "getlistmail"]);
  });

  it("that the panel refuses while the list shows it is an error with the panel's words", async () => {
    const answer = { kind: "code", code: 1, message: "Error deleting mailbox: locked" } as const;
    const { simulator, panel } = await start({ faults: [{ operation: "delmail", answer }] });
    simulator.panel.addMailbox(ann.email, { quota: 10, password: "box-password" });
    const error = await errorOf(deleteMailbox(panel, ann));
    expect([error.code, error.panelCode]).toEqual(["failed", 1]);
    expect(error.message).toBe(
      `delmail ann@example.com: the panel could not delete the mailbox, which may be in use. The panel refused with code 1: “Error deleting mailbox: locked”. ${error.nextStep}`,
    );
    expect(simulator.panel.mailboxes()).toHaveLength(1);
  });

  it("that fails while no list can be read is never taken for gone", async () => {
    const unknown = { kind: "body", body: '{"error":0,"list":["ann"]}' } as const;
    const { panel } = await start({
      faults: [{ operation: "getlistmail", times: Infinity, answer: unknown }],
    });
    expect((await errorOf(deleteMailbox(panel, ann))).code).toBe("failed");
  });

  it("that fails while the login is refused is never taken for gone", async () => {
    const { simulator, panel } = await start({}, { password: "wr0ng" });
    expect((await errorOf(deleteMailbox(panel, ann))).code).toBe("login_refused");
    expect(sent(simulator)).toEqual(["getlistmail"]);
  });
});
