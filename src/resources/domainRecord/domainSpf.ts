import type * as pulumi from "@pulumi/pulumi";
import type { Lookup } from "../../lifecycle/resource";
import { DomainRecord, type DomainRecordArgs } from "./domainRecord";

/** The arguments of a `DomainSpf`. */
export type DomainSpfArgs = DomainRecordArgs;

/**
 * The SPF record of a domain on a BrainyCP panel, switched on. A record that is already on is left untouched, and stays
 * on when the resource is deleted.
 *
 * Source: vendor's page "API: Managing mailboxes", operations `onspf` and `offspf`; `show_zones`.
 *
 * Errors: a wrong domain at preview; `bad_parameters` or `failed` if the panel refuses, as for a domain that it does
 * not have or that belongs to another user; `not_in_dns` if the wait times out; `login_refused` and `elsewhere` as for
 * `Mailbox`.
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
   * @throws `not_found` at run time if the panel's zone does not show it
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
