import type * as pulumi from "@pulumi/pulumi";
import type { Lookup } from "../../lifecycle/resource";
import { DomainRecord, type DomainRecordArgs } from "./domainRecord";

/** What a program writes of a domain's DKIM record. */
export interface DomainDkimArgs extends DomainRecordArgs {
  /**
   * The selector of the panel's key, such as `dkim` for `dkim._domainkey.example.com`. Needed where DKIM is on already and
   * the zone also holds keys of others: the panel's own key is the one that appears when DKIM is switched on.
   *
   * @default the selector of the key that appears, or of the only one
   */
  readonly selector?: pulumi.Input<string | undefined>;
}

/** Where `DomainDkim.get` looks for a record. */
export interface DkimLookup extends Lookup {
  /** The selector of the key, where the zone holds several. */
  readonly selector?: pulumi.Input<string | undefined>;
}

/**
 * The DKIM record of a domain on a BrainyCP panel, switched on. A record that was on before is found so, left as it is,
 * and left on by a deletion.
 *
 * Source: vendor's page "API: Managing mailboxes", operations `ondkim` and `offdkim`; `show_zones`.
 *
 * Errors: a wrong domain at preview; `bad_parameters` or `failed` where the panel refuses (a domain that it does not
 * have, or of another user); `not_in_dns` after a wait in vain; `login_refused`, `elsewhere` as for `Mailbox`.
 *
 * @example
 * const dkim = new DomainDkim("example.com", { domain: "example.com" });
 * export const record = dkim.record; // for the DNS provider that hosts the zone
 */
export class DomainDkim extends DomainRecord {
  /** The selector of the panel's key; undefined, with a warning, where it is not known. */
  declare readonly selector: pulumi.Output<string | undefined>;

  constructor(name: string, args: DomainDkimArgs, opts: pulumi.CustomResourceOptions = {}) {
    super("DomainDkim", name, args, opts, ["selector"]);
  }

  /**
   * Reads a record that this program does not own.
   *
   * @param domain its domain
   * @throws `not_found` at run time where the panel's zone does not show it
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
