import { Listing } from "./lists/listing";
import {
  addressesWithin,
  asAddress,
  asDomain,
  domainOf,
  fieldOf,
  isBlank,
  isRow,
  joinAddress,
  mailboxNames,
  sketch,
  type Row,
  type Spelled,
} from "./shape";

/** A mailbox as the panel lists it. */
export interface ListedMailbox {
  /** The address in its normal form. */
  readonly email: string;
  /** The address as the panel writes it. */
  readonly spelling: string;
  /** The quota as the list shows it, in whatever unit the panel uses there. */
  readonly quota?: number;
}

/**
 * Recognises full addresses as texts, as keys and under any key, and local parts under a domain's key or beside a field
 * that names the domain.
 */
export function mailboxesIn(data: unknown): Listing<ListedMailbox> {
  const found = new Map<string, ListedMailbox>();
  const domains = new Set<string>();
  collect(data, undefined, {
    found: (mailbox) => {
      const known = found.get(mailbox.email);
      if (known?.quota === undefined) found.set(mailbox.email, mailbox);
    },
    unclear: (domain) => domains.add(domain),
  });
  const looks = sketch(data);
  if (found.size === 0)
    return new Listing({ shown: found, extent: isBlank(data) ? "blank" : "unclear", looks });
  const isAll = !isPart(data, found.size) && !(found.size === 1 && isOwnField(data));
  const mentioned = new Set(mentions(data, false));
  const mayName = (email: string): boolean => {
    const at = email.lastIndexOf("@");
    return mentioned.has(email) || mentioned.has(email.slice(0, at)) || domains.has(email.slice(at + 1));
  };
  return new Listing({ shown: found, extent: isAll ? "whole" : "unclear", looks, mayName });
}

interface Sink {
  found(mailbox: ListedMailbox): void;
  /** Takes a domain whose part of the list shows something, but no mailbox. */
  unclear(domain: string): void;
}

function collect(node: unknown, domain: string | undefined, sink: Sink): void {
  if (typeof node === "string") {
    for (const address of addressesIn(node, domain)) sink.found(listed(address, undefined));
  } else if (Array.isArray(node)) {
    for (const element of node) collect(element, domain, sink);
  } else if (isRow(node)) {
    if (isMap(node)) for (const [key, value] of Object.entries(node)) collectEntry(key, value, domain, sink);
    else collectRow(node, domain, sink);
  }
}

/** Whether the keys are addresses, domains or numbers, and not the names of fields. */
function isMap(row: Row): boolean {
  const keys = Object.keys(row);
  return (
    keys.some((key) => asAddress(key) !== undefined || asDomain(key) !== undefined) || keys.every(isNumber)
  );
}

function collectEntry(key: string, value: unknown, domain: string | undefined, sink: Sink): void {
  const address = asAddress(key);
  if (address !== undefined) {
    sink.found(listed(address, quotaOf(value)));
    return;
  }
  const own = asDomain(key);
  const within: ListedMailbox[] = [];
  collect(value, own ?? domain, {
    ...sink,
    found: (mailbox) => {
      within.push(mailbox);
      sink.found(mailbox);
    },
  });
  if (own !== undefined && within.length === 0 && !isNothing(value)) sink.unclear(own);
}

/** A mailbox of its own, a wrapper around others, or, below a domain's key, local parts as keys. */
function collectRow(row: Row, domain: string | undefined, sink: Sink): void {
  const entries = Object.entries(row);
  const wraps = entries.some(([key, value]) => isWrapper(key, value));
  const mailbox = mailboxOf(row, domain, wraps);
  if (mailbox !== undefined) sink.found(mailbox);
  for (const [key, value] of entries) {
    const nested = typeof value === "object" && value !== null;
    const text = typeof value === "string" && mailbox === undefined && wrapperNames.has(key.toLowerCase());
    // below a domain's key, `quota: 5` is the domain's
    const named = text || isWrapper(key, value) || (!nested && fieldNames.has(key.toLowerCase()));
    const local = mailbox === undefined && !named ? joinAddress(key, domain) : undefined;
    if (local !== undefined && (nested || !wraps)) sink.found(listed(local, quotaOf(value)));
    if (
      text ||
      (nested && !(mailbox !== undefined && forwarding.test(key)) && !(local !== undefined && isRow(value)))
    ) {
      collect(value, domainOf(row) ?? domain, sink);
    }
  }
}

