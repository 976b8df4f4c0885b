import { domainToASCII } from "node:url";
import { fieldOf, isRow, textsOf, type Row } from "./shape";

/** A record of a zone: the full name in lower case without a trailing dot, the value of a text in one piece. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** The records of one DNS zone, recognised in an answer of any shape. */
export class Zone {
  private constructor(
    readonly domain: string,
    readonly records: readonly ZoneRecord[],
  ) {}

  /**
   * Recognises zone-file text (whole, or a line each), rows of name, type and value, and records under the key of
   * their type or name. Undefined where no record was found, or where an SPF or DKIM record stands in a place that was
   * not understood: such a zone says nothing about the domain.
   */
  static async recognise(domain: string, data: unknown): Promise<Zone | undefined> {
    const records: ZoneRecord[] = [];
    const texts: string[] = [];
    collect(data, {}, (found) => records.push(recordOf(domain, found)), texts);
    records.push(...(await recordsOfText(domain, texts.join("\n"))));
    const zone = new Zone(domain, records);
    const overlooks =
      (zone.spf === undefined && overlooked(data, records, /v=spf1/gi)) ||
      (zone.dkim === undefined && overlooked(data, records, /v=dkim1/gi));
    return records.length === 0 || overlooks ? undefined : zone;
  }

  /** The domain's SPF record: a text at its name that begins `v=spf1` (RFC 7208). */
  get spf(): ZoneRecord | undefined {
    return this.records.find(
      ({ name, type, value }) => isText(type) && name === this.domain && /^v=spf1(\s|$)/i.test(value),
    );
  }

  /** The domain's DKIM record: a text with a public key at `SELECTOR._domainkey` (RFC 6376). */
  get dkim(): ZoneRecord | undefined {
    const suffix = `._domainkey.${this.domain}`;
    return this.records.find(
      ({ name, type, value }) =>
        isText(type) && name.endsWith(suffix) && /(^|[;\s])p\s*=\s*[^\s;]/i.test(value),
    );
  }
}

interface Found {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly value: string;
}

interface Place {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
}

function collect(node: unknown, place: Place, found: (record: Found) => void, texts: string[]): void {
  if (typeof node === "string") {
    if (place.type === undefined) texts.push(node);
    else found({ ...place, value: node });
  } else if (Array.isArray(node)) {
    const record = tupleRecord(node);
    if (record !== undefined) found(record);
    else for (const element of node) collect(element, place, found, texts);
  } else if (isRow(node)) {
    const record = rowRecord(node, place);
    if (record !== undefined) found(record);
    else for (const [key, value] of Object.entries(node)) collect(value, placeOf(key, place), found, texts);
  }
}

/** A row with a type and a value of its own, or below the key of its type or name. */
function rowRecord(row: Row, place: Place): Found | undefined {
  const type = fieldOf(row, typeNames) ?? place.type;
  const value = valueOf(fieldOf(row, valueNames));
  const name = fieldOf(row, nameNames) ?? place.name;
  if (typeof type !== "string" || !isType(type) || value === undefined) return undefined;
  return { type, value, name: typeof name === "string" ? name : undefined };
}

/** A record as an array: its name, perhaps its TTL and class, its type, its value. */
function tupleRecord(fields: readonly unknown[]): Found | undefined {
  if (!fields.every((field) => typeof field === "string" || typeof field === "number")) return undefined;
  const texts = fields.map(String);
  const at = texts.findIndex((text, place) => place > 0 && isType(text));
  const value = texts.at(-1);
  return at < 0 || at === texts.length - 1 || value === undefined
    ? undefined
    : { name: texts[0], type: texts[at] ?? "", value };
}

/** The value of a record: a text, or a text record's strings one after the other. */
function valueOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const strings: unknown[] = Array.isArray(value) ? value : [];
  return strings.length > 0 && strings.every((part) => typeof part === "string")
    ? strings.map(unquote).join("")
    : undefined;
}

function isType(text: string): boolean {
  return recordTypes.has(text.trim().toUpperCase());
}

/** Whether a payload names something more often than the records found in it do, comments left out. */
function overlooked(data: unknown, records: readonly ZoneRecord[], what: RegExp): boolean {
  const count = (texts: Iterable<string>): number =>
    [...texts].reduce((sum, text) => sum + (text.match(what)?.length ?? 0), 0);
  const written = [...textsOf(data)].map((text) => text.replace(comment, "$1"));
  return count(written) > count(records.map(({ value }) => value));
}

