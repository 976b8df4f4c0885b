import type { Zone } from "./lists/zone";
import { selectorOf, type ZoneRecord } from "./lists/zoneRecord";
import type { Sighting } from "./sighting";

/** What tells the panel's own DKIM key from those of others in the same zone. */
export interface KeyHints {
  /** The panel's selector, where it is known. */
  readonly selector?: string | undefined;
  /** The selectors of the keys that stood in the zone before DKIM was switched on. */
  readonly before?: readonly string[] | undefined;
}

/** The selectors of all DKIM keys in a zone. */
export function selectorsIn(zone: Zone): string[] {
  return zone.keys.map((record) => selectorOf(record, zone.domain) ?? "");
}

/**
 * The panel's own key in the zone of a domain whose DKIM is on: that of its selector, else the one that appeared when
 * DKIM was switched on, else the only one. With several it is not known which.
 */
export function panelKey(zone: Zone, { selector, before }: KeyHints): Sighting<ZoneRecord> {
  if (selector !== undefined) return zone.key(selector);
  const appeared = keysAfter(zone, before);
  const [first, ...more] = appeared.length > 0 ? appeared : zone.keys;
  if (first === undefined) return zone.dkim;
  return more.length === 0
    ? { is: "present", object: first }
    : { is: "unknown", looks: `keys of the selectors ${selectorsIn(zone).join(", ")}` };
}

/** The keys that the zone did not show before; none where that is not known. */
export function keysAfter(zone: Zone, before: readonly string[] | undefined): readonly ZoneRecord[] {
  if (before === undefined) return [];
  return zone.keys.filter((record) => !before.includes(selectorOf(record, zone.domain) ?? ""));
}
