import { createTransport } from "nodemailer";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Exim } from "../../src/simulator/exim";
import { anyAddress, startDovecot, type TestDovecot } from "../support/testDovecot";
import { describeWithExim } from "../support/testExim";
import { withLogin } from "../support/imapLogin";
import { mailIn } from "../support/maildirContents";
import { simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describeWithExim("an Exim for the mailboxes and forwardings of a simulator", () => {
  let dovecot: TestDovecot;
  let exim: Exim;
  const places = (): { passwdFile: string; maildir: string; aliasesFile: string } => ({
    passwdFile: dovecot.passwdFile,
    maildir: dovecot.maildir,
    aliasesFile: join(dovecot.maildir, "../aliases"),
  });
  beforeAll(async () => {
    dovecot = await startDovecot();
    exim = await Exim.start({ folder: join(dovecot.maildir, "../exim"), mail: places() });
  });
  afterAll(() => exim.stop());

  const send = async (to: string): Promise<number> => {
    const transport = createTransport({ host: "127.0.0.1", port: exim.port, ignoreTLS: true });
    const code = await transport.sendMail({ from: "ben@example.net", to, text: "hello" }).then(
      () => 250,
      (error: unknown) => (error as { responseCode: number }).responseCode,
    );
    await exim.settle();
    return code;
  };
  const countOf = (address: string): number => mailIn(dovecot.maildirOf(address)).length;

  it("delivers to mailboxes as they come and go, and refuses what is for nobody", async () => {
    const { panel } = await start({ mail: places() });
    const email = anyAddress();
    expect(await send(email)).toBe(550);
    panel.addMailbox(email, { quota: 5, password: "secret" });
    expect(await send(email)).toBe(250);
    expect(countOf(email)).toBe(1);
    // Dovecot looks for a new account once a second.
    await wait(1100);
    await withLogin(dovecot, { user: email, pass: "secret" }, async (client) => {
      expect((await client.mailboxOpen("INBOX")).exists).toBe(1);
    });
    panel.removeMailbox(email);
    expect(await send(email)).toBe(550);
  });

  it.each([true, false])("delivers by forwardings, with a copy: %s", async (saveLocal) => {
    const { panel } = await start({ mail: places() });
    const [from, to] = [anyAddress(), anyAddress()];
    for (const email of [from, to]) panel.addMailbox(email, { quota: 5, password: "secret" });
    panel.setForward(from, [to], saveLocal);
    expect(await send(from)).toBe(250);
    expect([countOf(from), countOf(to)]).toEqual([saveLocal ? 1 : 0, 1]);
  });
});
