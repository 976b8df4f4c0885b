import { chownSync, existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { anyAddress, describeWithDovecot } from "../support/testDovecot";
import {
  created,
  diffOf,
  errorOf,
  failuresOf,
  newRun,
  updated,
  warningsOfTest,
  writesTo,
  type Kept,
} from "../support/lifecycles";
import { startMailPanel, storeMail, withImap, type MailPanel, type MailToStore } from "../support/mailPanel";
import { oddMessages } from "../support/oddMessages";
import { simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();
const warnings = warningsOfTest();

/** A mailbox that no other test has: archives are found by their address. */
let ann = { email: "", password: "ann's password", quota: 500 };
beforeEach(() => {
  ann = { ...ann, email: anyAddress() };
});

/** Mail that is not simple to keep. */
const odd: MailToStore[] = [
  ...oddMessages().map(({ bytes }, index) => ({
    bytes,
    flags: [["\\Seen"], ["\\Flagged", "$Forwarded"], ["\\Answered", "urgent"], []][index % 4] ?? [],
    date: new Date(Date.UTC(2021, 1, index + 1, 12, 30, index)),
  })),
  { bytes: "Subject: nested\r\n\r\none\r\n", folder: "INBOX.Work.2024.Привет & Co" },
  { bytes: "Subject: sent\r\n\r\ntwo\r\n", folder: "INBOX.Sent", flags: ["\\Seen"] },
];

/** A mailbox in the panel, with the odd mail and an empty folder in it. */
async function mailboxWithMail(panel: MailPanel): Promise<Kept> {
  const kept = await created((await newRun(panel.stack)).mailbox, ann);
  await storeMail(panel, ann, odd);
  await withImap(panel.dovecot, ann, async (client) => {
    await client.mailboxCreate("INBOX.Empty");
    await client.mailboxUnsubscribe("INBOX.Empty");
    // what the server makes by itself, it makes now
    await client.list();
    for (const folder of ["Drafts", "Junk", "Trash"])
      await client.status(`INBOX.${folder}`, { messages: true });
  });
  return kept;
}

/** The archives of an address below the test's own state folder. */
function archivesOf(address: string): string[] {
  const folder = join(process.env.XDG_STATE_HOME ?? "", "pulumi-brainycp", "archive", address);
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

describeWithDovecot("a mailbox whose mail is preserved", () => {
  it.each([
    ["quota", { quota: 600 }],
    ["password", { password: "another password" }],
    ["quota and password", { quota: 600, password: "another password" }],
  ])("is made anew for another %s, with every message, folder and flag", async (_, change) => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    const before = panel.mailOf(ann.email);
    expect(before.messages).toHaveLength(odd.length);
    writesTo(panel.simulator);

    const { mailbox } = await newRun(panel.stack);
    const diff = await diffOf(mailbox, kept, { ...ann, ...change });
    expect(diff).toEqual({ changes: true, replaces: [], deleteBeforeReplace: false });
    const { state } = await updated(mailbox, kept, { ...ann, ...change });

    expect(state).toMatchObject({ ...ann, ...change });
    expect(writesTo(panel.simulator)).toEqual([`delmail ${ann.email}`, `addmail ${ann.email}`]);
    expect(panel.mailOf(ann.email)).toEqual(before);
    const { password } = { ...ann, ...change };
    expect(panel.simulator.panel.mailboxPasswordIs(ann.email, password)).toBe(true);
    expect(warnings.join("\n")).toContain(`carries its mail over: ${odd.length} messages`);
  });

  it("is not made anew where nothing changes", async () => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    const { mailbox } = await newRun(panel.stack);
    expect((await diffOf(mailbox, kept, ann)).changes).toBe(false);
    expect(archivesOf(ann.email)).toEqual([]);
  });

  it("keeps its mail also where the panel leaves the old Maildir behind", async () => {
    const panel = await startMailPanel(start, { settings: { delmailLeavesMaildir: true } });
    const kept = await mailboxWithMail(panel);
    const before = panel.mailOf(ann.email);
    const { mailbox } = await newRun(panel.stack);
    await updated(mailbox, kept, { ...ann, quota: 600 });
    expect(panel.mailOf(ann.email)).toEqual(before);
  });

  it("is not touched where its password opens nothing", async () => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    panel.dovecot.addAccount(ann.email, "changed by somebody");
    writesTo(panel.simulator);
    const { mailbox } = await newRun(panel.stack);
    const error = await errorOf(updated(mailbox, kept, { ...ann, quota: 600 }));
    expect(error.code).toBe("imap_login_refused");
    expect(writesTo(panel.simulator)).toEqual([]);
    expect(archivesOf(ann.email)).toEqual([]);
  });

  it("is not touched where the new quota does not hold its mail", async () => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    const before = panel.mailOf(ann.email);
    writesTo(panel.simulator);
    const { mailbox } = await newRun(panel.stack);
    const error = await errorOf(updated(mailbox, kept, { ...ann, quota: 1 }));
    expect(error.code).toBe("over_quota");
    expect(writesTo(panel.simulator)).toEqual([]);
    expect(panel.mailOf(ann.email)).toEqual(before);
  });

  it("is not touched where a message is empty, which no mail server takes back", async () => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    const file = join(panel.dovecot.maildirOf(ann.email), "cur", "1600000000.empty.host:2,S");
    writeFileSync(file, "");
    const owner = statSync(panel.dovecot.maildirOf(ann.email));
    chownSync(file, owner.uid, owner.gid);
    writesTo(panel.simulator);
    const { mailbox } = await newRun(panel.stack);
    const error = await errorOf(updated(mailbox, kept, { ...ann, quota: 600 }));
    expect(error.message).toContain("is empty");
    expect(writesTo(panel.simulator)).toEqual([]);
  });

  it("carries its mail over to another address before it is deleted", async () => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    const before = panel.mailOf(ann.email);
    const { mailbox } = await newRun(panel.stack);
    const renamed = { ...ann, email: anyAddress() };
    expect((await diffOf(mailbox, kept, renamed)).replaces).toEqual(["email"]);
    await created(mailbox, renamed);
    await mailbox.delete(kept.id, kept.state);
    expect(panel.mailOf(renamed.email).messages).toEqual(before.messages);
    expect(panel.simulator.panel.mailboxes().map(({ email }) => email)).toEqual([renamed.email]);
  });

  it("carries its mail over also where the run was killed between creation and deletion", async () => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    const before = panel.mailOf(ann.email);
    const renamed = { ...ann, email: anyAddress() };
    const killed = await newRun(panel.stack);
    await diffOf(killed.mailbox, kept, renamed);
    const next = await created(killed.mailbox, renamed);
    const { mailbox } = await newRun(panel.stack);
    expect((await diffOf(mailbox, next, renamed)).changes).toBe(false);
    await mailbox.delete(kept.id, kept.state);
    expect(panel.mailOf(renamed.email).messages).toEqual(before.messages);
  });

  it("is archived before its removal, and the archive stays", async () => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    const { mailbox } = await newRun(panel.stack);
    await mailbox.delete(kept.id, kept.state);
    expect(panel.simulator.panel.mailboxes()).toEqual([]);
    const [archive = ""] = archivesOf(ann.email);
    const objects = readdirSync(join(archive, "objects"));
    expect(objects).toHaveLength(odd.length - 1);
    expect(warnings.join("\n")).toContain(`mail restore ${archive} --to ADDRESS`);
  });

  it("is not deleted where its password is not known, and says what to do", async () => {
    const panel = await startMailPanel(start);
    await mailboxWithMail(panel);
    const { mailbox } = await newRun(panel.stack);
    const adopted = await created(mailbox, { email: ann.email, adopt: true, refuseMailLoss: false });
    const next = await newRun(panel.stack);
    const error = await errorOf(next.mailbox.delete(adopted.id, adopted.state));
    expect(error.message).toContain("its password is not known");
    expect(error.message).toContain("adopt: true");
    expect(panel.simulator.panel.mailboxes()).toHaveLength(1);
  });

  it("is deleted with its mail where preserveMail is off", async () => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    const { mailbox } = await newRun(panel.stack);
    const off = await updated(mailbox, kept, { ...kept.inputs, preserveMail: false });
    await mailbox.delete(off.id, off.state);
    expect(archivesOf(ann.email)).toEqual([]);
  });

  it("is made anew once where the run was killed before the engine recorded it", async () => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    const before = panel.mailOf(ann.email);
    const change = { ...ann, quota: 600, password: "another password" };
    await updated((await newRun(panel.stack)).mailbox, kept, change);
    writesTo(panel.simulator);

    const { mailbox } = await newRun(panel.stack);
    expect((await diffOf(mailbox, kept, change)).changes).toBe(true);
    expect((await updated(mailbox, kept, change)).state).toMatchObject(change);
    expect(writesTo(panel.simulator)).toEqual([]);
    expect(panel.mailOf(ann.email)).toEqual(before);
  });

  it("is made anew once where two runs want it at the same time", async () => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    const before = panel.mailOf(ann.email);
    const change = { ...ann, password: "another password" };
    writesTo(panel.simulator);
    const runs = [await newRun(panel.stack), await newRun(panel.stack)];
    await Promise.all(runs.map(({ mailbox }) => updated(mailbox, kept, change)));
    expect(writesTo(panel.simulator)).toEqual([`delmail ${ann.email}`, `addmail ${ann.email}`]);
    expect(panel.mailOf(ann.email)).toEqual(before);
  });

  it("is taken for the declared one where its password opens it, and only then", async () => {
    const panel = await startMailPanel(start);
    panel.simulator.panel.addMailbox(ann.email, ann);
    const { mailbox } = await newRun(panel.stack);
    const error = await errorOf(created(mailbox, { ...ann, password: "not ann's" }));
    expect(error.code).toBe("already_exists");
    expect((await created(mailbox, ann)).state).toMatchObject(ann);
    expect(warnings.join("\n")).toContain("the declared password opens it");
  });
});

