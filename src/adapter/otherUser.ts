import type { PanelSettings } from "../settings";

/**
 * The value of `panel_user` and `user_edit` in a call about what somebody owns: left out for the account itself, which
 * needs no right to act for itself.
 */
export function otherUser({ username }: Pick<PanelSettings, "username">, owner: string): string | undefined {
  return owner === username ? undefined : owner;
}
