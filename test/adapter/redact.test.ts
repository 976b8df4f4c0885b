import fc from "fast-check";
import { redact } from "../../src/adapter/redact";

const secret = "Rö ot&pa=ss+1%\"\\<🔑/'*~!(x)\nq>";

/** As PHP's `urlencode` and `rawurlencode` write it. */
function phpUrl(text: string, blank: string): string {
  return [...Buffer.from(text)]
    .map((byte) => String.fromCharCode(byte))
    .map((character) => {
      if (/[A-Za-z0-9_.-]/.test(character)) return character;
      return character === " " ? blank : `%${Buffer.from(character, "latin1").toString("hex").toUpperCase()}`;
    })
    .join("");
}

/** As PHP's `json_encode` writes it, without the quotes around it. */
function phpJson(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll("/", "\\/")
    .replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function phpHtml(text: string): string {
  const names: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#039" };
  return text.replace(/[&<>"']/g, (character) => `&${names[character] ?? ""};`);
}

const spellings: [string, (text: string) => string][] = [
  ["as it is", (text) => text],
  ["as a form", (text) => new URLSearchParams([["", text]]).toString().slice(1)],
  [
    "as a form with lower-case codes",
    (text) => phpUrl(text, "+").replace(/%../g, (code) => code.toLowerCase()),
  ],
  ["as a form in lower case", (text) => phpUrl(text, "+").toLowerCase()],
  ["as PHP's urlencode", (text) => phpUrl(text, "+")],
  ["as PHP's rawurlencode", (text) => phpUrl(text, "%20")],
  ["as encodeURIComponent", encodeURIComponent],
  ["encoded twice", (text) => encodeURIComponent(encodeURIComponent(text))],
  ["as JSON", (text) => JSON.stringify(text).slice(1, -1)],
  ["as PHP's JSON", phpJson],
  [
    "as JSON with capital codes",
    (text) => phpJson(text).replace(/u[0-9a-f]{4}/g, (code) => `u${code.slice(1).toUpperCase()}`),
  ],
  [
    "as PHP's JSON with hexadecimal signs",
    (text) => phpJson(text).replaceAll("&", "\\u0026").replaceAll("<", "\\u003C"),
  ],
  ["as JSON in JSON", (text) => phpJson(phpJson(text))],
  ["as HTML", phpHtml],
  ["as HTML of HTML", (text) => phpHtml(phpHtml(text))],
  ["as HTML of JSON", (text) => phpHtml(phpJson(text))],
  ["as decimal entities", (text) => Array.from(text, (c) => `&#${String(c.codePointAt(0))};`).join("")],
  [
    "as hexadecimal entities",
    (text) => Array.from(text, (c) => `&#x${c.codePointAt(0)?.toString(16) ?? ""};`).join(""),
  ],
  ["with slashes before quotes", (text) => text.replace(/['"\\]/g, "\\$&")],
];

describe("a secret", () => {
  it.each(spellings)("%s is taken out", (_, spell) => {
    expect(redact(`before ${spell(secret)} after`, [secret])).toBe("before [secret] after");
  });

  it.each(spellings)("of any characters, %s, is taken out", (_, spell) => {
    const text = fc
      .string({ unit: "grapheme", minLength: 8, maxLength: 24 })
      .filter((one) => one.isWellFormed());
    fc.assert(
      fc.property(text, (any) => {
        expect(redact(`<${spell(any)}>`, [any]).replace(/\\*/g, "")).toBe("<[secret]>");
      }),
      { numRuns: 50 },
    );
  });

  it("is taken out wherever it stands, and nothing else is", () => {
    expect(redact("a.b and a.b, axb, a.", ["a.b"])).toBe("[secret] and [secret], axb, a.");
  });

  it("that is a part of another does not spoil it", () => {
    expect(redact("short-and-long short", ["short", "short-and-long"])).toBe("[secret] [secret]");
    expect(redact("set a secret", ["secret", "set a secret", "e"])).toBe("[secret]");
    expect(redact("one two", ["two", "one", "s"])).toBe("[secret] [secret]");
  });

  it("that is empty is none", () => {
    expect(redact("text", [""])).toBe("text");
    expect(redact("text", [])).toBe("text");
  });

  it("is taken out of a stack trace that shows its beginning alone", () => {
    expect(redact("#0 login('demo', 'correct horse b...')", ["correct horse battery staple"])).toBe(
      "#0 login('demo', '[secret]...')",
    );
    expect(redact("#0 login('парольп\uFFFD...')", ["парольпароль"])).toBe("#0 login('[secret]...')");
    expect(redact("correct horse b is no beginning of a trace", ["correct horse battery staple"])).toBe(
      "correct horse b is no beginning of a trace",
    );
  });

  it("with many backslashes in a text with more of them costs no time", () => {
    const many = "\\".repeat(20_000);
    expect(redact(`${many}end`, ["\\\\\\\\a\\b\\c"])).toBe(`${many}end`);
  });
});
