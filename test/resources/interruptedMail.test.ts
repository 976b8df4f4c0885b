import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BrainycpError } from "../../src/adapter/errors";
import { Session } from "../../src/lifecycle/session";
import { ImapMailbox } from "../../src/mail/imapMailbox";
import type { SimulatorOptions } from "../../src/simulator/simulator";
import {
  anyAddress,
  describeWithDovecot,
  startDovecot,
  waitForNextSecond,
  type TestDovecot,
} from "../support/testDovecot";
import { Gate } from "../support/gate";
import {
  callsTo,
  created,
  diffOf,
  errorOf,
  newRun,
  unknown,
  updated,
  warningsOfTest,
  writesTo,
  type Kept,
  type Lifecycles,
  type StackConfig,
} from "../support/lifecycles";
import { startMailPanel, storeMail, withImap, type MailPanel } from "../support/mailPanel";
import { simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();
const warnings = warningsOfTest();

/** A mailbox that no other test has: archives are found by their address. */
let ann = { email: "", password: "ann's password", quota: 500 };
beforeEach(() => {
  ann = { ...ann, email: anyAddress() };
});

const letters = [
  { bytes: "Subject: one\r\n\r\n1\r\n", date: new Date("2021-02-03T04:05:06Z"), flags: ["\\Seen"] },
  { bytes: "Subject: two\r\n\r\n2\r\n", date: new Date("2022-02-03T04:05:06Z"), flags: ["\\Flagged"] },
  { bytes: "Subject: three\r\n\r\n3\r\n", folder: "INBOX.Work", date: new Date("2023-02-03T04:05:06Z") },
];

type Login = typeof ann;

async function mailboxWithMail(panel: MailPanel, login: Login = ann): Promise<Kept> {
  const kept = await created((await newRun(panel.stack)).mailbox, login);
  waitForNextSecond();
  await storeMail(panel, login, letters);
  return kept;
}

/** The messages of a mailbox on disk: none is lost, doubled or changed where they stay the same. */
const mailOf = (panel: MailPanel, email = ann.email): readonly string[] => panel.mailOf(email).messages;

const addressesOf = (panel: MailPanel): string[] =>
  panel.simulator.panel.mailboxes().map(({ email }) => email);

/** The archives of an address below the test's own state folder. */
function archivesOf(address: string): string[] {
  const folder = join(process.env.XDG_STATE_HOME ?? "", "pulumi-brainycp", "archive", address);
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** A method as it is, for one that stands in for it for a while. */
function unbound<Name extends keyof ImapMailbox>(name: Name): ImapMailbox[Name] {
  return ImapMailbox.prototype[name];
}

const broken = (): BrainycpError =>
  new BrainycpError({
    code: "imap_unreachable",
    problem: "the run was killed here",
    nextStep: "Run it again",
  });

/** Where a change is interrupted, and how that is brought about. */
const interruptions = {
  "while the mail is taken in": () => {
    const spy = jest.spyOn(ImapMailbox.prototype, "state").mockRejectedValue(broken());
    return () => spy.mockRestore();
  },
  "before delmail": (panel: MailPanel) => refusing(panel, "delmail"),
  "after delmail": (panel: MailPanel) => refusing(panel, "addmail"),
  "while the mail is put back": () => {
    const appendTogether = unbound("appendTogether");
    let count = 0;
    const spy = jest.spyOn(ImapMailbox.prototype, "appendTogether").mockImplementation(function (
      this: ImapMailbox,
      ...all
    ) {
      if (new Error().stack?.includes("putBack") === true) count += 1;
      return count >= 2 ? Promise.reject(broken()) : appendTogether.apply(this, all);
    });
    return () => spy.mockRestore();
  },
} satisfies Record<string, (panel: MailPanel) => () => void>;
const places = Object.keys(interruptions) as (keyof typeof interruptions)[];

function refusing({ simulator }: MailPanel, operation: "addmail" | "delmail", email = ann.email): () => void {
  simulator.faults.push({
    operation,
    fields: { email },
    answer: { kind: "status", status: 500 },
    times: Infinity,
  });
  return () => void simulator.faults.splice(0);
}

/** A run that is killed there. */
async function interrupted(
  place: keyof typeof interruptions,
  panel: MailPanel,
  kept: Kept,
  change: object,
): Promise<void> {
  const end = interruptions[place](panel);
  const { mailbox } = await newRun(panel.stack);
  await errorOf(updated(mailbox, kept, { ...ann, ...change }));
  end();
}

/** One mail server for all: every test has addresses of its own. */
let server: TestDovecot | undefined;
async function startPanel(options: SimulatorOptions = {}, more: StackConfig = {}): Promise<MailPanel> {
  server ??= await startDovecot();
  return startMailPanel(start, options, more, server);
}

describe.each(["a folder", "panel"])("where brainycp:archive is %s", (archive) => {
  const more: StackConfig = archive === "panel" ? { "brainycp:archive": archive } : {};
  const late = places.slice(-2);
  const all = (archive === "panel" ? late : places).flatMap((place) =>
    (
      [
        ["another quota", { quota: 700 }],
        ["the old one again", {}],
        ["another password", { password: "a third password" }],
      ] as const
    ).map(([what, next]) => [place, what, next] as const),
  );

  describeWithDovecot("a change that was interrupted", () => {
    it.each(all)("%s, and then wants %s", async (place, _, next) => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      const before = mailOf(panel);
      await interrupted(place, panel, kept, { quota: 600 });
      const { mailbox } = await newRun(panel.stack);
      expect((await mailbox.read(kept.id, kept.state)).id).toBe(kept.id);
      const wanted = { ...ann, ...next };
      expect((await diffOf(mailbox, kept, wanted)).changes).toBe(true);
      const { state } = await updated(mailbox, kept, wanted);
      expect(state).toMatchObject(wanted);
      expect(mailOf(panel)).toEqual(before);
      expect(panel.simulator.panel.mailboxes()).toMatchObject([{ email: ann.email, quota: wanted.quota }]);
      expect(panel.simulator.panel.mailboxPasswordIs(ann.email, wanted.password)).toBe(true);
    });

    it.each(places.slice(archive === "panel" ? 2 : 0))("%s, and then is removed", async (place) => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      await interrupted(place, panel, kept, { quota: 600 });
      const { mailbox } = await newRun(panel.stack);
      await mailbox.delete(kept.id, kept.state);
      expect(addressesOf(panel).filter((address) => !address.startsWith("keep-"))).toEqual([]);
      expect(warnings.join("\n")).toContain("its mail, 3 messages");
      // and then is declared again
      await created((await newRun(panel.stack)).mailbox, ann);
    });

    it("removed it to the end, unrecorded, and then wants it as it was", async () => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      const before = mailOf(panel);
      await (await newRun(panel.stack)).mailbox.delete(kept.id, kept.state);
      expect(addressesOf(panel)).not.toContain(ann.email);
      const { mailbox } = await newRun(panel.stack);
      expect((await diffOf(mailbox, kept, ann)).changes).toBe(true);
      await updated(mailbox, kept, ann);
      expect(addressesOf(panel)).toEqual([ann.email]);
      expect(mailOf(panel)).toEqual(before);
      expect(warnings.join("\n")).toContain("all its mail is in it again");
      expect((await diffOf((await newRun(panel.stack)).mailbox, kept, ann)).changes).toBe(false);
    });

    it("removed it to the end, unrecorded, and then is removed, and made by another program: it is empty", async () => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      await (await newRun(panel.stack)).mailbox.delete(kept.id, kept.state);
      await (await newRun(panel.stack)).mailbox.delete(kept.id, kept.state);
      const again = await created((await newRun(panel.stack)).mailbox, ann);
      expect(mailOf(panel)).toEqual([]);
      const { mailbox } = await newRun(panel.stack);
      await diffOf(mailbox, again, { ...ann, quota: 600 });
      if (archive !== "panel") await updated(mailbox, again, { ...ann, quota: 600 });
      expect(mailOf(panel)).toEqual([]);
    });

    it("removed it to the end, unrecorded, and then wants its mail no more: it is made empty", async () => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      await (await newRun(panel.stack)).mailbox.delete(kept.id, kept.state);
      const { mailbox } = await newRun(panel.stack);
      const wanted = { ...ann, preserveMail: false };
      await diffOf(mailbox, kept, wanted);
      await updated(mailbox, kept, wanted);
      expect(addressesOf(panel)).toContain(ann.email);
      expect(mailOf(panel)).toEqual([]);
    });

    it.each(late)("%s, and then is renamed", async (place) => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      const before = mailOf(panel);
      await interrupted(place, panel, kept, { password: "another password" });
      const { mailbox } = await newRun(panel.stack);
      const renamed = { ...ann, email: anyAddress(), password: "another password" };
      expect((await diffOf(mailbox, kept, renamed)).replaces).toEqual(["email", "password"]);
      await created(mailbox, renamed);
      await mailbox.delete(kept.id, kept.state);
      expect(mailOf(panel, renamed.email)).toEqual(before);
      expect(addressesOf(panel)).toEqual([renamed.email]);
    });

    it.each(late)("%s, and its state is lost", async (place) => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      const before = mailOf(panel);
      await interrupted(place, panel, kept, { quota: 600 });
      const { mailbox } = await newRun(panel.stack);
      const { quota } = panel.simulator.panel.mailboxes().find(({ email }) => email === ann.email) ?? {
        quota: 600,
      };
      await created(mailbox, { ...ann, quota });
      expect(mailOf(panel)).toEqual(before);
      expect(addressesOf(panel)).toEqual([ann.email]);
    });

    it.each(late)("%s, and then preserveMail is off", async (place) => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      const before = mailOf(panel);
      await interrupted(place, panel, kept, { quota: 600 });
      const { mailbox } = await newRun(panel.stack);
      const wanted = { ...ann, preserveMail: false };
      await diffOf(mailbox, kept, wanted);
      await updated(mailbox, kept, wanted);
      expect(mailOf(panel)).toEqual(before);
      expect(addressesOf(panel)).toEqual([ann.email]);
    });

    it.each(places.slice(archive === "panel" ? 2 : 1))(
      "%s, and somebody deletes the mailbox",
      async (place) => {
        const panel = await startPanel({}, more);
        const kept = await mailboxWithMail(panel);
        const before = mailOf(panel);
        await interrupted(place, panel, kept, { quota: 600 });
        if (addressesOf(panel).includes(ann.email)) panel.simulator.panel.removeMailbox(ann.email);
        const { mailbox } = await newRun(panel.stack);
        expect((await mailbox.read(kept.id, kept.state)).id).toBe(kept.id);
        await updated(mailbox, kept, { ...ann, quota: 600 });
        expect(mailOf(panel)).toEqual(before);
      },
    );

    it.each(places.slice(1))("%s, where the list tells nothing", async (place) => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      const before = mailOf(panel);
      await interrupted(place, panel, kept, { quota: 600 });
      panel.simulator.faults.push({
        operation: "getlistmail",
        times: Infinity,
        answer: { kind: "code", code: 0, message: "x" },
      });
      const wanted = { ...ann, quota: 700 };
      const { mailbox } = await newRun(panel.stack);
      if (archive === "panel") {
        expect((await errorOf(updated(mailbox, kept, wanted))).code).toBe("list_unrecognised");
        panel.simulator.faults.splice(0);
      }
      await updated((await newRun(panel.stack)).mailbox, kept, wanted);
      expect(mailOf(panel)).toEqual(before);
    });
  });

  describeWithDovecot("a run whose engine was killed, and that still makes a mailbox anew", () => {
    type Work = (mailbox: Lifecycles["mailbox"], kept: Kept) => Promise<unknown>;

    /** One run is held up where it deletes the mailbox, and the next one begins meanwhile. */
    async function overlapping(
      first: Work,
      next: Work,
      settings: SimulatorOptions["settings"] = {},
      times = 1,
    ): Promise<MailPanel> {
      const panel = await startPanel({ settings }, more);
      const gate = await Gate.start(panel.simulator.port);
      const stack = { ...panel.stack, "brainycp:endpoint": `http://127.0.0.1:${gate.port}` };
      const kept = await mailboxWithMail({ ...panel, stack });
      before = mailOf(panel);
      callsTo(panel.simulator);
      const held = gate.hold({ who: ann.email, says: /=delmail/ });
      const running = first((await newRun(stack)).mailbox, kept);
      await held;
      const waiting = next((await newRun(stack)).mailbox, kept);
      // until it waits
      await sleep(1000);
      gate.release();
      // nobody hears what the first one answers
      await Promise.all([waiting, running.catch(() => undefined)]);
      await gate.close();
      const deletions = writesTo(panel.simulator).filter((call) => call === `delmail ${ann.email}`);
      expect(deletions).toHaveLength(times);
      return panel;
    }
    let before: readonly string[] = [];

    const changing =
      (wanted: typeof ann): Work =>
      async (mailbox, kept) => {
        expect((await diffOf(mailbox, kept, wanted)).changes).toBe(true);
        return updated(mailbox, kept, wanted);
      };
    const removing: Work = (mailbox, { id, state }) => mailbox.delete(id, state);

    it.each([
      ["another quota", { quota: 600 }, {}],
      ["another quota, which no list shows", { quota: 600 }, { quotaFactor: null }],
      ["another password", { password: "another password" }, { quotaFactor: null }],
    ] as const)("is waited for by the next one: %s", async (_, change, settings) => {
      const wanted = { ...ann, ...change };
      const panel = await overlapping(changing(wanted), changing(wanted), settings);
      expect(mailOf(panel)).toEqual(before);
      expect(panel.simulator.panel.mailboxes()).toMatchObject([{ email: ann.email, quota: wanted.quota }]);
      expect(panel.simulator.panel.mailboxPasswordIs(ann.email, wanted.password)).toBe(true);
    });

    it("is waited for by one that wants it as it was, though no list shows the quota", async () => {
      const panel = await overlapping(
        changing({ ...ann, quota: 600 }),
        changing(ann),
        { quotaFactor: null },
        2,
      );
      expect(mailOf(panel)).toEqual(before);
      expect(panel.simulator.panel.mailboxes()).toMatchObject([{ email: ann.email, quota: ann.quota }]);
    });

    it("is noticed by one that wants it as it was, and looks only when all is done", async () => {
      let done = (): void => undefined;
      const isDone = new Promise<void>((resolve) => (done = resolve));
      const first: Work = async (mailbox, kept) => {
        await changing({ ...ann, quota: 600 })(mailbox, kept);
        done();
      };
      const next: Work = async (mailbox, kept) => {
        await mailbox.check(kept.inputs, kept.inputs);
        await isDone;
        await changing(ann)(mailbox, kept);
      };
      const panel = await overlapping(first, next, { quotaFactor: null }, 2);
      expect(mailOf(panel)).toEqual(before);
      expect(panel.simulator.panel.mailboxes()).toMatchObject([{ email: ann.email, quota: ann.quota }]);
    });

    it("with a password that nobody knows any more, is told of", async () => {
      const refused: Work = async (mailbox, kept) => {
        await diffOf(mailbox, kept, ann);
        const error = await errorOf(updated(mailbox, kept, ann));
        expect(error.message).toContain("with another password than the program and the state have now");
      };
      const panel = await overlapping(changing({ ...ann, password: "another password" }), refused);
      expect(mailOf(panel)).toEqual(before);
    });

    it("or removes it, is waited for by one that wants it", async () => {
      const panel = await overlapping(removing, changing(ann));
      expect(mailOf(panel)).toEqual(before);
      expect(addressesOf(panel)).toEqual([ann.email]);
    });

    it("or removes it, is waited for by one that removes it too", async () => {
      const panel = await overlapping(removing, removing);
      expect(addressesOf(panel).filter((address) => !address.startsWith("keep-"))).toEqual([]);
      expect(warnings.join("\n")).toContain("its mail, 3 messages");
    });
  });

  describeWithDovecot("a mailbox", () => {
    it("that is replaced in its place gets its mail back", async () => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      const before = mailOf(panel);
      const { mailbox } = await newRun(panel.stack);
      // --replace with deleteBeforeReplace
      await diffOf(mailbox, kept, ann);
      await mailbox.check({}, kept.inputs);
      await mailbox.delete(kept.id, kept.state);
      await created(mailbox, ann);
      expect(mailOf(panel)).toEqual(before);
    });

    it("that is declared again after its removal is made", async () => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      await (await newRun(panel.stack)).mailbox.delete(kept.id, kept.state);
      const again = await created((await newRun(panel.stack)).mailbox, ann);
      expect(again.state).toMatchObject(ann);
      await storeMail(panel, ann, letters);
      if (archive !== "panel") return;
      // its place is taken by the mail that was kept
      const next = await newRun(panel.stack);
      const error = await errorOf(updated(next.mailbox, again, { ...ann, quota: 600 }));
      expect(error.message).toContain("still holds the mail of a mailbox");
      expect(addressesOf(panel)).toHaveLength(2);
    });

    it("goes to another panel with its mail", async () => {
      const panel = await startPanel({}, more);
      const other = await startMailPanel(start, {}, more);
      const kept = await mailboxWithMail(panel);
      const before = mailOf(panel);
      const settings = Object.fromEntries(
        Object.entries(other.stack).map(([key, value]) => [key.replace("brainycp:", ""), value]),
      );
      const stack = { ...panel.stack, "brainycp:servers": JSON.stringify({ eu: settings }) };
      const { mailbox } = await newRun(stack);
      const moved = { ...ann, server: "eu" };
      expect((await diffOf(mailbox, kept, moved)).replaces).toEqual(["server"]);
      await created(mailbox, moved);
      await mailbox.delete(kept.id, kept.state);
      expect(addressesOf(panel)).toEqual([]);
      expect(mailOf(other)).toEqual(before);
    });

    it("is not doubled where the panel refused to delete it, and its user moved mail since", async () => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      panel.simulator.faults.push({
        operation: "delmail",
        fields: { email: ann.email },
        answer: { kind: "code", code: 1000 },
        times: Infinity,
      });
      await errorOf(updated((await newRun(panel.stack)).mailbox, kept, { ...ann, quota: 600 }));
      panel.simulator.faults.splice(0);
      await withImap(panel.dovecot, ann, async (client) => {
        await client.mailboxOpen("INBOX");
        await client.messageMove("1:*", "INBOX.Work");
      });
      const before = mailOf(panel);
      await updated((await newRun(panel.stack)).mailbox, kept, { ...ann, quota: 600 });
      expect(mailOf(panel)).toEqual(before);
    });

    it("loses no mail that comes right before delmail is tried again", async () => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      await interrupted("before delmail", panel, kept, { quota: 600 });
      const before = mailOf(panel);
      const { mailbox } = await newRun(panel.stack);
      // between the copy and the deletion
      const quota = unbound("quota");
      jest.spyOn(ImapMailbox.prototype, "quota").mockImplementationOnce(async function (this: ImapMailbox) {
        await storeMail(panel, ann, [{ bytes: "Subject: late\r\n\r\n4\r\n" }]);
        return quota.call(this);
      });
      await updated(mailbox, kept, { ...ann, quota: 600 });
      expect(mailOf(panel)).toHaveLength(before.length + 1);
    });

    it("is not put back into the one that a slow panel still deletes", async () => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      const before = mailOf(panel);
      panel.simulator.faults.push({
        operation: "delmail",
        fields: { email: ann.email },
        answer: { kind: "code", code: 0 },
      });
      const { mailbox } = await newRun(panel.stack);
      const error = await errorOf(updated(mailbox, kept, { ...ann, quota: 600 }));
      expect(error.message).toContain("its list still shows it");
      // now it does
      panel.simulator.panel.removeMailbox(ann.email);
      await updated((await newRun(panel.stack)).mailbox, kept, { ...ann, quota: 600 });
      expect(mailOf(panel)).toEqual(before);
    });

    it("goes on after the account got another password", async () => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      const before = mailOf(panel);
      await interrupted("while the mail is put back", panel, kept, { quota: 600 });
      panel.simulator.panel.setAccountPassword("demo", "another");
      const { mailbox } = await newRun({ ...panel.stack, "brainycp:password": "another" });
      if (archive === "panel") {
        const error = await errorOf(updated(mailbox, kept, { ...ann, quota: 600 }));
        expect(error.message).toContain("its password follows from the account's");
        panel.simulator.panel.setAccountPassword("demo", "demo-password");
        await updated((await newRun(panel.stack)).mailbox, kept, { ...ann, quota: 600 });
      } else await updated(mailbox, kept, { ...ann, quota: 600 });
      expect(mailOf(panel)).toEqual(before);
    });

    it("that is replaced in its place is partly created where its mail does not come back", async () => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      const before = mailOf(panel);
      const { mailbox } = await newRun(panel.stack);
      await diffOf(mailbox, kept, ann);
      await mailbox.check({}, kept.inputs);
      await mailbox.delete(kept.id, kept.state);
      const end = interruptions["while the mail is put back"]();
      const error = await errorOf(created(mailbox, ann));
      end();
      expect(error.properties).toMatchObject({ email: ann.email, incomplete: true });
      const partly = { ...kept, state: { ...kept.state, incomplete: true } };
      const next = await newRun(panel.stack);
      expect((await diffOf(next.mailbox, partly, ann)).changes).toBe(true);
      expect((await updated(next.mailbox, partly, ann)).state).not.toHaveProperty("incomplete");
      expect(mailOf(panel)).toEqual(before);
    });

    it("whose removal was interrupted keeps its mail, and its removal goes on", async () => {
      const panel = await startPanel({}, more);
      const kept = await mailboxWithMail(panel);
      const { mailbox } = await newRun(panel.stack);
      const lose = panel.simulator.panel.removeMailbox.bind(panel.simulator.panel);
      panel.simulator.faults.push({
        operation: "delmail",
        fields: { email: ann.email },
        answer: { kind: "status", status: 500 },
      });
      await errorOf(mailbox.delete(kept.id, kept.state));
      // what was sent arrives late
      lose(ann.email);
      const next = await newRun(panel.stack);
      expect((await next.mailbox.read(kept.id, kept.state)).id).toBe(kept.id);
      await next.mailbox.delete(kept.id, kept.state);
      expect(warnings.join("\n")).toContain("it is deleted; its mail, 3 messages");
    });
  });
});

