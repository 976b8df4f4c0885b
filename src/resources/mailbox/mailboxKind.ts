import { normaliseAddress } from "../../adapter/address";
import { BrainycpError } from "../../adapter/errors";
import { withOthers } from "../../adapter/freshness";
import { notRecognised, type Listing } from "../../adapter/lists/listing";
import type { ListedMailbox } from "../../adapter/lists/mailboxes";
import { quotaUnit } from "../../adapter/quota";
import { seen } from "../../adapter/sighting";
import {
  addressField,
  flagField,
  nameField,
  passwordField,
  quotaField,
  type Failure,
} from "../../lifecycle/inputs";
import type { Creation, Kind } from "../../lifecycle/kind";
import type { Origin } from "../../lifecycle/runMemory";
import { isUnknown, withoutUndefined, type Props } from "../../lifecycle/props";
import type { Session, Site } from "../../lifecycle/session";
import { howToKeepMail, lossWords, recordedWords } from "./changeWords";
import { KeptForwards } from "./keptForwards";
import { compareMailboxes, otherQuota, refusedLoss, type MailboxChanges } from "./mailboxChanges";
import { lossRefused } from "./lossRefusal";
import { otherQuotaIn, removeMailbox } from "./mailboxDeletion";
import { opensTo } from "./opensTo";
import { passwordOf } from "./departure";
import { addMailbox, seeMailbox, type MailboxSpec } from "./mailboxCalls";
import { mailboxDetail, unknownOf, type MailboxInputs, type MailboxState } from "./mailboxState";
import { isOwnMailbox } from "./ownMailbox";
import { hasOtherQuota, panelQuotaOf, warnOfOtherQuota } from "./panelQuota";
import { currentPassword, goesOn, preservesMail, tellOfMail, whyNotPreserved } from "./preservation";
import { refusesLoss } from "./refusesLoss";
import { putMailBack, remakeMailbox } from "./remaking";
import {
  findShelter,
  forgetLeftShelter,
  forgetShelter,
  isFromElsewhere,
  isMoveNoted,
  leaveElsewhere,
  shelterElsewhere,
  takeUpShelter,
} from "./shelters";
import { forgetSuccessor, noteSuccessor, successorOf } from "./successor";
import { takeLeave } from "./takeLeave";

type View = Listing<ListedMailbox>;

