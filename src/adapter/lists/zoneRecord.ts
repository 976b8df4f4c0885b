import { nameSet } from "./fields";

/** A record of a zone: the full name in lower case without a trailing dot, and the value, a text in one piece. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly value: string;
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

/** Whether a text is an SPF record behind signs that are not understood. */
export function isGarbledSpf({ type, value }: ZoneRecord): boolean {
  return isText(type) && !isSpf(value) && garbledSpf.test(value);
}

/** Whether a text has a public key, as a DKIM record does (RFC 6376). */
export function isKey(value: string): boolean {
  return /(^|[;\s])p\s*=\s*[^\s;]/i.test(value);
}

/** Whether a name may be a host's. Any other may be the zone's own name, written in a way that is not understood. */
export function isHostName(name: string): boolean {
  return /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/.test(name);
}

const garbledSpf =
  /^(?:<[^<>]{0,200}>|[^\p{L}\p{N}<]|\d+\s|(?:IN|TXT|SPF)\s)*v(?:=|%3d)spf1(?![\p{L}\p{N}])/iu;
