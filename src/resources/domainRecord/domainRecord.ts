import * as pulumi from "@pulumi/pulumi";
import { domainKey } from "../../adapter/address";
import { DynamicResource } from "../../lifecycle/resource";

/** The arguments that `DomainSpf` and `DomainDkim` share. */
export interface DomainRecordArgs {
  /**
   * The domain. It is trimmed and lower-cased, and an international name becomes punycode, so another spelling is not a
   * change. A change replaces the record: the new one is switched on first.
   *
   * @example "example.com"
   */
  readonly domain: pulumi.Input<string>;
  /**
   * The name of a server in `brainycp:servers`. A change replaces the record: the new one is switched on first.
   *
   * @default the stack's unnamed server
   */
  readonly server?: pulumi.Input<string | undefined>;
  /**
   * Waits, after the record is switched on, until real DNS queries find it. Use it only if the domain's public DNS
   * serves the panel's zone: if your program publishes `record` itself, the resource would wait for a record that is
   * created after it.
   *
   * @default no waiting
   */
  readonly waitFor?: pulumi.Input<WaitForArgs | undefined>;
}

/** Where to look for a record in DNS, and how long to wait for it. */
export interface WaitForArgs {
  /**
   * The name servers that must all answer with the record, as `host` or `host:port`.
   *
   * @default the domain's own name servers, as this machine's resolver knows them
   * @example ["ns1.example.com", "192.0.2.53:5353"]
   */
  readonly nameServers?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /**
   * How long to wait, 1 to 86400 seconds. After that the run fails, and the next one waits again.
   *
   * @default 300
   */
  readonly timeoutSeconds?: pulumi.Input<number | undefined>;
}

/** A DNS record, ready for a DNS provider. */
export interface DnsRecord {
  /** The full name, in lower case and without a trailing dot: `dkim._domainkey.example.com`. */
  readonly name: string;
  /** `TXT`, `MX` or another type. */
  readonly type: string;
  /** The value. A text is in one piece and without quotes. */
  readonly value: string;
}

/**
 * What `DomainSpf` and `DomainDkim` share. The panel's switches are documented without `panel_user`, so the account
 * that logs in switches the record.
 */
export abstract class DomainRecord extends DynamicResource {
  /** The domain in its normal form. */
  declare readonly domain: pulumi.Output<string>;
  /** The name of the server from the program. */
  declare readonly server: pulumi.Output<string | undefined>;
  /** The panel's address. */
  declare readonly endpoint: pulumi.Output<string>;
  /** The panel user for whom the record was switched on. */
  declare readonly owner: pulumi.Output<string>;
  /** Whether the record was already on before this stack managed it; it then stays on when the resource is deleted. */
  declare readonly foundEnabled: pulumi.Output<boolean>;
  /** The record in the panel's own zone; undefined, with a warning, if the panel does not show the zone. */
  declare readonly record: pulumi.Output<DnsRecord | undefined>;
  /** Where and how long the resource waits for DNS. */
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