/** A mailbox: made with a password and a quota that no operation changes, and deleted with the mail in it. */
export const mailboxKind: Kind<MailboxInputs, MailboxState, View, ListedMailbox> = {
  name: "Mailbox",
  noun: "mailbox",
  fields: {
    email: addressField,
    password: passwordField.optional(),
    quota: quotaField.optional(),
    panelUser: nameField.optional(),
    server: nameField.optional(),
    adopt: flagField.optional(),
    refuseMailLoss: flagField.optional(),
    preserveMail: flagField.optional(),
  },
  identity: "email",
  isDeletedFirst: true,
  words: {
    title: (email) => `mailbox ${email}`,
    unseen: (looks) => notRecognised("mailboxes", looks),
    doubt: "whether it is there",
    id: "the mailbox's address",
    missing: (email, { endpoint, owner }) => `${owner} has no mailbox ${email} on ${endpoint}`,
    correct: "Correct the address, server or panelUser, or create the mailbox",
    staysAfterRun: "does not delete it; it stays in the panel",
  },

  idOf: ({ email }) => email,
  nameFrom: normaliseAddress,
  mistakesIn: ({ adopt }, news) => (adopt === true || isUnknown(adopt) ? [] : missingIn(news)),
  refusals: refusedLoss,
  stateOf: (wanted, place, old) => ({
    ...wanted,
    ...place,
    ...(old?.quotaUnit === undefined ? {} : { quotaUnit: old.quotaUnit }),
    panelQuota: old?.panelQuota,
  }),

  look: ({ panel }, { email, owner }, oldest) =>
    panel.lists.mailboxes(owner, panel.asOf("mailbox", email, oldest)),
  see: (list, { email }) => list.see(email),
  async compare(session, old, wanted, place) {
    const site = session.find(old, old.panelUser);
    const changes = await compareMailboxes(site, old, wanted, place);
    if (wanted.quota === old.quota) warnOfOtherQuota(session.run, old);
    const shelter = site && (await findShelter(site, old));
    if (site !== undefined && shelter !== undefined) return goesOn(site, old, changes, shelter);
    const changed = [...changes.remakes, ...changes.replaces];
    if (site !== undefined && isMoveNoted(site, old.email) && (await tellOfMove(site, old, changed)))
      return changed.length === 0 ? { ...changes, remakes: ["mail"] } : changes;
    if (changed.length === 0) tellOfRecorded(session, old, wanted, changes);
    else if (site !== undefined && preservesMail(wanted, site.settings))
      await tellOfMail(site, old, wanted, changed);
    else tellOfLoss(session, site, old, wanted, changes);
    return changes;
  },

  intentOf: ({ site, state, view }) => ({
    wasAbsent: view.see(state.email).is === "absent",
    detail: mailboxDetail(state, site.settings),
  }),
  settledDetail: mailboxDetail,
  foresees: ({ state, intent }) =>
    !isUnknown(state) || (!isUnknown(state.adopt) && state.adopt !== true && intent === undefined),
  async claim(creation) {
    const { state, view } = creation;
    const sighting = view.see(state.email);
    // also in another spelling, which a panel may take for another mailbox
    if (sighting.is === "present") return { how: await claimThat(sighting.object, creation), state, view };
    if (sighting.is === "unknown" && state.adopt === true && !creation.isBegun) {
      throw new BrainycpError({
        code: "list_unrecognised",
        problem: `mailbox ${state.email} cannot be adopted: ${notRecognised("mailboxes", sighting.looks)}`,
        nextStep: "Create it without adopt: true if it is new",
      });
    }
    // before anything is noted or sent
    specOf(state);
    return undefined;
  },
  async make(creation) {
    const { site, state, view, memory, intent, isBegun } = creation;
    await leaveElsewhere(site, state);
    if (memory.predecessor !== undefined) noteSuccessor(memory.predecessor, site, state.email);
    const answer = await addMailbox(site.panel, specOf(state), view.see(state.email).is === "absent");
    if (answer.meaning === "done" || isBegun) return { how: "made", state };
    // what the killed run sent may have arrived after the first look
    const listed = intent === undefined ? undefined : seen(await seeMailbox(site.panel, state));
    if (isOwnMailbox(state.email, intent, mailboxDetail(state, site.settings), listed))
      return { how: "made", state };
    const refusal = alreadyThere(state.email);
    if ((await opensTo(site, state, listed)) === true) return { how: "taken over", state };
    throw refusal;
  },
  async record(site, state, how, view) {
    const outs =
      how === "made" && view === undefined
        ? await verified(site, state)
        : await withPanelQuota(site, state, view);
    if (how !== undefined && (await findShelter(site, state)) !== undefined) {
      await putMailBack(site, specOf(state), how === "made").catch((error: unknown) => {
        throw error instanceof BrainycpError ? error.asUnsettled() : error;
      });
    }
    if (how !== undefined) {
      forgetLeftShelter(site, state.email);
      await new KeptForwards(site, state).restore();
    }
    return outs;
  },

  async waitForKilledRun(site, state) {
    const mayMove = !isFromElsewhere(site, state.email) || (await findShelter(site, state)) !== undefined;
    if (mayMove) await site.move(state.email, () => site.journal.reload());
    return mayMove;
  },
  async asNoted(site, old, wanted, { quota, password: digest }) {
    // while its mail is sheltered, what is noted there says more
    if ((await findShelter(site, old)) !== undefined) return old;
    const candidates = [wanted.password, old.password];
    const password = passwordOf({ password: String(digest) }, candidates, old.email, site);
    return { ...old, quota: Number(quota), password };
  },
  async remake(site, old, state, isRemoved, made) {
    if (isRemoved && preservesMail(state, site.settings)) await takeUpShelter(site, old);
    const isLeft = await leaveElsewhere(site, old);
    const { remakes } = await compareMailboxes(site, old, state, { replaces: [], records: false });
    const isGone = isLeft && (await seeMailbox(site.panel, old)).is === "absent";
    const isUnderWay = isGone || (await findShelter(site, old)) !== undefined;
    if (remakes.length === 0 && !isUnderWay) {
      // whoever noted that a move began has ended it, or has deleted nothing
      if (isMoveNoted(site, old.email)) forgetShelter(site, old.email);
      return undefined;
    }
    const wanted = specOf(state);
    const password = currentPassword(old, state);
    const refusal = whyNotPreserved(old.email, password, site.settings, isUnderWay);
    if (refusal !== undefined) throw refusal;
    if (password === undefined) return undefined;
    const quota = old.quota ?? (await listedQuota(site, old)) ?? wanted.quota;
    await remakeMailbox(site, { ...old, password, quota }, wanted, made);
    return { how: "made", state };
  },
  async isUnderWay(site, state) {
    const shelter = await findShelter(site, state);
    if (shelter !== undefined) await goesOn(site, state, noChanges, shelter);
    return shelter !== undefined || tellOfMove(site, state, ["mail"]);
  },

  refresh({ run }, old, { quota: listed }) {
    const state = { ...old, panelQuota: panelQuotaOf(old, listed) };
    warnOfOtherQuota(run, state);
    if (state.panelQuota === old.panelQuota) return undefined;
    return { state, hasDrifted: hasOtherQuota(state) };
  },
  attributesOf: ({ quota }) => ({ quota: quota?.[0], panelQuota: quota?.[0] }),
  supersede({ run }, state, memory) {
    const isDeclared = memory.declaredBeside(withoutUndefined(state)) !== undefined;
    if (!isDeclared || memory.isAwaited || memory.kept !== undefined) return Promise.resolve(undefined);
    run.warn(
      `Mailbox ${state.email}: the program still declares it, in another resource or after a replacement that was ` +
        "interrupted, so this run does not delete it",
    );
    return Promise.resolve({});
  },
  async remove(site, state, memory) {
    const isPreserved = preservesMail(state, site.settings);
    // mail that goes to the mailbox that follows is not lost
    const isCarriedOver =
      isPreserved && (memory.isAwaited || successorOf(site, state.email, memory) !== undefined);
    if (!isCarriedOver && refusesLoss(state, site.settings.refuseMailLoss) && !memory.isLossAllowed)
      throw await lossRefused(state, site.settings);
    if (isPreserved) await takeLeave(site, state, memory);
    else {
      const isDeleted = await removeMailbox(site, state, memory.isAwaited);
      if (isDeleted && !memory.isLossTold)
        site.run.warn(`Mailbox ${state.email}: it is deleted, and its mail with it`);
    }
    forgetSuccessor(site, state.email);
  },
};