describeWithDovecot("a mailbox, wherever its mail is meanwhile,", () => {
  it("asks its mail server for nothing with a password that is not known yet", async () => {
    const panel = await startPanel();
    const kept = await mailboxWithMail(panel);
    const { mailbox } = await newRun(panel.stack);
    await diffOf(mailbox, kept, { ...ann, adopt: true, password: unknown, quota: 600 });
    expect(warnings.join("\n")).not.toContain("refused");
  });

  it("that was never confirmed is made anew for another password", async () => {
    const panel = await startPanel();
    const kept = await mailboxWithMail(panel);
    const before = mailOf(panel);
    const { mailbox } = await newRun(panel.stack);
    const wanted = { ...ann, password: "another password" };
    const incomplete = { ...kept, state: { ...kept.state, incomplete: true } };
    await diffOf(mailbox, incomplete, wanted);
    await updated(mailbox, incomplete, wanted);
    expect(panel.simulator.panel.mailboxPasswordIs(ann.email, wanted.password)).toBe(true);
    expect(mailOf(panel)).toEqual(before);
  });

  it("goes to its new address also where refuseMailLoss is on", async () => {
    const panel = await startPanel();
    const login = { ...ann, refuseMailLoss: true };
    const kept = await mailboxWithMail(panel, login);
    const before = mailOf(panel);
    const { mailbox } = await newRun(panel.stack);
    const renamed = { ...login, email: anyAddress() };
    await diffOf(mailbox, kept, renamed);
    await created(mailbox, renamed);
    await mailbox.delete(kept.id, kept.state);
    expect(mailOf(panel, renamed.email)).toEqual(before);
    expect(addressesOf(panel)).toEqual([renamed.email]);
  });

  it("is not deleted before the one with its new address is there", async () => {
    const panel = await startPanel();
    const kept = await mailboxWithMail(panel);
    const before = mailOf(panel);
    const { mailbox } = await newRun(panel.stack);
    await diffOf(mailbox, kept, { ...ann, email: anyAddress() });
    // deleteBeforeReplace
    const error = await errorOf(mailbox.delete(kept.id, kept.state));
    expect(error.message).toContain("without the option deleteBeforeReplace");
    expect(mailOf(panel)).toEqual(before);
  });

  it("gets its forwardings back in the run that goes on", async () => {
    const panel = await startPanel({ settings: { delmailTakesForwards: true } });
    const kept = await mailboxWithMail(panel);
    panel.simulator.panel.setForward(ann.email, ["bob@example.org"], true);
    await interrupted("after delmail", panel, kept, { quota: 600 });
    expect(panel.simulator.panel.forwards()).toEqual([]);
    await updated((await newRun(panel.stack)).mailbox, kept, { ...ann, quota: 600 });
    expect(panel.simulator.panel.forwards()).toMatchObject([
      { source: ann.email, targets: ["bob@example.org"] },
    ]);
  });

  it("whose run ended before its new password was recorded is not stuck", async () => {
    const panel = await startPanel();
    const kept = await mailboxWithMail(panel);
    const before = mailOf(panel);
    const wanted = { ...ann, password: "another password" };
    await updated((await newRun(panel.stack)).mailbox, kept, wanted);
    const { mailbox } = await newRun(panel.stack);
    await diffOf(mailbox, kept, wanted);
    expect((await updated(mailbox, kept, wanted)).state).toMatchObject(wanted);
    expect(mailOf(panel)).toEqual(before);
  });

  it("that another resource of the program declares is not deleted by the next run", async () => {
    const panel = await startPanel();
    const kept = await mailboxWithMail(panel);
    const before = mailOf(panel);
    const killed = await newRun(panel.stack);
    // --replace: the engine creates first, and is killed before it deletes
    await diffOf(killed.mailbox, kept, ann);
    const next = await created(killed.mailbox, ann);
    const { mailbox } = await newRun(panel.stack);
    expect((await diffOf(mailbox, next, ann)).changes).toBe(false);
    await mailbox.delete(kept.id, kept.state);
    expect(mailOf(panel)).toEqual(before);
  });

  it("that is renamed twice, the first time interrupted, ends with its mail under the last name", async () => {
    const panel = await startPanel();
    const kept = await mailboxWithMail(panel);
    const before = mailOf(panel);
    const killed = await newRun(panel.stack);
    const second = { ...ann, email: anyAddress() };
    await diffOf(killed.mailbox, kept, second);
    const next = await created(killed.mailbox, second);
    const { mailbox } = await newRun(panel.stack);
    waitForNextSecond();
    const third = { ...ann, email: anyAddress() };
    await diffOf(mailbox, next, third);
    await created(mailbox, third);
    await mailbox.delete(next.id, next.state);
    await mailbox.delete(kept.id, kept.state);
    expect(mailOf(panel, third.email)).toEqual(before);
  });
});

