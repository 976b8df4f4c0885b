import { setTimeout as sleep } from "node:timers/promises";
import { BrainycpError } from "../../adapter/errors";
import type { RunMemory } from "../../lifecycle/runMemory";
import type { Site } from "../../lifecycle/session";
import { ImapMailbox } from "../../mail/imapMailbox";
import { mailServerOf } from "../../mail/mailServer";
import type { MoveNote, Shelter } from "../../mail/shelter";
import type { Tally } from "../../mail/tally";
import type { KeptForward } from "./keptForwards";
import type { MailboxSpec } from "./mailboxCalls";
import { accountDigest, moveNoteOf, passwordDigest } from "./mailboxState";

/**
 * How a mailbox is deleted: with what is done right before, when its turn has come, with the forwardings that the panel
 * may take along.
 */
export type Deletion = (lastLook: (forwards: readonly KeptForward[]) => Promise<void>) => Promise<unknown>;

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

/** Whether a mail server refused a login, and not something else failed. */
export function isRefusedLogin(error: unknown): error is BrainycpError {
  return error instanceof BrainycpError && error.code === "imap_login_refused";
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
    if (!isRefusedLogin(error)) throw error;
    await sleep(provisioning.slow);
    return work();
  }
}

/** Mail that was taken in, and the mailbox's state before. */
export interface TakenIn {
  readonly tally: Tally;
  readonly state: string;
}

/**
 * Takes all mail of a mailbox in, which may be missing there already by what an interrupted run did.
 *
 * @throws BrainycpError (`cancelled`) where the run is cancelled meanwhile, and nothing was deleted yet
 */
export async function takeIn({ run }: Site, shelter: Shelter, mailbox: ImapMailbox): Promise<TakenIn> {
  const state = await mailbox.state();
  const fill = (): Promise<Tally> => shelter.fill(mailbox, () => goOn(run));
  return { state, tally: await (isWhole(shelter) ? fill() : shelter.absorb(mailbox)) };
}

function goOn({ isCancelled }: RunMemory): void {
  if (!isCancelled) return;
  throw new BrainycpError({
    code: "cancelled",
    problem: "The run was cancelled before the mailbox was deleted, so the mailbox is as it was",
    nextStep: "Run pulumi up again to make the change",
  });
}

/** How often mail that comes right before a deletion is taken in. */
const passes = 5;

/**
 * Deletes a mailbox whose mail was taken in: what came or went since is taken in too, right before the deletion is sent.
 * What is missing after that may be missing because of it, so a repetition lets go of nothing any more.
 *
 * @throws BrainycpError; nothing was deleted where it says so
 */
export async function deleteTakenIn(
  { run }: Site,
  shelter: Shelter,
  mailbox: ImapMailbox,
  { state }: Pick<TakenIn, "state">,
  remove: Deletion,
): Promise<void> {
  const { note } = shelter;
  const wasWhole = isWhole(shelter);
  let sent = 0;
  let atLast: string | undefined;
  await shelter.setNote({ ...note, step: "deleting" });
  try {
    await remove(async (forwards) => {
      if (sent === 0) {
        if (forwards.length > 0) await shelter.setNote({ ...shelter.note, forwards });
        if (wasWhole) {
          await shelter.topUp(mailbox);
          goOn(run);
        } else await absorbNews(shelter, mailbox, state);
        atLast = await mailbox.state();
      }
      sent += 1;
    });
  } catch (error) {
    const isRefused = sent === 1 && error instanceof BrainycpError && !error.outcomeUnknown;
    // a panel may refuse what it has done in part
    const isUntouched = isRefused && (await mailbox.state().catch(() => undefined)) === atLast;
    if (sent === 0 || (wasWhole && isUntouched)) await shelter.setNote(note);
    throw error;
  }
}

/** Notes a later step of a move, with the mailbox as it then is; forwardings stay noted. */
export function noteStep(
  { settings }: Site,
  shelter: Shelter,
  step: MoveNote["step"],
  mailbox: Pick<MailboxSpec, "quota" | "password">,
): Promise<void> {
  const { forwards } = shelter.note;
  return shelter.setNote({ ...moveNoteOf(step, mailbox, settings), forwards });
}

/** Takes in what came since the mailbox was in this state. @throws BrainycpError (`mail_moving`) where more comes all the time */
async function absorbNews(shelter: Shelter, mailbox: ImapMailbox, taken: string): Promise<void> {
  let before = taken;
  for (let pass = 1; pass <= passes; pass += 1) {
    const now = await mailbox.state();
    if (now === before) return;
    await shelter.absorb(mailbox);
    before = now;
  }
  throw new BrainycpError({
    code: "mail_moving",
    problem: `the mailbox changed while its mail was taken in, ${passes} times in a row`,
    nextStep: "Run it again when less mail arrives, and with mail programs closed. Nothing was deleted",
  });
}

function isWhole({ note }: Shelter): boolean {
  return note.step === "filling";
}

/** The password of the mailbox that a note speaks of. @throws BrainycpError (`mail_moving`) where it is none of these. */
export function passwordOf(
  { password: digest, account }: Pick<MoveNote, "password" | "account">,
  candidates: readonly (string | undefined)[],
  email: string,
  { settings }: Pick<Site, "settings">,
): string {
  const found = candidates.find(
    (password) => password !== undefined && passwordDigest(password, settings) === digest,
  );
  if (found !== undefined) return found;
  const distinct = [...new Set(candidates.filter((password) => password !== undefined))];
  // under another password of the account nothing can be compared: where there is no choice, the login tells
  if (account !== undefined && account !== accountDigest(settings) && distinct.length === 1)
    return distinct[0] ?? "";
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
