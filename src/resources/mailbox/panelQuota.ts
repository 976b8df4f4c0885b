import { showsQuota, type ListedQuota } from "../../adapter/quota";
import type { RunMemory } from "../../lifecycle/runMemory";
import type { MailboxState } from "./mailboxState";

/**
 * The quota that the panel's list shows of a mailbox, in the unit of `quota`, or in the list's own while nothing told how
 * the two are related; undefined where the list shows none.
 */
export function panelQuotaOf(
  { quota, quotaUnit }: Pick<MailboxState, "quota" | "quotaUnit">,
  listed: ListedQuota | undefined,
): number | undefined {
  if (listed === undefined) return undefined;
  if (quota !== undefined && showsQuota(listed, quota, quotaUnit)) return quota;
  const [first, ...others] = listed.map((number) => number / (quotaUnit ?? 1));
  return [first, ...others].find(Number.isInteger) ?? first;
}

/** Whether the panel had another quota than the state when it was last looked at. */
export function hasOtherQuota({ quota, panelQuota }: MailboxState): boolean {
  return quota !== undefined && panelQuota !== undefined && panelQuota !== quota;
}

/** Warns of a quota that differs between the panel and the state. */
export function warnOfOtherQuota(run: RunMemory, state: MailboxState): void {
  if (!hasOtherQuota(state)) return;
  const { email, quota, panelQuota } = state;
  // no program can say another
  const inProgram = Number.isInteger(panelQuota) ? `set ${panelQuota} in the program, or ` : "";
  run.warn(
    `Mailbox ${email}: quota is ${panelQuota} in the panel but ${quota} in Pulumi; ${inProgram}correct the panel and ` +
      "run pulumi refresh",
  );
}
