import type { ObjectMemory } from "../../lifecycle/runMemory";
import type { Site } from "../../lifecycle/session";
import type { MailLogin } from "../../mail/imapSession";
import type { MoveNote, Shelter } from "../../mail/shelter";
import { tallyWords } from "../../mail/tally";
import { afterProvisioning, deleteTakenIn, passwordOf, takeIn } from "./departure";
import { seeMailbox } from "./mailboxCalls";
import { removeMailbox } from "./mailboxDeletion";
import { passwordDigest, type MailboxInputs, type MailboxState } from "./mailboxState";
import { Parking } from "./parking";
import { whyNotPreserved } from "./preservation";
import { findShelter, newShelter } from "./shelters";
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
    const login = loginOf(site, state, shelter.note);
    const removeTakenIn = (): Promise<void> =>
      shelter.open(login, (mailbox) => deleteTakenIn(shelter, mailbox, remove));
    const { quota = shelter.note.quota } = state;
    if (memory.isAwaited)
      await Parking.during(site, { ...state, quota, password: login.password }, removeTakenIn);
    else await removeTakenIn();
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
  else if (successor === undefined) await shelter.keep();
  else await shelter.finish();
  site.journal.forget("successor", email);
  if (successor !== undefined) {
    site.run.warn(`Mailbox ${email}: it is deleted; its mail is in ${successor.email}: ${tallyWords(tally)}`);
  } else if (tally.messages > 0) {
    site.run.warn(
      `Mailbox ${email}: it is deleted; its mail, ${tallyWords(tally)}, is in ${shelter.where}. To put it into ` +
        `another mailbox: ${shelter.byHand}`,
    );
  }
}

/** Takes the mail in. @throws BrainycpError where that cannot be done; nothing is deleted then */
async function takenIn(site: Site, state: MailboxState, known: Shelter | undefined): Promise<Shelter> {
  const { email, quota = 0, password = "" } = state;
  const refusal = whyNotPreserved(email, state.password, site.settings);
  if (refusal !== undefined) throw refusal;
  const first: MoveNote = { step: "filling", quota, password: passwordDigest(password, site.settings) };
  const note = known === undefined || known.note.step === "filling" ? first : known.note;
  const shelter = known ?? newShelter(site, state, note);
  await shelter.open(loginOf(site, state, note), (mailbox) => takeIn(shelter, mailbox));
  return shelter;
}

function loginOf(site: Site, { email, password }: MailboxState, note: MoveNote): MailLogin {
  return { address: email, password: passwordOf(note, [password], email, site) };
}

/** Puts the mail into the mailbox that follows. */
async function carryOver(site: Site, email: string, shelter: Shelter, next: NextMailbox): Promise<void> {
  site.run.warn(`Mailbox ${email}: its mail is carried over to ${next.email}`);
  const login = { address: next.email, password: next.password };
  await afterProvisioning(() => shelter.open(login, (target) => shelter.restoreTo(target)));
}

/** The note for a mailbox that this run makes anew after its deletion. */
function awaited(site: Site, state: MailboxState, { declared }: ObjectMemory, note: MoveNote): MoveNote {
  const { quota = note.quota, password = state.password ?? "" } = (declared ?? {}) as Partial<MailboxInputs>;
  return { step: "adding", quota, password: passwordDigest(password, site.settings) };
}
