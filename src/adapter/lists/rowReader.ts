import type { Row } from "./row";

/** Reads the rows of a list as objects of one kind, and tells the walk how to find them. */
export interface RowReader {
  /** The fields that name an object of this kind, likeliest first. */
  readonly names: readonly string[];
  /** Fields of a row that may hold a list, but do not wrap rows. */
  readonly lists: ReadonlySet<string>;
  /** Words in keys that are about something else. */
  readonly others: ReadonlySet<string>;
  /** Whether a value below a key is a record of this kind, rather than a list of them. */
  isRecord(value: unknown): boolean;
  /** Takes a row. Returns how many rows of the list it stands for, or 0 if the row is not understood. */
  take(row: Row): number;
}
