/** Writes the few forms of TypeScript that a program has, as Prettier writes them where it is told nothing. */

/** The values that a resource's arguments may hold. */
export type Value = string | number | boolean | readonly string[];

const width = 80;

/** `new Kind(name, args, options);` on one line, or broken down as far as its length asks for. */
export function construction(
  kind: string,
  name: string,
  args: Readonly<Record<string, Value>>,
  options?: Readonly<Record<string, Value>>,
): string {
  const objects = options === undefined ? [args] : [args, options];
  const flat = `new ${kind}(${[JSON.stringify(name), ...objects.map(flatObject)].join(", ")});`;
  if (flat.length <= width) return flat;
  const opening = `new ${kind}(${JSON.stringify(name)}, {`;
  if (options === undefined && opening.length <= width)
    return [opening, ...fieldLines(args, "  "), "});"].join("\n");
  const broken = [JSON.stringify(name), ...objects.map(object)];
  return [`new ${kind}(`, ...broken.map((part) => `  ${part},`), ");"].join("\n");
}

/** An object as an argument on a line of its own, two columns in. */
function object(fields: Readonly<Record<string, Value>>): string {
  const flat = flatObject(fields);
  if (`  ${flat},`.length <= width) return flat;
  return ["{", ...fieldLines(fields, "    "), "  }"].join("\n");
}

/** The fields of an object, each on a line of its own. */
function fieldLines(fields: Readonly<Record<string, Value>>, indent: string): string[] {
  return Object.entries(fields).map(([name, value]) => `${indent}${field(name, value, indent)},`);
}

function field(name: string, value: Value, indent: string): string {
  const flat = `${name}: ${flatValue(value)}`;
  if (`${indent}${flat},`.length <= width) return flat;
  if (typeof value !== "object") return `${name}:\n${indent}  ${flatValue(value)}`;
  const lines = value.map((element) => `${indent}  ${flatValue(element)},`);
  return [`${name}: [`, ...lines, `${indent}]`].join("\n");
}

function flatObject(fields: Readonly<Record<string, Value>>): string {
  const flat = Object.entries(fields).map(([name, value]) => `${name}: ${flatValue(value)}`);
  return `{ ${flat.join(", ")} }`;
}

function flatValue(value: Value): string {
  return typeof value === "object" ? `[${value.map(flatValue).join(", ")}]` : JSON.stringify(value);
}
