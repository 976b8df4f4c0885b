import { readQuota, type ListedQuota } from "../quota";
import { Doubts } from "./doubts";
import {
  asideWords,
  forwardWords,
  hasWordOf,
  localNames,
  mailboxFields,
  mailboxNames,
  nameSet,
  peopleWords,
  quotaNames,
  secretNames,
  squash,
  statusWords,
} from "./fields";
import { isFields, isScalar, sketch, textsOf, type Entry } from "./json";
import { Listing } from "./listing";
import { RowFields } from "./rowFields";
import type { RowMemory } from "./rowMemory";
import type { RowReader } from "./rowReader";
import { isGone, isOff, kindWords } from "./standing";
import { Spellings, type ChosenSpelling } from "./spellings";
import { asAddress, asAddresses, decoded, joinAddress, piecesOf, type Spelled } from "./text";
import { Walk } from "./walk";

/** A mailbox as the panel lists it. */
export interface ListedMailbox extends ChosenSpelling {
  /** The address in its normal form. */
  readonly email: string;
  /** The quota as the list shows it, in the list's own unit. */
  readonly quota?: ListedQuota;
}

/**
 * The mailboxes of a panel user, recognised in a list of any shape: full addresses as texts, as keys and in fields that
 * name mailboxes, and local parts below a domain's key or next to a field that names the domain.
 */
export function mailboxesIn(data: unknown, rows?: RowMemory): Listing<ListedMailbox> {
  const doubts = new Doubts();
  const reader = new MailboxReader(doubts);
  new Walk(reader, doubts, rows).run(data);
  reader.settle();
  doubts.settle(reader.found.keys());
  return new Listing({ shown: reader.found, doubts, looks: sketch(data) });
}

type Quota = ListedQuota | undefined;

/** A mailbox in the spelling that is used for it. */
function listed({ spelling, address: email }: Spelled, quota: Quota, isAmbiguous = false): ListedMailbox {
  return { email, spelling, isAmbiguous, ...(quota === undefined ? {} : { quota }) };
}

/** The spellings of a mailbox with what one more row says; what was said of a quota before counts. */
function withRow(spellings: Spellings<Quota>, { spelling, quota }: ListedMailbox): Spellings<Quota> {
  spellings.add(spelling, (known) => known ?? quota);
  return spellings;
}

class MailboxReader implements RowReader<ListedMailbox> {
  readonly names = mailboxNames;
  readonly lists: ReadonlySet<string> = new Set();
  readonly others: ReadonlySet<string> = new Set([...peopleWords, ...forwardWords, ...asideWords]);
  readonly found = new Map<string, ListedMailbox>();
  /** The mailboxes that several rows name. */
  private readonly several = new Map<string, Spellings<Quota>>();
  /** Numbers that are values of addresses: quotas, or switches. */
  private readonly underAddresses: (readonly [Spelled, ListedQuota])[] = [];
  /** What is below domains, under keys that may be local parts or fields of the domain. */
  private readonly maps: { readonly entries: readonly Entry[]; readonly domain: string }[] = [];
  /** Single words below domains, which may be local parts. */
  private readonly words: { readonly text: string; readonly domain: string }[] = [];
  private hasTextLists = false;

  constructor(private readonly doubts: Doubts) {}

  isRecord(value: unknown): boolean {
    return isFields(value) && Object.keys(value).some((name) => mailboxFields.has(squash(name)));
  }

  /** Decides what only the whole list can tell. */
  settle(): void {
    // if all are 0 or 1, they say whether a mailbox is on
    const areQuotas = this.underAddresses.some(([, [quota]]) => quota > 1);
    for (const [address, quota] of this.underAddresses) this.add(address, areQuotas ? quota : undefined);
    for (const { text, domain } of this.words) {
      const address = joinAddress(text, domain);
      if (this.hasTextLists && address !== undefined) this.add(address);
      else this.doubts.leave(domain);
    }
    const keys = this.maps.map(({ entries }) => JSON.stringify(entries.map(([key]) => key).sort()));
    const areSame = keys.length > 1 && new Set(keys).size === 1;
    for (const { entries, domain } of this.maps) this.belowDomain(entries, domain, areSame);
    for (const [address, spellings] of this.several) {
      const { spelling, value, isAmbiguous } = spellings.chosen();
      this.found.set(address, listed({ spelling, address }, value, isAmbiguous));
    }
  }

  fields(fields: RowFields, domain: string | undefined): { readonly row: ListedMailbox } | number {
    const address = fields.firstAs(mailboxNames, asAddress);
    const local = fields.localBelow(domain);
    const quota = quotaIn(fields);
    const named = address ?? local;
    if (named === undefined) return 0;
    if (address !== undefined && local !== undefined && !address.address.endsWith(`@${domain}`)) {
      // the object may be either
      this.doubts.unread(address.address);
      this.doubts.unread(local.address);
      return 1;
    }
    const isOther = isGone(fields) || isOtherKind(fields);
    if (isOther) this.doubts.unread(named.address);
    this.besides(fields, named, domain);
    return isOther ? 1 : { row: listed(named, quota) };
  }

  take(row: ListedMailbox): void {
    const { email } = row;
    const first = this.found.get(email);
    if (first === undefined) {
      this.found.set(email, row);
      return;
    }
    const spellings = this.several.get(email) ?? withRow(new Spellings(email), first);
    this.several.set(email, withRow(spellings, row));
  }

