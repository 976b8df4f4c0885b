import { isFields, textsOf } from "./json";
import { unescaped } from "./text";
import { isText, type ZoneRecord } from "./zoneRecord";

/** A payload with its texts as their author meant them: without HTML's escapes, and with line breaks. */
export function withoutEscapes(node: unknown): unknown {
  if (typeof node === "string") return withLines(unescaped(node));
  if (Array.isArray(node)) return node.map(withoutEscapes);
  if (!isFields(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [unescaped(key), withoutEscapes(value)]),
  );
}

/** Whether a payload mentions something more often, outside of comments, than the records found in it do. */
export function overlooked(data: unknown, records: readonly ZoneRecord[], what: RegExp): boolean {
  const count = (texts: Iterable<string>): number =>
    [...texts].reduce((sum, text) => sum + (text.match(what)?.length ?? 0), 0);
  const written = [...textsOf(data)].map((text) => text.replace(comment, "$1"));
  // a mention in a record of another type was not understood
  const read = records.filter(({ type }) => isText(type) || type === "CNAME");
  return count(written) > count(read.map(({ name, value }) => `${name} ${value}`));
}

/** A text with the line breaks of HTML, and those that were escaped again on the way. */
function withLines(text: string): string {
  const broken = text.replace(/<br\s{0,9}\/?>\r?\n?/gi, "\n");
  return /[\r\n]/.test(broken) ? broken : broken.replace(/(?:\\r)?\\n(?=[@\w*$;.]*\s)/g, "\n");
}

/** A comment of a zone file, up to the end of its line; `$1` keeps the quoted strings before it. */
const comment = /^((?:[^";\r\n]|"(?:[^"\\\r\n]|\\.)*")*);.*$/gm;
