import { setTimeout as sleep } from "node:timers/promises";
import { BrainycpError } from "../../adapter/errors";
import { recent, withOthers, type Freshness } from "../../adapter/freshness";
import type { Answer } from "../../adapter/reply";
import type { ListedMailbox } from "../../adapter/lists/mailboxes";
import type { Fields } from "../../adapter/operations";
import { otherUser } from "../../adapter/otherUser";
import { refusedChange } from "../../adapter/failures";
import { ambiguous, type Panel } from "../../adapter/panel";
import { isGone, isThere, seen, type Sighting } from "../../adapter/sighting";

/** A mailbox as its creation and its deletion need it. */
export interface MailboxSpec {
  /** The address in its normal form. */
  readonly email: string;
  readonly password: string;
  readonly quota: number;
  /** The panel user who owns it. */
  readonly owner: string;
}

/** What the panel's list says of a mailbox. Source: `getlistmail`. */
export async function seeMailbox(
  panel: Panel,
  { email, owner }: Pick<MailboxSpec, "email" | "owner">,
  fresh?: Freshness,
): Promise<Sighting<ListedMailbox>> {
  return (await panel.lists.mailboxes(owner, fresh)).see(email);
}

/**
 * Adds a mailbox; the panel may answer that it exists. Source: `addmail`.
 *
 * @param wasAbsent whether the list proved that it was not there, so that one that is there now was made by this call
 */
export async function addMailbox(panel: Panel, spec: MailboxSpec, wasAbsent: boolean): Promise<Answer> {
  const { email } = spec;
  // one that may have been there before is not made by this call
  const isMade = async (): Promise<boolean | undefined> =>
    wasAbsent ? isThere(await seeMailbox(panel, spec)) : undefined;
  const answer = await panel.change("addmail", fieldsOf(panel, spec, email), email, isMade, {
    isOursIfThere: wasAbsent,
  });
  if (answer.meaning === "done" || answer.meaning === "alreadyExists") return answer;
  throw refusedChange("addmail", email, answer);
}

/**
 * Deletes a mailbox, under the panel's own spelling; nothing is done where the list proves that there is none. Source:
 * `delmail`.
 *
 * @param before what is done before it is sent, where it is
 * @param lastLook what is done when its turn has come, right before it is sent
 * @returns whether it was there
 */
export async function deleteMailbox(
  panel: Panel,
  spec: MailboxSpec,
  before: () => Promise<void> = () => Promise.resolve(),
  lastLook?: () => Promise<void>,
): Promise<boolean> {
  const there = await seeMailbox(panel, spec, panel.asOf("mailbox", spec.email, recent));
  if (there.is === "absent") return false;
  if (there.is === "present" && there.object.isAmbiguous) throw ambiguous("mailbox", spec.email);
  await before();
  const spelling = seen(there)?.spelling ?? spec.email;
  const isDone = async (): Promise<boolean | undefined> => isGone(await seeMailbox(panel, spec));
  const answer = await panel.change("delmail", fieldsOf(panel, spec, spelling), spelling, isDone, {
    ...(lastLook === undefined ? {} : { lastLook }),
  });
  if (answer.meaning === "done" || (answer.meaning === "failed" && (await isDone()) === true)) return true;
  throw refusedChange("delmail", spec.email, answer);
}

/** How often a panel is asked whether a deletion that it confirmed is done, once a second. */
const looks = 5;

/**
 * Waits until the list no longer shows a mailbox that the panel said it deleted: a panel may do so later.
 *
 * @throws BrainycpError (`incomplete`) where it still does
 */
export async function untilGone(panel: Panel, spec: Pick<MailboxSpec, "email" | "owner">): Promise<void> {
  for (let look = 1; look <= looks; look += 1) {
    if ((await seeMailbox(panel, spec, withOthers)).is !== "present") return;
    await sleep(1000);
  }
  throw new BrainycpError({
    code: "incomplete",
    operation: "delmail",
    problem: `mailbox ${spec.email}: the panel said that it was deleted, but its list still shows it`,
    nextStep: "The next pulumi up looks again and goes on. Its mail was taken in before",
  });
}

function fieldsOf(panel: Panel, { password, quota, owner }: MailboxSpec, email: string): Fields<"addmail"> {
  return { email, password, quota: String(quota), panel_user: otherUser(panel.settings, owner) };
}
