import * as z from "zod";
import { domainKey, parseAddress } from "./mailAddress";
import { passwordDigest } from "./password";

const account = z.object({
  name: z.string(),
  password: passwordDigest,
  /** Full API access: may act for other users. */
  admin: z.boolean(),
  /** API access: without it every call answers "Not perm". */
  api: z.boolean(),
});

const domain = z.object({
  name: z.string(),
  /** The account that it belongs to. */
  owner: z.string(),
  /** Whether the panel's name server holds its zone. */
  hosted: z.boolean(),
  spf: z.boolean(),
  dkim: z.boolean(),
  /** The public key, base64 of its DER form, made when DKIM is first switched on and kept ever after. */
  dkimKey: z.string().optional(),
  /** Text records that people added to its zone by hand, their names relative to it. */
  texts: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});

const mailbox = z.object({
  /** As it was spelled when it was added. */
  email: z.string(),
  quota: z.number(),
  password: passwordDigest,
});

const forward = z.object({ source: z.string(), targets: z.array(z.string()), saveLocal: z.boolean() });

/** The state as a file keeps it. */
export const storedState = z.object({
  version: z.literal(2),
  accounts: z.array(account),
  domains: z.array(domain),
  mailboxes: z.array(mailbox),
  forwards: z.array(forward),
});

export type Account = z.infer<typeof account>;
export type Domain = z.infer<typeof domain>;
export type StoredMailbox = z.infer<typeof mailbox>;
/** A forwarding that the panel holds. */
export type Forward = z.infer<typeof forward>;

/** The panel's whole state; the keys are account names, `domainKey`s and `addressKey`s. */
export interface PanelState {
  accounts: Map<string, Account>;
  domains: Map<string, Domain>;
  mailboxes: Map<string, StoredMailbox>;
  forwards: Map<string, Forward>;
}

export function emptyState(): PanelState {
  return { accounts: new Map(), domains: new Map(), mailboxes: new Map(), forwards: new Map() };
}

/** The panel's domain for an address, if the panel has it. */
export function domainOf(state: PanelState, address: string): Domain | undefined {
  const parsed = parseAddress(address);
  return parsed === undefined ? undefined : state.domains.get(domainKey(parsed.domain));
}
