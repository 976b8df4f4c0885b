import type { PanelSettings } from "../../settings";
import { differs, type MailboxInputs } from "./mailboxState";

/** What the properties of a mailbox are called in a sentence, where that is not their own name. */
const names: Readonly<Record<string, string>> = { email: "address", panelUser: "owner", server: "panel" };

/** Properties in a sentence, such as `the address and quota`. */
function nameOf(properties: readonly string[]): string {
  const list = new Intl.ListFormat("en-GB").format(properties.map((each) => names[each] ?? each));
  return `the ${list}`;
}

/** Whether such a change leads to another mailbox, which is there before this one is deleted. */
function isElsewhere(properties: readonly string[]): boolean {
  return properties.includes("email") || properties.includes("server");
}

/** What a change does to a mailbox whose mail is not kept. */
export function lossWords(email: string, properties: readonly string[]): string {
  const change = `Changing ${nameOf(properties)}`;
  return isElsewhere(properties)
    ? `${change} creates an empty mailbox and deletes ${email} with its mail`
    : `${change} deletes ${email} with its mail and creates an empty mailbox`;
}

/** What a change does to a mailbox whose mail is kept. */
export function moveWords(email: string, properties: readonly string[]): string {
  const change = `Changing ${nameOf(properties)}`;
  return isElsewhere(properties)
    ? `${change} creates another mailbox, and before ${email} is deleted, carries its mail over`
    : `${change} deletes ${email}, creates it again and carries its mail over`;
}

/**
 * How a change is made without losing mail, as far as the panel allows it.
 *
 * @param showsQuota whether the panel's list shows the quota of this mailbox
 */
export function howToKeepMail(
  properties: readonly string[],
  showsQuota: boolean,
  { preserveMail }: Pick<MailboxInputs, "preserveMail">,
  settings: PanelSettings | undefined,
): string {
  const isSwitchedOff = (preserveMail ?? settings?.preserveMail) === false;
  const howCarried = isSwitchedOff ? "preserveMail: true" : "pulumi config set brainycp:imapHost HOST";
  return `To keep the mail, have it carried over (${howCarried}), or ${otherWay(properties, showsQuota)}`;
}

function otherWay(properties: readonly string[], showsQuota: boolean): string {
  if (properties.some((each) => each !== "quota" && each !== "password"))
    return `leave ${nameOf(properties)} unchanged`;
  const inPanelFirst = (what: string): string => `change ${what} in the panel first, then in the program`;
  const password = `${inPanelFirst("the password")} with adopt: true`;
  if (!properties.includes("quota")) return password;
  const quota = showsQuota
    ? `${inPanelFirst("the quota")}: the panel's list shows quotas, so it is then only recorded`
    : 'leave the quota unchanged in the program (ignoreChanges: ["quota"]) and change it in the panel: its list does not ' +
      "show this mailbox's quota, so a quota that was changed there first would not be noticed";
  return properties.includes("password") ? `${password}; and ${quota}` : quota;
}

/** What a change that replaces nothing records, and what the panel has all the same. */
export function recordedWords(old: MailboxInputs, wanted: MailboxInputs, showsQuota: boolean): string[] {
  return [
    ...(differs(old, wanted, "password") ? [passwordWords(old, wanted)] : []),
    ...(differs(old, wanted, "quota") ? [quotaWords(wanted, showsQuota)] : []),
  ];
}

function passwordWords(old: MailboxInputs, wanted: MailboxInputs): string {
  if (wanted.password === undefined)
    return "its password is no longer recorded in Pulumi; the panel keeps it";
  return old.password === undefined
    ? "its password is recorded in Pulumi only; the panel keeps the one that it has"
    : "its new password is recorded in Pulumi only; the panel keeps the old password, unless it was changed there too";
}

function quotaWords({ quota }: MailboxInputs, showsQuota: boolean): string {
  if (quota === undefined) return "its quota is no longer recorded in Pulumi; the panel keeps it";
  const keeps = showsQuota ? "has it already" : "keeps the quota that it has";
  return `quota ${quota} is recorded in Pulumi only; the panel ${keeps}`;
}
