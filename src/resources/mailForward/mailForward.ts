import * as pulumi from "@pulumi/pulumi";
import { addressKey } from "../../adapter/address";
import { DynamicResource, type Lookup, type ResourceType } from "../../lifecycle/resource";

/** The arguments of a `MailForward`. */
export interface MailForwardArgs {
  /**
   * The address whose mail is forwarded. It is trimmed and lower-cased, and an international domain becomes punycode,
   * so another spelling is not a change. A change replaces the forwarding; the new one is created first.
   *
   * @example "info@example.com"
   */
  readonly source: pulumi.Input<string>;
  /**
   * The addresses that get the mail, one or more. Order, case and duplicates do not matter. A change replaces the
   * forwarding without interrupting it: the new targets are added, then the old ones are removed.
   *
   * @example ["ann@example.com", "bob@example.org"]
   */
  readonly targets: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the source's own mailbox keeps a copy. A change replaces the forwarding; turning it off interrupts the
   * forwarding for a moment. If the panel's list does not show it, a change behind Pulumi's back stays unseen.
   *
   * @default false
   */
  readonly saveLocal?: pulumi.Input<boolean | undefined>;
  /**
   * The name of a server in `brainycp:servers`. A change replaces the forwarding; the new one is created first.
   *
   * @default the stack's unnamed server
   */
  readonly server?: pulumi.Input<string | undefined>;
  /**
   * Whether to take over an existing forwarding with the same targets, without touching it.
   *
   * @default false
   */
  readonly adopt?: pulumi.Input<boolean | undefined>;
}

const type: ResourceType = {
  kind: "MailForward",
  identity: { property: "source", normalise: addressKey },
  outputs: ["source", "targets", "saveLocal", "server", "endpoint", "owner"],
  insteadOfImport: "Write adopt: true to take over what the panel has",
};

/**
 * All forwarding of one address on a BrainyCP panel. Targets that somebody else adds or removes show as drift.
 *
 * Source: vendor's page "API: Managing mailboxes", operations `addforward` and `delforward`; `getforwardmail`. They are
 * documented without `panel_user`, so forwardings belong to the account that logs in.
 *
 * Errors: every mistake in the properties at preview, by property; `already_exists`, with what the panel has, without
 * `adopt`; `list_unrecognised` if the panel might overwrite a forwarding unseen; `incomplete`; `no_permission`,
 * `login_refused` and `elsewhere` as for `Mailbox`.
 *
 * @example
 * new MailForward("info", { source: "info@example.com", targets: [ann.email, "bob@example.org"], saveLocal: true });
 */
export class MailForward extends DynamicResource {
  /** The source in its normal form. */
  declare readonly source: pulumi.Output<string>;
  /** The targets, sorted and without duplicates. */
  declare readonly targets: pulumi.Output<string[]>;
  /** Whether the source's own mailbox keeps a copy; undefined for a forwarding read with `get`. */
  declare readonly saveLocal: pulumi.Output<boolean>;
  /** The name of the server from the program. */
  declare readonly server: pulumi.Output<string | undefined>;
  /** The panel's address. */
  declare readonly endpoint: pulumi.Output<string>;
  /** The panel user for whom the forwarding was created. */
  declare readonly owner: pulumi.Output<string>;

  constructor(name: string, args: MailForwardArgs, opts: pulumi.CustomResourceOptions = {}) {
    super(type, name, args, opts);
  }

  /**
   * Reads a forwarding that this program does not own.
   *
   * @param source its source
   * @throws `not_found` at run time if the panel's list does not show it
   * @example const info = MailForward.get("info", "info@example.com");
   */
  static get(
    name: string,
    source: pulumi.Input<pulumi.ID>,
    lookup: Lookup = {},
    opts: pulumi.CustomResourceOptions = {},
  ): MailForward {
    return new MailForward(name, lookup as MailForwardArgs, { ...opts, id: source });
  }
}
