/** Writes the few forms of TypeScript that a program has, as Prettier writes them where it is told nothing. */

/** The values that a resource's arguments may hold. */
export type Value = string | number | boolean | readonly string[];

const width = 80;

/** `new Kind(name, args, options);` on one line, or broken down as far as its length asks for. */
export function construction(
  kind: string,
  name: string,
  args: Readonly<Record<string, Value>>,
  options: Readonly<Record<string, Value>>,
): string {
  const parts = [JSON.stringify(name), flatObject(args), flatObject(options)];
  const flat = `new ${kind}(${parts.join(", ")});`;
  if (flat.length <= width) return flat;
  const broken = [JSON.stringify(name), object(args), object(options)];
  return [`new ${kind}(`, ...broken.map((part) => `  ${part},`), ");"].join("\n");
}

/** An object as an argument on a line of its own, two columns in. */
function object(fields: Readonly<Record<string, Value>>): string {
  const flat = flatObject(fields);
  if (`  ${flat},`.length <= width) return flat;
  const lines = Object.entries(fields).map(([name, value]) => `    ${field(name, value)},`);
  return ["{", ...lines, "  }"].join("\n");
}

/** A field on a line of its own, four columns in. */
function field(name: string, value: Value): string {
  const flat = `${name}: ${flatValue(value)}`;
  if (`    ${flat},`.length <= width) return flat;
  if (typeof value !== "object") return `${name}:\n      ${flatValue(value)}`;
  const lines = value.map((element) => `      ${flatValue(element)},`);
  return [`${name}: [`, ...lines, "    ]"].join("\n");
}

function flatObject(fields: Readonly<Record<string, Value>>): string {
  const flat = Object.entries(fields).map(([name, value]) => `${name}: ${flatValue(value)}`);
  return `{ ${flat.join(", ")} }`;
}

function flatValue(value: Value): string {
  return typeof value === "object" ? `[${value.map(flatValue).join(", ")}]` : JSON.stringify(value);
}
