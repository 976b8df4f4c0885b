import { addressKey, domainKey } from "./mailAddress";
import { digestPassword, passwordMatches } from "./password";
import type { AccountSeed, DomainSeed } from "./seed";
import { domainOf, type Domain, type Forward, type PanelState, type StoredMailbox } from "./state";
import type { Store } from "./store";
import { setSwitch } from "./switchOperations";
import { dkimText } from "./zoneRecords";

/** A mailbox as the panel's web interface shows it. */
export interface Mailbox {
  email: string;
  quota: number;
  /** The account that its domain belongs to. */
  owner: string;
}

/**
 * The panel as its web interface shows it: what it holds, and changes made behind the API's back. Changes need no
 * permission and do not appear in the request log. A change to an object that does not exist throws.
 */
export class Panel {
  /** @internal */
  constructor(private readonly store: Store) {}

  /** Every mailbox of every account, in the order they were added. */
  mailboxes(): Mailbox[] {
    const { state } = this.store;
    return [...state.mailboxes.values()].map(({ email, quota }) => ({
      email,
      quota,
      owner: domainOf(state, email)?.owner ?? "",
    }));
  }

  /** Every forwarding of every account, in the order they were added. */
  forwards(): Forward[] {
    return [...this.store.state.forwards.values()].map((forward) => structuredClone(forward));
  }

  /** Whether SPF is on for a domain. */
  spf(domain: string): boolean {
    return this.domain(domain).spf;
  }

  /** Whether DKIM is on for a domain. */
  dkim(domain: string): boolean {
    return this.domain(domain).dkim;
  }

  /** The text of the domain's DKIM record; `undefined` while DKIM is switched off. */
  dkimRecord(domain: string): string | undefined {
    return dkimText(this.domain(domain));
  }

  /** Whether the mailbox exists and has this password, byte for byte. */
  mailboxPasswordIs(email: string, password: string): boolean {
    const box = this.store.state.mailboxes.get(addressKey(email));
    return box !== undefined && passwordMatches(box.password, password);
  }

  /** Adds a mailbox, or replaces the one at this address. */
  addMailbox(email: string, { quota, password }: { quota: number; password: string }): void {
    this.domainOf(email);
    this.change(({ mailboxes }) =>
      mailboxes.set(addressKey(email), { email, quota, password: digestPassword(password) }),
    );
  }

  /** Removes a mailbox; its forwardings stay. */
  removeMailbox(email: string): void {
    this.change(({ mailboxes }) => found(mailboxes.delete(addressKey(email)) || undefined, email));
  }

  /** Changes a quota, as in the panel's own form. */
  setQuota(email: string, quota: number): void {
    this.change(() => (this.mailbox(email).quota = quota));
  }

  /** Changes a mailbox's password, as in the panel's own form. */
  setMailboxPassword(email: string, password: string): void {
    this.change(() => (this.mailbox(email).password = digestPassword(password)));
  }

  /** Sets the targets of a source; an empty list removes its forwarding. */
  setForward(source: string, targets: readonly string[], saveLocal = false): void {
    this.domainOf(source);
    const key = addressKey(source);
    this.change(({ forwards }) =>
      targets.length === 0
        ? forwards.delete(key)
        : forwards.set(key, { source, targets: [...targets], saveLocal }),
    );
  }

  /** Switches SPF on or off, as in the panel's own form. */
  setSpf(domain: string, on: boolean): void {
    this.change(() => setSwitch(this.domain(domain), "spf", on));
  }

  /** Switches a domain's DKIM record on or off. Its key is generated once and kept. */
  setDkim(domain: string, on: boolean): void {
    this.change(() => setSwitch(this.domain(domain), "dkim", on));
  }

  /** Adds a text record to a domain's zone, as someone would by hand, for example `google._domainkey`. */
  addText(domain: string, name: string, value: string): void {
    this.change(() => this.domain(domain).texts.push({ name, value }));
  }

  /** Sets whether the panel's name server hosts the domain's zone. */
  setZoneHosted(domain: string, hosted: boolean): void {
    this.change(() => (this.domain(domain).hosted = hosted));
  }

  /** Adds an account and its domains. For an existing account, replaces its rights and password. */
  addAccount(seed: AccountSeed): void {
    const { name, password, admin = false, api = true, domains = [] } = seed;
    this.change(({ accounts }) =>
      accounts.set(name, { name, password: digestPassword(password), admin, api }),
    );
    for (const domain of domains) this.addDomain(name, domain);
  }

  /** Removes an account. Its domains and their contents stay, without an owner. */
  removeAccount(name: string): void {
    this.change(({ accounts }) => found(accounts.delete(name) || undefined, name));
  }

  /** Changes an account's password. */
  setAccountPassword(name: string, password: string): void {
    this.change(({ accounts }) => (found(accounts.get(name), name).password = digestPassword(password)));
  }

  /** Gives an account a domain, or replaces the domain of this name. */
  addDomain(owner: string, seed: string | DomainSeed): void {
    const {
      name,
      hosted = true,
      spf = false,
      dkim = false,
    } = typeof seed === "string" ? { name: seed } : seed;
    const domain: Domain = { name, owner, hosted, spf, dkim: false, texts: [] };
    if (dkim) setSwitch(domain, "dkim", true);
    this.change(({ domains }) => domains.set(domainKey(name), domain));
  }

  private change(work: (state: PanelState) => unknown): void {
    this.store.change(work);
  }

  private domainOf(address: string): Domain {
    return found(domainOf(this.store.state, address), `domain of ${address}`);
  }

  private mailbox(email: string): StoredMailbox {
    return found(this.store.state.mailboxes.get(addressKey(email)), email);
  }

  private domain(name: string): Domain {
    return found(this.store.state.domains.get(domainKey(name)), name);
  }
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`The simulated panel has no ${name}.`);
  return value;
}
