import { encode } from "html-entities";

/** Takes secrets out of a text, in every spelling in which a panel or a proxy may echo them. */
export function redact(text: string, secrets: readonly string[]): string {
  // the longest first: one secret may be a part of another
  const patterns = secrets
    .filter((secret) => secret !== "")
    .sort((a, b) => b.length - a.length)
    .flatMap(patternsOf);
  return patterns.length === 0 ? text : text.replace(new RegExp(patterns.join("|"), "gi"), "[secret]");
}

/** How many bytes of a text PHP shows in a stack trace before it writes `...`. */
const traceBytes = 15;

function patternsOf(secret: string): string[] {
  // echoes escape backslashes, so that their number says nothing
  const characters = Array.from(secret.replace(/\\+/g, "\\"));
  let bytes = 0;
  const begin = characters.filter((character) => (bytes += Buffer.byteLength(character)) <= traceBytes);
  const whole = characters.map(spellingsOf).join("");
  return bytes <= traceBytes ? [whole] : [whole, `${begin.map(spellingsOf).join("")}\\uFFFD*(?=\\.\\.\\.)`];
}

/**
 * All spellings of a character, as a pattern: itself, as forms, JSON and HTML write it, behind a few backslashes. Their
 * number is limited so that a long row of them costs no time.
 */
function spellingsOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const [, entity] = /^&([a-z]\w*);$/i.exec(encode(character, { mode: "nonAscii" })) ?? [];
  const [, letter] = /^"\\([a-z])"$/.exec(JSON.stringify(character)) ?? [];
  const spellings = [
    [...Buffer.from(character)].map((byte) => `%(?:25){0,4}${hex(byte, 2)}`).join(""),
    units.map((unit) => `u${hex(unit, 4)}`).join("\\\\{0,8}"),
    `&(?:amp;){0,4}#0{0,4}${point};`,
    `&(?:amp;){0,4}#x0{0,4}${hex(point, 1)};`,
    ...(entity === undefined ? [] : [`&(?:amp;){0,4}${entity};`]),
    // JSON writes a line break as a letter behind a backslash, and a form writes a blank as a plus sign
    ...(letter === undefined ? [] : [letter]),
    ...(character === " " ? ["\\+"] : []),
    // the character itself is the last to be tried: an escape may begin with it
    character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&"),
  ].join("|");
  return character === "\\" ? `(?:${spellings}){1,64}` : `(?:\\\\{0,8}(?:${spellings}))`;
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, "0");
}
