import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Archive } from "../../src/mail/archive";
import { ImapMailbox } from "../../src/mail/imapMailbox";
import type { MailLogin } from "../../src/mail/imapSession";
import { restoreMail } from "../../src/mail/restoreMail";
import { sweep } from "../../src/mail/sweep";
import type { Tally } from "../../src/mail/tally";
import { anyAddress, describeWithDovecot, startDovecot, type TestDovecot } from "../support/dovecot";
import { contentsOf, type MaildirContents } from "../support/maildirContents";
import { fillMailbox, mailServerFor } from "../support/mailProgram";

describeWithDovecot("restoring mail", () => {
  let dovecot: TestDovecot;
  let root: string;

  beforeAll(async () => {
    dovecot = await startDovecot();
    root = mkdtempSync(join(tmpdir(), "brainycp-archive-"));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const account = (quotaBytes?: number): MailLogin => {
    const login = { address: anyAddress(), password: "secret" };
    dovecot.addAccount(login.address, login.password, quotaBytes);
    return login;
  };
  const inMailbox = async <Result>(
    login: MailLogin,
    work: (mailbox: ImapMailbox) => Promise<Result>,
  ): Promise<Result> => {
    const mailbox = await ImapMailbox.open(mailServerFor(dovecot), login);
    try {
      return await work(mailbox);
    } finally {
      await mailbox.close();
    }
  };
  const archiveOf = async (login: MailLogin): Promise<Archive> => {
    const facts = {
      address: login.address,
      owner: "owner",
      endpoint: "http://127.0.0.1/",
      at: "2026-11-27T19:40:00Z",
    };
    const archive = Archive.create(root, facts);
    await inMailbox(login, (mailbox) => sweep(mailbox, archive));
    return archive;
  };
  const contents = ({ address }: MailLogin): MaildirContents => contentsOf(dovecot.maildirOf(address));

  it("brings folders, messages, flags and subscriptions into an empty mailbox", async () => {
    const login = account();
    await fillMailbox(dovecot, login);
    const before = contents(login);
    const archive = await archiveOf(login);
    dovecot.removeAccount(login.address);
    dovecot.addAccount(login.address, login.password);
    const progress: [Tally, Tally][] = [];
    const restored = await inMailbox(login, (mailbox) =>
      restoreMail(archive, mailbox, (done, all) => progress.push([done, all])),
    );
    const after = contents(login);
    expect(after.messages).toEqual(before.messages);
    // what the server makes by itself is there as well
    expect(after.folders).toEqual(expect.arrayContaining([...before.folders]));
    expect(after.subscriptions).toEqual(expect.arrayContaining([...before.subscriptions]));
    expect(restored).toEqual(archive.tally());
    expect(progress.at(-1)).toEqual([restored, restored]);
    expect(progress).toHaveLength(restored.messages);
  });
});
