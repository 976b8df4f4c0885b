/** The longest row that is remembered, in characters. */
const longest = 1000;

/**
 * What the rows of the list before said. A panel's list is asked for again and again, and hardly changes in between: a
 * row of the same text in the same place says the same.
 */
export class RowMemory {
  // one map for all lists: two that take turns would be made anew for each
  private readonly rows = new Map<string, Remembered>();
  /** How many lists began. */
  private lists = 0;

  /** Begins with the next list. Only rows of the last one are kept. */
  next(): void {
    for (const [key, { seen }] of this.rows) if (seen < this.lists) this.rows.delete(key);
    this.lists += 1;
  }

  /** What a row said in the list before; undefined where that is not known. */
  recall(key: string): unknown {
    const known = this.rows.get(key);
    if (known === undefined || known.noted === this.lists) return undefined;
    known.seen = this.lists;
    return known.row;
  }

  note(key: string, row: unknown): void {
    if (key.length <= longest) this.rows.set(key, { row, noted: this.lists, seen: this.lists });
  }
}

/** A row, and the lists that had it first and last, by their number. */
interface Remembered {
  readonly row: unknown;
  readonly noted: number;
  seen: number;
}
