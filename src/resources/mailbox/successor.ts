import type { Props } from "../../lifecycle/props";
import type { ObjectMemory, Predecessor } from "../../lifecycle/runMemory";
import type { Site } from "../../lifecycle/session";
import type { PanelSettings } from "../../settings";
import type { MailboxInputs } from "./mailboxState";

/** Notes what replaces a mailbox: the next run, if this one is killed, deletes it, and no call tells it what followed. */
export function noteSuccessor({ journal, name }: Predecessor, { settings }: Site, email: string): void {
  journal.note("successor", name, { endpoint: settings.endpoint, name: email });
}

/** Forgets what replaces a mailbox: it is deleted. */
export function forgetSuccessor({ journal }: Site, email: string): void {
  journal.forget("successor", email);
}

/** The mailbox that takes a mailbox's mail over. */
export interface NextMailbox {
  readonly settings: PanelSettings;
  readonly email: string;
  readonly password: string;
}

/** The mailbox that replaces one, as this run knows, or as the journal of an interrupted one says. */
export function successorOf(
  { run, journal }: Site,
  email: string,
  { successor }: ObjectMemory,
): NextMailbox | undefined {
  if (successor !== undefined) return nextMailbox(successor.settings, successor.inputs);
  const { endpoint, name } = journal.own("successor", email)?.detail ?? {};
  if (typeof endpoint !== "string" || typeof name !== "string") return undefined;
  const { settings, declared, standing, successor: next } = run.object(endpoint, "mailbox", name);
  // it may be replaced itself by now
  if (next !== undefined) return nextMailbox(next.settings, next.inputs);
  return nextMailbox(settings, declared ?? standing);
}

function nextMailbox(
  settings: PanelSettings | undefined,
  inputs: Props | undefined,
): NextMailbox | undefined {
  const { email, password } = (inputs ?? {}) as Partial<MailboxInputs>;
  if (settings === undefined || email === undefined || password === undefined) return undefined;
  return { settings, email, password };
}