/** The address of a row: under a likely name, else (not around a list) under any, else a local part with its domain. */
function mailboxOf(row: Row, domain: string | undefined, wraps: boolean): ListedMailbox | undefined {
  const full = Object.fromEntries(
    Object.entries(row).filter(([, value]) => typeof value === "string" && asAddress(value) !== undefined),
  );
  const text = fieldOf(full, mailboxNames) ?? (wraps ? undefined : Object.values(full)[0]);
  const beside = domainOf(row) ?? domain;
  const local = wraps ? undefined : fieldOf(row, mailboxNames);
  const address = typeof text === "string" ? asAddress(text) : joinAddress(local, beside);
  return address === undefined ? undefined : listed(address, quotaOf(row));
}

/** The addresses of a text, or the local parts in it where it stands below a domain's key. */
function addressesIn(text: string, domain: string | undefined): Spelled[] {
  const pieces = text.split(/[\s,;]+/).filter((piece) => piece !== "");
  const addresses = pieces.map((piece) => asAddress(piece) ?? joinAddress(piece, domain));
  return addresses.every((address) => address !== undefined) ? addresses : [];
}

function isWrapper(key: string, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const known = isRow(value) && Object.keys(value).some((name) => fieldNames.has(name.toLowerCase()));
  return wrapperNames.has(key.toLowerCase()) && !known;
}

/** Whether a domain's part of a list says that nothing is there. */
function isNothing(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === null || value === "" || Number(value) === 0;
}

/** Whether a count beside the list says that there are more than were found. */
function isPart(node: unknown, found: number): boolean {
  if (Array.isArray(node)) return node.some((element) => isPart(element, found));
  if (!isRow(node) || isMailbox(node)) return false;
  return Object.entries(node).some(([key, value]) => {
    const number =
      typeof value === "number" || (typeof value === "string" && isNumber(value)) ? Number(value) : 0;
    return (totals.test(key) && number > found) || (pages.test(key) && number > 1) || isPart(value, found);
  });
}

/** Whether an address stands among the answer's own fields: it may be the account's, and no list. */
function isOwnField(data: unknown): boolean {
  if (!isRow(data) || isMap(data)) return false;
  const [own] =
    Object.entries(data).find(([, value]) => typeof value === "string" && value.includes("@")) ?? [];
  const name = own?.toLowerCase() ?? "";
  return own !== undefined && (mailboxNames.some((known) => known === name) || !wrapperNames.has(name));
}

function isMailbox(row: Row): boolean {
  return Object.values(row).some((value) => typeof value === "string" && asAddress(value) !== undefined);
}

/** The addresses that a list names anywhere but as targets, and what may be a local part whose domain is not said. */
function* mentions(node: unknown, details: boolean): Generator<string> {
  if (typeof node === "string" || typeof node === "number") {
    yield* addressesWithin(String(node));
    if (!details) yield String(node).trim().toLowerCase();
  } else if (Array.isArray(node)) {
    for (const element of node) yield* mentions(element, details);
  } else if (isRow(node)) {
    const mailbox = details || isMailbox(node);
    const domain = domainOf(node);
    for (const [key, value] of Object.entries(node)) {
      if (mailbox && forwarding.test(key)) continue;
      const beside = joinAddress(value, domain);
      if (beside !== undefined) yield beside.address;
      yield* mentions(key, mailbox);
      const nested = typeof value === "object" && !details;
      yield* mentions(value, asAddress(key) !== undefined || (mailbox && !nested));
    }
  }
}

function isNumber(key: string): boolean {
  return /^\d+$/.test(key);
}

/** Names of fields that hold the targets of a forwarding, beside a mailbox. */
const forwarding = /forward|alias|redirect|goto|target|dest|recipient/i;
const totals = /^(records|rows)?_?(total|count)(_?(records|rows|count))?$/i;
const pages = /^((total|last|max)_?pages?|pages?_?(count|total)|pages)$/i;
const wrapperNames = new Set(
  "list data result results items rows mails mail emails boxes mailboxes mailbox accounts users response".split(
    " ",
  ),
);
const quotaNames = "quota quota_mb mail_quota quota_size quota_limit limit max_quota size_limit".split(" ");
const fieldNames = new Set([
  ...quotaNames,
  ..."used size path password enabled active forward id home".split(" "),
]);

function quotaOf(value: unknown): unknown {
  return isRow(value) ? fieldOf(value, quotaNames) : value;
}

function listed({ address, spelling }: Spelled, quota: unknown): ListedMailbox {
  const text = typeof quota === "string" ? quota.trim() : quota;
  const number =
    typeof text === "number" || (typeof text === "string" && isNumber(text)) ? Number(text) : NaN;
  return {
    email: address,
    spelling,
    ...(Number.isSafeInteger(number) && number >= 0 ? { quota: number } : {}),
  };
}
