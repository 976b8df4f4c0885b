import { seen, isGone, isThere } from "../../adapter/sighting";
import type { RecordSwitch } from "./recordSwitch";

/** The SPF record: a domain has at most one. Source: `onspf`, `offspf`, `show_zones`. */
export const spfSwitch: RecordSwitch = {
  name: "DomainSpf",
  noun: "spf",
  on: "onspf",
  off: "offspf",
  fields: {},

  see: (zone) => zone.spf,
  standing: (zone) => seen(zone.spf),
  provesAbsence: (zone) => zone.spf.is === "absent",
  hasAppeared: (zone) => isThere(zone.spf),
  isOff: (zone) => isGone(zone.spf),
  othersIn: () => undefined,
};
