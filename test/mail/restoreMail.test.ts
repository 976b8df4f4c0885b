import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { BrainycpError } from "../../src/adapter/errors";
import { Archive } from "../../src/mail/archive";
import { ImapMailbox } from "../../src/mail/imapMailbox";
import type { MailLogin } from "../../src/mail/imapSession";
import type { MailSource } from "../../src/mail/mailSource";
import type { MailServer } from "../../src/mail/mailServer";
import { restoreMail } from "../../src/mail/restoreMail";
import { sweep } from "../../src/mail/sweep";
import type { Tally } from "../../src/mail/tally";
import { anyAddress, describeWithDovecot, startDovecot, type TestDovecot } from "../support/testDovecot";
import { contentsOf, type MaildirContents } from "../support/maildirContents";
import { asMailProgram, fillMailbox, mailServerFor, plainMessage } from "../support/mailProgram";
import { startWireTap, type WireTap } from "../support/wireTap";

describeWithDovecot("restoring mail", () => {
  let dovecot: TestDovecot;
  let root: string;
  let archive: Archive;
  let before: MaildirContents;
  let login: MailLogin;
  let other: MailLogin;
  let tap: WireTap;

  beforeAll(async () => {
    // without folders that the server lists and only makes when they are used
    dovecot = await startDovecot({ automatic: [] });
    root = mkdtempSync(join(tmpdir(), "brainycp-archive-"));
    // both before the first login: Dovecot looks for new ones once a second
    [login, other] = [account(), account()];
    await fillMailbox(dovecot, login);
    before = contents();
    archive = await archiveOf(login);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  beforeEach(async () => {
    tap = await startWireTap(dovecot.plainPort);
  });
  afterEach(() => tap.close());

  function account(): MailLogin {
    const made = { address: anyAddress(), password: "secret" };
    dovecot.addAccount(made.address, made.password);
    return made;
  }

  const inMailbox = async <Result>(
    work: (mailbox: ImapMailbox) => Promise<Result>,
    changes: Partial<MailServer> = {},
    who = login,
  ): Promise<Result> => {
    const mailbox = await ImapMailbox.open(mailServerFor(dovecot, changes), who);
    try {
      return await work(mailbox);
    } finally {
      await mailbox.close();
    }
  };
  const archiveOf = async (who: MailLogin): Promise<Archive> => {
    const facts = {
      address: who.address,
      owner: "ann",
      endpoint: "http://127.0.0.1/",
      at: "2026-11-27T19:40:00Z",
    };
    const made = Archive.create(root, facts);
    await inMailbox((mailbox) => sweep(mailbox, made), {}, who);
    return made;
  };
  const contents = (who = login): MaildirContents => contentsOf(dovecot.maildirOf(who.address));
  const makeAnew = (options?: { leaveMaildir?: boolean; quotaBytes?: number }): void => {
    dovecot.removeAccount(login.address, options);
    dovecot.addAccount(login.address, login.password, options?.quotaBytes);
  };
  const restore = (mailbox: ImapMailbox): Promise<Tally> => restoreMail(archive, mailbox);
  const failureOf = async (work: Promise<unknown>): Promise<BrainycpError> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error instanceof BrainycpError) return error;
    throw new Error("it did not fail as it should", { cause: error });
  };
  /** Dovecot looks at its accounts anew once a second. */
  const quotaIs = async (bytes: number): Promise<void> => {
    const limit = async (): Promise<number | undefined> =>
      (await inMailbox((mailbox) => mailbox.quota()))?.limit;
    while (Math.abs(((await limit()) ?? 0) - bytes) > 1024) await wait(100);
  };
  const throughTap = (): Partial<MailServer> => ({ port: tap.port, security: "none" });

  it("brings folders, messages, flags and subscriptions into an empty mailbox", async () => {
    makeAnew();
    const progress: [Tally, Tally][] = [];
    const restored = await inMailbox((mailbox) =>
      restoreMail(archive, mailbox, (done, all) => progress.push([done, all])),
    );
    expect(contents()).toEqual(before);
    expect(restored).toEqual(archive.tally());
    expect(progress.at(-1)).toEqual([restored, restored]);
    expect(progress).toHaveLength(restored.messages);
  });

  it("adds nothing to a mailbox that has it all", async () => {
    await inMailbox(restore);
    await inMailbox(restore, throughTap());
    expect(tap.sent).not.toMatch(/APPEND|STORE/);
    expect(contents()).toEqual(before);
  });

  it("completes an old Maildir that was left behind, with the right flags", async () => {
    await inMailbox(restore);
    makeAnew({ leaveMaildir: true });
    await asMailProgram(dovecot, login, async (client) => {
      await client.mailboxOpen("INBOX");
      await client.messageDelete("3:5", { uid: true });
      await client.messageFlagsSet("1:*", ["\\Answered", "$Changed"]);
      await client.mailboxDelete("INBOX.Grüße");
      await client.mailboxUnsubscribe("INBOX.100%");
      await client.mailboxSubscribe("INBOX.Work.2024.Q1");
    });
    expect(contents()).not.toEqual(before);
    await inMailbox(restore);
    expect(contents()).toEqual(before);
  });

  it("leaves alone what arrived meanwhile", async () => {
    makeAnew();
    await asMailProgram(dovecot, login, async (client) => {
      await client.append("INBOX", plainMessage(77_777), ["$New"], new Date("2026-11-27T20:00:00Z"));
      await client.mailboxCreate("INBOX.New");
      await client.append("INBOX.New", plainMessage(88_888), [], new Date("2026-11-27T20:00:01Z"));
    });
    const arrived = contents().messages;
    await inMailbox(restore);
    expect(contents().messages).toEqual([...before.messages, ...arrived].sort());
    expect(contents().folders).toEqual([...before.folders, "New"].sort());
  });

  it("adds nothing twice when the server's answer to what it stored is lost", async () => {
    makeAnew();
    for (let lost = 0; lost < 3; lost += 1) {
      let appends = 0;
      tap.onPiece = (from, piece) => {
        if (from === "client" && piece.toString("latin1").includes(" APPEND ")) appends += 1;
        return from === "server" && piece.includes("APPENDUID") && appends > lost ? undefined : piece;
      };
      const failure = await failureOf(inMailbox(restore, throughTap()));
      expect(failure).toMatchObject({ code: "imap_unreachable", transient: true });
      expect(failure.problem).toMatch(
        /^The connection to the mail server 127\.0\.0\.1:\d+ broke while storing /,
      );
    }
    await inMailbox(restore);
    expect(contents()).toEqual(before);
  });

  it("goes on after connections that broke at any place", async () => {
    makeAnew();
    let [left, breaks] = [0, 0];
    tap.onPiece = (_, piece) => ((left -= piece.length) < 0 ? undefined : piece);
    for (let allowed = 20_000; ; allowed = Math.round(allowed * 1.7)) {
      left = allowed;
      const failure = await inMailbox(restore, throughTap()).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined) break;
      expect(failure).toMatchObject({ code: "imap_unreachable" });
      breaks += 1;
    }
    expect(breaks).toBeGreaterThan(5);
    expect(contents()).toEqual(before);
  });

  it("goes on after a mail server that was killed", async () => {
    makeAnew();
    let killed: Promise<void> | undefined;
    tap.onPiece = (from, piece) => {
      if (from === "server" && piece.includes("APPENDUID")) killed ??= dovecot.kill();
      return piece;
    };
    const failure = await failureOf(inMailbox(restore, throughTap()));
    await killed;
    expect(failure.code).toBe("imap_unreachable");
    await dovecot.restart();
    await inMailbox(restore);
    expect(contents()).toEqual(before);
  });

  it("says which message does not fit, and goes on when the quota is larger", async () => {
    makeAnew({ quotaBytes: 2_500_000 });
    await quotaIs(2_500_000);
    const failure = await failureOf(inMailbox(restore));
    expect(failure.code).toBe("over_quota");
    expect(failure.problem).toMatch(
      /^The mailbox is full: the mail server answered “.*Quota exceeded.*” while storing the message of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \([\d,]+ bytes\) in the folder "\S+"$/,
    );
    dovecot.addAccount(login.address, login.password);
    await quotaIs(2 ** 30);
    await inMailbox(restore);
    expect(contents()).toEqual(before);
  });

  it("says which message the server refuses", async () => {
    makeAnew();
    const inbox = { path: ["INBOX"], isSubscribed: false, holdsMessages: true };
    const empty = { uid: 1, size: 0, flags: [], date: "2024-02-29T12:00:00Z", hash: "e3b0c442" };
    const source: MailSource = {
      folders: () => Promise.resolve([inbox]),
      messages: () => Promise.resolve([empty]),
      contents: () => Promise.resolve([{ message: empty, bytes: Buffer.alloc(0) }]),
    };
    const failure = await failureOf(inMailbox((mailbox) => restoreMail(source, mailbox)));
    expect(failure.code).toBe("imap_failed");
    expect(failure.problem).toContain(
      'failed while storing the message of 2024-02-29T12:00:00Z (0 bytes) in the folder "INBOX": ',
    );
  });

  it("takes another mailbox for a source, too", async () => {
    makeAnew();
    await inMailbox(restore);
    const server = mailServerFor(dovecot);
    const mailboxes = await ImapMailbox.openAll(server, [login, other]);
    const [from, to] = mailboxes;
    await restoreMail(from, to);
    for (const mailbox of mailboxes) await mailbox.close();
    expect(contents(other)).toEqual(before);
  });
});

describeWithDovecot("restoring mail to a server that names folders in another way", () => {
  it("finds the same names, and brings folders that hold no messages", async () => {
    const [from, to] = [
      await startDovecot({ automatic: [] }),
      await startDovecot({ separator: "/", automatic: [] }),
    ];
    const login = { address: anyAddress(), password: "secret" };
    for (const dovecot of [from, to]) dovecot.addAccount(login.address, login.password);
    await fillMailbox(from, login);
    const [source, target] = [
      await ImapMailbox.open(mailServerFor(from), login),
      await ImapMailbox.open(mailServerFor(to), login),
    ];
    await restoreMail(source, target);
    const held = async (mailbox: ImapMailbox): Promise<unknown> => {
      const folders = await mailbox.folders();
      const messages: string[] = [];
      for (const folder of folders.filter(({ holdsMessages }) => holdsMessages))
        for (const { uid, ...message } of await mailbox.messages(folder))
          messages.push(JSON.stringify([folder.path, message, uid > 0]));
      return [folders, messages.sort()];
    };
    expect(await held(target)).toEqual(await held(source));
    for (const mailbox of [source, target]) await mailbox.close();
  });
});
