import { BrainycpError } from "../../adapter/errors";
import type { ListedMailbox } from "../../adapter/lists/mailboxes";
import { quotaWords, showsQuota } from "../../adapter/quota";
import type { Intent } from "../../coordination/journal";
import { disowned } from "../../lifecycle/disowned";
import type { Detail } from "../../lifecycle/kind";

/**
 * Whether an interrupted run made the mailbox that is there, as far as anything tells.
 *
 * @param wanted what the program wants, as the journal would keep it
 * @param listed the mailbox as the list shows it, where it does
 * @throws BrainycpError where the intent is too old, or the list contradicts it (`already_exists`), and where that run
 * made it otherwise than the program wants (`conflict`)
 */
export function isOwnMailbox(
  email: string,
  intent: Intent | undefined,
  wanted: Detail,
  listed: ListedMailbox | undefined,
): boolean {
  if (intent === undefined) return false;
  if (intent.age !== "current" || contradicts(listed, intent)) throw somebodys(email, intent, listed);
  const other = Object.keys(wanted).filter((name) => intent.detail[name] !== wanted[name]);
  if (other.length === 0) return true;
  throw new BrainycpError({
    code: "conflict",
    problem:
      `mailbox ${email} was created by an interrupted run with another ${other.join(" and ")} than the program's ` +
      `(at ${intent.at.toISOString()}, with quota ${String(intent.detail.quota)})`,
    nextStep:
      "Write that run's values into the program; or take the mailbox over as it is with adopt: true; or delete it in " +
      "the panel",
  });
}

function contradicts(listed: ListedMailbox | undefined, { detail: { quota } }: Intent): boolean {
  if (listed?.quota === undefined || typeof quota !== "number") return false;
  return !showsQuota(listed.quota, quota, undefined);
}

function somebodys(email: string, intent: Intent, listed: ListedMailbox | undefined): BrainycpError {
  const found = listed?.quota === undefined ? "" : ` with quota ${quotaWords(listed.quota)}`;
  return new BrainycpError({
    code: "already_exists",
    operation: "addmail",
    problem:
      `mailbox ${email} exists already in the panel${found}: ` +
      disowned(intent, `it with quota ${String(intent.detail.quota)}`),
    nextStep:
      "To take it over with the mail in it, write adopt: true and the quota that the panel shows; or delete it in the panel",
  });
}
