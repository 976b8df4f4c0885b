import type { RowFields } from "./rowFields";
import type { Spelled } from "./text";

/** A row with fields of its own: `{ email: "ann@x.com", quota: 5 }`. */
export interface FieldRow {
  readonly is: "fields";
  readonly fields: RowFields;
  /** The domain that the row is listed under, or that a field beside the list names. */
  readonly domain: string | undefined;
}

/** An address as a key, with its value: `"ann@x.com": 5`. */
export interface EntryRow {
  readonly is: "entry";
  readonly key: Spelled;
  readonly value: unknown;
}

/** All keys below a domain, with their values: `{ ann: 5, bob: 7 }`. */
export interface MapRow {
  readonly is: "map";
  readonly entries: readonly (readonly [string, unknown])[];
  readonly domain: string;
}

/** A text on its own: `"ann@x.com"`. */
export interface TextRow {
  readonly is: "text";
  readonly text: string;
  readonly domain: string | undefined;
  /** Whether the text is an element of a list, rather than the whole value of a key. */
  readonly isElement: boolean;
}

/** An array in an array: `["ann@x.com", "500"]`. */
export interface TupleRow {
  readonly is: "tuple";
  readonly values: readonly unknown[];
  readonly domain: string | undefined;
}

/** A plain row of a list. */
export type Row = FieldRow | EntryRow | MapRow | TextRow | TupleRow;

/** What the row holds, as JSON. */
export function contentOf(row: Row): unknown {
  switch (row.is) {
    case "fields":
      return row.fields.raw;
    case "entry":
      return [row.key.address, row.value];
    case "map":
      return row.entries;
    case "text":
      return row.text;
    case "tuple":
      return row.values;
  }
}
