import { domainToASCII } from "node:url";
import { nameSet } from "./fields";

/** A record of a zone: the full name in lower case without a trailing dot, and the value, a text in one piece. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** The name, type and zone that the keys above a value give to it. */
export interface RecordPlace {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  /** The other zone under whose name the value is listed. */
  readonly zone?: string | undefined;
}

/** A record as the panel writes it. */
export interface FoundRecord extends RecordPlace {
  readonly value: string;
}

/** A found record in normal form. */
export function recordOf(domain: string, { name = "@", type = "", value }: FoundRecord): ZoneRecord {
  const kind = type.trim().toUpperCase();
  return { name: fullName(domain, name), type: kind, value: isText(kind) ? unquote(value) : value.trim() };
}

function fullName(domain: string, name: string): string {
  const lower = name.trim().toLowerCase();
  if (lower === "" || lower === "@") return domain;
  const ascii = domainToASCII(lower) || lower;
  if (ascii.endsWith(".")) return ascii.slice(0, -1);
  return isWithin(domain, ascii) ? ascii : `${ascii}.${domain}`;
}

/** Whether a full name without a dot at its end is the domain's or below it. */
export function isWithin(domain: string, name: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/** The value of a text record in one piece: `"v=DKIM1; " "p=…"` as `v=DKIM1; p=…`. */
export function unquote(written: string): string {
  // quotes that were escaped again on the way
  const value = /^\s*\\+"/.test(written) ? written.replace(/\\+"/g, '"') : written;
  const strings = Array.from(value.matchAll(/"((?:[^"\\]|\\.)*)"/gs), ([, inner = ""]) => inner);
  const whole = strings.length === 0 ? value.trim() : strings.join("");
  return whole.replace(/\\(\d{3}|.)/gs, (_, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
  );
}

/** The selector of a DKIM key: `dkim` of `dkim._domainkey.example.com`; undefined for a record with another name. */
export function selectorOf({ name }: Pick<ZoneRecord, "name">, domain: string): string | undefined {
  const suffix = `._domainkey.${domain}`;
  return name.endsWith(suffix) && name.length > suffix.length ? name.slice(0, -suffix.length) : undefined;
}

/** The types of records that are read, in upper case. */
export const recordTypes = nameSet("A AAAA CAA CNAME DS MX NAPTR NS PTR SOA SPF SRV SSHFP TLSA TXT");

export function isType(text: string): boolean {
  return recordTypes.has(text.trim().toUpperCase());
}

export function isText(type: string): boolean {
  return type === "TXT" || type === "SPF";
}

/** Whether a text is an SPF record (RFC 7208). */
export function isSpf(value: string): boolean {
  return /^v=spf1(\s|$)/i.test(value);
}

/** Whether a record is an SPF record in a form that is not understood: behind other signs, or under no host's name. */
export function isOddSpf({ name, type, value }: ZoneRecord): boolean {
  return isSpf(value) ? !hostName.test(name) : isText(type) && garbledSpf.test(value);
}

/** Whether a text has a public key, as a DKIM record does (RFC 6376). */
export function isKey(value: string): boolean {
  return /(^|[;\s])p\s*=\s*[^\s;]/i.test(value);
}

/** A name that may be a host's. Any other may be the zone's own name, written in a way that is not understood. */
const hostName = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;
const garbledSpf =
  /^(?:<[^<>]{0,200}>|[^\p{L}\p{N}<]|\d+\s|(?:IN|TXT|SPF)\s)*v(?:=|%3d)spf1(?![\p{L}\p{N}])/iu;
