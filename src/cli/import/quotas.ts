import type { QuotaUnit } from "../../adapter/quota";
import type { MailboxEntry } from "./panelContents";

/** The unit in which a list seems to show quotas: bytes where each is a whole number of megabytes, else as listed. */
export function likelyUnit(mailboxes: readonly MailboxEntry[]): QuotaUnit {
  const sizes = mailboxes.map(({ quota }) => quota ?? 0).filter((quota) => quota > 0);
  const bytes = ([1024 ** 2, 1000 ** 2] as const).find((unit) => sizes.every((size) => size % unit === 0));
  return sizes.length === 0 || bytes === undefined ? 1 : bytes;
}
