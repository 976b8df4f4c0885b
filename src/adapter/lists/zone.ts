import { domainToASCII } from "node:url";
import { asDomain, unescaped } from "./text";
import { squash } from "./fields";
import { isFields, isScalar, isTooDeep, sketch, textsOf, type Fields } from "./json";
import { claimOf, saysMore, type Claims } from "./pages";
import { RowFields } from "./rowFields";
import { isGone, isSwitchedOff } from "./standing";
import type { Sighting } from "../sighting";

/** A record of a zone: the full name in lower case without a trailing dot, the value of a text in one piece. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** The selectors under which panels publish keys of their own. */
const panelSelectors: ReadonlySet<string> = new Set(["dkim", "mail", "default", "brainy", "brainycp"]);

/**
 * The records of one DNS zone, recognised in an answer of any shape: zone-file text (whole, or a line each), rows of
 * name, type and value, and records under the key of their type or name.
 */
export class Zone {
  private constructor(
    readonly domain: string,
    readonly records: readonly ZoneRecord[],
    /** Records whose names the answer does not say. */
    private readonly unnamed: ReadonlySet<ZoneRecord>,
    private readonly unclear: { readonly spf: boolean; readonly dkim: boolean },
    private readonly looks: string,
  ) {}

  /** Reads an answer; undefined where no record was found in it. */
  static async recognise(domain: string, data: unknown): Promise<Zone | undefined> {
    if (isTooDeep(data)) return undefined;
    const plain = withoutEscapes(data);
    const collector = new Collector(domain);
    collector.collect(plain, {});
    const texts = await recordsOfText(domain, collector.texts.join("\n"));
    const rows = collector.found.map((found) => ({
      record: recordOf(domain, found),
      isOurs: found.zone === undefined || isFullNameIn(domain, found.name),
      isNamed: found.name !== undefined,
    }));
    const records = [...rows.map(({ record }) => record), ...texts];
    // records of other domains alone are another zone
    const ours = [...rows.filter(({ isOurs }) => isOurs).map(({ record }) => record), ...texts];
    if (!ours.some(({ name }) => name === domain || name.endsWith(`.${domain}`))) return undefined;
    const isPart = saysMore(collector.claims, records.length);
    const unnamed = rows.filter(({ isNamed, isOurs }) => !isNamed || !isOurs).map(({ record }) => record);
    const isOpen = (what: RegExp): boolean => isPart || overlooked(plain, records, what);
    const unclear = {
      spf:
        isOpen(/v=spf1/gi) ||
        records.some((record) => isGarbledSpf(record) || (isSpf(record.value) && !isHostName(record.name))) ||
        unnamed.some(({ value }) => isSpf(value)),
      dkim:
        isOpen(/v=dkim1/gi) ||
        isOpen(/_domainkey/gi) ||
        unnamed.some(({ value }) => isKey(value) && /dkim1|k=rsa/i.test(value)),
    };
    return new Zone(domain, records, new Set(unnamed), unclear, sketch(data));
  }

  /** The domain's SPF record: a text at its name that begins `v=spf1` (RFC 7208). */
  get spf(): Sighting<ZoneRecord> {
    const found = this.records.find((record) => {
      const { name, type, value } = record;
      return isText(type) && name === this.domain && isSpf(value) && !this.unnamed.has(record);
    });
    if (found !== undefined) return { is: "present", object: found };
    return this.unclear.spf ? { is: "unknown", looks: this.looks } : { is: "absent" };
  }

  /** The domain's DKIM keys: texts with a public key at `SELECTOR._domainkey` (RFC 6376), whoever put them there. */
  get keys(): readonly ZoneRecord[] {
    return this.records.filter(
      (record) =>
        isText(record.type) &&
        selectorOf(record, this.domain) !== undefined &&
        isKey(record.value) &&
        !this.unnamed.has(record),
    );
  }

  /** The DKIM key of one selector. */
  key(selector: string): Sighting<ZoneRecord> {
    const found = this.keys.find((record) => selectorOf(record, this.domain) === selector);
    if (found !== undefined) return { is: "present", object: found };
    return this.unclear.dkim || this.pointsElsewhere([selector])
      ? { is: "unknown", looks: this.looks }
      : { is: "absent" };
  }

  /** Whether a name of these selectors is an alias: what key stands behind it, the zone does not say. */
  private pointsElsewhere(selectors: Iterable<string>): boolean {
    const names = new Set([...selectors].map((selector) => `${selector}._domainkey.${this.domain}`));
    return this.records.some(({ type, name }) => type === "CNAME" && names.has(name));
  }

