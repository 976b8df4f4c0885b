import { normaliseAddress, normaliseDomain } from "./address";

/** The pieces from which lists of an undocumented shape are recognised: see the contract, "the shape of the list". */

/** A JSON object, seen as its fields. */
export type Row = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An address in a text, under the spelling that the panel uses and in its normal form. */
export interface Spelled {
  readonly spelling: string;
  readonly address: string;
}

/** Reads a text as one address; undefined where it is none. */
export function asAddress(text: string): Spelled | undefined {
  if (!text.includes("@")) return undefined;
  const address = normaliseAddress(text);
  return "refused" in address ? undefined : { spelling: text.trim(), address: address.value };
}

/** Reads a local part that stands beside its domain. */
export function joinAddress(local: unknown, domain: string | undefined): Spelled | undefined {
  if (typeof local !== "string" || domain === undefined || local.includes("@")) return undefined;
  return asAddress(`${local.trim()}@${domain}`);
}

/** Reads a text as addresses separated by commas, semicolons or white space; undefined where a piece is none. */
export function asAddresses(text: string): Spelled[] | undefined {
  const pieces = text.split(/[\s,;]+/).filter((piece) => piece !== "");
  const addresses = pieces.map(asAddress).filter((address) => address !== undefined);
  return pieces.length > 0 && addresses.length === pieces.length ? addresses : undefined;
}

/** The addresses that a text names, whatever stands around them: `Ann <ann@x.com>`, `ann@x.com (100 MB)`. */
export function addressesWithin(text: string): string[] {
  const pieces = text.match(/[^\s,;:<>()[\]"|]+@[^\s,;:<>()[\]"|=]+/g) ?? [];
  return pieces.flatMap((piece) => asAddress(piece.replace(/^['=]+|['.]+$/g, ""))?.address ?? []);
}

/** Reads a key as the domain under which local parts stand. */
export function asDomain(key: string): string | undefined {
  if (!key.includes(".") || key.includes("@")) return undefined;
  const domain = normaliseDomain(key);
  return "refused" in domain ? undefined : domain.value;
}

/** The first field whose name is one of these, in the order of the names, whatever its case. */
export function fieldOf(row: Row, names: readonly string[]): unknown {
  const byName = new Map(Object.entries(row).map(([key, value]) => [key.toLowerCase(), value]));
  return names
    .map((name) => byName.get(name))
    .find((value) => value !== undefined && value !== null && value !== "");
}

/** The domain that a row names beside a local part. */
export function domainOf(row: Row): string | undefined {
  const named = fieldOf(row, ["domain", "domain_name", "domainname", "zone", "host", "dom"]);
  return typeof named === "string" ? asDomain(named) : undefined;
}

/** Names under which panels put a mailbox or its local part, likeliest first. */
export const mailboxNames = [
  "email",
  "e-mail",
  "mailbox",
  "mail",
  "box",
  "boxname",
  "userbox",
  "address",
  "login",
  "username",
  "account",
  "name",
  "local",
  "local_part",
  "localpart",
  "user",
] as const;

/** Every text of a payload, keys included. */
export function* textsOf(node: unknown): Generator<string> {
  if (typeof node === "string") yield node;
  else if (Array.isArray(node)) for (const element of node) yield* textsOf(element);
  else if (isRow(node)) {
    for (const [key, value] of Object.entries(node)) {
      yield key;
      yield* textsOf(value);
    }
  }
}

/** The shape of a payload without what it holds: no address, no password, the first element of each list. */
export function sketch(node: unknown): string {
  if (Array.isArray(node))
    return node.length === 0 ? "[]" : `[${sketch(node[0])}${node.length > 1 ? ", …" : ""}]`;
  if (!isRow(node)) return node === null ? "null" : typeof node;
  const entries = Object.entries(node).slice(0, 12);
  const fields = entries.map(
    ([key, value]) => `${/^[a-z_]{1,24}$/i.test(key) ? key : "…"}: ${sketch(value)}`,
  );
  return `{${fields.join(", ")}}`;
}

/** Whether a payload names nothing at all: an empty list in any wrapping, with counts or a status beside it. */
export function isBlank(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(isNothing);
  if (isRow(node)) return Object.values(node).every(isBlank);
  return typeof node !== "string" || /^\s*(ok|success|true|false|\d*)\s*$/i.test(node);
}

/** Whether an element of a list is none: a number there may be an object's. */
function isNothing(node: unknown): boolean {
  return typeof node === "object" ? Object.values(node ?? {}).every(isNothing) : node === "";
}
