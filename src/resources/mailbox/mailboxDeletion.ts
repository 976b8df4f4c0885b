import { BrainycpError } from "../../adapter/errors";
import type { ListedMailbox } from "../../adapter/lists/mailboxes";
import { recent } from "../../adapter/freshness";
import type { Panel } from "../../adapter/panel";
import { quotaWords, showsQuota, type ListedQuota } from "../../adapter/quota";
import { seen } from "../../adapter/sighting";
import type { Site } from "../../lifecycle/session";
import { KeptForwards, type KeptForward } from "./keptForwards";
import { deleteMailbox, seeMailbox } from "./mailboxCalls";
import { unknownOf, type MailboxState } from "./mailboxState";

/**
 * Deletes a mailbox, its forwardings noted before: a creation that follows restores those that went with it. Where the
 * state lacks its password or quota, the panel is asked all the same.
 *
 * @param isReplaced whether a creation of the same address follows in this run
 * @param lastLook what is done right before it is sent, with the forwardings that the panel may take along
 * @returns whether it was there
 */
export async function removeMailbox(
  site: Site,
  state: MailboxState,
  isReplaced: boolean,
  lastLook?: (forwards: readonly KeptForward[]) => Promise<void>,
): Promise<boolean> {
  const kept = new KeptForwards(site, state);
  let takeBack = (): void => undefined;
  const note = async (): Promise<void> => {
    takeBack = await kept.note();
  };
  let wasThere: boolean;
  try {
    const quota = await quotaForDeletion(site.panel, state);
    const spec = { ...state, password: state.password ?? "", quota };
    wasThere = await deleteMailbox(site.panel, spec, note, async () => lastLook?.(kept.noted));
  } catch (error) {
    if (!(error instanceof BrainycpError)) throw error;
    if (!error.outcomeUnknown) takeBack();
    throw withWhatIsUnknown(error, state);
  }
  if (!isReplaced) await kept.warnOfLost();
  return wasThere;
}

/** The quota that the list shows where it is another than this one in every unit. */
export function otherQuotaIn(
  listed: ListedMailbox | undefined,
  quota: number | undefined,
): ListedQuota | undefined {
  const isOther =
    quota !== undefined && listed?.quota !== undefined && !showsQuota(listed.quota, quota, undefined);
  return isOther ? listed.quota : undefined;
}

/**
 * The quota that a deletion sends.
 *
 * @throws BrainycpError (`conflict`) where the creation was never confirmed, and the list shows another quota than it had
 */
async function quotaForDeletion(panel: Panel, state: MailboxState): Promise<number> {
  const isSettled = state.incomplete !== true && state.quota !== undefined;
  if (isSettled) return state.quota;
  const listed = seen(await seeMailbox(panel, state, panel.asOf("mailbox", state.email, recent)));
  const other = otherQuotaIn(listed, state.quota);
  if (other !== undefined) throw notDeleted(state, other);
  return state.quota ?? listed?.quota?.[0] ?? 0;
}

/** The error for a mailbox whose creation was never confirmed, and that looks like somebody else's. */
function notDeleted({ email, quota }: MailboxState, listed: ListedQuota): BrainycpError {
  return new BrainycpError({
    code: "conflict",
    problem:
      `mailbox ${email} is not deleted: it was never confirmed that this stack created it, and quota is ` +
      `${quotaWords(listed)} in the panel but ${quota} in Pulumi`,
    nextStep: "If it is yours, delete it in the panel; then run it again. If not, run pulumi state delete",
  });
}

/** The error with what the state lacks, which may be why the panel refused. */
function withWhatIsUnknown(error: BrainycpError, state: MailboxState): BrainycpError {
  const unknown = unknownOf(state);
  if (unknown.length === 0) return error;
  return error.withNextStep(
    `The state holds no ${unknown.join(" and no ")} of this mailbox, which the panel may ask for: give ` +
      `${unknown.join(" and ")} (only recorded with adopt: true), run pulumi up, then delete; or stop managing it with ` +
      "retainOnDelete: true or pulumi state delete",
  );
}
