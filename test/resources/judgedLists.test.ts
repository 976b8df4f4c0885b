import type { Simulator } from "../../src/simulator/simulator";
import { simulatorStarter } from "../support/panelClient";
import {
  created,
  errorOf,
  newRun,
  stackOf,
  warningsOfTest,
  writesTo,
  type Kept,
  type StackConfig,
} from "../support/lifecycles";

const start = simulatorStarter();
const warnings = warningsOfTest();

const info = "info@example.com";
const ann = "ann@example.com";

/** A panel that answers a listing operation with this data from now on. */
function answerWith(simulator: Simulator, operation: "getlistmail" | "getforwardmail", data: unknown): void {
  const body = JSON.stringify({ error: 0, mess: "ok", data });
  simulator.faults.push({ operation, times: Infinity, answer: { kind: "body", body } });
}

/** Lists in which info@example.com forwards somewhere, to what is not an address that can be told. */
const forwardLists: [string, unknown][] = [
  ["a local target", { "example.com": { info: "ann", sales: "bob@example.com" } }],
  ["a local target in a row", [{ local: "info", domain: "example.com", target: "ann" }]],
  ["a program", { [info]: "|/usr/bin/vacation" }],
  ["a record without targets", { [info]: { id: 7 } }],
  ["a number below the domain", { "example.com": 3 }],
  ["a page", { total: 400, list: [{ source: "sales@example.com", target: "bob@example.com" }] }],
  ["an address in words", [{ source: "info (at) example.com", target: ann }]],
  ["a record of somebody beside no list", { user: { email: info, forward: ann } }],
];

describe("a forwarding that the list may show", () => {
  async function kept(): Promise<{ simulator: Simulator; stack: StackConfig; forward: Kept }> {
    const simulator = await start();
    const stack = stackOf(simulator);
    const forward = await created((await newRun(stack)).mailForward, { source: info, targets: [ann] });
    writesTo(simulator);
    return { simulator, stack, forward };
  }

  it.each(forwardLists)("as %s is not created over it", async (_, data) => {
    const simulator = await start();
    answerWith(simulator, "getforwardmail", data);
    const { mailForward } = await newRun(stackOf(simulator));
    const error = await errorOf(created(mailForward, { source: info, targets: ["new@example.com"] }));
    expect(error).toMatchObject({ code: "list_unrecognised" });
    expect(writesTo(simulator)).toEqual([]);
  });

  it.each(forwardLists)("as %s stays in the state after a refresh, with a warning", async (_, data) => {
    const { simulator, stack, forward } = await kept();
    answerWith(simulator, "getforwardmail", data);
    const read = await (await newRun(stack)).mailForward.read(forward.id, forward.state);
    expect(read).toEqual({ id: forward.id, props: forward.state });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`Forwarding ${info}: the panel's list of forwardings was not recognised`);
  });

  it.each(forwardLists)("as %s is deleted all the same", async (_, data) => {
    const { simulator, stack, forward } = await kept();
    answerWith(simulator, "getforwardmail", data);
    await (await newRun(stack)).mailForward.delete(forward.id, forward.state);
    expect(writesTo(simulator)).toEqual([`delforward ${info} => ${ann}`]);
  });

  it("beside an address of who made it is adopted with its own targets alone", async () => {
    const simulator = await start();
    answerWith(simulator, "getforwardmail", [{ source: info, created_by: "root@p.com", sendto: ann }]);
    const { mailForward } = await newRun(stackOf(simulator));
    const error = await errorOf(created(mailForward, { source: info, targets: ["root@p.com"], adopt: true }));
    expect(error).toMatchObject({ code: "already_exists" });
    expect((await created(mailForward, { source: info, targets: [ann], adopt: true })).state.targets).toEqual(
      [ann],
    );
    expect(writesTo(simulator)).toEqual([]);
  });
});

