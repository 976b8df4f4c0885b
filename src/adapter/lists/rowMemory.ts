/** The longest row that is remembered, in characters. */
const longest = 1000;

/**
 * What the rows of the list before said. A panel's list is asked for again and again, and hardly changes in between: a
 * row of the same text in the same place says the same.
 */
export class RowMemory {
  private before = new Map<string, Remembered>();
  private now = new Map<string, Remembered>();

  /** Begins with the next list. Only rows of the last one are kept. */
  next(): void {
    this.before = this.now;
    this.now = new Map();
  }

  /** What a row said; undefined where that is not known. */
  recall(key: string): unknown {
    const known = this.before.get(key);
    if (known !== undefined) this.now.set(known.key, known);
    return known?.row;
  }

  note(key: string, row: unknown): void {
    if (key.length <= longest) this.now.set(key, { key, row });
  }
}

/** A row, with the very text under which it is kept: another with the same letters would be kept beside it. */
interface Remembered {
  readonly key: string;
  readonly row: unknown;
}
