import type * as pulumi from "@pulumi/pulumi";
import type { Lookup } from "../../lifecycle/resource";
import { DomainRecord, type DomainRecordArgs } from "./domainRecord";

/** What a program writes of a domain's SPF record. */
export type DomainSpfArgs = DomainRecordArgs;

/**
 * The SPF record of a domain on a BrainyCP panel, switched on. A record that was on before is found so, left as it is,
 * and left on by a deletion.
 *
 * Source: vendor's page "API: Managing mailboxes", operations `onspf` and `offspf`; `show_zones`.
 *
 * Errors: a wrong domain at preview; `bad_parameters` or `failed` where the panel refuses (a domain that it does not
 * have, or of another user); `not_in_dns` after a wait in vain; `login_refused`, `elsewhere` as for `Mailbox`.
 *
 * @example
 * const spf = new DomainSpf("example.com", { domain: "example.com" });
 * export const record = spf.record; // for the DNS provider that hosts the zone
 */
export class DomainSpf extends DomainRecord {
  constructor(name: string, args: DomainSpfArgs, opts: pulumi.CustomResourceOptions = {}) {
    super("DomainSpf", name, args, opts);
  }

  /**
   * Reads a record that this program does not own.
   *
   * @param domain its domain
   * @throws `not_found` at run time where the panel's zone does not show it
   * @example const record = DomainSpf.get("example.com", "example.com");
   */
  static get(
    name: string,
    domain: pulumi.Input<pulumi.ID>,
    lookup: Lookup = {},
    opts: pulumi.CustomResourceOptions = {},
  ): DomainSpf {
    return new DomainSpf(name, lookup as DomainSpfArgs, { ...opts, id: domain });
  }
}