describeWithDovecot("a mailbox whose mail the panel keeps meanwhile", () => {
  const { XDG_STATE_HOME } = process.env;
  afterEach(() => {
    process.env.XDG_STATE_HOME = XDG_STATE_HOME;
  });
  /** Another machine: nothing that earlier runs left on disk is there. */
  const onAnotherMachine = (): void => {
    process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "brainycp-other-"));
  };
  const inPanel = { "brainycp:archive": "panel" };
  const addressesOf = (panel: MailPanel): string[] =>
    panel.simulator.panel.mailboxes().map(({ email }) => email);

  it("is made anew with every message, and the second mailbox is deleted", async () => {
    const panel = await startMailPanel(start, {}, inPanel);
    const kept = await mailboxWithMail(panel);
    const before = panel.mailOf(ann.email);
    writesTo(panel.simulator);
    const change = { ...ann, quota: 600, password: "another password" };
    const { mailbox } = await newRun(panel.stack);
    expect((await diffOf(mailbox, kept, change)).replaces).toEqual([]);
    await updated(mailbox, kept, change);
    expect(panel.mailOf(ann.email)).toEqual(before);
    expect(addressesOf(panel)).toEqual([ann.email]);
    expect(archivesOf(ann.email)).toEqual([]);
    expect(writesTo(panel.simulator).map((call) => call.replace(/keep-[0-9a-f]{16}/, "keep"))).toEqual([
      "addmail keep@example.com",
      `delmail ${ann.email}`,
      `addmail ${ann.email}`,
      "delmail keep@example.com",
    ]);
  });

  it.each([
    ["before it was deleted", "delmail"],
    ["before it was added again", "addmail"],
  ] as const)("is found and gone on with by another machine where the run ended %s", async (_, operation) => {
    const panel = await startMailPanel(start, {}, inPanel);
    const kept = await mailboxWithMail(panel);
    const before = panel.mailOf(ann.email);
    const change = { ...ann, quota: 600, password: "another password" };
    const { mailbox } = await newRun(panel.stack);
    panel.simulator.faults.push({
      operation,
      fields: { email: ann.email },
      answer: { kind: "status", status: 500 },
      times: Infinity,
    });
    await errorOf(updated(mailbox, kept, change));
    panel.simulator.faults.splice(0);
    onAnotherMachine();
    const next = await newRun(panel.stack);
    expect((await next.mailbox.read(kept.id, kept.state)).id).toBe(kept.id);
    expect((await diffOf(next.mailbox, kept, change)).changes).toBe(true);
    await updated(next.mailbox, kept, change);
    expect(panel.mailOf(ann.email)).toEqual(before);
    expect(addressesOf(panel)).toEqual([ann.email]);
  });
});

