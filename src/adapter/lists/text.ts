import { decode } from "html-entities";
import { normaliseAddress, normaliseDomain } from "../address";

/** An address in a text, in the panel's spelling and in normal form. */
export interface Spelled {
  readonly spelling: string;
  readonly address: string;
}

/** How many times a text may have been escaped for HTML. */
const escapedAtMost = 3;

/** A text without HTML escapes: `r&amp;d@x.com` is `r&d@x.com`. */
export function unescaped(text: string): string {
  let plain = text;
  for (let times = 0; times < escapedAtMost && plain.includes("&"); times++)
    plain = decode(plain, { scope: "strict" });
  return plain;
}

/** A text as its author meant it: without HTML escapes, escaping backslashes, and quotes around it. */
export function decoded(text: string): string {
  // as nearly all texts, of which each row has several
  if (!/[&\\"'`]/.test(text)) return text.trim();
  const plain = unescaped(text)
    .replace(/\\+(["'`/@&<>.,;\\])/g, "$1")
    .trim();
  // `"a", "b"` is two texts, each in its own quotes
  const [, double, , single] = /^(?:"([^"]*)"|(['`])(.*)\2)$/s.exec(plain) ?? [];
  return (double ?? single ?? plain).trim();
}

/** The longest text that is read as one address or domain, with a person's name and escapes. */
const longest = 1000;

/** Reads a text as one address, `ann@x.com` or `Ann <ann@x.com>`; undefined if it is not one. */
export function asAddress(text: unknown): Spelled | undefined {
  if (typeof text !== "string" || !text.includes("@") || text.length > longest) return undefined;
  const plain = decoded(text);
  const spelling = /^(?:"[^"<>]*"\s*|[^<>@"]*)<\s*([^<>\s]+)\s*>$/.exec(plain)?.[1] ?? plain;
  const address = normaliseAddress(spelling);
  return "refused" in address ? undefined : { spelling, address: address.value };
}

/** Joins a local part with its domain; undefined if that is not an address. */
export function joinAddress(local: unknown, domain: string | undefined): Spelled | undefined {
  if (typeof local !== "string" || domain === undefined || local.includes("@")) return undefined;
  const plain = decoded(local);
  return plain === "*" || /[\p{L}\p{N}]/u.test(plain) ? asAddress(`${plain}@${domain}`) : undefined;
}

/** Reads a text as addresses between commas, semicolons or white space; undefined if a piece is not one. */
export function asAddresses(text: string): Spelled[] | undefined {
  if (!text.includes("@")) return undefined;
  const addresses = piecesOf(decoded(text)).flatMap((piece): (Spelled | undefined)[] => {
    const address = asAddress(piece);
    if (address !== undefined) return [address];
    const words = piece.split(/\s+/);
    // before an address in brackets there is a name, which may look like an address itself
    const bracketed = words.filter((word) => /[<>]/.test(word)).length;
    return bracketed === 0 || bracketed === words.length ? words.map(asAddress) : [undefined];
  });
  const read = addresses.filter((address) => address !== undefined);
  return read.length > 0 && read.length === addresses.length ? read : undefined;
}

/** The pieces of a text between commas, semicolons and line breaks that are outside of quotes. */
export function piecesOf(text: string): string[] {
  const pieces = text.match(/(?:"[^"\r\n]*"|[^,;\r\n])+/g) ?? [];
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== "");
}

/** The addresses in a text, whatever is around them: `ann@x.com (100 MB)`, `mailto:ann@x.com`. */
export function addressesWithin(text: string): string[] {
  return wordsWithAt(text).flatMap(addressesOfWord);
}

/** Whether a text has an at sign, in any notation, that belongs to no readable address. */
export function hasOtherAt(text: string): boolean {
  const words = wordsWithAt(text);
  const isUnread = words.some((word) => addressesOfWord(word).length === 0);
  return isUnread || (words.length === 0 && /[([{<]\s{0,9}at\s{0,9}[)\]}>]/i.test(decoded(text)));
}

function wordsWithAt(text: string): string[] {
  return decoded(text)
    .split(/[\s,;:<>()[\]{}"|/`]+/)
    .filter((word) => word.includes("@"));
}

/** The addresses in a word, which may be a setting: `user=ann@x.com`. */
function addressesOfWord(word: string): string[] {
  if (word.length > longest) return [];
  const parts = [word, ...(word.includes("=") ? word.split("=") : [])];
  return parts.flatMap((part) => asAddress(part.replace(/^['=]+|['.=]+$/g, ""))?.address ?? []);
}

/** Reads a text as a domain; undefined if it is not one. */
export function asDomain(text: unknown): string | undefined {
  if (typeof text !== "string" || !text.includes(".") || text.includes("@") || text.length > longest)
    return undefined;
  const domain = normaliseDomain(decoded(text));
  return "refused" in domain ? undefined : domain.value;
}
