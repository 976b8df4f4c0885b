import { columnNames, recordNames, squash } from "./fields";
import { isFields, isScalar, type Entry } from "./json";

/**
 * Brings the rows of a list into one form: `{ 0: "ann@x.com", 1: "on" }` and `{ id: 5, cell: ["ann@x.com", "on"] }`
 * become arrays, `{ id: 5, attributes: { email: "ann@x.com" } }` becomes one object, and arrays below a row of names
 * become objects.
 */
export function plainRows(nodes: readonly unknown[], isName: (name: string) => boolean): readonly unknown[] {
  const rows = nodes.map((node) => plainRow(node, isName));
  const [head, ...more] = rows;
  return isHead(head, isName) && more.every((row) => Array.isArray(row) && row.length === head.length)
    ? more.map((row) => Object.fromEntries(head.map((name, place) => [name, (row as unknown[])[place]])))
    : rows;
}

/** One row in that form, but for what a row of names says of it. */
export function plainRow(node: unknown, isName: (name: string) => boolean): unknown {
  return asArray(node) ?? merged(node, isName) ?? node;
}

export function columnsIn(entries: readonly Entry[]): readonly unknown[] | undefined {
  const columns = entries.find(([key, value]) => columnNames.has(squash(key)) && Array.isArray(value));
  return columns?.[1] as readonly unknown[] | undefined;
}

/** A list with the names of its columns as the first row. */
export function withColumns(columns: readonly unknown[] | undefined, list: unknown): unknown {
  return columns !== undefined && Array.isArray(list) && list.some(Array.isArray)
    ? [columns, ...(list as unknown[])]
    : list;
}

function isHead(head: unknown, isName: (name: string) => boolean): head is readonly string[] {
  return (
    Array.isArray(head) &&
    head.every((name) => typeof name === "string" && !name.includes("@")) &&
    new Set(head).size === head.length &&
    head.some((name: string) => isName(squash(name)))
  );
}

function asArray(node: unknown): readonly unknown[] | undefined {
  if (!isFields(node)) return undefined;
  const keys = Object.keys(node);
  const cell = keys.find((key) => squash(key) === "cell");
  if (cell !== undefined && Array.isArray(node[cell])) return node[cell] as unknown[];
  const values = Object.values(node);
  return keys.length > 1 && keys.every((key, place) => key === String(place)) && values.every(isScalar)
    ? values
    : undefined;
}

/** A row whose fields are one level below its number and its kind, with all fields on one level. */
function merged(node: unknown, isName: (name: string) => boolean): unknown {
  if (!isFields(node)) return undefined;
  const entries = Object.entries(node);
  if (entries.some(([key, value]) => isScalar(value) && isName(squash(key)))) return undefined;
  const within = entries.filter(([key, value]) => recordNames.has(squash(key)) && isFields(value));
  if (within.length !== 1) return undefined;
  const outer = entries.filter(([key, value]) => value !== within[0]?.[1] && squash(key) !== "cursor");
  return { ...Object.fromEntries(outer), ...(within[0]?.[1] as object) };
}
