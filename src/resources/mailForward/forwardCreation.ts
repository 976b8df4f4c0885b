import { sameTargets } from "../../adapter/address";
import { common, together, without } from "../../adapter/addressSet";
import { BrainycpError, unsettled } from "../../adapter/errors";
import type { ListedForward } from "../../adapter/lists/forwards";
import { notRecognised, type Listing } from "../../adapter/lists/listing";
import { seen } from "../../adapter/sighting";
import { current, type Intent } from "../../coordination/journal";
import { disowned } from "../../lifecycle/disowned";
import type { Creation, Detail, Outcome } from "../../lifecycle/kind";
import { change, complete, remove, takeBack, type Present, type TellForeign } from "./forwardChanges";
import { claimsOf, intentOf, knownIn, targetsIn, type Forwarding, type ForwardState } from "./forwardState";

/** The creation of a forwarding, after a look at the list of all. */
export type ForwardCreation = Creation<ForwardState, Listing<ListedForward>>;

/**
 * Whether a source forwards already, and whose that is: taken over, or undefined where it is free or this stack's own.
 *
 * @throws BrainycpError (`already_exists`) where it is somebody else's, and (`list_unrecognised`) where the list does not
 * tell: a panel may overwrite what is there
 */
export function claimForward(creation: ForwardCreation): Outcome<ForwardState, never> | undefined {
  const { state, intent, isBegun } = creation;
  if (isBegun) return undefined;
  const there = findBefore(creation);
  if (there === undefined || isOwn(there, creation)) return undefined;
  if (state.adopt !== true || !sameTargets(there.targets, state.targets) || isOtherCopy(there, state))
    throw alreadyThere(state, there, intent);
  return { how: "taken over", state };
}

/**
 * What the journal keeps of a creation: what stands already is this stack's own too, as the claim has shown. Where a
 * creation is only completed, nothing has shown that, and somebody else's targets may stand beside.
 */
export function forwardIntent(creation: ForwardCreation): Detail {
  const { state, intent, isBegun } = creation;
  const standing = isBegun ? targetsIn(current(intent), "standing") : thereIn(creation)?.targets;
  return intentOf(state, standing ?? [], owedIn(creation));
}

/**
 * Makes a forwarding, or makes the one that the state holds into it: the new targets are added, and the old ones left to
 * their deletion.
 *
 * @throws BrainycpError, `unsettled` where the panel may hold a part of a forwarding that it did not have
 */
export async function makeForward(creation: ForwardCreation): Promise<Outcome<ForwardState, never>> {
  const { site, state, memory, intent, isBegun } = creation;
  const { panel } = site;
  const { source, targets } = state;
  const tellForeign: TellForeign = (foreign) => {
    if (foreign.length > 0)
      site.run.warn(
        `Forwarding ${source}: the panel also forwards to ${foreign.join(", ")}, which nobody declared`,
      );
  };
  // what only an earlier run, or a deletion that was put off, left behind
  const removing = (left: readonly string[]) => (): Promise<void> =>
    unsettled(async () => {
      await remove(panel, source, left);
    });
  const there = thereIn(creation);
  const present = there?.targets ?? [];
  if (isBegun) {
    await complete(panel, state, present, tellForeign);
    const left = without(common(present, targetsIn(current(intent), "owed")), targets);
    return { how: "made", state, cleanUp: removing(left) };
  }
  if (there === undefined) await complete(panel, state, [], tellForeign);
  else await change(panel, state, presentOf(there, creation), tellForeign);
  // the old state's own go with its deletion, unless that came first
  const owed = owedIn(creation);
  const later = without(common(present, knownIn(memory).standing?.targets ?? []), [...targets, ...owed]);
  const left = without(present, [...targets, ...later]);
  return {
    how: "made",
    state,
    cleanUp: removing(left),
    detail: intentOf(state, later),
  };
}

