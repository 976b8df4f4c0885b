/** A JSON object, seen as its fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** The key and the value of a field. */
export type Entry = readonly [string, unknown];

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is neither an object nor an array. */
export function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

export function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isNothing);
  if (isFields(value)) return Object.keys(value).length === 0;
  return value === null || value === "" || value === false;
}

/** The deepest nesting of a payload that is read. */
export const deepest = 64;

/** Whether a payload is nested deeper than any real list. */
export function isTooDeep(data: unknown, levels = 4 * deepest): boolean {
  if (isScalar(data)) return false;
  return levels === 0 || Object.values(data as object).some((node) => isTooDeep(node, levels - 1));
}

/** Every text in a payload, including its keys. */
export function* textsOf(node: unknown): Generator<string> {
  if (typeof node === "string") yield node;
  else if (Array.isArray(node)) for (const element of node) yield* textsOf(element);
  else if (isFields(node)) {
    for (const [key, value] of Object.entries(node)) {
      yield key;
      yield* textsOf(value);
    }
  }
}

/** The shape of a payload without its content: no addresses, no passwords, only the first element of each list. */
export function sketch(node: unknown, levels = 8): string {
  if (typeof node === "object" && node !== null && levels === 0) return "…";
  if (Array.isArray(node))
    return node.length === 0 ? "[]" : `[${sketch(node[0], levels - 1)}${node.length > 1 ? ", …" : ""}]`;
  if (!isFields(node)) return node === null ? "null" : typeof node;
  const entries = Object.entries(node).slice(0, 12);
  const fields = entries.map(
    ([key, value]) => `${/^[a-z_]{1,24}$/i.test(key) ? key : "…"}: ${sketch(value, levels - 1)}`,
  );
  return `{${fields.join(", ")}}`;
}
