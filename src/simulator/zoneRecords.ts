import type { Domain } from "./state";

/** One record of a zone. Names are relative to the zone; "@" is the zone itself. */
export interface ZoneRecord {
  name: string;
  type: "SOA" | "NS" | "A" | "MX" | "TXT";
  /** The value as a zone file has it; of a TXT record its text, unquoted and in one piece. */
  value: string;
}

/** The records of a domain's zone, including SPF and DKIM if they are switched on. */
export function zoneRecords(domain: Domain, selector: string): ZoneRecord[] {
  const { name } = domain;
  const soa = `ns1.${name}. hostmaster.${name}. 2024010101 7200 900 1209600 3600`;
  const records: ZoneRecord[] = [
    { name: "@", type: "SOA", value: soa },
    { name: "@", type: "NS", value: `ns1.${name}.` },
    { name: "@", type: "A", value: "192.0.2.10" },
    { name: "ns1", type: "A", value: "192.0.2.10" },
    { name: "mail", type: "A", value: "192.0.2.10" },
    { name: "@", type: "MX", value: `10 mail.${name}.` },
  ];
  if (domain.spf) records.push({ name: "@", type: "TXT", value: "v=spf1 a mx ~all" });
  const dkim = dkimText(domain);
  if (dkim !== undefined) records.push({ name: `${selector}._domainkey`, type: "TXT", value: dkim });
  return [...records, ...domain.texts.map((text) => ({ ...text, type: "TXT" as const }))];
}

/** The text of a domain's DKIM record; `undefined` while DKIM is switched off. */
export function dkimText(domain: Domain): string | undefined {
  return domain.dkim && domain.dkimKey !== undefined ? `v=DKIM1; k=rsa; p=${domain.dkimKey}` : undefined;
}
