import type { ObjectMemory } from "../../lifecycle/runMemory";
import type { Site } from "../../lifecycle/session";
import type { MoveNote, Shelter } from "../../mail/shelter";
import { tallyWords } from "../../mail/tally";
import { deleteTakenIn, passwordOf, takeIn, withMailbox, withNewMailbox } from "./departure";
import { seeMailbox } from "./mailboxCalls";
import { removeMailbox } from "./mailboxDeletion";
import { passwordDigest, type MailboxInputs, type MailboxState } from "./mailboxState";
import { whyNotPreserved } from "./preservation";
import { findShelter, openShelter } from "./shelters";
import { successorOf, type NextMailbox } from "./successor";

/**
 * Deletes a mailbox whose mail outlives it: it is archived and checked, carried over to the mailbox that replaces this
 * one, where one does, and only then is the mailbox deleted.
 *
 * @throws BrainycpError, before anything is deleted, where its mail cannot be read or has no place
 */
export async function takeLeave(site: Site, state: MailboxState, memory: ObjectMemory): Promise<void> {
  const { email } = state;
  const successor = successorOf(site, email, memory);
  const known = await findShelter(site, state);
  const isThere = (await seeMailbox(site.panel, state)).is !== "absent";
  const shelter = isThere ? await takenIn(site, state, known) : known;
  if (shelter !== undefined && successor !== undefined) await carryOver(site, email, shelter, successor);
  const remove = (lastLook?: () => Promise<void>): Promise<void> =>
    removeMailbox(site, state, memory.isAwaited, lastLook);
  if (shelter === undefined || !isThere) await remove();
  else {
    const login = { email, password: loginOf(site, state, shelter.note) };
    await withMailbox(site, login, (mailbox) => deleteTakenIn(shelter, mailbox, remove));
  }
  if (shelter === undefined) return;
  if (memory.isAwaited) {
    await shelter.setNote(awaited(site, state, memory, shelter.note));
    return;
  }
  // what came after the first time
  if (isThere && successor !== undefined) await carryOver(site, email, shelter, successor);
  const tally = await shelter.tally();
  if (tally.messages === 0) await shelter.abandon();
  else await shelter.finish();
  site.journal.forget("successor", email);
  if (successor !== undefined) {
    site.run.warn(`Mailbox ${email}: it is deleted; its mail is in ${successor.email}: ${tallyWords(tally)}`);
  } else if (tally.messages > 0) {
    site.run.warn(
      `Mailbox ${email}: it is deleted; its mail, ${tallyWords(tally)}, is in ${shelter.where}. To put it into a ` +
        `mailbox: npx pulumi-brainycp mail restore ${shelter.where} --to ADDRESS`,
    );
  }
}

/** Takes the mail in. @throws BrainycpError where that cannot be done; nothing is deleted then */
async function takenIn(site: Site, state: MailboxState, known: Shelter | undefined): Promise<Shelter> {
  const { email, quota = 0, password = "" } = state;
  const refusal = whyNotPreserved(email, state.password, site.settings);
  if (refusal !== undefined) throw refusal;
  const note: MoveNote = known?.note ?? {
    step: "filling",
    quota,
    password: passwordDigest(password, site.settings),
  };
  return withMailbox(site, { email, password: loginOf(site, state, note) }, async (mailbox) => {
    const shelter = known ?? (await openShelter(site, state, note));
    await takeIn(shelter, mailbox);
    return shelter;
  });
}

function loginOf(site: Site, { email, password }: MailboxState, note: MoveNote): string {
  return passwordOf(note, [password], email, site);
}

/** Puts the mail into the mailbox that follows. */
async function carryOver(site: Site, email: string, shelter: Shelter, next: NextMailbox): Promise<void> {
  site.run.warn(`Mailbox ${email}: its mail is carried over to ${next.email}`);
  await withNewMailbox(next, next, (target) => shelter.restoreTo(target));
}

/** The note for a mailbox that this run makes anew after its deletion. */
function awaited(site: Site, state: MailboxState, { declared }: ObjectMemory, note: MoveNote): MoveNote {
  const { quota = note.quota, password = state.password ?? "" } = (declared ?? {}) as Partial<MailboxInputs>;
  return { step: "adding", quota, password: passwordDigest(password, site.settings) };
}
