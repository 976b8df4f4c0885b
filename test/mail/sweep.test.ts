import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Archive } from "../../src/mail/archive";
import { archiveMail } from "../../src/mail/archiveMail";
import { folderName } from "../../src/mail/folder";
import { ImapMailbox } from "../../src/mail/imapMailbox";
import type { MailLogin } from "../../src/mail/imapSession";
import type { MailSource } from "../../src/mail/mailSource";
import { sweep } from "../../src/mail/sweep";
import type { Tally } from "../../src/mail/tally";
import { anyAddress, describeWithDovecot, startDovecot, type TestDovecot } from "../support/testDovecot";
import { asMailProgram, fillMailbox, mailServerFor, plainMessage } from "../support/mailProgram";
import { startWireTap, type WireTap } from "../support/wireTap";

describeWithDovecot("sweeping a mailbox into an archive", () => {
  let dovecot: TestDovecot;
  let root: string;
  let tap: WireTap;
  const logins = Array.from({ length: 4 }, () => ({ address: anyAddress(), password: "secret" }));
  const [filled, changing, busy, broken] = logins as [MailLogin, MailLogin, MailLogin, MailLogin];

  beforeAll(async () => {
    dovecot = await startDovecot();
    for (const { address, password } of logins) dovecot.addAccount(address, password);
    root = mkdtempSync(join(tmpdir(), "brainycp-archive-"));
  });
  afterAll(() => rmSync(root, { recursive: true }));
  beforeEach(async () => {
    tap = await startWireTap(dovecot.plainPort);
  });
  afterEach(() => tap.close());

  const newArchive = ({ address }: MailLogin): Archive =>
    Archive.create(root, {
      address,
      owner: "ann",
      endpoint: "http://127.0.0.1/",
      at: "2026-11-27T19:40:00Z",
    });
  const openTapped = (login: MailLogin): Promise<ImapMailbox> =>
    ImapMailbox.open(mailServerFor(dovecot, { port: tap.port, security: "none" }), login);
  /** All that a source holds, as text; the order of folders is of no matter. */
  const allIn = async (source: MailSource): Promise<unknown> => {
    const folders = await Promise.resolve(source.folders());
    const lines: [string, unknown][] = [];
    for (const folder of folders)
      lines.push([
        folderName(folder),
        { folder, messages: folder.holdsMessages && (await source.messages(folder)) },
      ]);
    return Object.fromEntries(lines);
  };

  it("copies all of it, which the archive then vouches for", async () => {
    await fillMailbox(dovecot, filled);
    const archive = newArchive(filled);
    const mailbox = await openTapped(filled);
    const progress: [Tally, Tally][] = [];
    const state = await sweep(mailbox, archive, 3, (done, all) => progress.push([done, all]));
    expect(archive.isSealed).toBe(true);
    expect(await allIn(archive)).toEqual(await allIn(mailbox));
    expect(await Archive.open(archive.folder).check()).toEqual(await mailbox.tally());
    expect(progress.at(-1)).toEqual([archive.tally(), archive.tally()]);
    expect(state).toBe(await mailbox.state());
    await mailbox.close();
  });

  it("reads again only what is new, and records what changed or is gone", async () => {
    await fillMailbox(dovecot, changing);
    const archive = newArchive(changing);
    const mailbox = await openTapped(changing);
    await archiveMail(mailbox, archive);
    await asMailProgram(dovecot, changing, async (client) => {
      await client.append("INBOX", plainMessage(31_337), [], new Date("2026-11-27T20:00:00Z"));
      await client.mailboxDelete("INBOX.Grüße");
      await client.mailboxUnsubscribe("INBOX.Sent");
      // another UIDVALIDITY
      await client.mailboxDelete("INBOX.NIL");
      await client.mailboxCreate("INBOX.NIL");
      await client.append("INBOX.NIL", plainMessage(42), ["\\Seen"], new Date("2020-01-01T00:00:00Z"));
      await client.mailboxOpen("INBOX");
      await client.messageDelete("2", { uid: true });
      await client.messageFlagsSet("3", ["\\Flagged", "$Late"], { uid: true });
    });
    const before = tap.sent.length;
    await sweep(mailbox, archive);
    const bodies = tap.sent.slice(before).match(/UID FETCH [\d,]+ \(.*BODY\.PEEK\[\]/g) ?? [];
    expect(bodies.map((line) => line.replace(/ \(.*/, ""))).toEqual(["UID FETCH 17", "UID FETCH 1"]);
    expect(await allIn(archive)).toEqual(await allIn(mailbox));
    await mailbox.close();
  });

  it("gives up on a mailbox that never is quiet, and seals nothing", async () => {
    const archive = newArchive(busy);
    const mailbox = await openTapped(busy);
    const sender = await ImapMailbox.open(mailServerFor(dovecot), busy);
    const inbox = { path: ["INBOX"], isSubscribed: false, holdsMessages: true };
    let sent = 0;
    const state = mailbox.state.bind(mailbox);
    jest.spyOn(mailbox, "state").mockImplementation(async () => {
      const bytes = plainMessage((sent += 1));
      await sender.append(inbox, {
        message: { uid: 0, size: 0, flags: [], date: "2026-11-27T20:00:00Z" },
        bytes,
      });
      return state();
    });
    await expect(sweep(mailbox, archive, 3)).rejects.toMatchObject({
      code: "mail_moving",
      problem: `The mail of ${busy.address} changed while it was archived, 3 times in a row`,
    });
    expect(archive.isSealed).toBe(false);
    expect(sent).toBe(4);
    for (const one of [mailbox, sender]) await one.close();
  });

  it("goes on after connections that broke at any place", async () => {
    await fillMailbox(dovecot, broken);
    const archive = newArchive(broken);
    let [left, breaks] = [0, 0];
    tap.onPiece = (_, piece) => ((left -= piece.length) < 0 ? undefined : piece);
    for (let allowed = 5000; ; allowed *= 2) {
      left = allowed;
      const pass = async (): Promise<void> => {
        const mailbox = await openTapped(broken);
        await sweep(mailbox, archive).finally(() => mailbox.close());
      };
      const failure: unknown = await pass().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined) break;
      expect(failure).toMatchObject({ code: "imap_unreachable" });
      breaks += 1;
    }
    expect(breaks).toBeGreaterThan(4);
    tap.onPiece = (_, piece) => piece;
    const mailbox = await openTapped(broken);
    expect(await allIn(archive)).toEqual(await allIn(mailbox));
    await mailbox.close();
  });
});
