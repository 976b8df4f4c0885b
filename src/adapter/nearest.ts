import { distance } from "fastest-levenshtein";

/**
 * The name that was most likely meant by one that does not exist; undefined if none is near.
 *
 * @example nearest("refuse-mail-los", ["refuseMailLoss", "panelUser"]) // "refuseMailLoss"
 */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const letters = lettersOf(written);
  const ranked = names
    .map((name) => ({ name, mistakes: distance(letters, lettersOf(name)) }))
    .toSorted((one, other) => one.mistakes - other.mistakes);
  const [best] = ranked;
  if (best !== undefined && best.mistakes <= letters.length / 3) return best.name;
  // half a name is none of the near ones: timeout for timeoutSeconds
  const longer = names.filter((name) => letters.length > 3 && lettersOf(name).startsWith(letters));
  return longer.length === 1 ? longer[0] : undefined;
}

/** The question after a name that does not exist, such as `; did you mean panelUser?`; empty if no name is near. */
export function didYouMean(written: string, names: readonly string[]): string {
  const meant = nearest(written, names);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}

/** A name without what people write in different ways: upper case, hyphens, underscores. */
function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, "");
}