function placeOf(key: string, place: Place): Place {
  if (recordTypes.has(key.toUpperCase())) return { ...place, type: key };
  return key === "@" ||
    /[a-z0-9_-]\.|^_|domainkey/i.test(key) ||
    (place.type !== undefined && !/^\d+$/.test(key))
    ? { ...place, name: key }
    : place;
}

function recordOf(domain: string, { name, type = "", value }: Found): ZoneRecord {
  const kind = type.trim().toUpperCase();
  return { name: fullName(domain, name), type: kind, value: isText(kind) ? unquote(value) : value.trim() };
}

async function recordsOfText(domain: string, text: string): Promise<ZoneRecord[]> {
  // a record's line names its class or its TTL before its type; any other text is a message
  const isFile =
    /\sIN\s+(\d+[smhdw]?\s+)?(SOA|NS|AAAA|MX|TXT)\s/i.test(text) ||
    /\s\d+[smhdw]?\s+(SOA|NS|A|MX|TXT)\s/.test(text);
  if (!isFile) return [];
  const { parseZone } = await import("dnsz");
  const { records } = parseZone(`$ORIGIN ${domain}.\n${plain(domain, text)}`);
  // where a file changes its origin, the parser does not say from which a relative host counts
  const origins = new Set(Array.from(text.matchAll(/^\s*\$ORIGIN\s+(\S+)/gim), ([, origin]) => origin));
  const origin = [...origins].every((each) => each === `${domain}.` || each === "@") ? domain : undefined;
  return records
    .filter(({ type }) => isType(type))
    .map(({ name, type, content }) => {
      const value = origin === undefined ? content : withFullHosts(type, content, origin);
      return recordOf(domain, { name: `${name}.`, type, value });
    });
}

/** The value of a zone file's record with its host names in full: `10 mail` as `10 mail.example.com.`. */
function withFullHosts(type: string, content: string, origin: string): string {
  const places = hosts[type.toUpperCase()];
  if (places === undefined) return content;
  const full = (host: string): string =>
    host === "@" ? `${origin}.` : host.endsWith(".") ? host : `${host}.${origin}.`;
  return content
    .split(/\s+/)
    .map((field, place) => (places.includes(place) ? full(field) : field))
    .join(" ");
}

/** A zone file as the parser reads it: TTL before class, and origins in full. */
function plain(domain: string, text: string): string {
  let origin = domain;
  return text
    .split(/\r?\n/)
    .map((line) => {
      const [, written] = /^\s*\$ORIGIN\s+(\S+)/i.exec(line) ?? [];
      if (written === undefined) return line.replace(/^(\S*\s+)(IN)\s+(\d+[smhdw]?)\s+/i, "$1$3 $2 ");
      if (written !== "@") origin = written.endsWith(".") ? written.slice(0, -1) : `${written}.${origin}`;
      return `$ORIGIN ${origin}.`;
    })
    .join("\n");
}

function fullName(domain: string, name: string | undefined): string {
  const lower = (name ?? "@").trim().toLowerCase();
  if (lower === "" || lower === "@") return domain;
  const ascii = domainToASCII(lower) || lower;
  if (ascii.endsWith(".")) return ascii.slice(0, -1);
  return ascii === domain || ascii.endsWith(`.${domain}`) ? ascii : `${ascii}.${domain}`;
}

/** The value of a text record in one piece: `"v=DKIM1; " "p=…"` as `v=DKIM1; p=…`. */
function unquote(value: string): string {
  const strings = Array.from(value.matchAll(/"((?:[^"\\]|\\.)*)"/gs), ([, inner = ""]) => inner);
  const whole = strings.length === 0 ? value.trim() : strings.join("");
  return whole.replace(/\\(\d{3}|.)/gs, (_, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
  );
}

function isText(type: string): boolean {
  return type === "TXT" || type === "SPF";
}

/** Which fields of a record's value are host names. */
const hosts: Readonly<Record<string, readonly number[]>> = {
  CNAME: [0],
  MX: [1],
  NS: [0],
  PTR: [0],
  SOA: [0, 1],
  SRV: [3],
};

/** A comment of a zone file, up to the end of its line; `$1` keeps the quoted strings before it. */
const comment = /^((?:[^";]|"(?:[^"\\]|\\.)*")*);.*$/gm;
const recordTypes = new Set("A AAAA CAA CNAME DS MX NAPTR NS PTR SOA SPF SRV SSHFP TLSA TXT".split(" "));
const typeNames = ["type", "rtype", "record_type", "rrtype", "rectype"];
const nameNames = [
  "name",
  "host",
  "hostname",
  "label",
  "owner",
  "subdomain",
  "record_name",
  "rname",
  "domain",
];
const valueNames =
  "value data content rdata rdatas txt text target record address destination dest ip val".split(" ");
