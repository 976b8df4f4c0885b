import { isSpf, isText, selectorOf, type ZoneRecord } from "../adapter/lists/zoneRecord";
import type { Zone } from "../adapter/lists/zone";
import { panelKey, selectorsIn } from "../adapter/panelKey";
import { dkimHealth } from "./dkimHealth";
import { dmarcTexts } from "./dmarcRecord";
import { dmarcHealth } from "./dmarcHealth";
import { mxHealth } from "./mxHealth";
import type { PublicDns } from "./publicDns";
import { missingHealth, unknownHealth, type RecordHealth } from "./recordHealth";
import { spfHealth, type SpfHealth } from "./spfHealth";

/** What public DNS says of a domain's mail, against what the panel and the program say. */
export interface DomainHealth {
  /** The domain in its normal form. */
  readonly domain: string;
  /** The hosts that take the domain's mail. */
  readonly mx: RecordHealth;
  /** Who may send for the domain. */
  readonly spf: SpfHealth;
  /** The panel's own key. */
  readonly dkim: RecordHealth;
  /** What receivers do with mail that fails both. */
  readonly dmarc: RecordHealth;
}

/** What public DNS should hold for a domain. */
export interface WantedRecords {
  /** The panel's own zone; undefined where the panel does not show it. */
  readonly zone: Zone | undefined;
  /** The records that the program's state holds for the domain, which come before those of the zone. */
  readonly declared: readonly ZoneRecord[];
}

/** Looks at all that a domain's mail needs in DNS. */
export async function domainHealth(
  domain: string,
  wanted: WantedRecords,
  dns: PublicDns,
): Promise<DomainHealth> {
  const { zone, declared } = wanted;
  const records = zone?.records ?? [];
  const ofType = (type: string, name: string): ZoneRecord[] =>
    records.filter((record) => record.type === type && record.name === name);
  const spf =
    declared.find(({ value }) => isSpf(value)) ?? (zone?.spf.is === "present" ? zone.spf.object : undefined);
  const [dmarc] = dmarcTexts(ofType("TXT", `_dmarc.${domain}`).map(({ value }) => value));
  const [mxResult, spfResult, dkimResult, dmarcResult] = await Promise.all([
    mxHealth(domain, ofType("MX", domain), dns),
    spfHealth(domain, spf?.value, dns),
    keyHealth(domain, wanted, dns),
    dmarcHealth(domain, dmarc, dns),
  ]);
  return { domain, mx: mxResult, spf: spfResult, dkim: dkimResult, dmarc: dmarcResult };
}

/** Whether all of it passes. */
export function isHealthy({ mx, spf, dkim, dmarc }: DomainHealth): boolean {
  return [mx, spf, dkim, dmarc].every(({ status }) => status === "pass");
}

async function keyHealth(
  domain: string,
  { zone, declared }: WantedRecords,
  dns: PublicDns,
): Promise<RecordHealth> {
  const own = declared.find((record) => isText(record.type) && selectorOf(record, domain) !== undefined);
  if (own !== undefined) return dkimHealth(own, dns);
  if (zone === undefined)
    return unknownHealth("the panel does not show the zone, so which key it signs with is unknown");
  const key = panelKey(zone, {});
  if (key.is === "present") return dkimHealth(key.object, dns);
  if (key.is === "absent")
    return missingHealth("DKIM is off in the panel: declare a DomainDkim, or switch it on there", []);
  const selectors = selectorsIn(zone).join(", ");
  return unknownHealth(
    selectors === ""
      ? "the panel's zone was not understood, so which key it signs with is unknown"
      : `the zone holds keys of the selectors ${selectors}, and which one is the panel's is unknown: declare a DomainDkim with its selector`,
  );
}