/** Lists that do not tell whether ann@example.com is there. */
const mailboxLists: [string, unknown][] = [
  ["a text of its domain", { "example.com": "access denied", "example.org": ["bob"] }],
  ["fields of its domain", { "example.com": { total: 3, dkim: 1, spam_filter: 0, settings: {} } }],
  ["an address in words", ["bob@example.com", "ann (at) example.com"]],
  ["a page", { iTotalRecords: "250", data: [{ email: "bob@example.com" }] }],
  ["a login without its domain", [{ login: "ann", recovery: "x@gmail.com" }, { email: "bob@example.com" }]],
];

describe("a mailbox of which the list says nothing", () => {
  it.each(mailboxLists)(
    "because of %s stays in the state, and is deleted by its own name",
    async (_, data) => {
      const simulator = await start();
      const stack = stackOf(simulator);
      const mailbox = await created((await newRun(stack)).mailbox, {
        email: ann,
        password: "pw-of-ann",
        quota: 5,
      });
      writesTo(simulator);
      answerWith(simulator, "getlistmail", data);
      const read = await (await newRun(stack)).mailbox.read(mailbox.id, mailbox.state);
      expect(read).toEqual({ id: mailbox.id, props: mailbox.state });
      expect(warnings).toHaveLength(1);
      await (await newRun(stack)).mailbox.delete(mailbox.id, mailbox.state);
      expect(writesTo(simulator)).toEqual([`delmail ${ann}`]);
    },
  );

  it.each(mailboxLists)("because of %s is not adopted", async (_, data) => {
    const simulator = await start();
    answerWith(simulator, "getlistmail", data);
    const { mailbox } = await newRun(stackOf(simulator));
    const error = await errorOf(created(mailbox, { email: ann, adopt: true }));
    expect(error).toMatchObject({ code: "list_unrecognised" });
    expect(writesTo(simulator)).toEqual([]);
  });

  it.each(["total", "dkim", "spam_filter", "settings"])(
    "%s, a field of the domain, is not adopted",
    async (name) => {
      const simulator = await start();
      answerWith(simulator, "getlistmail", {
        "example.com": { total: 1, dkim: 1, spam_filter: "on", settings: {}, mailboxes: ["bob"] },
      });
      const { mailbox } = await newRun(stackOf(simulator));
      const error = await errorOf(created(mailbox, { email: `${name}@example.com`, adopt: true }));
      expect(["list_unrecognised", "not_found"]).toContain(error.code);
      expect(writesTo(simulator)).toEqual([]);
    },
  );
});

describe("an address that the panel lists in several spellings", () => {
  const password = "pw-of-ann";

  async function annOf(list: unknown): Promise<{ simulator: Simulator; remove: () => Promise<void> }> {
    const simulator = await start();
    const stack = stackOf(simulator);
    const mailbox = await created((await newRun(stack)).mailbox, { email: ann, password, quota: 5 });
    writesTo(simulator);
    answerWith(simulator, "getlistmail", list);
    const run = await newRun(stack);
    return { simulator, remove: () => run.mailbox.delete(mailbox.id, mailbox.state) };
  }

  it.each([
    [["Ann@example.com", ann]],
    [[ann, "Ann@example.com", "ANN@example.com"]],
    [{ "example.com": ["ANN", "ann"] }],
  ])("is deleted in the declared one, never in another: %j", async (list) => {
    const { simulator, remove } = await annOf(list);
    await remove();
    expect(
      simulator.requests.filter(({ operation }) => operation === "delmail").map(({ fields }) => fields.email),
    ).toEqual([ann]);
  });

  it("is deleted in the only one that there is", async () => {
    const { simulator, remove } = await annOf(["Ann@example.com"]);
    simulator.panel.removeMailbox(ann);
    simulator.panel.addMailbox("Ann@example.com", { quota: 5, password });
    await remove();
    expect(
      simulator.requests.filter(({ operation }) => operation === "delmail").map(({ fields }) => fields.email),
    ).toEqual(["Ann@example.com"]);
  });

  it("is not deleted where none is the declared one", async () => {
    const { simulator, remove } = await annOf(["Ann@example.com", "ANN@example.com"]);
    const error = await errorOf(remove());
    expect(error).toMatchObject({ code: "conflict" });
    expect(error.message).toContain(
      "the panel lists it in several spellings, and none of them is ann@example.com",
    );
    expect(writesTo(simulator)).toEqual([]);
  });
});
