import {
  asAddress,
  asDomain,
  domainOf,
  fieldOf,
  isRow,
  joinAddress,
  mailboxNames,
  textsOf,
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

/** The mailboxes of one panel user, recognised in a list of any shape. */
export class MailboxList {
  private constructor(
    private readonly byAddress: ReadonlyMap<string, ListedMailbox>,
    private readonly mentioned: ReadonlySet<string>,
  ) {}

  /** The list of a panel user who has none. */
  static readonly empty = new MailboxList(new Map(), new Set());

  /**
   * Recognises full addresses as texts, as keys and under any key, and local parts under a domain's key or beside a
   * field that names the domain. Undefined where no address was found: such a list says nothing about any mailbox.
   */
  static recognise(data: unknown): MailboxList | undefined {
    const found = new Map<string, ListedMailbox>();
    collect(data, undefined, (mailbox) => {
      const known = found.get(mailbox.email);
      if (known?.quota === undefined) found.set(mailbox.email, mailbox);
    });
    if (found.size === 0) return undefined;
    const texts = [...textsOf(data)].map((text) => text.trim().toLowerCase());
    // where local parts stand alone, a text that equals one may be the mailbox in a place that was not understood
    const full = texts.some((text) => asAddress(text) !== undefined);
    return new MailboxList(found, new Set(full ? [] : texts));
  }

  /** The mailbox with this address (in normal form), where the list shows it. */
  find(email: string): ListedMailbox | undefined {
    return this.byAddress.get(email);
  }

  /** Whether the list proves that there is no mailbox with this address. */
  lacks(email: string): boolean {
    return !this.byAddress.has(email) && !this.mentioned.has(email.slice(0, email.lastIndexOf("@")));
  }

  /** All mailboxes, in the list's order. */
  all(): ListedMailbox[] {
    return [...this.byAddress.values()];
  }
}

type Found = (mailbox: ListedMailbox) => void;

function collect(node: unknown, domain: string | undefined, found: Found): void {
  if (typeof node === "string") {
    for (const address of addressesIn(node, domain)) found(listed(address, undefined));
  } else if (Array.isArray(node)) {
    for (const element of node) collect(element, domain, found);
  } else if (isRow(node)) {
    if (isMap(node)) for (const [key, value] of Object.entries(node)) collectEntry(key, value, domain, found);
    else collectRow(node, domain, found);
  }
}

/** Whether the keys are addresses, domains or numbers, and not the names of fields. */
function isMap(row: Row): boolean {
  const keys = Object.keys(row);
  return (
    keys.some((key) => asAddress(key) !== undefined || asDomain(key) !== undefined) || keys.every(isNumber)
  );
}

function collectEntry(key: string, value: unknown, domain: string | undefined, found: Found): void {
  const address = asAddress(key);
  if (address !== undefined) found(listed(address, quotaOf(value)));
  else collect(value, asDomain(key) ?? domain, found);
}

/** A mailbox of its own, a wrapper around others, or, below a domain's key, local parts as keys. */
function collectRow(row: Row, domain: string | undefined, found: Found): void {
  const entries = Object.entries(row);
  const wraps = entries.some(([key, value]) => isWrapper(key, value));
  const mailbox = mailboxOf(row, domain, wraps);
  if (mailbox !== undefined) found(mailbox);
  for (const [key, value] of entries) {
    const nested = typeof value === "object" && value !== null;
    const local = mailbox === undefined && !isWrapper(key, value) ? joinAddress(key, domain) : undefined;
    if (local !== undefined && (nested || !wraps)) found(listed(local, quotaOf(value)));
    if (
      nested &&
      !(mailbox !== undefined && /forward|alias|redirect/i.test(key)) &&
      !(local && isRow(value))
    ) {
      collect(value, domainOf(row) ?? domain, found);
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

function isNumber(key: string): boolean {
  return /^\d+$/.test(key);
}

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
