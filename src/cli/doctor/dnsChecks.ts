import type { ZoneRecord } from "../../adapter/lists/zoneRecord";
import type { DomainHealth } from "../../dns/mailHealth";
import type { RecordHealth } from "../../dns/recordHealth";
import { ok, warn, wrong, type Check } from "./finding";

/** What there is to say of a domain's records. */
export function checksOf({ mx, spf, dkim, dmarc }: DomainHealth): Check[] {
  const lookups = spf.lookups === undefined ? "" : ` (${spf.lookups} of 10 lookups)`;
  return [
    check("mx", mx, valuesOf(mx.found)),
    check("spf", spf, `${valuesOf(spf.found)}${lookups}`),
    check("dkim", dkim, `${namesOf(dkim.found)} has the panel's key`),
    check("dmarc", dmarc, valuesOf(dmarc.found)),
  ];
}

function check(name: string, { status, problems, hints, toSet }: RecordHealth, found: string): Check {
  const text = [...(status === "pass" ? [found] : problems), ...hints].join("; ");
  if (status === "pass") return ok(name, text);
  if (status === "unknown")
    return warn(name, `not known: ${text}`, "Nothing is known to be wrong. Look again");
  return wrong(name, text, stepFor(toSet));
}

function stepFor(toSet: readonly ZoneRecord[]): string {
  if (toSet.length === 0) return "Correct it where the zone is hosted";
  return `Set ${toSet.map(({ name, type, value }) => `${name} ${type} ${value}`).join(", and ")}`;
}

function valuesOf(records: readonly ZoneRecord[]): string {
  return records.map(({ value }) => value).join(", ");
}

function namesOf(records: readonly ZoneRecord[]): string {
  return records.map(({ name }) => name).join(", ");
}
