import type * as pulumi from "@pulumi/pulumi";
import type { Lookup } from "../../lifecycle/resource";
import { DomainRecord, type DomainRecordArgs } from "./domainRecord";

/** The arguments of a `DomainDkim`. */
export interface DomainDkimArgs extends DomainRecordArgs {
  /**
   * The selector of the panel's key, such as `dkim` for `dkim._domainkey.example.com`. You only need it if DKIM is
   * already on and the zone also holds keys of other services. Otherwise the panel's key is the one that appears when
   * DKIM is switched on.
   *
   * @default the selector of the key that appears, or of the only key
   */
  readonly selector?: pulumi.Input<string | undefined>;
}

/** Where `DomainDkim.get` looks for a record. */
export interface DkimLookup extends Lookup {
  /** The selector of the key, if the zone holds several. */
  readonly selector?: pulumi.Input<string | undefined>;
}

/**
 * The DKIM record of a domain on a BrainyCP panel, switched on. A record that is already on is left untouched, and
 * stays on when the resource is deleted.
 *
 * Source: vendor's page "API: Managing mailboxes", operations `ondkim` and `offdkim`; `show_zones`.
 *
 * Errors: a wrong domain at preview; `bad_parameters` or `failed` if the panel refuses, as for a domain that it does
 * not have or that belongs to another user; `not_in_dns` if the wait times out; `login_refused` and `elsewhere` as for
 * `Mailbox`.
 *
 * @example
 * const dkim = new DomainDkim("example.com", { domain: "example.com" });
 * export const record = dkim.record; // for the DNS provider that hosts the zone
 */
export class DomainDkim extends DomainRecord {
  /** The selector of the panel's key; undefined, with a warning, if it is not known. */
  declare readonly selector: pulumi.Output<string | undefined>;

  constructor(name: string, args: DomainDkimArgs, opts: pulumi.CustomResourceOptions = {}) {
    super("DomainDkim", name, args, opts, ["selector"]);
  }

  /**
   * Reads a record that this program does not own.
   *
   * @param domain its domain
   * @throws `not_found` at run time if the panel's zone does not show it
   * @example const record = DomainDkim.get("example.com", "example.com");
   */
  static get(
    name: string,
    domain: pulumi.Input<pulumi.ID>,
    lookup: DkimLookup = {},
    opts: pulumi.CustomResourceOptions = {},
  ): DomainDkim {
    return new DomainDkim(name, lookup as DomainDkimArgs, { ...opts, id: domain });
  }
}
