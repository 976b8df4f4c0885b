import { BrainycpError } from "../../adapter/errors";
import { quotaWords, showsQuota, type ListedQuota } from "../../adapter/quota";
import { ownerOf } from "../../settings";
import { seen } from "../../adapter/sighting";
import type { Failure } from "../../lifecycle/inputs";
import type { Place, Changes } from "../../lifecycle/place";
import { isUnknown } from "../../lifecycle/props";
import type { Session, Site } from "../../lifecycle/session";
import { howToKeepMail, lossWords } from "./changeWords";
import { seeMailbox } from "./mailboxCalls";
import { mailFound } from "./lossRefusal";
import { differs, type MailboxInputs, type MailboxState } from "./mailboxState";
import { currentPassword, preservesMail, whyNotPreserved } from "./preservation";
import { refusesLoss, type LossWords } from "./refusesLoss";

/** How inputs differ from the state. */
export interface MailboxChanges extends Changes {
  readonly remakes: readonly string[];
  /** Whether the panel's list shows the quota of this mailbox; known only where quotas were compared. */
  readonly showsQuota?: boolean;
}

/**
 * Compares the state with what the program wants. What is not known yet counts as unchanged; a quota that the panel
 * shows already, and a password where `adopt` is set, are recorded and replace nothing. Where the mail is preserved, a
 * mailbox that stays in its place is made anew, with its mail, and not replaced.
 *
 * @param site where the mailbox is; undefined where the configuration does not lead there any more
 */
export async function compareMailboxes(
  site: Site | undefined,
  old: MailboxState,
  wanted: MailboxInputs,
  place: Changes,
): Promise<MailboxChanges> {
  const isOther = (name: keyof MailboxInputs): boolean => differs(old, wanted, name);
  const replaces: string[] = [];
  if (isOther("email")) replaces.push("email");
  const quota = isOther("quota") ? await compareQuotas(site, old, wanted) : undefined;
  if (quota?.isRecorded === false) replaces.push("quota");
  const words = wordsOf(old, wanted);
  const recordsPassword = old.password === undefined || words.adopt === true;
  if (isOther("password") && !recordsPassword) replaces.push("password");
  replaces.push(...place.replaces);
  const recorded = ["quota", "password", "adopt", "refuseMailLoss", "preserveMail"] as const;
  const staysThere = replaces.every((name) => name === "quota" || name === "password");
  const isRemade = staysThere && site !== undefined && preservesMail(words, site.settings);
  return {
    replaces: isRemade ? [] : replaces,
    remakes: isRemade ? replaces : [],
    ...(quota === undefined ? {} : { showsQuota: quota.isListed }),
    records: place.records || recorded.some(isOther),
  };
}

/**
 * The failure for a change that `refuseMailLoss` forbids, or whose mail cannot be kept, from the recorded inputs and the
 * new ones.
 */
export async function refusedLoss(
  session: Session,
  old: Partial<MailboxInputs>,
  wanted: MailboxInputs,
): Promise<Failure[]> {
  if (old.email === undefined || isUnknown(wanted.server)) return [];
  // inputs do not tell whether a server that lost its name has another now: they count as the same, and delete looks
  const server = session.refusesServer(old.server) === undefined ? old.server : wanted.server;
  const recorded = { ...(old as MailboxInputs), server };
  const { settings } = session.connect(server);
  const stack = session.connect(wanted.server).settings.refuseMailLoss;
  const words = wordsOf(recorded, wanted);
  const isRefused = refusesLoss(words, stack);
  if (!isRefused) session.run.object(settings.endpoint, "mailbox", recorded.email).isLossAllowed = true;
  const isPreserved = preservesMail(words, settings);
  if (!isRefused && !isPreserved) return [];
  const place: Place = { endpoint: settings.endpoint, owner: ownerOf(settings, recorded.panelUser) };
  const state: MailboxState = { ...recorded, ...place };
  const moved = session.comparePlaces(`mailbox ${recorded.email}`, state, wanted);
  const changes = await compareMailboxes(session.find(state, recorded.panelUser), state, wanted, moved);
  const names = [...changes.remakes, ...changes.replaces];
  const [first] = names;
  if (first === undefined) return [];
  const reason = isPreserved
    ? whyNotPreserved(recorded.email, currentPassword(recorded, wanted), settings)?.message
    : `${lossWords(recorded.email, names)}, and refuseMailLoss is on for it: ` +
      `${await mailFound(recorded, settings)} would be deleted with it. ` +
      `${howToKeepMail(names, changes.showsQuota === true, words, settings)}. ` +
      "To accept the loss, write on the mailbox:\n  refuseMailLoss: false";
  if (reason === undefined) return [];
  return [
    first === "password" ? { property: "", reason: `password: ${reason}` } : { property: first, reason },
  ];
}

/** What the program says, and where that is not known yet, what it said before. */
function wordsOf(old: LossWords, wanted: LossWords): LossWords {
  const known = (name: keyof LossWords): LossWords => {
    const { [name]: word } = isUnknown(wanted[name]) ? old : wanted;
    return word === undefined ? {} : { [name]: word };
  };
  return { ...known("adopt"), ...known("refuseMailLoss"), ...known("preserveMail") };
}

/** What the panel's list says of a change of the quota. */
interface QuotaChange {
  readonly isRecorded: boolean;
  readonly isListed: boolean;
}

/**
 * Compares quotas. Another quota is only recorded where the program says none or said none before, and where the panel's
 * list shows what the program wants, and no longer what is in the state.
 *
 * @throws BrainycpError (`conflict`) for a first quota that the panel's list contradicts.
 */
async function compareQuotas(
  site: Site | undefined,
  old: MailboxState,
  wanted: MailboxInputs,
): Promise<QuotaChange> {
  if (wanted.quota === undefined) return { isRecorded: true, isListed: false };
  const listed = site === undefined ? undefined : await quotaInList(site, old);
  if (old.quota === undefined) {
    if (listed === undefined || showsQuota(listed, wanted.quota, undefined)) {
      return { isRecorded: true, isListed: listed !== undefined };
    }
    throw otherQuota(`the quota of mailbox ${old.email} cannot be recorded`, wanted.quota, listed);
  }
  const isRecorded =
    listed !== undefined &&
    showsQuota(listed, wanted.quota, old.quotaUnit) &&
    !showsQuota(listed, old.quota, old.quotaUnit);
  return { isRecorded, isListed: listed !== undefined };
}

/** The quota in the panel's list; undefined also for a preview that does without the panel. */
async function quotaInList({ panel, settings }: Site, old: MailboxState): Promise<ListedQuota | undefined> {
  if (settings.password === "") return undefined;
  return seen(await seeMailbox(panel, old, panel.asOf("mailbox", old.email)))?.quota;
}

/** The error for a quota of the program that the panel's list contradicts in every unit. */
export function otherQuota(what: string, quota: number | undefined, listed: ListedQuota): BrainycpError {
  return new BrainycpError({
    code: "conflict",
    problem: `${what}: quota is ${quotaWords(listed)} in the panel but ${quota} in the program`,
    nextStep: `Set ${quotaWords(listed)} in the program, or correct the panel`,
  });
}
