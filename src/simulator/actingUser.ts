import type { Call } from "./operation";

/** The user a call acts for, or the code that refuses the call. */
type ActingUser = { user: string; refused?: never } | { user?: never; refused: 1000 | 1001 };

/**
 * The user named in the field, or the account itself where the field is empty. The vendor's page says that without
 * root rights "you can only use your login", so anyone may name themselves.
 */
export function actingUser(call: Call, field: "panel_user" | "user_edit"): ActingUser {
  const named = call.form.text(field);
  if (named === undefined || named === "" || named === call.account.name) return { user: call.account.name };
  if (!call.account.admin) return { refused: 1000 };
  return call.state.accounts.has(named) ? { user: named } : { refused: 1001 };
}
