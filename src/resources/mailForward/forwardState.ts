import { together } from "../../adapter/addressSet";
import type { JournalEntry } from "../../coordination/journal";
import type { Detail, ObjectState } from "../../lifecycle/kind";
import type { Props } from "../../lifecycle/props";
import type { ObjectMemory } from "../../lifecycle/runMemory";
import type { Site } from "../../lifecycle/session";

/** Where a forwarding leads, and whether its source's own mailbox keeps a copy. */
export interface Forwarding {
  readonly targets: readonly string[];
  readonly saveLocal?: boolean | undefined;
}

/** What a program writes of a forwarding, in normal form. */
export interface ForwardInputs {
  readonly source: string;
  readonly targets: readonly string[];
  readonly saveLocal: boolean;
  readonly server?: string | undefined;
  readonly adopt?: boolean;
}

/** What the state holds of a forwarding. */
export interface ForwardState extends ForwardInputs, ObjectState {
  /**
   * What the program declared, where a refresh found other targets: a removal leaves the others in the panel. No diff
   * shows an output whose name begins with `__`.
   */
  readonly __declared?: readonly string[];
  /** The same, as earlier versions wrote it. */
  readonly declared?: readonly string[];
}

/** What the program declared, where a refresh found other targets. */
export function declaredBefore({ __declared, declared }: ForwardState): readonly string[] | undefined {
  return __declared ?? declared;
}

/** What this run knows of a forwarding. */
export interface KnownForward {
  /** What states hold of it, so that it is this stack's own in the panel. */
  readonly standing: Forwarding | undefined;
  /** What the program declares, once that is known. */
  readonly declared: Forwarding | undefined;
  /** Targets whose deletion waits until the new ones are there. */
  readonly owed: readonly string[];
  readonly inTurn: ObjectMemory["inTurn"];
}

/** What this run knows of the forwarding of a source. */
export function knownForward({ run, settings }: Site, source: string): KnownForward {
  return knownIn(run.object(settings.endpoint, "forwarding", source));
}

/** What this run remembers of an object that is a forwarding. */
export function knownIn(memory: ObjectMemory): KnownForward {
  const { standing, declared, postponed } = memory;
  const owed = postponed.map(forwardingIn);
  const states = standing === undefined ? owed : [forwardingIn(standing), ...owed];
  return {
    standing: states.length === 0 ? undefined : { ...states.at(-1), targets: targetsOf(states) },
    declared: declared === undefined ? undefined : forwardingIn(declared),
    owed: targetsOf(owed),
    inTurn: (work) => memory.inTurn(work),
  };
}

function forwardingIn(remembered: Props): Forwarding {
  return ownOf(remembered as unknown as ForwardState);
}

function targetsOf(forwardings: readonly Forwarding[]): string[] {
  return together(...forwardings.map(({ targets }) => targets));
}

/** All that a state may have put into the panel, or has the program decide on. */
export function ownOf(state: ForwardState): Forwarding {
  return { targets: together(state.targets, declaredBefore(state) ?? []), saveLocal: state.saveLocal };
}

/** What the journal keeps of a forwarding that stands in the state. */
export function forwardDetail({ targets, saveLocal }: Forwarding): Detail {
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
): Detail {
  const old = standing.length === 0 ? {} : { standing: [...standing] };
  return { ...forwardDetail(wanted), ...old, ...(owed.length === 0 ? {} : { owed: [...owed] }) };
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
