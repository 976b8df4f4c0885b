import { decode } from "html-entities";
import { normaliseAddress, normaliseDomain } from "../address";

/** An address in a text, under the spelling that the panel uses and in its normal form. */
export interface Spelled {
  readonly spelling: string;
  readonly address: string;
}

/** How often a text may have been escaped for HTML on its way. */
const escapedAtMost = 3;

/** A text without HTML's escapes: `r&amp;d@x.com` is `r&d@x.com`. */
export function unescaped(text: string): string {
  let plain = text;
  for (let times = 0; times < escapedAtMost && plain.includes("&"); times++)
    plain = decode(plain, { scope: "strict" });
  return plain;
}

/** A text as its author meant it: without HTML's escapes, without backslashes before signs, without quotes around it. */
export function decoded(text: string): string {
  const plain = unescaped(text)
    .replace(/\\+(["'`/@&<>.,;\\])/g, "$1")
    .trim();
  const [, , inner] = /^(["'`])(.*)\1$/s.exec(plain) ?? [];
  return inner === undefined ? plain : inner.trim();
}

/** Reads a text as one address, `ann@x.com` or `Ann <ann@x.com>`; undefined where it is none. */
export function asAddress(text: string): Spelled | undefined {
  if (!text.includes("@")) return undefined;
  const plain = decoded(text);
  const spelling = /^[^<>@]*<\s*([^<>\s]+)\s*>$/.exec(plain)?.[1] ?? plain;
  const address = normaliseAddress(spelling);
  return "refused" in address ? undefined : { spelling, address: address.value };
}

/** Reads a local part that stands beside its domain. */
export function joinAddress(local: unknown, domain: string | undefined): Spelled | undefined {
  if (typeof local !== "string" || domain === undefined || local.includes("@")) return undefined;
  return asAddress(`${decoded(local)}@${domain}`);
}

/** Reads a text as addresses behind commas, semicolons or white space; undefined where a piece is none. */
export function asAddresses(text: string): Spelled[] | undefined {
  if (!text.includes("@")) return undefined;
  const whole = piecesOf(decoded(text));
  const addresses = whole.flatMap((piece): (Spelled | undefined)[] => {
    const address = asAddress(piece);
    return address === undefined ? piece.split(/\s+/).map(asAddress) : [address];
  });
  const read = addresses.filter((address) => address !== undefined);
  return read.length > 0 && read.length === addresses.length ? read : undefined;
}

/** The pieces of a text that lists something, behind commas, semicolons and line breaks. */
export function piecesOf(text: string): string[] {
  return text
    .split(/[,;\r\n]+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
}

/** The addresses that a text names, whatever stands around them: `ann@x.com (100 MB)`, `mailto:ann@x.com`. */
export function addressesWithin(text: string): string[] {
  if (!text.includes("@")) return [];
  const pieces = decoded(text).match(/[^\s,;:<>()[\]"|]+@[^\s,;:<>()[\]"|=]+/g) ?? [];
  return pieces.flatMap((piece) => asAddress(piece.replace(/^['=]+|['.]+$/g, ""))?.address ?? []);
}

/** Reads a text as a domain; undefined where it is none. */
export function asDomain(text: string): string | undefined {
  if (!text.includes(".") || text.includes("@")) return undefined;
  const domain = normaliseDomain(decoded(text));
  return "refused" in domain ? undefined : domain.value;
}
