import type { KnownMessage } from "./message";

/** A message of the source with the one of the target that is the same. */
export interface Pair {
  readonly source: KnownMessage;
  readonly target: KnownMessage;
}

/** What two folders have in common. */
export interface Reconciled {
  readonly pairs: readonly Pair[];
  /** Those of the source that the target lacks, in the source's order. */
  readonly missing: readonly KnownMessage[];
}

/**
 * Compares two folders by counting: messages are the same where bytes and date are, and one that stands there twice has to
 * be there twice. Of several that are the same, those are paired first whose flags are the same, too.
 */
export function reconcile(source: readonly KnownMessage[], target: readonly KnownMessage[]): Reconciled {
  const free = new Map<string, KnownMessage[]>();
  for (const message of target) {
    const same = free.get(identity(message));
    if (same === undefined) free.set(identity(message), [message]);
    else same.push(message);
  }
  const pairs: Pair[] = [];
  const pair = (message: KnownMessage, isSame: (one: KnownMessage) => boolean): boolean => {
    const candidates = free.get(identity(message)) ?? [];
    const place = candidates.findIndex(isSame);
    const [found] = place < 0 ? [] : candidates.splice(place, 1);
    if (found !== undefined) pairs.push({ source: message, target: found });
    return found !== undefined;
  };
  const others = source.filter((message) => !pair(message, (one) => hasSameFlags(one, message)));
  const missing = others.filter((message) => !pair(message, () => true));
  return { pairs, missing };
}

/** Whether two messages have the same flags: servers tell no capitals from small letters in them. */
export function hasSameFlags(a: Pick<KnownMessage, "flags">, b: Pick<KnownMessage, "flags">): boolean {
  return normalFlags(a) === normalFlags(b);
}

function normalFlags({ flags }: Pick<KnownMessage, "flags">): string {
  return flags
    .map((flag) => flag.toLowerCase())
    .sort()
    .join(" ");
}

function identity({ hash, date }: KnownMessage): string {
  return `${hash} ${date}`;
}
