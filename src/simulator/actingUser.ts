import type { Call } from "./operation";

/** The user whose objects a call is about, or the code that refuses. */
type ActingUser = { user: string; refused?: never } | { user?: never; refused: 1000 | 1001 };

/**
 * Who a call acts for: the user named in the field, else the account itself. The page: without root rights
 * "you can only use your login", so that one's own name is allowed to everyone.
 */
export function actingUser(call: Call, field: "panel_user" | "user_edit"): ActingUser {
  const named = call.form.text(field);
  if (named === undefined || named === "" || named === call.account.name) return { user: call.account.name };
  if (!call.account.admin) return { refused: 1000 };
  return call.state.accounts.has(named) ? { user: named } : { refused: 1001 };
}
