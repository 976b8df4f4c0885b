import type { Doubts } from "./doubts";
import { claimOf, saysMore, type Claims } from "./pages";

/** What was seen of a part of a payload. */
export interface Part {
  readonly rows: number;
  /** What it says about the size of the list beside it. */
  readonly claims: readonly Claims[];
  /** Whether it holds something that is not known to be irrelevant. */
  readonly isSaid: boolean;
  /** How many empty lists it has under unknown keys. */
  readonly emptyLists: number;
}

/** A part without rows, which says nothing. */
export const noRows: Part = { rows: 0, claims: [], isSaid: false, emptyLists: 0 };

/** A part that is one row. */
export const oneRow: Part = { ...noRows, rows: 1 };

/** A part that was not understood. */
export function left(doubts: Doubts, domain: string | undefined, content?: unknown): Part {
  doubts.leave(domain, content);
  return noRows;
}

export function together(parts: readonly Part[]): Part {
  return {
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    claims: parts.flatMap(({ claims }) => claims),
    isSaid: parts.some(({ isSaid }) => isSaid),
    emptyLists: parts.reduce((sum, { emptyLists }) => sum + emptyLists, 0),
  };
}

/** A field beside a list, as what it says about the list's size. */
export function claimed(key: string, value: unknown): Part {
  const claim = claimOf(key, value);
  return claim === undefined ? noRows : { ...noRows, claims: [claim] };
}

/** Puts the parts of a list together, and compares what they say about its size with the rows that were seen. */
export function closed(parts: readonly Part[], domain: string | undefined, doubts: Doubts): Part {
  const part = together(parts);
  if (part.rows === 0) {
    // a message says nothing beside a list; alone it may be an unknown form of list, and so may several empty lists
    if (part.isSaid || part.emptyLists > 1) doubts.leave(domain);
    return part;
  }
  if (saysMore(part.claims, part.rows)) {
    if (domain === undefined) doubts.isPart = true;
    else doubts.leave(domain);
  }
  return { ...noRows, rows: part.rows };
}
