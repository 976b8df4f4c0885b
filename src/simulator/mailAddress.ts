import { domainToASCII } from "node:url";

/** The parts of an address in `userbox@domain` form, or `undefined` for text that is none. */
export function parseAddress(text: string): { local: string; domain: string } | undefined {
  const match = /^([^\s@,;<>]+)@([^\s@,;<>]+)$/.exec(text);
  const [, local, domain] = match ?? [];
  return local === undefined || domain === undefined ? undefined : { local, domain };
}

/** The normal form of a domain: lower case, punycode. */
export function domainKey(domain: string): string {
  return domainToASCII(domain) || domain.toLowerCase();
}

/** The normal form of an address. The local part is case-sensitive, as file names are. */
export function addressKey(address: string): string {
  const parsed = parseAddress(address);
  return parsed === undefined ? address : `${parsed.local}@${domainKey(parsed.domain)}`;
}

/** Splits a comma-separated list of addresses and trims each one. */
export function splitAddresses(list: string): string[] {
  return list
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
