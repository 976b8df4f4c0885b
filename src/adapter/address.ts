import { domainToASCII } from "node:url";
import { remembering } from "./remembering";

/** What a normal form is made from: the value itself, or why it is refused (a reason to show a person). */
export type Normalised = { readonly value: string } | { readonly refused: string };

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
/** Dot-atom of RFC 5322 without `/`, `|` and the backtick, which mail servers read as files and commands. */
const localPart = /^[a-z0-9!#$%&'*+=?^_{}~-]+(\.[a-z0-9!#$%&'*+=?^_{}~-]+)*$/i;
const rawDomain = /^[\p{L}\p{M}\p{N}.\u3002\u00b7\u30fb\u200c\u200d-]+$/u;

/**
 * The one form in which domains are compared and sent: trimmed, lower case, international names in punycode.
 *
 * @example normaliseDomain(" Пример.РФ ") // { value: "xn--e1afmkfd.xn--p1ai" }
 */
export const normaliseDomain = remembering(normalisedDomain);

function normalisedDomain(written: string): Normalised {
  const domain = written.trim();
  if (domain === "") return { refused: "is empty; write a domain such as example.com" };
  if (domain.endsWith(".")) return { refused: `ends with a dot; write ${quote(domain.replace(/\.+$/, ""))}` };
  if (!rawDomain.test(domain)) {
    return { refused: `${quote(domain)} holds a character that no domain has; write it like example.com` };
  }
  const ascii = domainToASCII(domain);
  const labels = ascii.split(".");
  if (labels.length < 2)
    return { refused: `${quote(domain)} is not a full domain; write it like example.com` };
  if (!labels.every((part) => label.test(part)) || /^[0-9]+$/.test(labels.at(-1) ?? "")) {
    return { refused: `${quote(domain)} is not a domain name; write it like example.com` };
  }
  if (ascii.length > 253) return { refused: `is ${ascii.length} characters long; a domain has at most 253` };
  return { value: ascii };
}

/**
 * An address as it is sent: trimmed, the local part as written, the domain in its normal form.
 *
 * @example normaliseTarget("Ann.Lee@EXAMPLE.com") // { value: "Ann.Lee@example.com" }
 */
export function normaliseTarget(written: string): Normalised {
  const address = written.trim();
  if (address === "") return { refused: "is empty; write an address such as ann@example.com" };
  if (address.includes(",")) {
    return { refused: `${quote(address)} holds a comma; write each address as an element of its own` };
  }
  const at = address.lastIndexOf("@");
  if (at < 0) return { refused: `${quote(address)} is not an address; write it like ann@example.com` };
  const local = address.slice(0, at);
  if (!localPart.test(local)) {
    return {
      refused:
        `${quote(address)} is not an address that a panel can hold; before the @ stand letters a to z, digits ` +
        "and . ! # $ % & ' * + = ? ^ _ { } ~ -, with no dot at the ends and no two dots in a row",
    };
  }
  if (local.length > 64)
    return { refused: `has ${local.length} characters before the @; at most 64 may stand there` };
  const domain = normaliseDomain(address.slice(at + 1));
  if ("refused" in domain) return { refused: `its domain ${domain.refused}` };
  const value = `${local}@${domain.value}`;
  return value.length > 254
    ? { refused: `is ${value.length} characters long; an address has at most 254` }
    : { value };
}

/**
 * The one form of a mailbox or of a forwarding's source: as `normaliseTarget`, the local part in lower case.
 *
 * @example normaliseAddress("Ann@Пример.рф") // { value: "ann@xn--e1afmkfd.xn--p1ai" }
 */
export function normaliseAddress(written: string): Normalised {
  const target = normaliseTarget(written);
  return "refused" in target ? target : { value: target.value.toLowerCase() };
}

/** The form in which two addresses of any spelling are compared; text that is no address is only lower-cased. */
export function addressKey(written: string): string {
  const address = normaliseAddress(written);
  return "refused" in address ? written.trim().toLowerCase() : address.value;
}

/** The domain of an address in its normal form. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

/** The form in which two domains of any spelling are compared; text that is no domain is only lower-cased. */
export function domainKey(written: string): string {
  const domain = normaliseDomain(written);
  return "refused" in domain ? written.trim().toLowerCase() : domain.value;
}

/** A set of targets in one order, each address once: the first spelling of it stays. */
export function targetSet(targets: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const target of targets) {
    const key = addressKey(target);
    if (!byKey.has(key)) byKey.set(key, target);
  }
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, target]) => target);
}

/** Whether two lists of targets name the same set of addresses. */
export function sameTargets(a: readonly string[], b: readonly string[]): boolean {
  return targetSet(a).map(addressKey).join() === targetSet(b).map(addressKey).join();
}

/** What somebody wrote, as an error shows it: in quotes, and not at any length. */
export function quote(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return JSON.stringify(shown);
}
