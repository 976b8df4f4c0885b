import { ImapMailbox } from "../../src/mail/imapMailbox";
import type { MailLogin } from "../../src/mail/imapSession";
import { mergeMail } from "../../src/mail/mergeMail";
import { anyAddress, describeWithDovecot, startDovecot, type TestDovecot } from "../support/testDovecot";
import { contentsOf } from "../support/maildirContents";
import { asMailProgram, mailServerFor } from "../support/mailProgram";

describeWithDovecot("merging a mailbox into another", () => {
  let dovecot: TestDovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });

  const date = new Date("2026-11-27T20:00:00Z");
  const copy = (id: number, recipient: string): string =>
    `Delivered-To: ${recipient}\r\nReceived: by mail id ${id}\r\nMessage-ID: <1@example.net>\r\n\r\nhello\r\n`;
  const account = (): MailLogin => {
    const login = { address: anyAddress(), password: "secret" };
    dovecot.addAccount(login.address, login.password);
    return login;
  };
  const store = (login: MailLogin, folder: string, messages: readonly string[]): Promise<void> =>
    asMailProgram(dovecot, login, async (client) => {
      if (folder !== "INBOX") await client.mailboxCreate(folder);
      for (const message of messages) await client.append(folder, message, [], date);
    });
  const merge = async (source: MailLogin, target: MailLogin): Promise<number> => {
    const [from, to] = await ImapMailbox.openAll(mailServerFor(dovecot), [source, target]);
    try {
      return await mergeMail(from, to);
    } finally {
      await Promise.all([from.close(), to.close()]);
    }
  };
  const foldersOf = ({ address }: MailLogin): string[] =>
    contentsOf(dovecot.maildirOf(address)).messages.map((line) => line.split("\t")[0] ?? "");

  it("adds what the other lacks, and nothing when it is repeated", async () => {
    const [source, target] = [account(), account()];
    await store(source, "INBOX", [copy(1, "park"), copy(2, "park"), copy(2, "park")]);
    await store(source, "INBOX.Spam", [copy(3, "park")]);
    await store(target, "INBOX", [copy(1, "ann")]);
    expect(await merge(source, target)).toBe(3);
    expect(foldersOf(target)).toEqual(["INBOX", "INBOX", "INBOX", "Spam"]);
    const before = contentsOf(dovecot.maildirOf(target.address));
    expect(await merge(source, target)).toBe(0);
    expect(contentsOf(dovecot.maildirOf(target.address))).toEqual(before);
  });

  it("knows copies in whatever folder, counted", async () => {
    const [source, target] = [account(), account()];
    await store(source, "INBOX", [copy(1, "park"), copy(1, "park"), copy(1, "park")]);
    await store(target, "INBOX.Work", [copy(1, "ann")]);
    await store(target, "INBOX.Spam", [copy(1, "ann")]);
    expect(await merge(source, target)).toBe(1);
    expect(foldersOf(target)).toEqual(["INBOX", "Spam", "Work"]);
  });

  it("leaves flags and subscriptions of the other as they are", async () => {
    const [source, target] = [account(), account()];
    await store(source, "INBOX", [copy(1, "park")]);
    await merge(source, target);
    await asMailProgram(dovecot, target, async (client) => {
      await client.mailboxOpen("INBOX");
      await client.messageFlagsSet("1:*", ["\\Seen"]);
      await client.mailboxUnsubscribe("INBOX");
    });
    await store(source, "INBOX", [copy(2, "park")]);
    const { subscriptions } = contentsOf(dovecot.maildirOf(target.address));
    expect(await merge(source, target)).toBe(1);
    const after = contentsOf(dovecot.maildirOf(target.address));
    expect(after.messages.map((line) => line.split("\t")[3])).toEqual(expect.arrayContaining(["\\Seen", ""]));
    expect(after.subscriptions).toEqual(subscriptions);
  });
});
