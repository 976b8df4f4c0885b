import { BrainycpError } from "../../adapter/errors";
import type { ListedMailbox } from "../../adapter/lists/mailboxes";
import type { Site } from "../../lifecycle/session";
import { withMailbox } from "./departure";
import { otherQuotaIn } from "./mailboxDeletion";
import type { MailboxState } from "./mailboxState";

/**
 * Whether a mailbox that is there already is the declared one: a single login with the declared password answers it,
 * where a mail server is named, and the list shows no other quota. Says so.
 */
export async function opensTo(
  { settings, run }: Site,
  { email, password, quota }: MailboxState,
  listed: ListedMailbox | undefined,
): Promise<boolean> {
  if (settings.imapHost === undefined || password === undefined || otherQuotaIn(listed, quota) !== undefined)
    return false;
  try {
    await withMailbox({ settings }, { email, password }, () => Promise.resolve());
  } catch (error) {
    if (error instanceof BrainycpError) return false;
    throw error;
  }
  run.warn(
    `Mailbox ${email}: it is in the panel already, and the declared password opens it, so it is taken for the declared one`,
  );
  return true;
}
