import type { Sighting } from "../sighting";
import { isTooDeep, sketch } from "./json";
import { saysMore } from "./pages";
import { RecordCollector } from "./recordCollector";
import { recordsOfText } from "./zoneFile";
import {
  isKey,
  isOddSpf,
  isSpf,
  isText,
  isWithin,
  recordOf,
  selectorOf,
  type ZoneRecord,
} from "./zoneRecord";
import { overlooked, withoutEscapes } from "./zoneText";

/** The selectors under which panels publish keys of their own. */
const panelSelectors: ReadonlySet<string> = new Set(["dkim", "mail", "default", "brainy", "brainycp"]);

/**
 * The records of one DNS zone, recognised in an answer of any shape: zone-file text (whole, or line by line), rows of
 * name, type and value, and records under keys that are their type or name.
 */
export class Zone {
  /** The texts whose names the answer gives. */
  private readonly texts: readonly ZoneRecord[];

  private constructor(
    readonly domain: string,
    readonly records: readonly ZoneRecord[],
    unnamed: ReadonlySet<ZoneRecord>,
    private readonly unclear: { readonly spf: boolean; readonly dkim: boolean },
    private readonly looks: string,
  ) {
    this.texts = records.filter((record) => isText(record.type) && !unnamed.has(record));
  }

  /** Reads an answer; undefined if it has no record of the domain. */
  static recognise(domain: string, data: unknown): Zone | undefined {
    if (isTooDeep(data)) return undefined;
    const plain = withoutEscapes(data);
    const collector = new RecordCollector(domain);
    collector.collect(plain, {});
    const rows = collector.found.map((found) => ({
      record: recordOf(domain, found),
      isOurs:
        found.zone === undefined ||
        isWithin(domain, (found.name ?? "").trim().toLowerCase().replace(/\.$/, "")),
      isNamed: found.name !== undefined,
    }));
    const texts = recordsOfText(domain, collector.texts.join("\n"));
    const all = [...rows, ...texts.map((record) => ({ record, isOurs: true, isNamed: true }))];
    // an answer with records of other domains only is another zone
    if (!all.some(({ record, isOurs }) => isOurs && isWithin(domain, record.name))) return undefined;
    const records = all.map(({ record }) => record);
    const unnamed = all.filter(({ isNamed, isOurs }) => !isNamed || !isOurs).map(({ record }) => record);
    const isPart = saysMore(collector.claims, records.length);
    const isOpen = (what: RegExp): boolean => isPart || overlooked(plain, records, what);
    const unclear = {
      spf: isOpen(/v=spf1/gi) || records.some(isOddSpf) || unnamed.some(({ value }) => isSpf(value)),
      dkim:
        isOpen(/v=dkim1/gi) ||
        isOpen(/_domainkey/gi) ||
        unnamed.some(({ value }) => isKey(value) && /dkim1|k=rsa/i.test(value)),
    };
    return new Zone(domain, records, new Set(unnamed), unclear, sketch(data));
  }

  /** The domain's SPF record: a text under its name that begins with `v=spf1` (RFC 7208). */
  get spf(): Sighting<ZoneRecord> {
    const found = this.texts.find(({ name, value }) => name === this.domain && isSpf(value));
    return this.sighting(found, this.unclear.spf);
  }

  /** The domain's DKIM keys: texts with a public key at `SELECTOR._domainkey` (RFC 6376), whoever created them. */
  get keys(): readonly ZoneRecord[] {
    return this.texts.filter(
      (record) => selectorOf(record, this.domain) !== undefined && isKey(record.value),
    );
  }

  key(selector: string): Sighting<ZoneRecord> {
    const found = this.keys.find((record) => selectorOf(record, this.domain) === selector);
    return this.sighting(found, this.unclear.dkim || this.pointsElsewhere([selector]));
  }

  private sighting(found: ZoneRecord | undefined, isUnclear: boolean): Sighting<ZoneRecord> {
    if (found !== undefined) return { is: "present", object: found };
    return isUnclear ? { is: "unknown", looks: this.looks } : { is: "absent" };
  }

  /** Whether the name of one of these selectors is an alias, whose key the zone does not show. */
  private pointsElsewhere(selectors: Iterable<string>): boolean {
    const names = new Set([...selectors].map((selector) => `${selector}._domainkey.${this.domain}`));
    return this.records.some(({ type, name }) => type === "CNAME" && names.has(name));
  }

  /**
   * The panel's own DKIM key, as far as the zone alone tells: the only key, if its selector is one that panels use.
   * With any other keys it is `unknown`, because the zone does not say whose they are.
   */
  get dkim(): Sighting<ZoneRecord> {
    const [first, ...more] = this.keys;
    if (first === undefined)
      return this.sighting(undefined, this.unclear.dkim || this.pointsElsewhere(panelSelectors));
    const isPanels = more.length === 0 && panelSelectors.has(selectorOf(first, this.domain) ?? "");
    return this.sighting(isPanels ? first : undefined, true);
  }
}
