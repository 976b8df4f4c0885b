import * as pulumi from "@pulumi/pulumi";
import { domainKey } from "../adapter/address";
import { claim } from "./claim";
import { DynamicResource, type Lookup } from "./dynamic";

/** What a program writes of a domain's SPF record. */
export interface DomainSpfArgs {
  /**
   * The domain. Trimmed, in lower case, an international name in punycode: another spelling is no change. Another domain
   * replaces, switched on there first.
   *
   * @example "example.com"
   */
  readonly domain: pulumi.Input<string>;
  /**
   * The name of a server in `brainycp:servers`. Another panel replaces, switched on there first.
   *
   * @default the stack's unnamed server
   */
  readonly server?: pulumi.Input<string | undefined>;
}

/**
 * The SPF record of a domain on a BrainyCP panel, switched on. A record that was on before is found so, left as it is,
 * and left on by a deletion.
 *
 * Source: vendor's page "API: Managing mailboxes", operations `onspf` and `offspf`; `show_zones`. They are documented without
 * `panel_user`: the record is switched as the account that logs in.
 *
 * Errors: a wrong domain at preview; `bad_parameters` or `failed` where the panel refuses (a domain that it does not
 * have, or of another user); `login_refused`, `elsewhere` as for `Mailbox`.
 *
 * @example
 * new DomainSpf("example.com", { domain: "example.com" });
 */
export class DomainSpf extends DynamicResource {
  /** The domain in its normal form. */
  declare readonly domain: pulumi.Output<string>;
  /** The name of the server that the program wrote. */
  declare readonly server: pulumi.Output<string | undefined>;
  /** The panel's address. */
  declare readonly endpoint: pulumi.Output<string>;
  /** The panel user for whom the record was switched on. */
  declare readonly owner: pulumi.Output<string>;
  /** Whether the record was on before this stack took care of it. */
  declare readonly foundEnabled: pulumi.Output<boolean>;

  constructor(name: string, args: DomainSpfArgs, opts: pulumi.CustomResourceOptions = {}) {
    const isRead = opts.id !== undefined;
    const domain = isRead ? {} : { domain: claim("DomainSpf", name, args.domain, args.server, domainKey) };
    const outputs = ["domain", "server", "endpoint", "owner", "foundEnabled"];
    super("DomainSpf", name, { ...args, ...domain }, outputs, opts);
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
