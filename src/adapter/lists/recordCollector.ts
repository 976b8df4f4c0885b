import { names, squash } from "./fields";
import { isFields, isScalar, type Fields } from "./json";
import { claimOf, type Claims } from "./pages";
import { RowFields } from "./rowFields";
import { isGone, isSwitchedOff } from "./standing";
import { asDomain } from "./text";
import { isType, isWithin, recordTypes, unquote, type FoundRecord, type RecordPlace } from "./zoneRecord";

/** Goes through a zone of any shape, and collects its records, its texts, and what it says about their number. */
export class RecordCollector {
  readonly found: FoundRecord[] = [];
  readonly texts: string[] = [];
  readonly claims: Claims[] = [];

  constructor(private readonly domain: string) {}

  collect(node: unknown, place: RecordPlace): void {
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
      // a name server does not serve a record that is switched off
      else if (!isSwitchedOff(fields) && !isGone(fields)) this.found.push(record);
    }
  }

  private fields(node: Fields, place: RecordPlace, group: RecordPlace | undefined): void {
    for (const [key, value] of Object.entries(node)) {
      const claim = isScalar(value) ? claimOf(key, value) : undefined;
      if (claim !== undefined) this.claims.push(claim);
      if (squash(key) === "comments") continue;
      if (group !== undefined && Array.isArray(value)) this.collect(value, group);
      else this.collect(value, placeBelow(key, { ...place, zone: this.otherZone(key) ?? place.zone }));
    }
  }

  /** The domain that a key or a field names, if it is neither the zone's own nor within it. */
  private otherZone(name: unknown): string | undefined {
    const domain = typeof name === "string" ? asDomain(name.replace(/\.$/, "")) : undefined;
    if (domain === undefined || isWithin(this.domain, domain)) return undefined;
    // `example.com.zone` is the name of a file
    return domain.startsWith(`${this.domain}.`) ? undefined : domain;
  }
}

/** Fields that name the zone of a record, or of all records below. */
const zoneNames = ["zone", "zonename", "origin", "domainname", "domain"];

/** A row with a type and a value of its own, or below a key that is its type or name. */
function rowRecord(fields: RowFields, place: RecordPlace): FoundRecord | undefined {
  const type = fields.first(typeNames) ?? place.type;
  const value = valueOf(fields.first(valueNames));
  if (typeof type !== "string" || !isType(type) || value === undefined) return undefined;
  return { type, value, name: nameOf(fields) ?? place.name, zone: place.zone };
}

/** A record as an array: its name, perhaps its TTL and class, its type, its value. */
function tupleRecord(fields: readonly unknown[]): FoundRecord | undefined {
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

/** The type and the name that an object gives to a list of records in it: `{ name: "@", type: "TXT", records: [] }`. */
function groupOf(fields: RowFields, place: RecordPlace): RecordPlace | undefined {
  const type = fields.first(typeNames);
  const name = nameOf(fields) ?? place.name;
  return typeof type === "string" && isType(type) ? { ...place, type, name } : undefined;
}

function placeBelow(key: string, place: RecordPlace): RecordPlace {
  if (recordTypes.has(key.toUpperCase())) return { ...place, type: key };
  return key === "@" ||
    /[a-z0-9_-]\.|^_|domainkey/i.test(key) ||
    (place.type !== undefined && !/^\d+$/.test(key))
    ? { ...place, name: key }
    : place;
}

/** The name of a row. A blank name is the zone's own. */
function nameOf(fields: RowFields): string | undefined {
  // `record` is the record's name, unless it is its value
  const name =
    fields.first(nameNames) ??
    (fields.first(valueNames) === fields.get("record") ? undefined : fields.get("record"));
  if (typeof name === "string") return name;
  return nameNames.some((each) => fields.has(each)) ? "@" : undefined;
}

/** The value of a record: a text, or the strings of a text record joined. */
function valueOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const strings: unknown[] = Array.isArray(value) ? value : [];
  return strings.length > 0 && strings.every((part) => typeof part === "string")
    ? strings.map(unquote).join("")
    : undefined;
}

const typeNames = ["type", "rtype", "recordtype", "rrtype", "rectype"];
const nameNames = names("name host hostname label owner subdomain recordname rname rrname domain");
const valueNames = names(`
  value data content rdata rdatas txtdata recordvalue recorddata rrdata rrvalue txt text target record
  address destination dest ip val
`);
