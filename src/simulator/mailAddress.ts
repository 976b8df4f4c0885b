import { domainToASCII } from "node:url";

/** The parts of an address in `userbox@domain` form. */
interface Address {
  local: string;
  domain: string;
}

/** The parts of an address, or `undefined` for text that is none. */
export function parseAddress(text: string): Address | undefined {
  const match = /^([^\s@,;<>]+)@([^\s@,;<>]+)$/.exec(text);
  const [, local, domain] = match ?? [];
  return local === undefined || domain === undefined ? undefined : { local, domain };
}

/** One form for every spelling of a domain: lower case, punycode. */
export function domainKey(domain: string): string {
  return domainToASCII(domain) || domain.toLowerCase();
}

/** One form for every spelling of an address; the local part counts letter by letter, as in file names. */
export function addressKey(address: string): string {
  const parsed = parseAddress(address);
  return parsed === undefined ? address : `${parsed.local}@${domainKey(parsed.domain)}`;
}

/** The addresses of a comma-separated list, without blanks around them. */
export function splitAddresses(list: string): string[] {
  return list
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
