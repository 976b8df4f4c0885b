import { anyAddress, describeWithDovecot } from "../support/testDovecot";
import {
  created,
  errorOf,
  failuresOf,
  newRun,
  stackOf,
  warningsOfTest,
  writesTo,
  type Kept,
  type StackConfig,
} from "../support/lifecycles";
import { startMailPanel, storeMail, type MailPanel } from "../support/mailPanel";
import { simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();
warningsOfTest();

const login = { password: "p", quota: 500 };

/** What a removal of a mailbox is refused with. */
async function refusalOf(mailbox: object, settings: StackConfig = {}): Promise<string> {
  const simulator = await start();
  const stack = stackOf(simulator, {
    "brainycp:servers": {
      eu: { endpoint: simulator.url, username: "demo", password: "demo-password", refuseMailLoss: true },
    },
    ...settings,
  });
  const kept = await created((await newRun(stack)).mailbox, {
    email: "ann@example.com",
    ...login,
    ...mailbox,
  });
  writesTo(simulator);
  const { message, code } = await errorOf((await newRun(stack)).mailbox.delete(kept.id, kept.state));
  expect([code, writesTo(simulator)]).toEqual(["mail_loss", []]);
  return message;
}

describe("a refused deletion of a mailbox", () => {
  const ways =
    "its mail would be deleted with it. Do one of these, run pulumi up, and then remove it again:\n" +
    "  - to leave it in the panel with its mail, set the resource's option retainOnDelete: true\n" +
    "  - to delete it with its mail, write refuseMailLoss: false on the mailbox";

  it.each([
    ["the mailbox", { refuseMailLoss: true }, {}, "refuseMailLoss is on for it", ""],
    ["adopt", { adopt: true }, {}, "adopt: true turns refuseMailLoss on for it", ""],
    [
      "the stack",
      { adopt: true },
      { "brainycp:refuseMailLoss": "true" },
      "brainycp:refuseMailLoss is on",
      "pulumi config set brainycp:refuseMailLoss false",
    ],
    [
      "its server",
      { server: "eu" },
      {},
      "brainycp:servers.eu.refuseMailLoss is on",
      "pulumi config set --path brainycp:servers.eu.refuseMailLoss false",
    ],
  ])(
    "says that %s refuses it, and the lines that change it",
    async (_, mailbox, settings, cause, command) => {
      const last = command === "" ? "" : `\n  - to delete any mailbox with its mail: ${command}`;
      expect(await refusalOf(mailbox, settings)).toBe(
        `mailbox ann@example.com is not deleted: ${cause}, and ${ways}${last}`,
      );
    },
  );
});

describeWithDovecot("a refusal, where a mail server is named,", () => {
  /** A mailbox with three messages on a panel. */
  async function mailboxWithMail(mailbox: object): Promise<{ panel: MailPanel; kept: Kept; news: object }> {
    const panel = await startMailPanel(start);
    const news = { email: anyAddress(), ...login, refuseMailLoss: true, ...mailbox };
    const kept = await created((await newRun(panel.stack)).mailbox, news);
    const bytes = `Subject: hi\r\n\r\n${"x".repeat(70_000)}\r\n`;
    await storeMail(panel, news, [{ bytes }, { bytes }, { bytes, folder: "INBOX.Work" }]);
    return { panel, kept, news };
  }

  it("of a deletion says how much mail there is, and that an archive would be all that is left", async () => {
    const { panel, kept } = await mailboxWithMail({});
    const { message } = await errorOf((await newRun(panel.stack)).mailbox.delete(kept.id, kept.state));
    expect(message).toContain(
      "its mail, 3 messages (0.2 MB), would be left in an archive alone. Do one of these",
    );
  });

  it("of a replacement says how much mail there is", async () => {
    const { panel, kept, news } = await mailboxWithMail({ preserveMail: false });
    const { mailbox } = await newRun(panel.stack);
    const [failure] = await failuresOf(mailbox, { ...news, quota: 7 }, kept.inputs);
    expect(failure?.reason).toContain("its mail, 3 messages (0.2 MB), would be deleted with it");
  });

  it("says the same without a number where it lets nobody in", async () => {
    const { panel, kept, news } = await mailboxWithMail({ preserveMail: false });
    await panel.dovecot.kill();
    const { mailbox } = await newRun(panel.stack);
    const [failure] = await failuresOf(mailbox, { ...news, quota: 7 }, kept.inputs);
    expect(failure?.reason).toContain("refuseMailLoss is on for it: its mail would be deleted with it");
  });
});
