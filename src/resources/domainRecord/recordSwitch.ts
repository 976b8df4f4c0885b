import type * as z from "zod";
import type { Zone } from "../../adapter/lists/zone";
import type { ZoneRecord } from "../../adapter/lists/zoneRecord";
import type { Sighting } from "../../adapter/sighting";
import type { WaitFor } from "../../adapter/nameServers";
import type { ObjectState } from "../../lifecycle/kind";

/** What a program writes of a domain's record, in normal form. */
export interface RecordInputs {
  readonly domain: string;
  /** The selector of the panel's DKIM key. */
  readonly selector?: string | undefined;
  readonly server?: string | undefined;
  readonly waitFor?: WaitFor | undefined;
}

/** What the state holds of it. */
export interface RecordState extends RecordInputs, ObjectState {
  /** Whether the record was on before: a deletion then leaves it on. */
  readonly foundEnabled: boolean;
  /** The record in the panel's zone, where that is shown. */
  readonly record?: ZoneRecord | undefined;
  /** The selectors of the DKIM keys that were there before an incomplete creation. */
  readonly keysBefore?: readonly string[] | undefined;
}

/** What SPF and DKIM differ in: the panel's operations, and how a zone shows that the record is on. */
export interface RecordSwitch {
  readonly name: "DomainSpf" | "DomainDkim";
  readonly noun: "spf" | "dkim";
  readonly on: "onspf" | "ondkim";
  readonly off: "offspf" | "offdkim";
  /** The properties that only this record has. */
  readonly fields: Readonly<Record<string, z.ZodType>>;

  /** The record in the zone of a domain where it is on. */
  see(zone: Zone, state: RecordState): Sighting<ZoneRecord>;
  /** The record that shows before a creation that it is on already; where there is none the panel's answer tells. */
  standing(zone: Zone, state: RecordState): ZoneRecord | undefined;
  /** Whether a zone before a creation proves that what is there after it was made by it. */
  provesAbsence(zone: Zone): boolean;
  /** Whether a zone shows the record that a creation was to switch on; undefined where it does not tell. */
  hasAppeared(zone: Zone, state: RecordState): boolean | undefined;
  /** Whether a zone shows that the record is off; undefined where it does not tell. */
  isOff(zone: Zone, state: RecordState): boolean | undefined;
  /** What others have in the zone that looks like this record; undefined where nothing can. */
  othersIn(zone: Zone): string[] | undefined;
}