  /**
   * The panel's own DKIM key, as far as the zone alone tells: the only key, where its selector is one that panels use;
   * `unknown` where there are others, of whom it says nothing.
   */
  get dkim(): Sighting<ZoneRecord> {
    const [first, ...more] = this.keys;
    if (first === undefined)
      return this.unclear.dkim || this.pointsElsewhere(panelSelectors)
        ? { is: "unknown", looks: this.looks }
        : { is: "absent" };
    const isPanels = more.length === 0 && panelSelectors.has(selectorOf(first, this.domain) ?? "");
    return isPanels ? { is: "present", object: first } : { is: "unknown", looks: this.looks };
  }
}

/** The selector of a DKIM key: `dkim` of `dkim._domainkey.example.com`; undefined for a record of another name. */
export function selectorOf({ name }: Pick<ZoneRecord, "name">, domain: string): string | undefined {
  const suffix = `._domainkey.${domain}`;
  return name.endsWith(suffix) && name.length > suffix.length ? name.slice(0, -suffix.length) : undefined;
}

interface Place {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  /** The other zone below whose name it stands. */
  readonly zone?: string | undefined;
}

interface Found extends Place {
  readonly value: string;
}

/** Goes through an answer, and keeps its records, its texts, and what it says of their number. */
class Collector {
  readonly found: Found[] = [];
  readonly texts: string[] = [];
  readonly claims: Claims[] = [];

  constructor(private readonly domain: string) {}

  collect(node: unknown, place: Place): void {
    if (typeof node === "string") {
      if (place.type === undefined) this.texts.push(node);
      else this.found.push({ ...place, value: node });
    } else if (Array.isArray(node)) {
      const record = tupleRecord(node);
      if (record !== undefined) this.found.push({ ...record, zone: place.zone });
      else for (const element of node) this.collect(element, place);
    } else if (isFields(node)) {
      const fields = new RowFields(node);
      const within = { ...place, zone: this.otherZone(fields.first(zoneNames)) ?? place.zone };
      const record = rowRecord(fields, within);
      if (record === undefined) this.fields(node, within, groupOf(fields, within));
      // a record that is switched off is not in the zone that is served
      else if (!isSwitchedOff(fields) && !isGone(fields)) this.found.push(record);
    }
  }

  private fields(node: Fields, place: Place, group: Place | undefined): void {
    for (const [key, value] of Object.entries(node)) {
      const claim = isScalar(value) ? claimOf(key, value) : undefined;
      if (claim !== undefined) this.claims.push(claim);
      if (squash(key) === "comments") continue;
      if (group !== undefined && Array.isArray(value)) this.collect(value, group);
      else this.collect(value, placeOf(key, { ...place, zone: this.otherZone(key) ?? place.zone }));
    }
  }

  /** The domain that a key or a field names, where it is not the zone's own nor a name in it. */
  private otherZone(name: unknown): string | undefined {
    const domain = typeof name === "string" ? asDomain(name.replace(/\.$/, "")) : undefined;
    const isOwn = domain === this.domain || domain?.endsWith(`.${this.domain}`) === true;
    // `example.com.zone` is a file's name
    return domain === undefined || isOwn || domain.startsWith(`${this.domain}.`) ? undefined : domain;
  }
}

/** The place of the records in a list below their type and their name: `{ name: "@", type: "TXT", records: [] }`. */
function groupOf(fields: RowFields, place: Place): Place | undefined {
  const type = fields.first(typeNames);
  const name = nameOf(fields) ?? place.name;
  return typeof type === "string" && isType(type) ? { ...place, type, name } : undefined;
}

/** A row with a type and a value of its own, or below the key of its type or name. */
function rowRecord(fields: RowFields, place: Place): Found | undefined {
  const type = fields.first(typeNames) ?? place.type;
  const value = valueOf(fields.first(valueNames));
  if (typeof type !== "string" || !isType(type) || value === undefined) return undefined;
  // a name that is blank is the zone's own
  return {
    type,
    value,
    name: nameOf(fields) ?? place.name,
    zone: place.zone,
  };
}

/** The name of a row; one that is blank is the zone's own. */
function nameOf(fields: RowFields): string | undefined {
  // beside a value of another name, `record` is the record's name
  const name =
    fields.first(nameNames) ??
    (fields.first(valueNames) === fields.get("record") ? undefined : fields.get("record"));
  if (typeof name === "string") return name;
  return nameNames.some((each) => fields.has(each)) ? "@" : undefined;
}

