import limitConcurrency from "p-limit";
import { isDeepStrictEqual } from "node:util";
import { together } from "./forwardTargets";

/** Where a forwarding leads, and whether its source's own mailbox keeps a copy. */
export interface Forwarding {
  readonly targets: readonly string[];
  readonly saveLocal?: boolean | undefined;
}

/**
 * What one run of the engine knows of the forwarding of one source. A deletion is told the old state alone; what the
 * program declares now, and so what must stay, only the calls before it said.
 */
export class ForwardMemory {
  /** Runs one change of this forwarding after the other: a panel may overwrite what it does not know yet. */
  readonly inTurn = limitConcurrency(1);
  /** What the state holds of it, so that it is this stack's own in the panel. */
  standing: Forwarding | undefined;
  /** What the program declares, once that is known. */
  declared: Forwarding | undefined;
  /** Whether the program replaces what the state holds. */
  isReplaced = false;
  /** Targets whose deletion this run has put off until the new ones are there. */
  owed: readonly string[] = [];
  private isAwaited = false;
  private recorded: unknown;

  /** Notes that the engine asks for a new forwarding: it creates it in this run, unless something fails. */
  expect(wanted: Forwarding): void {
    this.declared = wanted;
    this.isAwaited = true;
  }

  /** Notes what the state holds, and what the program wants of it; undefined while that is not known. */
  compare(old: Forwarding, wanted: Forwarding | undefined, isReplaced: boolean): void {
    this.standing = old;
    this.declared = wanted ?? this.declared;
    this.isReplaced ||= isReplaced;
    this.isAwaited ||= isReplaced;
  }

  /** Notes that the panel has what the program declares. */
  made(wanted: Forwarding): void {
    this.declared = wanted;
    this.isAwaited = false;
  }

  /** Notes that the panel has not, so that what the state holds stays. */
  failed(): void {
    this.declared = this.standing;
    this.isAwaited = false;
  }

  /** Notes the state that an update gave back: a deletion of just that is a removal. */
  record(state: unknown): void {
    this.recorded = state;
  }

  /** Whether a deletion comes before the creation that takes the place of what it deletes. */
  get comesBeforeCreation(): boolean {
    return this.isAwaited;
  }

  /** Puts the deletion of an old forwarding off until the new one is there. */
  putOff({ targets, saveLocal }: Forwarding): void {
    this.owed = together(this.owed, targets);
    this.standing = { targets: together(this.standing?.targets ?? [], targets), saveLocal };
  }

  /** The targets that stay when this state is deleted, since the program declares them; undefined for a removal. */
  keptFrom(state: unknown): readonly string[] | undefined {
    return isDeepStrictEqual(state, this.recorded) ? undefined : this.declared?.targets;
  }
}
