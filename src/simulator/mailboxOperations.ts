import { actingUser } from "./actingUser";
import { addressKey, parseAddress } from "./mailAddress";
import { removeTarget } from "./forwardOperations";
import { answer, failure, required, type Answer, type Call } from "./operation";
import { digestPassword } from "./password";
import { domainOf } from "./state";

/** `addmail`: stores the mailbox's password and quota as sent. */
export function addmail(call: Call): Answer {
  const box = readMailbox(call);
  if (box === undefined) return answer(call, 2);
  const acting = actingUser(call, "panel_user");
  if (acting.refused !== undefined) return answer(call, acting.refused);
  const domain = domainOf(call.state, box.email);
  if (domain === undefined) return answer(call, 4);
  if (domain.owner !== acting.user) return answer(call, codeForOthersDomain(call));
  const key = addressKey(box.email);
  if (call.state.mailboxes.has(key)) return answer(call, 1);
  call.state.mailboxes.set(key, { ...box, password: digestPassword(box.password) });
  return answer(call, 0);
}

/** `delmail`: requires password and quota, as the page does, but does not compare them: the page does not say so. */
export function delmail(call: Call): Answer {
  const box = readMailbox(call);
  if (box === undefined) return answer(call, 2);
  const acting = actingUser(call, "panel_user");
  if (acting.refused !== undefined) return answer(call, acting.refused);
  const domain = domainOf(call.state, box.email);
  if (domain !== undefined && domain.owner !== acting.user && !call.account.admin) return answer(call, 1000);
  const key = addressKey(box.email);
  if (domain?.owner !== acting.user || !call.state.mailboxes.delete(key)) return failure(call, "noMailbox");
  if (call.settings.delmailTakesForwards) call.state.forwards.delete(key);
  if (call.settings.delmailTakesTargets) removeTarget(call.state, key);
  return answer(call, 0);
}

// The domain is in the system, so code 4 ("not found in the system") would be wrong for someone who may not
// administer its owner. The answer 1000 follows from addforward and delforward: they take no panel_user, so their
// documented 1000 can only be about the owner of the address. An administrator has the permission, but acts for a
// user who does not have this domain, which leaves only code 4.
function codeForOthersDomain(call: Call): number {
  return call.account.admin ? 4 : 1000;
}

function readMailbox({ form }: Call): { email: string; password: string; quota: number } | undefined {
  const email = required(form, "email");
  const password = required(form, "password");
  const quota = required(form, "quota");
  if (email === undefined || password === undefined || quota === undefined) return undefined;
  return parseAddress(email) !== undefined && /^\d+$/.test(quota)
    ? { email, password, quota: Number(quota) }
    : undefined;
}
