import { setTimeout as sleep } from "node:timers/promises";
import { BrainycpError } from "../../adapter/errors";
import type { Site } from "../../lifecycle/session";
import { ImapMailbox } from "../../mail/imapMailbox";
import { mailServerOf } from "../../mail/mailServer";
import type { MoveNote, Shelter } from "../../mail/shelter";
import type { Tally } from "../../mail/tally";
import { passwordDigest } from "./mailboxState";

/** How a mailbox is deleted: with what is done right before, when its turn has come. */
export type Deletion = (lastLook: () => Promise<void>) => Promise<void>;

/** Does something with a mailbox, and closes it. @throws BrainycpError of the mail server */
export async function withMailbox<T>(
  { settings }: Pick<Site, "settings">,
  login: { readonly email: string; readonly password: string },
  work: (mailbox: ImapMailbox) => Promise<T>,
): Promise<T> {
  const mailbox = await ImapMailbox.open(mailServerOf(settings), {
    address: login.email,
    password: login.password,
  });
  try {
    return await work(mailbox);
  } finally {
    await mailbox.close();
  }
}

/** How long a mail server may take to learn of a mailbox that the panel has just added, in milliseconds. */
const provisioning = { usual: 1500, slow: 5000 };

/**
 * Does what logs in to a mailbox that the panel has just added. The mail server may not know of it yet (Dovecot looks into
 * its files once a second), so a login that is refused is tried once more.
 */
export async function afterProvisioning<T>(work: () => Promise<T>): Promise<T> {
  await sleep(provisioning.usual);
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BrainycpError) || error.code !== "imap_login_refused") throw error;
    await sleep(provisioning.slow);
    return work();
  }
}

/** Takes all mail of a mailbox in, which may be missing there already by what an interrupted run did. */
export function takeIn(shelter: Shelter, mailbox: ImapMailbox): Promise<Tally> {
  return isWhole(shelter) ? shelter.fill(mailbox) : shelter.absorb(mailbox);
}

/**
 * Deletes a mailbox whose mail was taken in: what came or went since is taken in too, right before the deletion is sent.
 * What is missing after that may be missing because of it, so a repetition lets go of nothing any more.
 *
 * @throws BrainycpError; nothing was deleted where it says so
 */
export async function deleteTakenIn(shelter: Shelter, mailbox: ImapMailbox, remove: Deletion): Promise<void> {
  const { note } = shelter;
  let isSent = !isWhole(shelter);
  if (isSent) await shelter.absorb(mailbox);
  await shelter.setNote({ ...note, step: "deleting" });
  try {
    await remove(async () => {
      if (!isSent) await shelter.topUp(mailbox);
      isSent = true;
    });
  } catch (error) {
    if (!isSent) await shelter.setNote(note);
    throw error;
  }
}

function isWhole({ note }: Shelter): boolean {
  return note.step === "filling";
}

/** The password of the mailbox that a note speaks of. @throws BrainycpError (`mail_moving`) where it is none of these. */
export function passwordOf(
  { password: digest }: Pick<MoveNote, "password">,
  candidates: readonly (string | undefined)[],
  email: string,
  { settings }: Pick<Site, "settings">,
): string {
  const found = candidates.find(
    (password) => password !== undefined && passwordDigest(password, settings) === digest,
  );
  if (found !== undefined) return found;
  throw new BrainycpError({
    code: "mail_moving",
    problem:
      `mailbox ${email} was made anew by an interrupted run, with another password than the program and the state have ` +
      "now",
    nextStep:
      "Write that run's password into the program again and run pulumi up: it goes on with the mail; change the password " +
      "after that. (brainycp:password must be that run's too: the mailbox's password is compared with its help.) " +
      "Nothing was touched",
  });
}
