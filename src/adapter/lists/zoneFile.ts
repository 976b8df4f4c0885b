import { parseZone } from "./dnsz";
import { isType, recordOf, type ZoneRecord } from "./zoneRecord";

/** The records in the text of a zone file; none if the text is not one. */
export function recordsOfText(domain: string, text: string): ZoneRecord[] {
  if (!isZoneFile(text)) return [];
  const { records } = parseZone(`$ORIGIN ${domain}.\n${plain(domain, text)}`);
  // if a file changes its origin, the parser does not say to which origin a relative host belongs
  const origins = Array.from(text.matchAll(/^[^\S\r\n]*\$ORIGIN\s+(\S+)/gim), ([, origin]) => origin);
  const isOneOrigin = origins.every((origin) => origin === `${domain}.` || origin === "@");
  return records
    .filter(({ type }) => isType(type))
    .map(({ name, type, content }) => {
      const value = isOneOrigin ? withFullHosts(type, content, domain) : content;
      return recordOf(domain, { name: `${name}.`, type, value });
    });
}

/** Whether a text has a record's line, which names its class or its TTL before its type. Any other text is a message. */
function isZoneFile(text: string): boolean {
  return (
    /\sIN\s+(\d+[smhdw]?\s+)?(SOA|NS|AAAA|MX|TXT)\s/i.test(text) ||
    /\s\d+[smhdw]?\s+(SOA|NS|A|MX|TXT)\s/.test(text)
  );
}

/** A zone file as the parser reads it: TTL before class, and full origins. */
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

/** The value of a record with full host names: `10 mail` as `10 mail.example.com.`. */
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

/** More digits than a TTL has. The parser would try every way to cut them up. */
const endlessNumber = /^\s*(?:\S+\s+)?\S*?\d[\dsmhdw]{22}/i;

const hosts: Readonly<Record<string, readonly number[]>> = {
  CNAME: [0],
  MX: [1],
  NS: [0],
  PTR: [0],
  SOA: [0, 1],
  SRV: [3],
};
