import { domainOf } from "../address";
import { textsOf } from "./json";
import { addressesWithin, decoded, hasOtherAt } from "./text";

/** What keeps a list from proving that an object does not exist. */
export class Doubts {
  /** Whether the list says that there is more. */
  isPart = false;
  /** How often something was taken. */
  taken = 0;
  private isLeftOver = false;
  private isUnread = false;
  private readonly names = new Set<string>();
  private readonly domains = new Set<string>();
  /** Addresses that stars hide in part: `a**@x.com`. */
  private readonly masks: string[] = [];
  /** The only domains that the list may be about. */
  private readonly scope = new Set<string>();

  /** Takes what was not understood. Below a domain it is about that domain, but may also name addresses of others. */
  leave(domain: string | undefined, content?: unknown): void {
    this.taken += 1;
    if (domain === undefined) {
      this.isLeftOver = true;
      return;
    }
    this.domains.add(domain);
    for (const text of textsOf(content)) this.addressesIn(text);
  }

  /** Takes an object of which only the name is understood. */
  unread(address: string): void {
    this.taken += 1;
    this.isUnread = true;
    this.names.add(address);
  }

  /** Takes a domain that is named beside a list. */
  beside(domain: string): void {
    this.taken += 1;
    this.scope.add(domain);
  }

  /** Decides what only the whole list can tell. */
  settle(shown: Iterable<string>): void {
    const all = [...shown];
    this.masks.push(...all.filter((address) => /^[^@]+\*|^\*[^@]/.test(address)));
    // the list shows other domains too, so the one beside it is the panel's own
    if (all.some((address) => !this.scope.has(domainOf(address)))) this.scope.clear();
  }

  /** Takes a name that may be an object's: an address, or only a local part. */
  name(name: string): void {
    this.taken += 1;
    this.names.add(decoded(name).toLowerCase());
  }

  /** Takes the addresses in a text that may name objects. */
  addressesIn(text: string): void {
    // an address has an at sign, in some notation or escaped
    if (!/@|&|at/i.test(text)) return;
    const addresses = addressesWithin(text);
    for (const address of addresses) this.names.add(address);
    const isUnread = hasOtherAt(text);
    this.isLeftOver ||= isUnread;
    if (isUnread || addresses.length > 0) this.taken += 1;
  }

  /** Takes a text beside a list. It may be an address, or a local part without its domain. */
  text(text: string): void {
    this.addressesIn(text);
    if (/^\s*\S{1,64}\s*$/.test(text)) this.name(text);
  }

  /** Whether everything was understood, except names that may be anybody's. */
  get isClear(): boolean {
    return !this.isPart && !this.isLeftOver && !this.isUnread && this.domains.size === 0;
  }

  /** Whether what was not understood only concerns objects and domains that are known. */
  get isBounded(): boolean {
    return !this.isPart && !this.isLeftOver;
  }

  /** Whether what was not understood may name this object. */
  mayName(address: string): boolean {
    const local = address.slice(0, address.lastIndexOf("@"));
    const domain = domainOf(address);
    const isElsewhere = this.scope.size > 0 && !this.scope.has(domain);
    const isMasked = this.masks.some((mask) => hides(mask, address));
    return (
      isElsewhere || isMasked || this.names.has(address) || this.names.has(local) || this.domains.has(domain)
    );
  }
}

function hides(mask: string, address: string): boolean {
  const start = mask.slice(0, mask.indexOf("*"));
  return address.startsWith(start) && address.endsWith(mask.slice(mask.lastIndexOf("*") + 1));
}
