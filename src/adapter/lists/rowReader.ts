import type { Entry } from "./json";
import type { RowFields } from "./rowFields";
import type { Spelled } from "./text";

/**
 * Reads the rows of a list as objects of one kind, and tells the walk how to find them. What takes a row returns how
 * many rows of the list it stands for, or 0 if the row is not understood.
 */
export interface RowReader<Row = unknown> {
  /** The fields that name an object of this kind, likeliest first. */
  readonly names: readonly string[];
  /** Fields of a row that may hold a list, but do not wrap rows. */
  readonly lists: ReadonlySet<string>;
  /** Words in keys that are about something else. */
  readonly others: ReadonlySet<string>;
  /** Whether a value below a key is a record of this kind, rather than a list of them. */
  isRecord(value: unknown): boolean;
  /**
   * Reads `{ email: "ann@x.com", quota: 5 }`, below a domain or with a domain beside the list. Where it is understood in
   * part, the doubts know.
   *
   * @returns what it says of an object, or how many rows it stands for
   */
  fields(fields: RowFields, domain: string | undefined): { readonly row: Row } | number;
  /** Takes what such a row says. */
  take(row: Row): void;
  /** Takes an address as a key, with its value: `"ann@x.com": 5`. */
  entry(key: Spelled, value: unknown): number;
  /** Takes all keys below a domain, with their values: `{ ann: 5, bob: 7 }`. */
  map(entries: readonly Entry[], domain: string): number;
  /** Takes `"ann@x.com"`: an element of a list, or the whole value of a key. */
  text(text: string, domain: string | undefined, isElement: boolean): number;
  /** Takes an array in an array: `["ann@x.com", "500"]`. */
  tuple(values: readonly unknown[]): number;
}
