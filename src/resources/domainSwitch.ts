import * as pulumi from "@pulumi/pulumi";
import { domainKey } from "../adapter/address";
import { claim } from "./claim";
import { DynamicResource } from "./dynamic";

/** What a program writes of a record that the panel switches on and off for a domain. */
export interface DomainSwitchArgs {
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
 * What `DomainSpf` and `DomainDkim` have in common. The panel's switches are documented without `panel_user`: a record is
 * switched as the account that logs in.
 */
export abstract class DomainSwitch extends DynamicResource {
  /** The domain in its normal form. */
  declare readonly domain: pulumi.Output<string>;
  /** The name of the server that the program wrote. */
  declare readonly server: pulumi.Output<string | undefined>;
  /** The panel's address. */
  declare readonly endpoint: pulumi.Output<string>;
  /** The panel user for whom the record was switched on. */
  declare readonly owner: pulumi.Output<string>;
  /** Whether the record was on before this stack took care of it; a deletion then leaves it on. */
  declare readonly foundEnabled: pulumi.Output<boolean>;

  protected constructor(
    kind: "DomainSpf" | "DomainDkim",
    name: string,
    args: DomainSwitchArgs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const isRead = opts.id !== undefined;
    const domain = isRead ? {} : { domain: claim(kind, name, args.domain, args.server, domainKey) };
    const outputs = ["domain", "server", "endpoint", "owner", "foundEnabled"];
    super(kind, name, { ...args, ...domain }, outputs, opts);
  }
}
