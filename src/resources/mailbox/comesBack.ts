import { BrainycpError } from "../../adapter/errors";
import type { ImapMailbox } from "../../mail/imapMailbox";
import type { Shelter } from "../../mail/shelter";
import { tallyWords, type Tally } from "../../mail/tally";

/** How much more than the mail a quota must hold: servers count folders and indexes too. */
const margin = 1.02;

/** @throws BrainycpError (`mail_loss`) where IMAP cannot store a message that was taken in: an empty one */
export async function makeSureItComesBack(email: string, shelter: Shelter): Promise<void> {
  const unfit = await shelter.unfit();
  if (unfit === undefined) return;
  throw new BrainycpError({
    code: "mail_loss",
    problem: `mailbox ${email} is not made anew: ${unfit} is empty, and no mail server takes an empty message back`,
    nextStep: "Delete that message, then run it again. Nothing was deleted",
  });
}

/**
 * Makes sure that the mail of a mailbox fits into another quota.
 *
 * @param standing the mailbox, which is open, with the quota that it has
 * @throws BrainycpError (`over_quota`)
 */
export async function makeSureItFits(
  mailbox: ImapMailbox,
  standing: { readonly email: string; readonly quota: number },
  wanted: number,
  tally: Tally,
): Promise<void> {
  const quota = await mailbox.quota();
  if (quota === undefined || quota.limit === 0 || standing.quota === 0 || wanted === 0) return;
  const limit = (quota.limit / standing.quota) * wanted;
  if (tally.bytes * margin <= limit) return;
  throw new BrainycpError({
    code: "over_quota",
    problem:
      `mailbox ${standing.email} holds ${tallyWords(tally)}, which quota ${wanted} does not hold: its mail server ` +
      `gives it ${tallyWords({ messages: 0, bytes: limit }).replace(/^.*\(|\)$/g, "")} then`,
    nextStep: "Write a larger quota, or delete mail. Nothing was deleted",
  });
}
