import type { SimulatorSettings } from "./simulatorSettings";
import type { ZoneRecord } from "./zoneRecords";

const ttl = 3600;

type Shape = (
  zone: string,
  records: readonly ZoneRecord[],
  settings: Readonly<SimulatorSettings>,
) => string | object;

export const shapeZone: Shape = (zone, records, settings) =>
  shapes[settings.zoneShape](zone, records, settings);

const shapes: Record<SimulatorSettings["zoneShape"], Shape> = {
  text: (zone, records) => zoneLines(zone, records).join("\n") + "\n",
  lines: zoneLines,
  records: (zone, records, settings) => records.map((record) => shapeRecord(zone, record, settings)),
  types: (zone, records, settings) => byType(records, (record) => shapeRecord(zone, record, settings)),
};

/** Splits text into quoted strings of at most 255 bytes, as zone files require. */
function quoteTxt(text: string): string {
  const pieces = text.match(/.{1,255}/gs) ?? [""];
  return pieces.map((piece) => `"${piece.replaceAll(/["\\]/g, "\\$&")}"`).join(" ");
}

function shapeRecord(zone: string, record: ZoneRecord, settings: Readonly<SimulatorSettings>): object {
  const full = record.name === "@" ? `${zone}.` : `${record.name}.${zone}.`;
  return {
    name: settings.zoneNames === "absolute" ? full : record.name,
    type: record.type,
    ttl,
    [settings.zoneValueKey]:
      record.type === "TXT" && settings.zoneTxt === "quoted" ? quoteTxt(record.value) : record.value,
  };
}

function byType(records: readonly ZoneRecord[], shape: (record: ZoneRecord) => object): object {
  const types = new Map<string, object[]>();
  for (const record of records) types.set(record.type, [...(types.get(record.type) ?? []), shape(record)]);
  return Object.fromEntries(types);
}

// As people and panels write them: relative names, none where it repeats the one before, parentheses, comments that
// name what is not there, and texts cut into strings at places that mean nothing.
function zoneLines(zone: string, records: readonly ZoneRecord[]): string[] {
  const rest = records.filter(({ type }) => type !== "SOA");
  return [
    `$ORIGIN ${zone}.`,
    `$TTL ${ttl}`,
    ...records.filter(({ type }) => type === "SOA").flatMap(soaLines),
    '; the switches of the panel write their records below, for example: @ IN TXT "v=spf1 -all"',
    ...rest.flatMap((record, index) => recordLines(record, rest[index - 1]?.name)),
  ];
}

function soaLines({ value }: ZoneRecord): string[] {
  const [primary = "", contact = "", serial = "", refresh = "", retry = "", expire = "", minimum = ""] =
    value.split(" ");
  return [
    `@\tIN\tSOA\t${primary} ${contact} (`,
    `\t\t${serial} ; serial`,
    `\t\t${refresh} ${retry} ${expire} ; refresh, retry, expire`,
    `\t\t${minimum} ) ; minimum`,
  ];
}

function recordLines({ name, type, value }: ZoneRecord, nameBefore: string | undefined): string[] {
  const owner = name === nameBefore ? "" : name;
  if (type !== "TXT") return [`${owner}\tIN\t${type}\t${value}`];
  if (value.length <= 255) {
    const middle = Math.ceil(value.length / 2);
    return [`${owner}\tIN\tTXT\t${quoteTxt(value.slice(0, middle))} ${quoteTxt(value.slice(middle))}`];
  }
  const pieces = quoteTxt(value).split(/(?<=") (?=")/);
  return [`${owner}\t${ttl}\tIN\tTXT\t(`, ...pieces.map((piece) => `\t\t${piece}`), "\t\t)"];
}