describeWithDovecot("forwardings that the panel takes along", () => {
  const { XDG_STATE_HOME } = process.env;
  afterEach(() => {
    process.env.XDG_STATE_HOME = XDG_STATE_HOME;
  });

  it("are restored by another machine that goes on", async () => {
    const takesAlong = { delmailTakesForwards: true, delmailTakesTargets: true };
    const panel = await startMailPanel(start, { settings: takesAlong }, { "brainycp:archive": "panel" });
    const kept = await mailboxWithMail(panel);
    const before = panel.mailOf(ann.email);
    const forwards = {
      [ann.email]: ["office@example.org"],
      "info@example.com": ["b@example.org", ann.email],
    };
    for (const [source, targets] of Object.entries(forwards))
      panel.simulator.panel.setForward(source, targets);
    const change = { ...ann, quota: 600 };
    const { mailbox } = await newRun(panel.stack);
    panel.simulator.faults.push({
      operation: "addmail",
      fields: { email: ann.email },
      answer: { kind: "status", status: 500 },
      times: Infinity,
    });
    await errorOf(updated(mailbox, kept, change));
    panel.simulator.faults.splice(0);
    expect(targetsIn(panel)).not.toEqual(forwards);
    process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "brainycp-other-"));
    const next = await newRun(panel.stack);
    await updated(next.mailbox, kept, change);
    expect(panel.mailOf(ann.email)).toEqual(before);
    expect(targetsIn(panel)).toEqual(forwards);
  });

  const targetsIn = (panel: MailPanel): Record<string, readonly string[]> =>
    Object.fromEntries(
      panel.simulator.panel.forwards().map(({ source, targets }) => [source, [...targets].sort()]),
    );
});

describeWithDovecot("a change on a machine that goes away", () => {
  const { CI } = process.env;
  beforeEach(() => {
    process.env.CI = "true";
  });
  afterEach(() => {
    process.env.CI = CI;
    if (CI === undefined) delete process.env.CI;
  });

  it("is refused at preview where no archive is named, with the two ways out", async () => {
    const panel = await startMailPanel(start);
    const kept = await mailboxWithMail(panel);
    const { mailbox } = await newRun(panel.stack);
    const [failure] = await failuresOf(mailbox, { ...ann, quota: 600 }, kept.inputs);
    expect(failure?.property).toBe("quota");
    expect(failure?.reason).toContain("pulumi config set brainycp:archive FOLDER");
    expect(failure?.reason).toContain("panel");
    const error = await errorOf(mailbox.delete(kept.id, kept.state));
    expect(error.code).toBe("mail_loss");
    expect(panel.simulator.panel.mailboxes()).toHaveLength(1);
  });
});
