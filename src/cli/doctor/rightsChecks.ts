import type { ErrorCode } from "../../adapter/errorCodes";
import type { Listing } from "../../adapter/lists/listing";
import type { ListedMailbox } from "../../adapter/lists/mailboxes";
import { sentence, setting } from "../../adapter/sentence";
import { ok, warn, type Check } from "./finding";

const name = "admin";

/**
 * What is known of an account that acts for itself.
 *
 * @param refusal how the panel answered when it was asked for a user who does not exist; undefined where it gave a list.
 * "No such user" proves nothing: a panel may look for the user before it looks at the account's rights.
 */
export function checkAccount(refusal: ErrorCode | undefined): Check {
  return refusal === "no_permission"
    ? ok(name, sentence`the account acts for itself, which is enough without ${setting("panelUser")}`)
    : ok(
        name,
        sentence`not proved that the account may act for other users; it only matters with ${setting("panelUser")}`,
      );
}

/**
 * What is known of an account that acts for another user, whose list the panel gave.
 *
 * @param refusal as for `checkAccount`: a panel that refuses one user and not the other looks at who is named
 */
export function checkOwner(
  owner: string,
  own: Listing<ListedMailbox>,
  theirs: Listing<ListedMailbox>,
  refusal: ErrorCode | undefined,
): Check {
  const [ownBoxes, theirBoxes] = [own, theirs].map((list) => addressesIn(list));
  const isSame = ownBoxes === theirBoxes;
  const looksAtUser = refusal === "no_such_user" || refusal === "no_permission";
  if (theirBoxes !== "" ? !isSame : looksAtUser) return ok(name, `the account may act for ${owner}`);
  return warn(
    name,
    theirBoxes !== ""
      ? `the panel answers for ${owner} with the account's own mailboxes, so it may ignore whom it is asked for`
      : `not proved that the account may act for ${owner}: the panel gives an empty list for a user who does not exist, too`,
    sentence`Check ${setting("panelUser")}, and that the account's group has “Full API access (administrator)” in the panel`,
  );
}

function addressesIn(list: Listing<ListedMailbox>): string {
  return list
    .all()
    .map(({ email }) => email)
    .sort()
    .join();
}
