import { squash } from "./fields";
import { isFields, isScalar, type Fields } from "./json";
import { claimOf, type Claims } from "./pages";
import { groupOf, placeBelow, rowRecord, tupleRecord } from "./recordRow";
import { RowFields } from "./rowFields";
import { isGone, isSwitchedOff } from "./standing";
import { asDomain } from "./text";
import { isWithin, type FoundRecord, type RecordPlace } from "./zoneRecord";

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