/**
 * Warns of a move of mail that a run has begun, of which nothing is here.
 *
 * @param changed what the program changes: without that, only the move is why pulumi up does anything
 * @returns whether there is anything to tell
 */
async function tellOfMove(site: Site, state: MailboxState, changed: readonly string[]): Promise<boolean> {
  const place = await shelterElsewhere(site, state);
  if (place === undefined && changed.length > 0) return false;
  site.run.warn(
    `Mailbox ${state.email}: ` +
      (place === undefined
        ? "another run began to move its mail, and has not noted what came of it; pulumi up looks"
        : `a run on another machine took its mail in, into an archive in ${place}, deleted it, and has not noted what came ` +
          "of that. If it was interrupted, pulumi up on that machine goes on; here it goes on without that mail"),
  );
  return true;
}

/** Warns of what a change only records. */
function tellOfRecorded(
  { run }: Session,
  old: MailboxState,
  wanted: MailboxInputs,
  { showsQuota = false }: MailboxChanges,
): void {
  for (const words of recordedWords(old, wanted, showsQuota)) run.warn(`Mailbox ${old.email}: ${words}`);
}

/** Warns of a change that deletes mail; its deletion need not say that again. */
function tellOfLoss(
  { run }: Session,
  site: Site | undefined,
  { email }: MailboxState,
  wanted: MailboxInputs,
  { replaces, showsQuota = false }: MailboxChanges,
): void {
  const howToKeep = howToKeepMail(replaces, showsQuota, wanted, site?.settings);
  run.warn(`${lossWords(email, replaces)}. ${howToKeep}. refuseMailLoss: true refuses such changes`);
  if (site !== undefined) run.object(site.settings.endpoint, "mailbox", email).isLossTold = true;
}

