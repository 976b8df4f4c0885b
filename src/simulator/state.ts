import { domainKey, parseAddress } from "./mailAddress";
import type { PasswordDigest } from "./password";

/** An account of the panel. */
export interface Account {
  name: string;
  password: PasswordDigest;
  /** Full API access: may act for other users. */
  admin: boolean;
  /** API access; without it every call is answered with "Not perm". */
  api: boolean;
}

/** A domain of the panel and its mail switches. */
export interface Domain {
  name: string;
  /** The account that it belongs to. */
  owner: string;
  /** Whether the panel's name server hosts its zone. */
  hosted: boolean;
  spf: boolean;
  dkim: boolean;
  /** The public key, base64 of its DER form: generated when DKIM is first switched on, then kept. */
  dkimKey: string | undefined;
  /** Text records that people added to its zone by hand. */
  texts: TextRecord[];
}

/** A text record of a zone; its name is relative to it. */
export interface TextRecord {
  name: string;
  value: string;
}

/** A mailbox as the panel keeps it. */
export interface StoredMailbox {
  /** As it was spelled when added. */
  email: string;
  quota: number;
  password: PasswordDigest;
}

/** The forwarding of one source. */
export interface StoredForward {
  source: string;
  targets: string[];
  saveLocal: boolean;
}

/** The panel's whole state; the keys are account names, `domainKey`s and `addressKey`s. */
export interface PanelState {
  accounts: Map<string, Account>;
  domains: Map<string, Domain>;
  mailboxes: Map<string, StoredMailbox>;
  forwards: Map<string, StoredForward>;
}

export function emptyState(): PanelState {
  return { accounts: new Map(), domains: new Map(), mailboxes: new Map(), forwards: new Map() };
}

/** The panel's domain for an address, if the panel has it. */
export function domainOf(state: PanelState, address: string): Domain | undefined {
  const parsed = parseAddress(address);
  return parsed === undefined ? undefined : state.domains.get(domainKey(parsed.domain));
}
