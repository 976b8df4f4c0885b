import { names } from "./fields";
import type { RowFields } from "./rowFields";
import { isType, recordTypes, unquote, type FoundRecord, type RecordPlace } from "./zoneRecord";

/** A row with a type and a value of its own, or below a key that is its type or name. */
export function rowRecord(fields: RowFields, place: RecordPlace): FoundRecord | undefined {
  const type = fields.first(typeNames) ?? place.type;
  const value = valueOf(fields.first(valueNames));
  if (typeof type !== "string" || !isType(type) || value === undefined) return undefined;
  return { type, value, name: nameOf(fields) ?? place.name, zone: place.zone };
}

/** A record as an array: its name, perhaps its TTL and class, its type, its value. */
export function tupleRecord(fields: readonly unknown[]): FoundRecord | undefined {
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
export function groupOf(fields: RowFields, place: RecordPlace): RecordPlace | undefined {
  const type = fields.first(typeNames);
  const name = nameOf(fields) ?? place.name;
  return typeof type === "string" && isType(type) ? { ...place, type, name } : undefined;
}

export function placeBelow(key: string, place: RecordPlace): RecordPlace {
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
