import { createHmac } from "node:crypto";
import type { Detail, ObjectState } from "../../lifecycle/kind";
import { isUnknown } from "../../lifecycle/props";
import type { MoveNote } from "../../mail/shelter";
import type { PanelSettings } from "../../settings";

/** What a program writes of a mailbox, in normal form. */
export interface MailboxInputs {
  readonly email: string;
  readonly password?: string;
  readonly quota?: number;
  readonly panelUser?: string | undefined;
  readonly server?: string | undefined;
  readonly adopt?: boolean;
  readonly refuseMailLoss?: boolean;
  readonly preserveMail?: boolean;
}

/** What the state holds of a mailbox. */
export interface MailboxState extends MailboxInputs, ObjectState {
  /** How many units of the panel's list make one of `quota`, where the list told. */
  readonly quotaUnit?: number;
  /** What the panel's list showed for `quota` when it was last looked at. */
  readonly panelQuota?: number | undefined;
}

/** Whether the program wants something else than the state says. What is not known yet counts as unchanged. */
export function differs(old: MailboxInputs, wanted: MailboxInputs, name: keyof MailboxInputs): boolean {
  return !isUnknown(wanted[name]) && wanted[name] !== old[name];
}

/** What the state does not hold of a mailbox that was adopted. */
export function unknownOf({ password, quota }: MailboxState): string[] {
  return [...(password === undefined ? ["password"] : []), ...(quota === undefined ? ["quota"] : [])];
}

/** What the journal keeps: of the password a digest. */
export function mailboxDetail({ quota = 0, password = "", owner }: MailboxState, settings: Account): Detail {
  return { quota, owner, password: passwordDigest(password, settings) };
}

/** What is noted of a mailbox whose mail moves. */
export function moveNoteOf(
  step: MoveNote["step"],
  { quota, password }: { readonly quota: number; readonly password: string },
  settings: Account,
): MoveNote {
  return { step, quota, password: passwordDigest(password, settings), account: accountDigest(settings) };
}

/** A digest of a mailbox's password that only the account's password can compare. */
export function passwordDigest(password: string, account: Account): string {
  return createHmac("sha256", account.password).update(password).digest("hex");
}

/** What tells whether digests were made with the same account's password. */
export function accountDigest(account: Account): string {
  return passwordDigest("", account);
}

type Account = Pick<PanelSettings, "password">;
