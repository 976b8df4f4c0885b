/** A field's value as PHP sees it: a string, or an array where the name has brackets (`targets[]=…`). */
export type FormValue = string | string[];

/** A form as a PHP program receives it, and the field names as they were sent. */
export interface Form {
  /** The values by name; if two fields share a name, the last one wins. */
  values: ReadonlyMap<string, FormValue>;
  /** Every field's decoded name in the order sent, repeats included. */
  names: readonly string[];
  /** Every string sent under a name, in the order sent, for a panel that reads the raw body. */
  all(name: string): string[];
  /** The value of a field if it is a string. */
  text(name: string): string | undefined;
}

/** Reads `application/x-www-form-urlencoded` text as PHP fills `$_POST` and `$_GET`. */
export function parseForm(encoded: string): Form {
  const sent = new URLSearchParams(encoded);
  const values = new Map<string, FormValue>();
  for (const [name, value] of sent) store(values, name, value);
  return {
    values,
    names: [...sent.keys()],
    all: (name) => sent.getAll(name),
    text: (name) => {
      const value = values.get(name);
      return typeof value === "string" ? value : undefined;
    },
  };
}

/** PHP's rules for names: brackets make an array, and " " and "." before them become "_". */
function store(values: Map<string, FormValue>, sent: string, value: string): void {
  const name = sent.trimStart();
  const [, array] = /^([^[]+)\[.*\]/s.exec(name) ?? [];
  const key = (array ?? name).replaceAll(/[ .]/g, "_");
  if (key === "") return;
  const before = values.get(key);
  values.set(key, array === undefined ? value : [...(Array.isArray(before) ? before : []), value]);
}
