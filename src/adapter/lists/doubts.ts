import { addressesWithin, decoded, hasOtherAt } from "./text";

/** All that keeps a list from proving that an object is not there. */
export class Doubts {
  /** Whether the list says that there is more. */
  isPart = false;
  private isLeftOver = false;
  private isUnread = false;
  private readonly names = new Set<string>();
  private readonly domains = new Set<string>();

  /** Takes what was not understood: of one domain, where it stands below it. */
  leave(domain: string | undefined): void {
    if (domain === undefined) this.isLeftOver = true;
    else this.domains.add(domain);
  }

  /** Takes an object that is named, and of which no more is understood. */
  unread(address: string): void {
    this.isUnread = true;
    this.names.add(address);
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
    const at = address.lastIndexOf("@");
    const local = address.slice(0, at);
    return this.names.has(address) || this.names.has(local) || this.domains.has(address.slice(at + 1));
  }
}
