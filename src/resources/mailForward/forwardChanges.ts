import { common, together, without } from "../../adapter/addressSet";
import { addressKey } from "../../adapter/address";
import { BrainycpError } from "../../adapter/errors";
import { recent, withOthers } from "../../adapter/freshness";
import { ambiguous, type Panel } from "../../adapter/panel";
import { seen } from "../../adapter/sighting";
import { addForward, deleteForward, look } from "./forwardCalls";
import type { Forwarding } from "./forwardState";

/** A forwarding as the panel shall have it. */
export interface Wanted extends Forwarding {
  readonly source: string;
  readonly saveLocal: boolean;
}

/** A forwarding as the panel has it, all of it this stack's own. */
export interface Present extends Forwarding {
  /** The source as the panel writes it. */
  readonly spelling: string;
  /** Whether the panel's list shows `saveLocal`. */
  readonly isCopyShown: boolean;
}

/** Tells of targets that the panel shows and nobody declared. */
export type TellForeign = (targets: readonly string[]) => void;

/**
 * Adds the targets that are missing until the list shows all of them. A panel that overwrites has then lost the others,
 * so the last attempt sends all at once.
 *
 * @throws BrainycpError, `unsettled` where the panel may now hold a part of the targets.
 */
export async function complete(
  panel: Panel,
  { source, targets, saveLocal }: Wanted,
  there: readonly string[],
  tellForeign: TellForeign,
): Promise<void> {
  let missing = without(targets, there);
  let hasPart = there.length > 0;
  for (const attempt of ["missing", "missing", "all"]) {
    if (missing.length === 0) return;
    try {
      await addForward(panel, source, attempt === "all" ? targets : missing, saveLocal, true);
    } catch (error) {
      throw hasPart && error instanceof BrainycpError ? error.asUnsettled() : error;
    }
    hasPart = true;
    const now = await panel.lists.forwards(undefined, withOthers).catch(() => undefined);
    const sighting = now?.see(source);
    // a list that does not tell contradicts nothing: the panel said that it was defined
    if (sighting === undefined || sighting.is === "unknown") return;
    const found = seen(sighting);
    missing = without(targets, found?.targets ?? []);
    tellForeign(without(found?.targets ?? [], targets));
  }
  if (missing.length === 0) return;
  throw new BrainycpError({
    code: "incomplete",
    problem: `addforward ${source}: the panel said that it was defined, but its list lacks ${missing.join(", ")}`,
    nextStep: "Look at the panel; the next pulumi up looks again, and adds what is still missing",
    unsettled: true,
  });
}

/**
 * Changes a forwarding without interrupting it: adds what is missing and removes nothing. Only a copy that is no longer
 * to be kept, or that the panel refuses to add, takes a moment without the forwarding: no operation changes it.
 */
export async function change(
  panel: Panel,
  wanted: Wanted,
  there: Present,
  tellForeign: TellForeign,
): Promise<void> {
  const isNew = without(wanted.targets, there.targets).length > 0;
  let copy = there.saveLocal ?? wanted.saveLocal;
  const others: TellForeign = (targets) => tellForeign(without(targets, there.targets));
  if (isNew || (copy !== wanted.saveLocal && (wanted.saveLocal || there.isCopyShown))) {
    const isTaken = await addBeside(panel, { ...wanted, source: there.spelling }, there);
    const now = await look(panel, wanted.source);
    if (now !== undefined) await complete(panel, wanted, now.targets, others);
    copy = now?.saveLocal ?? (isTaken && wanted.saveLocal ? true : copy);
  }
  if (copy !== wanted.saveLocal) await renew(panel, wanted, there, others);
}

/**
 * Adds targets to a forwarding that is there. All that shall stand is sent at once, which is right on a panel that adds
 * and on one that overwrites; only the new ones go to a panel that refuses what it has already.
 *
 * @returns whether the panel took it; not where it refused because nothing is new
 */
export async function addBeside(panel: Panel, wanted: Wanted, there: Forwarding): Promise<boolean> {
  const { source, targets, saveLocal } = wanted;
  const missing = without(targets, there.targets);
  try {
    await addForward(panel, source, targets, saveLocal, true);
    return true;
  } catch (error) {
    if (!isRefusal(error) || missing.length === targets.length) throw error;
    if (missing.length === 0) return false;
    const now = await look(panel, source);
    const isPart = now !== undefined && common(missing, now.targets).length > 0;
    if (isPart || !(await refusesRepetition(panel, source, there))) throw error;
  }
  await addForward(panel, source, missing, saveLocal, true);
  return true;
}

/** Whether the panel refuses to be sent what it has; on any other this changes nothing. */
async function refusesRepetition(panel: Panel, source: string, there: Forwarding): Promise<boolean> {
  try {
    await addForward(panel, source, there.targets, there.saveLocal === true, true);
    return false;
  } catch (error) {
    if (isRefusal(error)) return true;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof BrainycpError && error.code === "failed";
}

/** Makes a forwarding anew. */
async function renew(panel: Panel, wanted: Wanted, there: Present, tellForeign: TellForeign): Promise<void> {
  const own = together(there.targets, wanted.targets);
  const now = await look(panel, wanted.source);
  const going = now === undefined ? own : common(now.targets, own);
  if (going.length > 0) await deleteForward(panel, there.spelling, going);
  await complete(panel, wanted, [], tellForeign);
}

/** How a forwarding is after a change of it failed. */
export interface TakenBack {
  /** Whether it is known to be as it was. */
  readonly isAsBefore: boolean;
  /** The targets that the panel did not take. */
  readonly refused: readonly string[];
}

/** Brings a forwarding back to what it was: what was lost is added, what was added is removed. */
export async function takeBack(panel: Panel, wanted: Wanted, before: Present): Promise<TakenBack> {
  const added = without(wanted.targets, before.targets);
  try {
    const now = await look(panel, wanted.source);
    if (now === undefined) return { isAsBefore: false, refused: added };
    if (without(before.targets, now.targets).length > 0)
      await addForward(panel, before.spelling, before.targets, before.saveLocal === true, true);
    await remove(panel, wanted.source, added);
    const left = await look(panel, wanted.source);
    const isAsBefore =
      left !== undefined &&
      without(before.targets, left.targets).length === 0 &&
      common(added, left.targets).length === 0;
    return { isAsBefore, refused: without(added, now.targets) };
  } catch {
    // the first error says more
    return { isAsBefore: false, refused: added };
  }
}

/** Removes these targets alone. Returns the others, which stay. */
export async function remove(panel: Panel, source: string, targets: readonly string[]): Promise<string[]> {
  if (targets.length === 0) return [];
  const fresh = panel.asOf("forwarding", addressKey(source), recent);
  const sighting = (await panel.lists.forwards(undefined, fresh)).see(source);
  if (sighting.is === "absent") return [];
  const found = seen(sighting);
  const present = found === undefined ? targets : common(found.targets, targets);
  if (present.length > 0 && found?.isAmbiguous === true) throw ambiguous("forwarding", source);
  if (present.length > 0) await deleteForward(panel, found?.spelling ?? source, present);
  return without(found?.targets ?? [], targets);
}
