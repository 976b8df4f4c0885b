import { BrainycpError } from "../../adapter/errors";
import type { ListedMailbox } from "../../adapter/lists/mailboxes";
import type { Site } from "../../lifecycle/session";
import { withMailbox } from "./departure";
import { otherQuotaIn } from "./mailboxDeletion";
import { isUnknown } from "../../lifecycle/props";
import type { MailboxState } from "./mailboxState";

/**
 * Whether a mailbox that is there already is the declared one: a single login with the declared password answers it,
 * where a mail server is named, and the list shows no other quota. Says so.
 *
 * @returns undefined where the mail server gave no answer to the login, or a preview does not know the password yet
 */
export async function opensTo(
  { settings, run }: Site,
  { email, password, quota }: MailboxState,
  listed: ListedMailbox | undefined,
): Promise<boolean | undefined> {
  if (settings.imapHost === undefined || password === undefined) return false;
  if (!isUnknown(quota) && otherQuotaIn(listed, quota) !== undefined) return false;
  if (isUnknown(password)) return undefined;
  try {
    await withMailbox({ settings }, { email, password }, () => Promise.resolve());
  } catch (error) {
    if (!(error instanceof BrainycpError)) throw error;
    return error.code === "imap_login_refused" ? false : undefined;
  }
  run.warn(
    `Mailbox ${email}: it is in the panel already, and the declared password opens it, so it is taken for the declared one`,
  );
  return true;
}
