import { domainToASCII } from "node:url";
import { isText, type ZoneRecord } from "./zoneRecord";
import { unquote } from "./zoneText";

/** The name, type and zone that the keys above a value give to it. */
export interface RecordPlace {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  /** The other zone under whose name the value is listed. */
  readonly zone?: string | undefined;
}

/** A record as the panel writes it. */
export interface FoundRecord extends RecordPlace {
  readonly value: string;
}

/** A found record in normal form. */
export function recordOf(domain: string, { name, type = "", value }: FoundRecord): ZoneRecord {
  const kind = type.trim().toUpperCase();
  return { name: fullName(domain, name), type: kind, value: isText(kind) ? unquote(value) : value.trim() };
}

/** Whether a name is written in full, and within the domain. */
export function isFullNameIn(domain: string, name = ""): boolean {
  const full = name.trim().toLowerCase().replace(/\.$/, "");
  return full === domain || full.endsWith(`.${domain}`);
}

function fullName(domain: string, name: string | undefined): string {
  const lower = (name ?? "@").trim().toLowerCase();
  if (lower === "" || lower === "@") return domain;
  const ascii = domainToASCII(lower) || lower;
  if (ascii.endsWith(".")) return ascii.slice(0, -1);
  return ascii === domain || ascii.endsWith(`.${domain}`) ? ascii : `${ascii}.${domain}`;
}
