import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OperationName, SimulatorOptions } from "../../src/simulator/simulator";
import { anyAddress, describeWithDovecot } from "../support/testDovecot";
import {
  created,
  diffOf,
  errorOf,
  newRun,
  updated,
  warningsOfTest,
  writesTo,
  type Kept,
} from "../support/lifecycles";
import { LocalDelivery } from "../support/localDelivery";
import { startMailPanel, storeMail, type MailPanel } from "../support/mailPanel";
import { simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();
const warnings = warningsOfTest();
const { XDG_STATE_HOME } = process.env;
afterEach(() => {
  process.env.XDG_STATE_HOME = XDG_STATE_HOME;
});

/** A change of the panel: the nth of this operation. */
interface Change {
  readonly operation: OperationName;
  readonly nth: number;
}

interface Begun {
  /** After this change, the panel answers nothing any more. */
  readonly endAfter: (change: Change) => void;
  readonly panel: MailPanel;
  readonly kept: Kept;
  readonly mail: LocalDelivery;
  readonly ann: { readonly email: string; readonly password: string; readonly quota: number };
}

/** A mailbox with a message in it; from now on, another one arrives with every change of the panel. */
async function begin(
  settings: SimulatorOptions["settings"] = {},
  more: Record<string, string> = {},
): Promise<Begun> {
  const ann = { email: anyAddress(), password: "ann's password", quota: 500 };
  const hooks: { mail?: LocalDelivery; last?: Change } = {};
  const seen: string[] = [];
  const panel = await startMailPanel(
    (options) =>
      start({
        ...options,
        onRequest: ({ operation }) => {
          if (hooks.mail === undefined || !/^(add|del)/.test(operation)) return;
          hooks.mail.deliver(ann.email);
          seen.push(operation);
          const { last } = hooks;
          if (operation === last?.operation && seen.filter((each) => each === operation).length === last.nth)
            panel.simulator.faults.push({ times: Infinity, answer: { kind: "status", status: 500 } });
        },
      }),
    { settings },
    { "brainycp:parkMail": "true", ...more },
  );
  const kept = await created((await newRun(panel.stack)).mailbox, ann);
  await storeMail(panel, ann, [{ bytes: "Message-ID: <0@example.net>\r\n\r\nold\r\n" }]);
  writesTo(panel.simulator);
  const mail = new LocalDelivery(panel);
  hooks.mail = mail;
  return { panel, kept, mail, ann, endAfter: (change) => void (hooks.last = change) };
}

/** The IDs of all messages in a mailbox, sorted. */
function idsIn({ panel, ann }: Begun): string[] {
  const maildir = panel.dovecot.maildirOf(ann.email);
  return readdirSync(maildir, { recursive: true, encoding: "utf8" })
    .filter((name) => /(^|\/)(cur|new)\//.test(name))
    .map(
      (name) =>
        /<(.*)@example\.net>/.exec(
          /^message-id.*$/im.exec(readFileSync(join(maildir, name), "utf8"))?.[0] ?? "",
        )?.[1] ?? "?",
    )
    .sort();
}

/** What the panel holds. */
function leftOn({ panel: { simulator } }: Begun): unknown {
  return {
    mailboxes: simulator.panel.mailboxes().map(({ email, quota }) => `${email} ${quota}`),
    forwards: simulator.panel.forwards(),
  };
}

function expectAllMail(begun: Begun, forwards: readonly unknown[] = []): void {
  // what came while the last change was answered may not be looked at any more
  expect(idsIn(begun)).toEqual(["0", ...begun.mail.taken].sort());
  expect(leftOn(begun)).toEqual({ mailboxes: [`${begun.ann.email} 600`], forwards });
}

/** What the panel was asked to change, without what is random. */
function changesOf({ panel, ann }: Begun): string[] {
  return writesTo(panel.simulator).map((call) =>
    call.replaceAll(/park-[0-9a-f]{16}/g, "park").replaceAll(ann.email, "ann"),
  );
}

const toPark = "ann => park@example.com";

describeWithDovecot("mail that arrives while a mailbox is made anew, with parkMail", () => {
  it("is in the new mailbox once, whichever mailbox it came to", async () => {
    const begun = await begin();
    const { mailbox } = await newRun(begun.panel.stack);
    await updated(mailbox, begun.kept, { ...begun.ann, quota: 600 });
    expectAllMail(begun);
    expect(begun.mail.refused).toBe(0);
    expect(changesOf(begun)).toEqual([
      "addmail park@example.com",
      `addforward ${toPark}`,
      `addforward ${toPark}`,
      "delmail ann",
      "addmail ann",
      `delforward ${toPark}`,
      "delmail park@example.com",
    ]);
    expect(begun.panel.simulator.requests).toEqual([]);
    expect(warnings.join("\n")).toMatch(/[1-9] messages arrived while it was made anew, and they are in it/);
  });

  it.each([
    { delmailTakesForwards: true },
    { refuseRepeatedForward: true },
    { addforward: "overwrites" as const },
  ])("is in the new mailbox once also on a panel with %j", async (settings) => {
    const begun = await begin(settings);
    const { mailbox } = await newRun(begun.panel.stack);
    await updated(mailbox, begun.kept, { ...begun.ann, quota: 600 });
    expectAllMail(begun);
  });

  it.each([
    {},
    { addforward: "overwrites" as const },
    { delmailTakesForwards: true },
    { refuseRepeatedForward: true },
  ])(
    "goes where the address forwards to as well, and that stays as it was, on a panel with %j",
    async (settings) => {
      const begun = await begin({ ...settings, forwardShape: "records", showSaveLocal: true });
      const forward = { source: begun.ann.email, targets: ["home@example.net"], saveLocal: true };
      begun.panel.simulator.panel.setForward(forward.source, forward.targets, true);
      const { mailbox } = await newRun(begun.panel.stack);
      await updated(mailbox, begun.kept, { ...begun.ann, quota: 600 });
      expectAllMail(begun, [forward]);
    },
  );

  it("is not parked where the mailbox gets no copy of what is forwarded", async () => {
    const begun = await begin({ forwardShape: "records", showSaveLocal: true });
    const forward = { source: begun.ann.email, targets: ["home@example.net"], saveLocal: false };
    begun.panel.simulator.panel.setForward(forward.source, forward.targets, false);
    const { mailbox } = await newRun(begun.panel.stack);
    await updated(mailbox, begun.kept, { ...begun.ann, quota: 600 });
    expectAllMail(begun, [forward]);
    expect(changesOf(begun)).toEqual(["delmail ann", "addmail ann"]);
  });

  it("is not parked, with a warning, where there is one connection to the mail server", async () => {
    const begun = await begin({}, { "brainycp:imapConnections": "1" });
    const { mailbox } = await newRun(begun.panel.stack);
    await updated(mailbox, begun.kept, { ...begun.ann, quota: 600 });
    expect(changesOf(begun)).toEqual(["delmail ann", "addmail ann"]);
    expect(warnings.join("\n")).toContain("brainycp:imapConnections must be 2 or more");
  });

  it("is not parked, with a warning, where nobody knows whether a copy is kept", async () => {
    const begun = await begin();
    begun.panel.simulator.panel.setForward(begun.ann.email, ["home@example.net"], true);
    const { mailbox } = await newRun(begun.panel.stack);
    await updated(mailbox, begun.kept, { ...begun.ann, quota: 600 });
    expect(changesOf(begun)).toEqual(["delmail ann", "addmail ann"]);
    expect(warnings.join("\n")).toContain("is not parked (brainycp:parkMail)");
    expect(warnings.join("\n")).toContain("Declare this forwarding in the program as a MailForward");
  });

  it.each(["addmail", "addforward"] as const)(
    "is not parked, with a warning, where the panel refuses %s, and the change goes on",
    async (operation) => {
      const begun = await begin();
      begun.panel.simulator.faults.push({
        operation,
        answer: { kind: "code", code: operation === "addmail" ? 4 : 1 },
      });
      const { mailbox } = await newRun(begun.panel.stack);
      await updated(mailbox, begun.kept, { ...begun.ann, quota: 600 });
      expect(leftOn(begun)).toEqual({ mailboxes: [`${begun.ann.email} 600`], forwards: [] });
      expect(idsIn(begun)).toContain("0");
      expect(warnings.join("\n")).toContain("is not parked (brainycp:parkMail)");
    },
  );

  it("is in the old mailbox where the panel refuses to delete that", async () => {
    const begun = await begin();
    begun.panel.simulator.faults.push({ operation: "delmail", answer: { kind: "code", code: 1 } });
    const { mailbox } = await newRun(begun.panel.stack);
    const error = await errorOf(updated(mailbox, begun.kept, { ...begun.ann, quota: 600 }));
    expect(error.code).toBe("failed");
    expect(leftOn(begun)).toEqual({ mailboxes: [`${begun.ann.email} 500`], forwards: [] });
    expect(idsIn(begun)).toEqual(["0", ...begun.mail.taken].sort());
  });
});

/** The changes of a run, in their order, each of which may be the last one of it. */
const steps = [
  ["the second mailbox is added", "addmail", 1],
  ["the forwarding is added", "addforward", 1],
  ["copies end", "addforward", 2],
  ["the mailbox is deleted", "delmail", 1],
  ["the mailbox is added", "addmail", 2],
  ["the forwarding is removed", "delforward", 1],
  ["the second mailbox is deleted", "delmail", 2],
] as const;

describeWithDovecot("a run with parkMail that is interrupted", () => {
  it.each(steps.flatMap((step) => [[...step, false] as const, [...step, true] as const]))(
    "while %s (%s %i, done: %s) is gone on with, and no mail is lost or doubled",
    async (_, operation, nth, isDone) => {
      const begun = await begin();
      const { panel, kept, ann } = begun;
      await interrupted(begun, { operation, nth }, isDone);
      const { mailbox } = await newRun(panel.stack);
      expect((await diffOf(mailbox, kept, { ...ann, quota: 600 })).changes).toBe(true);
      await updated(mailbox, kept, { ...ann, quota: 600 });
      expectAllMail(begun);
    },
  );

  it.each([
    ["the mailbox is deleted", { operation: "delmail", nth: 1 }],
    // the mailbox that keeps the mail is added first
    ["the mailbox is added", { operation: "addmail", nth: 3 }],
  ] as const)("while %s is gone on with by another machine", async (_, change) => {
    const begun = await begin({}, { "brainycp:archive": "panel" });
    const { panel, kept, ann } = begun;
    await interrupted(begun, change, false);
    process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "brainycp-other-"));
    const { mailbox } = await newRun(panel.stack);
    await updated(mailbox, kept, { ...ann, quota: 600 });
    expectAllMail(begun);
  });

  it.each([
    { operation: "addforward", nth: 1 },
    { operation: "delmail", nth: 1 },
  ] as const)("at %j ends where the program is as it was again", async (change) => {
    const begun = await begin();
    const { panel, kept, ann } = begun;
    await interrupted(begun, change, change.operation === "addforward");
    const { mailbox } = await newRun(panel.stack);
    await updated(mailbox, kept, ann);
    expect(leftOn(begun)).toEqual({ mailboxes: [`${ann.email} 500`], forwards: [] });
    expect(idsIn(begun)).toEqual(["0", ...begun.mail.taken].sort());
  });
});

/** Changes the quota in a run that the panel ends with a change, which it does or not. */
async function interrupted(begun: Begun, change: Change, isDone: boolean): Promise<void> {
  const { panel, kept, ann } = begun;
  const { faults } = panel.simulator;
  if (!isDone) faults.push({ ...change, times: Infinity, answer: { kind: "status", status: 500 } });
  begun.endAfter(change);
  const { mailbox } = await newRun(panel.stack);
  await updated(mailbox, kept, { ...ann, quota: 600 }).catch((error: unknown) => {
    expect(error).toHaveProperty("code", "http_status");
  });
  expect(faults.length).toBe(isDone ? 1 : 2);
  faults.splice(0);
}
