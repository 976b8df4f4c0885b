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
  const pairs = encoded
    .split("&")
    .filter((part) => part !== "")
    .map(splitPair);
  const values = new Map<string, FormValue>();
  for (const { name, value } of pairs) store(values, name, value);
  return {
    values,
    names: pairs.map(({ name }) => name),
    all: (wanted) => pairs.filter(({ name }) => name === wanted).map(({ value }) => value),
    text: (name) => {
      const value = values.get(name);
      return typeof value === "string" ? value : undefined;
    },
  };
}

function splitPair(part: string): { name: string; value: string } {
  const at = part.indexOf("=");
  return at < 0
    ? { name: decode(part), value: "" }
    : { name: decode(part.slice(0, at)), value: decode(part.slice(at + 1)) };
}

/** PHP's urldecode: "+" is a space, and a "%" not followed by two hex digits stays as it is. */
function decode(text: string): string {
  const bytes = text
    .replaceAll("+", " ")
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** PHP's rules for names: brackets make an array, and " " and "." before them become "_". */
function store(values: Map<string, FormValue>, sent: string, value: string): void {
  const name = sent.trimStart();
  const bracket = name.indexOf("[");
  const isArray = bracket > 0 && name.includes("]", bracket);
  const key = (isArray ? name.slice(0, bracket) : name).replaceAll(/[ .]/g, "_");
  if (key === "") return;
  if (!isArray) {
    values.set(key, value);
    return;
  }
  const before = values.get(key);
  values.set(key, Array.isArray(before) ? [...before, value] : [value]);
}