/** A record as an array: its name, perhaps its TTL and class, its type, its value. */
function tupleRecord(fields: readonly unknown[]): Found | undefined {
  if (!fields.every((field) => typeof field === "string" || typeof field === "number")) return undefined;
  const texts = fields.map(String);
  const at = texts.findIndex((text, place) => place > 0 && isType(text));
  const value = texts.at(-1);
  if (at < 0 && texts.length > 2 && isType(texts[0] ?? ""))
    return { name: texts[1], type: texts[0], value: value ?? "" };
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
  // in a record of another type it stands for something that was not understood
  const read = records.filter(({ type }) => isText(type) || type === "CNAME");
  return count(written) > count(read.map(({ name, value }) => `${name} ${value}`));
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
  const origins = new Set(
    Array.from(text.matchAll(/^[^\S\r\n]*\$ORIGIN\s+(\S+)/gim), ([, origin]) => origin),
  );
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

/** Digits in the place of a TTL that no TTL has, at which the parser would try every way to cut them up. */
const endlessNumber = /^\s*(?:\S+\s+)?\S*?\d[\dsmhdw]{22}/i;

/** A zone file as the parser reads it: TTL before class, and origins in full. */
function plain(domain: string, text: string): string {
  let origin = domain;
  return text
    .split(/\r?\n/)
    .map((line) => {
      if (endlessNumber.test(line)) return "";
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

function isFullNameIn(domain: string, name = ""): boolean {
  const full = name.trim().toLowerCase().replace(/\.$/, "");
  return full === domain || full.endsWith(`.${domain}`);
}

/** The value of a text record in one piece: `"v=DKIM1; " "p=…"` as `v=DKIM1; p=…`. */
function unquote(written: string): string {
  // quotes that were escaped once more on their way
  const value = /^\s*\\+"/.test(written) ? written.replace(/\\+"/g, '"') : written;
  const strings = Array.from(value.matchAll(/"((?:[^"\\]|\\.)*)"/gs), ([, inner = ""]) => inner);
  const whole = strings.length === 0 ? value.trim() : strings.join("");
  return whole.replace(/\\(\d{3}|.)/gs, (_, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
  );
}

function isSpf(value: string): boolean {
  return /^v=spf1(\s|$)/i.test(value);
}

/** Whether a text begins with an SPF record behind signs that were not understood. */
function isGarbledSpf({ type, value }: ZoneRecord): boolean {
  return isText(type) && !isSpf(value) && garbledSpf.test(value);
}

const garbledSpf =
  /^(?:<[^<>]{0,200}>|[^\p{L}\p{N}<]|\d+\s|(?:IN|TXT|SPF)\s)*v(?:=|%3d)spf1(?![\p{L}\p{N}])/iu;

/** Whether a name may be a host's, and is no writing of the zone's own name that was not understood. */
function isHostName(name: string): boolean {
  return /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/.test(name);
}

function isKey(value: string): boolean {
  return /(^|[;\s])p\s*=\s*[^\s;]/i.test(value);
}

/** A payload with its texts as their author meant them. */
function withoutEscapes(node: unknown): unknown {
  if (typeof node === "string") return withLines(unescaped(node));
  if (Array.isArray(node)) return node.map(withoutEscapes);
  if (!isFields(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [unescaped(key), withoutEscapes(value)]),
  );
}

/** A text with its line breaks: those of HTML, and those that were escaped once more on their way. */
function withLines(text: string): string {
  const broken = text.replace(/<br\s{0,9}\/?>\r?\n?/gi, "\n");
  return /[\r\n]/.test(broken) ? broken : broken.replace(/(?:\\r)?\\n(?=[@\w*$;.]*\s)/g, "\n");
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
const comment = /^((?:[^";\r\n]|"(?:[^"\\\r\n]|\\.)*")*);.*$/gm;
const recordTypes = new Set("A AAAA CAA CNAME DS MX NAPTR NS PTR SOA SPF SRV SSHFP TLSA TXT".split(" "));
/** Fields that name the zone in which a record, or all records below, stand. */
const zoneNames = ["zone", "zonename", "origin", "domainname", "domain"];
const typeNames = ["type", "rtype", "recordtype", "rrtype", "rectype"];
const nameNames = [
  "name",
  "host",
  "hostname",
  "label",
  "owner",
  "subdomain",
  "recordname",
  "rname",
  "rrname",
  "domain",
];
const valueNames =
  "value data content rdata rdatas txtdata recordvalue recorddata rrdata rrvalue txt text target record address destination dest ip val".split(
    " ",
  );
