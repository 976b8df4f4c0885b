import { sameTargets } from "../adapter/address";
import { BrainycpError } from "../adapter/errors";
import { disowned } from "../adapter/intents";
import type { Intent } from "../coordination/journal";
import type { ListedForward } from "../adapter/lists/forwards";
import type { Panel } from "../adapter/panel";
import { seen } from "../adapter/sighting";
import { change, complete, remove, takeBack, type Present } from "./forwardChanges";
import type { ForwardMemory } from "./forwardMemory";
import { claimsOf, intentOf, targetsIn, type ForwardState } from "./forwardState";
import { common, together, without } from "./forwardTargets";
import { notRecognised } from "./lifecycle";

/** What the creation of a forwarding needs. */
export interface ForwardCreation {
  readonly panel: Panel;
  readonly state: ForwardState;
  readonly memory: ForwardMemory;
  readonly tellForeign: (targets: readonly string[]) => void;
}

/**
 * Makes a forwarding, or makes the one that the state holds into it: the new targets are added, and the old ones left to
 * their deletion. Where that fails, the old forwarding stands as it was.
 *
 * @throws BrainycpError, `unsettled` where the panel may hold a part of a forwarding that it did not have
 */
export async function createForward(creation: ForwardCreation): Promise<"made" | "taken over"> {
  const { panel, state, memory, tellForeign } = creation;
  const there = await findBefore(panel, state.source);
  const intent = panel.journal.recall("forwarding", state.source);
  if (there !== undefined && !isOwn(there, creation, intent)) {
    if (state.adopt !== true || !sameTargets(there.targets, state.targets) || isOtherCopy(there, state))
      throw alreadyThere(state, there, intent);
    panel.journal.forget("forwarding", state.source);
    return "taken over";
  }
  const own = intent?.age === "current" ? intent : undefined;
  const owed = together(memory.owed, targetsIn(own, "owed"));
  const before = there === undefined ? undefined : presentOf(there, memory, own);
  const standing = there?.targets ?? [];
  panel.journal.intend("forwarding", state.source, true, intentOf(state, standing, owed));
  try {
    if (before === undefined) await complete(panel, state, [], tellForeign);
    else await change(panel, state, before, tellForeign);
  } catch (error) {
    throw error instanceof BrainycpError ? await afterFailure(creation, before, owed, error) : error;
  }
  // the old state's own go with its deletion, unless that came first
  const later = without(common(standing, memory.standing?.targets ?? []), [...state.targets, ...owed]);
  await removeLeft(panel, state.source, without(standing, [...state.targets, ...later]));
  panel.journal.intend("forwarding", state.source, true, intentOf(state, later));
  panel.journal.made("forwarding", state.source);
  panel.journal.answer("forwarding", state.source);
  return "made";
}

/** Removes what only an earlier run, or a deletion that was put off, left behind. */
export async function removeLeft(panel: Panel, source: string, left: readonly string[]): Promise<void> {
  try {
    await remove(panel, source, left);
  } catch (error) {
    throw error instanceof BrainycpError ? error.asUnsettled() : error;
  }
}

/**
 * Looks before a creation whether the source forwards already.
 *
 * @throws BrainycpError (`list_unrecognised`) where the list does not tell: a panel may overwrite what is there.
 */
async function findBefore(panel: Panel, source: string): Promise<ListedForward | undefined> {
  const list = await panel.lists.forwards();
  const sighting = list.see(source);
  if (sighting.is !== "unknown" || !list.leavesOpen(source)) return seen(sighting);
  throw new BrainycpError({
    code: "list_unrecognised",
    problem: `forwarding ${source} is not created: ${notRecognised("before a creation", "forwardings", sighting.looks)}`,
    nextStep:
      "The panel may overwrite a forwarding that is there already, so nothing was sent. Please open an issue with the " +
      "shape that the list has",
  });
}

/**
 * Whether all of a forwarding is this stack's: the state holds it or the program declares it, or a killed run of this
 * project set it out.
 */
function isOwn(
  there: ListedForward,
  { state, memory }: ForwardCreation,
  intent: Intent | undefined,
): boolean {
  const own = intent?.age === "current" ? intent : undefined;
  const standing = memory.standing === undefined ? [] : [...memory.standing.targets, ...state.targets];
  return without(there.targets, [...standing, ...claimsOf(own)]).length === 0;
}

/** What is there, and whether a copy is kept, as far as anything tells. */
function presentOf(there: ListedForward, memory: ForwardMemory, own: Intent | undefined): Present {
  const noted = own?.detail.saveLocal === true;
  const known = own?.made === true ? noted : (memory.standing?.saveLocal ?? noted);
  const { spelling, targets, saveLocal } = there;
  return { spelling, targets, saveLocal: saveLocal ?? known, isCopyShown: saveLocal !== undefined };
}

/** The error for a creation that failed, when what was there before is back where that can be. */
async function afterFailure(
  { panel, state, memory }: ForwardCreation,
  before: Present | undefined,
  owed: readonly string[],
  error: BrainycpError,
): Promise<BrainycpError> {
  if (before === undefined) {
    if (!error.unsettled) panel.journal.forget("forwarding", state.source);
    return error;
  }
  // what only a killed run made stands in no state yet: with what came of it now, it comes into the state
  if (memory.standing === undefined) return error.asUnsettled();
  const { isAsBefore, refused } = await takeBack(panel, state, before);
  if (isAsBefore) {
    // it stays this stack's own, also where its deletion was put off
    panel.journal.intend("forwarding", state.source, true, intentOf(before, [], owed));
  }
  const asked = refused.length === 0 ? "" : `The panel did not take ${refused.join(", ")}. `;
  const now = isAsBefore
    ? `The forwarding stands as it was, to ${before.targets.join(", ")}`
    : `Whether the forwarding stands as it was, to ${before.targets.join(", ")}, is not known: look at the panel, and ` +
      "run pulumi up again";
  return error.asSettled().withNextStep(`${asked}${now}. ${error.nextStep}`);
}

/** Whether the list shows another `save_local` than the program declares. */
function isOtherCopy({ saveLocal }: ListedForward, state: ForwardState): boolean {
  return saveLocal !== undefined && saveLocal !== state.saveLocal;
}

function alreadyThere(state: ForwardState, there: ListedForward, intent: Intent | undefined): BrainycpError {
  const foreign = without(there.targets, state.targets);
  const copy = there.saveLocal === undefined ? "" : `, saveLocal: ${there.saveLocal}`;
  const intended = `it forward to ${targetsIn(intent, "targets").join(", ")}`;
  return new BrainycpError({
    code: "already_exists",
    operation: "addforward",
    problem:
      `forwarding ${state.source} exists already in the panel: it forwards to ${there.targets.join(", ")}` +
      (foreign.length > 0 ? `, of which the program does not declare ${foreign.join(", ")}` : "") +
      (isOtherCopy(there, state)
        ? `; its own mailbox keeps ${there.saveLocal === true ? "a copy" : "no copy"}, and the program says saveLocal: ${state.saveLocal}`
        : "") +
      (intent === undefined ? "" : `; ${disowned(intent, intended)}`),
    nextStep:
      sameTargets(there.targets, state.targets) && !isOtherCopy(there, state)
        ? "If a replacement was asked for (--replace, taint), write deleteBeforeReplace: true. To take it over, write " +
          "adopt: true. If this is a rename of the resource, use the aliases option"
        : `Declare what the panel has, with adopt: true (targets: ${JSON.stringify(there.targets)}${copy}), or remove it in the panel`,
  });
}
