import { textsOf } from "./json";
import { addressesWithin, decoded, hasOtherAt } from "./text";

/** All that keeps a list from proving that an object is not there. */
export class Doubts {
  /** Whether the list says that there is more. */
  isPart = false;
  private isLeftOver = false;
  private isUnread = false;
  private readonly names = new Set<string>();
  private readonly domains = new Set<string>();
  /** Addresses with stars, which may hide a part of others: `a**@x.com`. */
  private readonly masks: string[] = [];
  /** The domains of which alone the list may be. */
  private readonly scope = new Set<string>();

  /** Takes what was not understood. Below a domain it is about that domain, but may also name addresses of others. */
  leave(domain: string | undefined, content?: unknown): void {
    if (domain === undefined) {
      this.isLeftOver = true;
      return;
    }
    this.domains.add(domain);
    for (const text of textsOf(content)) this.addressesIn(text);
  }

  /** Takes an object that is named, and of which no more is understood. */
  unread(address: string): void {
    this.isUnread = true;
    this.names.add(address);
  }

  /** Takes a domain that stands beside a list. */
  beside(domain: string): void {
    this.scope.add(domain);
  }

  /** Decides what could not be told before the whole list was seen. */
  settle(shown: Iterable<string>): void {
    const all = [...shown];
    this.masks.push(...all.filter((address) => /^[^@]+\*|^\*[^@]/.test(address)));
    // the list shows others: the domain beside it is the panel's own
    if (all.some((address) => !this.scope.has(domainOf(address)))) this.scope.clear();
  }

  /** Takes a name that may be an object's: an address, or a local part alone. */
  name(name: string): void {
    this.names.add(decoded(name).toLowerCase());
  }

  /** Takes the addresses of a text that may name objects. */
  addressesIn(text: string): void {
    for (const address of addressesWithin(text)) this.names.add(address);
    if (hasOtherAt(text)) this.isLeftOver = true;
  }

  /** Takes a text beside a list: an address, or a local part without its domain. */
  text(text: string): void {
    this.addressesIn(text);
    if (/^\s*\S{1,64}\s*$/.test(text)) this.name(text);
  }

  /** Whether everything was understood, but for names that may be anybody's. */
  get isClear(): boolean {
    return !this.isPart && !this.isLeftOver && !this.isUnread && this.domains.size === 0;
  }

  /** Whether all that was not understood is of objects and domains that are known. */
  get isBounded(): boolean {
    return !this.isPart && !this.isLeftOver;
  }

  /** Whether this object may be named in a place that was not understood. */
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

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
