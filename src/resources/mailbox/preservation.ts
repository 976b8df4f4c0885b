import { BrainycpError } from "../../adapter/errors";
import { sentence, setting } from "../../adapter/sentence";
import { isUnknown } from "../../lifecycle/props";
import type { Site } from "../../lifecycle/session";
import type { Shelter } from "../../mail/shelter";
import { tallyWords } from "../../mail/tally";
import type { PanelSettings } from "../../settings";
import { moveWords } from "./changeWords";
import { withMailbox } from "./departure";
import type { MailboxChanges } from "./mailboxChanges";
import type { MailboxInputs } from "./mailboxState";

/** Whether the mail of a mailbox outlives it: its own word counts, then the stack's, then whether a mail server is named. */
export function preservesMail(
  { preserveMail }: Pick<MailboxInputs, "preserveMail">,
  settings: PanelSettings,
): boolean {
  return preserveMail ?? settings.preserveMail ?? settings.imapHost !== undefined;
}

/**
 * The password of a mailbox as it is in the panel: the state's, or where a password is only recorded, the program's.
 * Undefined where neither is known.
 */
export function currentPassword(old: MailboxInputs, wanted: MailboxInputs): string | undefined {
  return (wanted.adopt === true ? wanted.password : undefined) ?? old.password ?? wanted.password;
}

/**
 * Why the mail of a mailbox cannot be kept, before anything is asked or touched; undefined where it can.
 *
 * @param isTakenIn whether its mail was taken in already, by an interrupted run
 */
export function whyNotPreserved(
  email: string,
  password: string | undefined,
  settings: PanelSettings,
  isTakenIn = false,
): BrainycpError | undefined {
  if (password === undefined) {
    return new BrainycpError({
      code: "mail_loss",
      problem: `the mail of mailbox ${email} cannot be kept, because its password is not known`,
      nextStep:
        "Write its password into the program (with adopt: true it is only recorded) and run pulumi up; or give the mail up with " +
        "preserveMail: false. Nothing was touched",
    });
  }
  if (!isTakenIn && isPassingMachine(process.env) && settings.archive === undefined) {
    return new BrainycpError({
      code: "mail_loss",
      problem: sentence`the mail of mailbox ${email} would be kept on this machine alone while the mailbox is deleted, and CI is set: the machine may be gone before the mail is back`,
      nextStep: sentence`Nothing was touched. Set ${setting("archive")} to a folder that outlives the run, or to panel, which keeps the mail in a second mailbox on the panel:\n  pulumi config set brainycp:archive FOLDER`,
    });
  }
  return undefined;
}

/** Whether this machine may be gone after the run: continuous integration says so in `CI`. */
function isPassingMachine({ CI }: NodeJS.ProcessEnv): boolean {
  return CI !== undefined && !["", "false", "0"].includes(CI.toLowerCase());
}

/** Warns of what a change does with the mail, and of how much there is. */
export async function tellOfMail(
  { settings, run }: Site,
  old: MailboxInputs,
  wanted: MailboxInputs,
  changed: readonly string[],
): Promise<void> {
  const current = currentPassword(old, wanted);
  const password = isUnknown(current) ? old.password : current;
  if (whyNotPreserved(old.email, password, settings) !== undefined || password === undefined) return;
  const login = { email: old.email, password };
  const howMuch = await withMailbox({ settings }, login, async (mailbox) =>
    tallyWords(await mailbox.tally()),
  ).catch((error: unknown) => {
    if (!(error instanceof BrainycpError)) throw error;
    return `how much is not known, and before it is, nothing is deleted. ${error.message}`;
  });
  run.warn(`${moveWords(old.email, changed)}: ${howMuch}`);
}

/** The changes of a mailbox whose mail an interrupted run has taken in; warns of it. */
export async function goesOn(
  { run }: Site,
  { email }: MailboxInputs,
  changes: MailboxChanges,
  shelter: Shelter,
): Promise<MailboxChanges> {
  run.warn(
    `Mailbox ${email}: an interrupted run was making it anew. Its mail, ${tallyWords(await shelter.tally())}, is in ` +
      `${shelter.where}; pulumi up goes on and puts it back`,
  );
  const { remakes, replaces } = changes;
  return replaces.length > 0 || remakes.length > 0 ? changes : { ...changes, remakes: ["mail"] };
}
