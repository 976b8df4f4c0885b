import { fieldOf, isRow, type Row } from "./shape";

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
   * their type or name. Undefined where no record was found: such a zone says nothing about the domain.
   */
  static async recognise(domain: string, data: unknown): Promise<Zone | undefined> {
    const records: ZoneRecord[] = [];
    const texts: string[] = [];
    collect(data, {}, (found) => records.push(recordOf(domain, found)), texts);
    records.push(...(await recordsOfText(domain, texts.join("\n"))));
    return records.length === 0 ? undefined : new Zone(domain, records);
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
    for (const element of node) collect(element, place, found, texts);
  } else if (isRow(node)) {
    const record = rowRecord(node, place);
    if (record !== undefined) found(record);
    else for (const [key, value] of Object.entries(node)) collect(value, placeOf(key, place), found, texts);
  }
}

/** A row with a type and a value of its own, or below the key of its type or name. */
function rowRecord(row: Row, place: Place): Found | undefined {
  const type = fieldOf(row, typeNames) ?? place.type;
  const value = fieldOf(row, valueNames);
  const name = fieldOf(row, nameNames) ?? place.name;
  if (typeof type !== "string" || !recordTypes.has(type.trim().toUpperCase()) || typeof value !== "string") {
    return undefined;
  }
  return { type, value, name: typeof name === "string" ? name : undefined };
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
  // a record's line names its type; any other text is a message
  if (!/(^|\s)(SOA|NS|A|AAAA|MX|TXT)\s/.test(text)) return [];
  const { parseZone } = await import("dnsz");
  const { records } = parseZone(`$ORIGIN ${domain}.\n${text}`);
  return records
    .filter(({ type }) => recordTypes.has(type.toUpperCase()))
    .map(({ name, type, content }) => recordOf(domain, { name: `${name}.`, type, value: content }));
}

function fullName(domain: string, name: string | undefined): string {
  const lower = (name ?? "@").trim().toLowerCase();
  if (lower === "" || lower === "@") return domain;
  if (lower.endsWith(".")) return lower.slice(0, -1);
  return lower === domain || lower.endsWith(`.${domain}`) ? lower : `${lower}.${domain}`;
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