describeWithDovecot("an archive", () => {
  describe("of a change that was interrupted on another machine", () => {
    /** The stack of this machine, after a run on another one was killed. */
    async function afterOtherMachine(
      isFolderHere = true,
      place: keyof typeof interruptions = "after delmail",
    ) {
      const archive = mkdtempSync(join(tmpdir(), "brainycp-archive-"));
      const panel = await startPanel({}, { "brainycp:archive": archive });
      const kept = await mailboxWithMail(panel);
      await interrupted(place, panel, kept, { quota: 600 });
      renameSync(archive, `${archive}-on-another-machine`);
      if (isFolderHere) mkdirSync(archive);
      const own = isFolderHere ? archive : mkdtempSync(join(tmpdir(), "brainycp-archive-"));
      const stack = { ...panel.stack, "brainycp:archive": own };
      return { archive, kept, panel, run: async () => (await newRun(stack)).mailbox };
    }
    const expectNamed = (archive: string): void =>
      expect(warnings.join("\n")).toContain(
        `It is in an archive in ${archive}, and npx pulumi-brainycp mail restore on that machine puts it into a mailbox`,
      );

    it.each([false, true])(
      "is named, and the mailbox is made: its folder is here %p",
      async (isFolderHere) => {
        const { archive, kept, panel, run } = await afterOtherMachine(isFolderHere);
        expect((await (await run()).read(kept.id, kept.state)).id).toBe(kept.id);
        for (const wanted of [{ ...ann, quota: 600 }, ann]) {
          warnings.length = 0;
          expect((await diffOf(await run(), kept, wanted)).changes).toBe(true);
          expect(warnings.join("\n")).toContain(`into an archive in ${archive}, deleted it`);
        }
        await updated(await run(), kept, ann);
        expectNamed(archive);
        expect(addressesOf(panel)).toEqual([ann.email]);
        expect((await diffOf(await run(), kept, ann)).changes).toBe(false);
      },
    );

    it("is named where the mailbox is there, and not all its mail", async () => {
      const { archive, kept, panel, run } = await afterOtherMachine(true, "while the mail is put back");
      await updated(await run(), kept, { ...ann, quota: 600 });
      expectNamed(archive);
      expect(addressesOf(panel)).toEqual([ann.email]);
    });

    it("is not, where nothing was deleted yet", async () => {
      const { archive, kept, panel, run } = await afterOtherMachine(true, "while the mail is taken in");
      const before = mailOf(panel);
      expect((await diffOf(await run(), kept, ann)).changes).toBe(true);
      await updated(await run(), kept, ann);
      expect(warnings.join("\n")).not.toContain(archive);
      expect(mailOf(panel)).toEqual(before);
      expect((await diffOf(await run(), kept, ann)).changes).toBe(false);
    });

    it("is named where the mailbox goes for good", async () => {
      const { archive, kept, panel, run } = await afterOtherMachine();
      await (await run()).delete(kept.id, kept.state);
      expectNamed(archive);
      expect(addressesOf(panel)).toEqual([]);
      expect((await (await run()).read(kept.id, kept.state)).id).toBe("");
    });

    it("is named where its resource is created", async () => {
      const { archive, run } = await afterOtherMachine();
      await created(await run(), ann);
      expectNamed(archive);
    });
  });

  it("that was never begun leaves no note", async () => {
    const panel = await startPanel();
    const kept = await mailboxWithMail(panel);
    const wrong = { ...ann, password: "not this one" };
    const { mailbox } = await newRun(panel.stack);
    const change = updated(
      mailbox,
      { ...kept, state: { ...kept.state, ...wrong } },
      { ...wrong, quota: 600 },
    );
    expect((await errorOf(change)).code).toBe("imap_login_refused");
    const session = new Session();
    session.configure((key) => panel.stack[key], Object.keys(panel.stack));
    await session.loaded();
    expect(session.connect(undefined).journal.recall("shelter", ann.email)).toBeUndefined();
  });

  it("of a mailbox that was removed to the end, unrecorded, on another machine is named", async () => {
    const panel = await startPanel();
    const kept = await mailboxWithMail(panel);
    await (await newRun(panel.stack)).mailbox.delete(kept.id, kept.state);
    const [archive = ""] = archivesOf(ann.email);
    const elsewhere = `${archive}-on-another-machine`;
    renameSync(archive, elsewhere);
    const { mailbox } = await newRun(panel.stack);
    expect((await diffOf(mailbox, kept, ann)).changes).toBe(true);
    await updated(mailbox, kept, ann);
    expect(mailOf(panel)).toEqual([]);
    expect(warnings.join("\n")).toContain(
      `its mail is there, in ${archive}, and npx pulumi-brainycp mail restore ${archive} --to ${ann.email} puts it back`,
    );
    expect(existsSync(elsewhere)).toBe(true);
  });

  it.each([
    ["panel", "panel"],
    ["another folder", mkdtempSync(join(tmpdir(), "brainycp-archive-"))],
  ])("is not forgotten when brainycp:archive becomes %s", async (_, archive) => {
    const panel = await startPanel();
    const kept = await mailboxWithMail(panel);
    const before = mailOf(panel);
    await interrupted("after delmail", panel, kept, { quota: 600 });
    const { mailbox } = await newRun({ ...panel.stack, "brainycp:archive": archive });
    expect((await mailbox.read(kept.id, kept.state)).id).toBe(kept.id);
    await updated(mailbox, kept, { ...ann, quota: 600 });
    expect(mailOf(panel)).toEqual(before);
  });

  it("is not forgotten when brainycp:archive was panel", async () => {
    const panel = await startPanel({}, { "brainycp:archive": "panel" });
    const kept = await mailboxWithMail(panel);
    const before = mailOf(panel);
    await interrupted("after delmail", panel, kept, { quota: 600 });
    const { "brainycp:archive": _, ...stack } = panel.stack;
    const { mailbox } = await newRun(stack);
    expect((await mailbox.read(kept.id, kept.state)).id).toBe(kept.id);
    await updated(mailbox, kept, { ...ann, quota: 600 });
    expect(mailOf(panel)).toEqual(before);
  });

  it("that lost its seal and its end is never restored by half", async () => {
    const panel = await startPanel();
    const kept = await mailboxWithMail(panel);
    await interrupted("after delmail", panel, kept, { quota: 600 });
    const [archive = ""] = archivesOf(ann.email);
    rmSync(join(archive, "seal.json"));
    const manifest = join(archive, "manifest.jsonl");
    const lines = readFileSync(manifest, "utf8").split("\n");
    truncateSync(manifest, lines.slice(0, 3).join("\n").length + 1);
    const { mailbox } = await newRun(panel.stack);
    const error = await errorOf(updated(mailbox, kept, { ...ann, quota: 600 }));
    expect(error.code).toBe("archive_damaged");
    expect(archivesOf(ann.email)).toEqual([archive]);
  });

  it("of another panel does not matter, whatever its key", async () => {
    const other = await startPanel({}, { "brainycp:archiveKey": "a key of theirs" });
    await interrupted("before delmail", other, await mailboxWithMail(other), { quota: 600 });
    const panel = await startPanel();
    const kept = await created((await newRun(panel.stack)).mailbox, ann);
    expect((await diffOf((await newRun(panel.stack)).mailbox, kept, ann)).changes).toBe(false);
  });

  it("that lost its key is refused, and nothing else happens", async () => {
    const panel = await startPanel({}, { "brainycp:archiveKey": "the key of ours" });
    const kept = await mailboxWithMail(panel);
    const before = mailOf(panel);
    await interrupted("after delmail", panel, kept, { quota: 600 });
    writesTo(panel.simulator);
    const { mailbox } = await newRun({ ...panel.stack, "brainycp:archiveKey": "another key of ours" });
    expect((await errorOf(updated(mailbox, kept, { ...ann, quota: 600 }))).code).toBe("archive_damaged");
    expect((await errorOf(mailbox.read(kept.id, kept.state))).code).toBe("archive_damaged");
    expect(writesTo(panel.simulator)).toEqual([]);
    await updated((await newRun(panel.stack)).mailbox, kept, { ...ann, quota: 600 });
    expect(mailOf(panel)).toEqual(before);
  });

  it("that cannot be written costs nothing", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "brainycp-archive-")), "file");
    writeFileSync(file, "");
    const panel = await startPanel({}, { "brainycp:archive": file });
    const kept = await mailboxWithMail(panel);
    const before = mailOf(panel);
    writesTo(panel.simulator);
    const { mailbox } = await newRun(panel.stack);
    expect((await errorOf(updated(mailbox, kept, { ...ann, quota: 600 }))).code).toMatch(/^archive_/);
    expect((await errorOf(mailbox.delete(kept.id, kept.state))).code).toMatch(/^archive_/);
    expect(writesTo(panel.simulator)).toEqual([]);
    expect(mailOf(panel)).toEqual(before);
  });

  it("is used also where CI is set only later", async () => {
    const panel = await startPanel();
    const kept = await mailboxWithMail(panel);
    const before = mailOf(panel);
    await interrupted("after delmail", panel, kept, { quota: 600 });
    process.env.CI = "true";
    try {
      const { mailbox } = await newRun(panel.stack);
      await updated(mailbox, kept, ann);
    } finally {
      delete process.env.CI;
    }
    expect(mailOf(panel)).toEqual(before);
  });
});

describeWithDovecot("several mailboxes", () => {
  it.each([
    ["", "1"],
    ["", "2"],
    ["panel", "2"],
    ["panel", "4"],
  ])("are made anew at once with archive %p and %s connections", async (archive, imapConnections) => {
    const panel = await startPanel(
      {},
      {
        "brainycp:imapConnections": imapConnections,
        ...(archive === "" ? {} : { "brainycp:archive": archive }),
      },
    );
    const logins = [ann, { ...ann, email: anyAddress() }, { ...ann, email: anyAddress() }];
    const kepts: Kept[] = [];
    for (const login of logins) kepts.push(await mailboxWithMail(panel, login));
    const before = logins.map(({ email }) => mailOf(panel, email));
    const { mailbox } = await newRun(panel.stack);
    writesTo(panel.simulator);
    await Promise.all(kepts.map((kept, index) => updated(mailbox, kept, { ...logins[index], quota: 600 })));
    expect(logins.map(({ email }) => mailOf(panel, email))).toEqual(before);
  });
});