const noChanges: MailboxChanges = { replaces: [], remakes: [], records: false };

/** The quota that the panel's list shows, where it shows one. */
async function listedQuota({ panel }: Site, state: MailboxState): Promise<number | undefined> {
  return seen(await seeMailbox(panel, state))?.quota?.[0];
}

/** The failures for what only a mailbox that is taken over may leave out. */
function missingIn(news: Props): Failure[] {
  const reason = "is missing; only with adopt: true may it be left out";
  const lacks = (name: string): boolean => (news[name] ?? undefined) === undefined;
  return [
    ...(lacks("password") ? [{ property: "", reason: `password: ${reason}` }] : []),
    ...(lacks("quota") ? [{ property: "quota", reason }] : []),
  ];
}

/** How a mailbox that is there comes to be this stack's. @throws BrainycpError where it is somebody else's. */
async function claimThat(
  listed: ListedMailbox,
  { site, state, intent, isBegun, isForeseen }: Creation<MailboxState, View>,
): Promise<Origin> {
  const { email, quota } = state;
  if (isBegun || state.adopt === true) {
    const other = otherQuotaIn(listed, quota);
    if (other === undefined) return isBegun ? "made" : "taken over";
    const what = isBegun ? "may be somebody else's" : "cannot be adopted";
    throw otherQuota(`mailbox ${email} ${what}`, quota, other);
  }
  try {
    if (isOwnMailbox(email, intent, mailboxDetail(state, site.settings), listed)) return "made";
    throw alreadyThere(email);
  } catch (refusal) {
    if ((await opensTo(site, state, listed)) ?? isForeseen) return "taken over";
    throw refusal;
  }
}

/** What a creation needs. @throws BrainycpError where the program leaves out what only an adoption may. */
function specOf(state: MailboxState): MailboxSpec {
  const { password, quota } = state;
  if (password !== undefined && quota !== undefined) return { ...state, password, quota };
  const lacking = unknownOf(state)
    .map((name) => `a ${name}`)
    .join(" and ");
  throw new BrainycpError({
    code: "not_found",
    problem: `mailbox ${state.email} is not in the panel, and without ${lacking} it cannot be created`,
    nextStep: `Give it ${lacking}, or remove it from the program`,
  });
}

/** The state with the quota that the panel's list shows, and with its unit where that tells. */
async function withPanelQuota(site: Site, state: MailboxState, view?: View): Promise<MailboxState> {
  const list = view ?? (await mailboxKind.look(site, state));
  return panelQuotaIn(seen(list.see(state.email)), state);
}

function panelQuotaIn(listed: ListedMailbox | undefined, state: MailboxState): MailboxState {
  if (listed === undefined) return state;
  const unit = quotaUnit(state.quota ?? 0, listed.quota);
  const known = unit === undefined ? state : { ...state, quotaUnit: unit };
  return { ...known, panelQuota: panelQuotaOf(known, listed.quota) };
}

/** As `withPanelQuota`, after a creation: the list must show what the panel says that it made. */
async function verified({ panel }: Site, state: MailboxState): Promise<MailboxState> {
  try {
    const sighting = await seeMailbox(panel, state, withOthers);
    if (sighting.is !== "absent") return panelQuotaIn(seen(sighting), state);
  } catch {
    // made, said the panel; only the look after it failed
    return state;
  }
  throw new BrainycpError({
    code: "incomplete",
    problem: `addmail ${state.email}: the panel said that it was added, but its list does not show it`,
    nextStep: "Look at the panel; the next pulumi up looks again, and creates it if it is still missing",
    unsettled: true,
  });
}

function alreadyThere(email: string): BrainycpError {
  return new BrainycpError({
    code: "already_exists",
    operation: "addmail",
    problem: `mailbox ${email} exists already in the panel`,
    nextStep:
      "To take it over with the mail in it, write adopt: true. If you renamed the resource, use the aliases option " +
      "instead; if you want it replaced (--replace, taint), write deleteBeforeReplace: true",
  });
}
