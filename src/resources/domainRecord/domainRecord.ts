import * as pulumi from "@pulumi/pulumi";
import { domainKey } from "../../adapter/address";
import { DynamicResource } from "../../lifecycle/resource";

/** What a program writes of a record that the panel switches on and off for a domain. */
export interface DomainRecordArgs {
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
  /**
   * Waits, after the record was switched on, until real DNS queries find it. For domains whose public DNS gets the panel's
   * zone: where the program itself publishes `record`, it would wait for itself.
   *
   * @default no waiting
   */
  readonly waitFor?: pulumi.Input<WaitForArgs | undefined>;
}

/** Where and how long a record is waited for. */
export interface WaitForArgs {
  /**
   * The name servers that must answer with the record, each of them: `host` or `host:port`.
   *
   * @default the domain's own name servers, as this machine's resolver knows them
   * @example ["ns1.example.com", "192.0.2.53:5353"]
   */
  readonly nameServers?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /**
   * How long, 1 to 86400 seconds. After that the run fails, and the next one waits again.
   *
   * @default 300
   */
  readonly timeoutSeconds?: pulumi.Input<number | undefined>;
}

/** A record as DNS providers take it. */
export interface DnsRecord {
  /** The full name, in lower case, without a dot at its end: `dkim._domainkey.example.com`. */
  readonly name: string;
  /** `TXT`, `MX` and the like. */
  readonly type: string;
  /** The value; of a text in one piece and without quotes. */
  readonly value: string;
}

/**
 * What `DomainSpf` and `DomainDkim` have in common. The panel's switches are documented without `panel_user`: a record is
 * switched as the account that logs in.
 */
export abstract class DomainRecord extends DynamicResource {
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
  /** The record of the panel's own zone; undefined, with a warning, where the panel does not show the zone. */
  declare readonly record: pulumi.Output<DnsRecord | undefined>;
  /** What the program waits for. */
  declare readonly waitFor: pulumi.Output<pulumi.Unwrap<WaitForArgs> | undefined>;

  protected constructor(
    kind: "DomainSpf" | "DomainDkim",
    name: string,
    args: DomainRecordArgs,
    opts: pulumi.CustomResourceOptions,
    more: readonly string[] = [],
  ) {
    super(
      {
        kind,
        identity: { property: "domain", normalise: domainKey },
        outputs: ["domain", "server", "endpoint", "owner", "foundEnabled", "record", "waitFor", ...more],
        insteadOfImport: "A record that is on already is left untouched: declare it",
      },
      name,
      args,
      opts,
    );
  }
}
