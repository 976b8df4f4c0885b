import type { ObjectMemory } from "../../lifecycle/runMemory";
import type { Site } from "../../lifecycle/session";
import type { ImapMailbox } from "../../mail/imapMailbox";
import type { MailLogin } from "../../mail/imapSession";
import { mailServerOf, serverName } from "../../mail/mailServer";
import type { Shelter } from "../../mail/shelter";
import { tallyWords, type Tally } from "../../mail/tally";
import {
  afterProvisioning,
  deleteTakenIn,
  isRefusedLogin,
  noteStep,
  passwordOf,
  takeIn,
  withMailbox,
  type Deletion,
  type TakenIn,
} from "./departure";
import { makeSureItComesBack, makeSureItFits } from "./comesBack";
import { KeptForwards } from "./keptForwards";
import { seeMailbox, untilGone } from "./mailboxCalls";
import { removeMailbox } from "./mailboxDeletion";
import { moveNoteOf, type MailboxInputs, type MailboxState } from "./mailboxState";
import { Parking } from "./parking";
import { whyNotPreserved } from "./preservation";
import {
  filling,
  findShelter,
  forgetShelter,
  isFromElsewhere,
  isMoveNoted,
  leaveElsewhere,
  leaveShelter,
  newShelter,
  noteDeletion,
} from "./shelters";
import { successorOf, type NextMailbox } from "./successor";

/**
 * Deletes a mailbox whose mail outlives it: it is archived and checked, carried over to the mailbox that replaces this
 * one, where one does, and only then is the mailbox deleted.
 *
 * @throws BrainycpError, before anything is deleted, where its mail cannot be read or has no place
 */
export function takeLeave(site: Site, state: MailboxState, memory: ObjectMemory): Promise<void> {
  return site.move(state.email, () => leave(site, state, memory));
}

async function leave(site: Site, state: MailboxState, memory: ObjectMemory): Promise<void> {
  const { email } = state;
  const successor = successorOf(site, email, memory);
  const known = await findShelter(site, state);
  if (known !== undefined && isFromElsewhere(site, email))
    new KeptForwards(site, state).takeOver(known.note.forwards ?? []);
  if (known === undefined && isMoveNoted(site, email)) {
    // whoever noted it may have ended it meanwhile
    await site.journal.reload();
    await leaveElsewhere(site, state);
  }
  const isThere = (await seeMailbox(site.panel, state)).is !== "absent";
  const again = (memory.isAwaited ? memory.declared : undefined) as Partial<MailboxInputs> | undefined;
  const next = { quota: again?.quota, password: again?.password ?? successor?.password };
  const taken = isThere ? await takenIn(site, state, known, next, memory.isAwaited) : undefined;
  const shelter = taken?.shelter ?? known;
  if (shelter !== undefined && successor !== undefined) {
    await carryOver(site, email, shelter, successor).catch((error: unknown) => {
      throw isThere && isRefusedLogin(error)
        ? error.withNextStep(
            `The mailbox ${successor.email} has to be there before ${email} is deleted, and to have the password that the ` +
              "program declares: without the option deleteBeforeReplace it is created first. Nothing was deleted",
          )
        : error;
    });
  }
  const remove: Deletion = (lastLook) => removeMailbox(site, state, memory.isAwaited, lastLook);
  if (taken === undefined) await removeMailbox(site, state, memory.isAwaited);
  else {
    const removeTakenIn = (): Promise<void> =>
      taken.shelter.open(taken.login, (mailbox) => {
        noteDeletion(site, email);
        return deleteTakenIn(site, taken.shelter, mailbox, taken, remove);
      });
    const { quota = taken.shelter.note.quota } = state;
    if (memory.isAwaited) {
      await Parking.during(site, { ...state, quota, password: taken.login.password }, removeTakenIn);
      await untilGone(site.panel, state);
    } else await removeTakenIn();
  }
  if (shelter === undefined) return;
  if (memory.isAwaited) {
    const { quota = shelter.note.quota, password = state.password ?? "" } = again ?? {};
    await noteStep(site, shelter, "adding", { quota, password });
    return;
  }
  // what came after the first time
  if (isThere && successor !== undefined) await carryOver(site, email, shelter, successor);
  const tally = await shelter.tally();
  if (tally.messages === 0) await shelter.abandon();
  else if (successor === undefined) await leaveShelter(site, email, shelter);
  else await shelter.finish();
  forgetShelter(site, email);
  if (tally.messages === 0) {
    site.run.warn(`Mailbox ${email}: it is deleted; it held no mail`);
  } else if (successor !== undefined) {
    site.run.warn(`Mailbox ${email}: it is deleted; its mail is in ${successor.email}: ${tallyWords(tally)}`);
  } else {
    site.run.warn(
      `Mailbox ${email}: it is deleted; its mail, ${tallyWords(tally)}, is in ${shelter.where}. To put it into ` +
        `another mailbox: ${shelter.byHand}`,
    );
  }
}

/**
 * Takes the mail in.
 *
 * @param next the mailbox that follows, as far as that is known
 * @param isAwaited whether that has the same address, and so is to hold the mail
 * @throws BrainycpError where that cannot be done; nothing is deleted then
 */
async function takenIn(
  site: Site,
  state: MailboxState,
  known: Shelter | undefined,
  next: { readonly quota: number | undefined; readonly password: string | undefined },
  isAwaited: boolean,
): Promise<TakenIn & { readonly shelter: Shelter; readonly login: MailLogin }> {
  const { email, quota = 0, password = "" } = state;
  const refusal = whyNotPreserved(email, state.password, site.settings, known !== undefined);
  if (refusal !== undefined) throw refusal;
  const first = moveNoteOf("filling", { quota, password }, site.settings);
  const isFilling = known === undefined || known.note.step === "filling";
  const shelter = known ?? newShelter(site, state, first);
  const login = {
    address: email,
    password: isFilling ? password : passwordOf(known.note, [password, next.password], email, site),
  };
  const fill = async (mailbox: ImapMailbox): Promise<TakenIn> => {
    // what is there may have changed since an earlier run began
    if (isFilling && known !== undefined) await shelter.setNote(first);
    const taken = await takeIn(site, shelter, mailbox);
    if (isAwaited) {
      await makeSureItComesBack(email, shelter);
      await makeSureItFits(mailbox, { email, quota }, next.quota ?? quota, taken.tally);
    }
    return taken;
  };
  const open = (): Promise<TakenIn> => shelter.open(login, fill);
  const taken = await (known === undefined ? filling(site, state, shelter, open) : open());
  return { ...taken, shelter, login };
}

/** Puts the mail into the mailbox that follows. */
async function carryOver(site: Site, email: string, shelter: Shelter, next: NextMailbox): Promise<void> {
  site.run.warn(`Mailbox ${email}: its mail is carried over to ${next.email}`);
  const { email: address, password } = next;
  const isSameServer = serverName(mailServerOf(next.settings)) === serverName(mailServerOf(site.settings));
  const restore = (target: ImapMailbox): Promise<Tally> => shelter.restoreTo(target);
  await afterProvisioning(() =>
    isSameServer ? shelter.open({ address, password }, restore) : withMailbox(next, next, restore),
  );
}
