import type { JournalEntry } from "../coordination/journal";
import type { Panel } from "../adapter/panel";
import type { Forwarding } from "./forwardMemory";
import { together, without } from "./forwardTargets";
import type { Place } from "./session";

/** What a program writes of a forwarding, in normal form. */
export interface ForwardInputs {
  readonly source: string;
  readonly targets: readonly string[];
  readonly saveLocal: boolean;
  readonly server?: string | undefined;
  readonly adopt?: boolean;
}

/** What the state holds of a forwarding. */
export interface ForwardState extends ForwardInputs, Place {
  readonly server?: string | undefined;
  /** What the program declared, where a refresh found other targets: a removal leaves the others in the panel. */
  readonly declared?: readonly string[];
  /** The panel user of a forwarding that was read with `get`. */
  readonly panelUser?: string;
  readonly incomplete?: boolean;
}

/** All that a state may have put into the panel, or has the program decide on. */
export function ownOf({ targets, declared = [], saveLocal }: ForwardState): Forwarding {
  return { targets: together(targets, declared), saveLocal };
}

/** What the journal keeps of a forwarding that stands in the state. */
function detailOf({ targets, saveLocal }: Forwarding): JournalEntry["detail"] {
  return { targets: [...targets], saveLocal: saveLocal === true };
}

/**
 * What the journal keeps of one that is about to be made.
 *
 * @param standing what it takes the place of, so that it is this stack's own too
 * @param owed of that, what no deletion removes any more
 */
export function intentOf(
  wanted: Forwarding,
  standing: readonly string[],
  owed: readonly string[] = [],
): JournalEntry["detail"] {
  const old = standing.length === 0 ? {} : { standing: [...standing] };
  return { ...detailOf(wanted), ...old, ...(owed.length === 0 ? {} : { owed: [...owed] }) };
}

/** The targets that a journal's entry has under this name. */
export function targetsIn(
  entry: JournalEntry | undefined,
  name: "targets" | "standing" | "owed",
): readonly string[] {
  const targets = entry?.detail[name];
  return Array.isArray(targets) ? targets : [];
}

/** All targets that a journal's entry claims for this stack. */
export function claimsOf(entry: JournalEntry | undefined): string[] {
  return together(targetsIn(entry, "targets"), targetsIn(entry, "standing"), targetsIn(entry, "owed"));
}

/** Lets the journal forget a forwarding that stands in the state, unless the panel may hold more of this stack's. */
export function settleForward({ journal }: Panel, state: ForwardState): void {
  const known = journal.recall("forwarding", state.source);
  const others = without(targetsIn(known, "standing"), state.targets);
  if (others.length === 0 && targetsIn(known, "owed").length === 0)
    journal.settle("forwarding", state.source, detailOf(state));
}