  /** Notes other objects that a row may name. */
  private besides(fields: RowFields, { address }: Spelled, domain: string | undefined): void {
    for (const [name, value] of Object.entries(fields.raw)) {
      const squashed = squash(name);
      if (hasWordOf(this.others, name)) continue;
      if (secretNames.has(squashed) && asAddress(value) === undefined) continue;
      if (isScalar(value)) {
        const other = localNames.includes(squashed) ? joinAddress(value, domain) : undefined;
        if (other !== undefined && other.address !== address) this.doubts.name(other.address);
        if (typeof value === "string" && asAddress(value)?.address !== address)
          this.doubts.addressesIn(value);
      } else {
        this.within(value);
      }
    }
  }

  private within(value: unknown): void {
    if (!isFields(value)) {
      for (const text of textsOf(value)) this.doubts.addressesIn(text);
      return;
    }
    for (const [name, field] of Object.entries(value)) {
      if (hasWordOf(this.others, name)) continue;
      this.doubts.addressesIn(name);
      this.within(field);
    }
  }

  entry(key: Spelled, value: unknown): number {
    if (Array.isArray(value) && [...textsOf(value)].some((text) => text.includes("@"))) {
      // an account with its mailboxes, or a mailbox with other addresses
      this.doubts.unread(key.address);
      this.within(value);
      return 0;
    }
    const quota = isScalar(value) ? readQuota(value) : undefined;
    if (quota !== undefined) this.underAddresses.push([key, quota]);
    this.add(key, isFields(value) ? quotaIn(new RowFields(value)) : undefined);
    this.within(value);
    return 1;
  }

  map(entries: readonly Entry[], domain: string): number {
    this.maps.push({ entries, domain });
    return entries.length;
  }

  private belowDomain(entries: readonly Entry[], domain: string, isSchema: boolean): void {
    const kinds = entries.map(([, value]) => this.kindOf(value));
    const isOneKind = new Set(kinds).size === 1;
    // ones and zeros alone may be switches
    const areSizes = entries.some(([, value]) => (readQuota(value)?.[0] ?? 0) > 1);
    for (const [place, [key, value]] of entries.entries()) {
      const address = joinAddress(key, domain);
      const kind = kinds[place];
      const isTrusted =
        kind === "record" || (isOneKind && !isSchema && (kind === "empty" || (kind === "quota" && areSizes)));
      if (address !== undefined && isTrusted) {
        this.add(address, isFields(value) ? quotaIn(new RowFields(value)) : readQuota(value));
        this.within(value);
      } else {
        if (address !== undefined) this.doubts.unread(address.address);
        this.within(value);
        if (kind === "other" || kinds.every((each) => each !== "record")) this.doubts.leave(domain);
      }
    }
  }

  private kindOf(value: unknown): "record" | "empty" | "quota" | "other" {
    if (this.isRecord(value)) return "record";
    if (typeof value === "object" && value !== null && Object.keys(value).length === 0) return "empty";
    return readQuota(value) === undefined ? "other" : "quota";
  }

  text(text: string, domain: string | undefined, isElement: boolean): number {
    const addresses = asAddresses(text);
    if (addresses !== undefined) {
      for (const address of addresses) this.add(address);
      return addresses.length;
    }
    if (domain === undefined) {
      this.doubts.text(text);
      return 0;
    }
    const pieces = piecesOf(decoded(text));
    const locals = pieces.flatMap((piece) => (/\s/.test(piece) ? [] : (joinAddress(piece, domain) ?? [])));
    if (locals.length < pieces.length) return 0;
    if (locals.length === 1 && (!isElement || statusWords.has(decoded(text).toLowerCase()))) {
      if (isElement) return 0;
      this.words.push({ text: decoded(text), domain });
      return 1;
    }
    if (!isElement) this.hasTextLists = true;
    for (const local of locals) this.add(local);
    return locals.length;
  }

  /** An address with other values, such as its quota. */
  tuple(values: readonly unknown[]): number {
    const addresses = values.filter((value) => typeof value === "string" && value.includes("@"));
    const address = addresses.length === 1 ? asAddress(addresses[0]) : undefined;
    if (address === undefined) return 0;
    this.add(address);
    for (const value of values) if (!isScalar(value)) this.within(value);
    return 1;
  }

  private add(named: Spelled, quota?: Quota): void {
    this.take(listed(named, quota));
  }
}

/** Whether a row says that it is not a mailbox but an alias, a forwarding or a list. */
function isOtherKind(fields: RowFields): boolean {
  const words = kindWords(fields);
  const isOther = words.some((word) => otherKinds.has(word)) && !words.some((word) => ownKinds.has(word));
  return isOther || isOff(fields, "ismailbox") || (isOff(fields, "mailbox") && fields.get("mailbox") !== "");
}

const otherKinds: ReadonlySet<string> = new Set([
  ...forwardWords,
  ...nameSet("group list maillist mailinglist catchall contact vacation"),
]);
const ownKinds = nameSet("mail mailbox mailboxes account imap pop pop3 user");

/** The quota of a row, in the unit that the row gives for it. */
function quotaIn(fields: RowFields): Quota {
  const written = fields.first(quotaNames);
  const unit = fields.first(["quotaunit", "unit"]);
  const isNumber =
    typeof written === "number" || (typeof written === "string" && /^[\d\s.,]+$/.test(written));
  return readQuota(isNumber && typeof unit === "string" ? `${String(written)} ${unit}` : written);
}
