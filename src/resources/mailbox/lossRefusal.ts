import { BrainycpError } from "../../adapter/errors";
import { serverWords, stackWords } from "../../adapter/settingWords";
import { tallyWords } from "../../mail/tally";
import type { PanelSettings } from "../../settings";
import { withMailbox } from "./departure";
import type { MailboxInputs } from "./mailboxState";
import { preservesMail } from "./preservation";

/** The error for a deletion that `refuseMailLoss` forbids. */
export async function lossRefused(mailbox: MailboxInputs, settings: PanelSettings): Promise<BrainycpError> {
  const { email, refuseMailLoss, server } = mailbox;
  const words = server === undefined ? stackWords : serverWords(server);
  const [isOn, way] =
    refuseMailLoss === true
      ? ["refuseMailLoss is on for it", ""]
      : settings.refuseMailLoss === true
        ? [
            `${words.nameOf("refuseMailLoss")} is on`,
            `\n  - to delete any mailbox with its mail: ${words.howToSet("refuseMailLoss", "false")}`,
          ]
        : ["adopt: true turns refuseMailLoss on for it", ""];
  const mail = await mailFound(mailbox, settings);
  const loss = preservesMail(mailbox, settings)
    ? `${mail} would be left in an archive alone`
    : `${mail} would be deleted with it`;
  return new BrainycpError({
    code: "mail_loss",
    problem: `mailbox ${email} is not deleted: ${isOn}, and ${loss}`,
    nextStep:
      "Do one of these, run pulumi up, and then remove it again:\n" +
      "  - to leave it in the panel with its mail, set the resource's option retainOnDelete: true\n" +
      `  - to delete it with its mail, write refuseMailLoss: false on the mailbox${way}`,
  });
}

/** The mail of a mailbox in words; how much there is, where a mail server tells. */
export async function mailFound(mailbox: MailboxInputs, settings: PanelSettings): Promise<string> {
  const { email, password } = mailbox;
  const isAsked = settings.imapHost !== undefined || preservesMail(mailbox, settings);
  if (!isAsked || password === undefined) return "its mail";
  return withMailbox(
    { settings },
    { email, password },
    async (box) => `its mail, ${tallyWords(await box.tally())},`,
  ).catch((error: unknown) => {
    if (!(error instanceof BrainycpError)) throw error;
    return "its mail";
  });
}