/** Brings the forwarding that stood before back, where its change failed, and says how it is now. */
export async function undoChange(
  creation: ForwardCreation,
  error: BrainycpError,
): Promise<{ error: BrainycpError; detail?: Detail }> {
  const { site, state, memory, isBegun } = creation;
  const there = thereIn(creation);
  if (isBegun || there === undefined) return { error };
  // what only a killed run made stands in no state yet: with what came of it now, it comes into the state
  if (knownIn(memory).standing === undefined) return { error: error.asUnsettled() };
  const before = presentOf(there, creation);
  const { isAsBefore, refused } = await takeBack(site.panel, state, before);
  const asked = refused.length === 0 ? "" : `The panel rejected ${refused.join(", ")}. `;
  const now = isAsBefore
    ? `The forwarding stands as it was, to ${before.targets.join(", ")}`
    : `Whether the forwarding stands as it was, to ${before.targets.join(", ")}, is unknown: look at the panel, and ` +
      "run pulumi up again";
  const told = error.asSettled().withNextStep(`${asked}${now}. ${error.nextStep}`);
  // it stays this stack's own, also where its deletion was put off
  return isAsBefore ? { error: told, detail: intentOf(before, [], owedIn(creation)) } : { error: told };
}

/** What the source forwards to already. */
function findBefore({ view, state: { source } }: ForwardCreation): ListedForward | undefined {
  const sighting = view.see(source);
  if (sighting.is !== "unknown" || !view.leavesOpen(source)) return seen(sighting);
  throw new BrainycpError({
    code: "list_unrecognised",
    problem: `forwarding ${source} is not created: ${notRecognised("forwardings", sighting.looks)}`,
    nextStep:
      "The panel may overwrite a forwarding that is there already, so nothing was sent. Please open an issue with the " +
      "shape that the list has",
  });
}

function thereIn({ view, state }: ForwardCreation): ListedForward | undefined {
  return seen(view.see(state.source));
}

/** Targets that no deletion removes any more: this run or a killed one has put that off. */
function owedIn({ memory, intent }: ForwardCreation): string[] {
  return together(knownIn(memory).owed, targetsIn(current(intent), "owed"));
}

/**
 * Whether all of a forwarding is this stack's: the state holds it or the program declares it, or a killed run of this
 * project set it out.
 */
function isOwn(there: ListedForward, { state, memory, intent }: ForwardCreation): boolean {
  const { standing } = knownIn(memory);
  const own = standing === undefined ? [] : [...standing.targets, ...state.targets];
  return without(there.targets, [...own, ...claimsOf(current(intent))]).length === 0;
}

/** What is there, and whether a copy is kept, as far as anything tells. */
function presentOf(there: ListedForward, { memory, intent }: ForwardCreation): Present {
  const own = current(intent);
  const noted = own?.detail.saveLocal === true;
  const known = own?.made === true ? noted : (knownIn(memory).standing?.saveLocal ?? noted);
  const { spelling, targets, saveLocal } = there;
  return { spelling, targets, saveLocal: saveLocal ?? known, isCopyShown: saveLocal !== undefined };
}

/** Whether the list shows another `save_local` than the program declares. */
function isOtherCopy({ saveLocal }: ListedForward, state: ForwardState): boolean {
  return saveLocal !== undefined && saveLocal !== state.saveLocal;
}

/** The error for a forwarding that exists: what it forwards to, what the program says, and the ways out. */
function alreadyThere(state: ForwardState, there: ListedForward, intent: Intent | undefined): BrainycpError {
  const isSame = sameTargets(there.targets, state.targets) && !isOtherCopy(there, state);
  const inWords = ({ targets, saveLocal }: Forwarding): string =>
    targets.join(", ") + (isOtherCopy(there, state) ? ` with saveLocal: ${saveLocal}` : "");
  const inProgram = isSame ? "just as the program says" : `but the program says ${inWords(state)}`;
  const copy = there.saveLocal === undefined ? "" : `, saveLocal: ${there.saveLocal}`;
  const intended = `it with the targets ${targetsIn(intent, "targets").join(", ")}`;
  return new BrainycpError({
    code: "already_exists",
    operation: "addforward",
    problem:
      `forwarding ${state.source} exists already: the panel forwards it to ${inWords(there)}, ${inProgram}` +
      (intent === undefined ? "" : `; ${disowned(intent, intended)}`),
    nextStep: isSame
      ? "To take it over, write adopt: true. If you renamed the resource, use the aliases option instead; if you want it " +
        "replaced (--replace, taint), write deleteBeforeReplace: true"
      : `To take it over, write what the panel has (targets: ${JSON.stringify(there.targets)}${copy}) with adopt: true; ` +
        "you can change it afterwards. To have the program's instead, delete it in the panel and run pulumi up again",
  });
}
