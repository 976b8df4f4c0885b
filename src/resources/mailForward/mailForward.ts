import * as pulumi from "@pulumi/pulumi";
import { addressKey } from "../../adapter/address";
import { DynamicResource, type Lookup, type ResourceType } from "../../lifecycle/resource";

/** What a program writes of a forwarding. */
export interface MailForwardArgs {
  /**
   * The address whose mail is forwarded. Trimmed, in lower case, an international domain in punycode: another spelling
   * is no change. Another source replaces the forwarding, created first.
   *
   * @example "info@example.com"
   */
  readonly source: pulumi.Input<string>;
  /**
   * The addresses that get the mail, one or more, as a set: order, case and repetition are no change. Another set
   * replaces the forwarding without interrupting it: the new targets are added, then the old ones removed.
   *
   * @example ["ann@example.com", "bob@example.org"]
   */
  readonly targets: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the source's own mailbox keeps a copy. A change replaces the forwarding; turning it off interrupts it for a
   * moment. The panel's list does not show it, so a change behind Pulumi's back stays unseen.
   *
   * @default false
   */
  readonly saveLocal?: pulumi.Input<boolean | undefined>;
  /**
   * The name of a server in `brainycp:servers`. Another panel replaces, created first.
   *
   * @default the stack's unnamed server
   */
  readonly server?: pulumi.Input<string | undefined>;
  /**
   * Whether a forwarding that is there already, with the same targets, is taken over without being touched.
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
 * All forwarding of one address on a BrainyCP panel. Targets that somebody else adds or removes are drift.
 *
 * Source: vendor's page "API: Managing mailboxes", operations `addforward` and `delforward`; `getforwardmail`. They are
 * documented without `panel_user`: forwardings are made as the account that logs in.
 *
 * Errors: every mistake in the properties at preview, by property; `already_exists`, naming what the panel has, without
 * `adopt`; `list_unrecognised` where the panel might overwrite unseen; `incomplete`, `no_permission`, `login_refused`,
 * `elsewhere` as for `Mailbox`.
 *
 * @example
 * new MailForward("info", { source: "info@example.com", targets: [ann.email, "bob@example.org"], saveLocal: true });
 */
export class MailForward extends DynamicResource {
  /** The source in its normal form. */
  declare readonly source: pulumi.Output<string>;
  /** The targets, each once, in one order. */
  declare readonly targets: pulumi.Output<string[]>;
  /** Whether the source's own mailbox keeps a copy; undefined of a forwarding that was read with `get`. */
  declare readonly saveLocal: pulumi.Output<boolean>;
  /** The name of the server that the program wrote. */
  declare readonly server: pulumi.Output<string | undefined>;
  /** The panel's address. */
  declare readonly endpoint: pulumi.Output<string>;
  /** The panel user for whom the forwarding was made. */
  declare readonly owner: pulumi.Output<string>;

  constructor(name: string, args: MailForwardArgs, opts: pulumi.CustomResourceOptions = {}) {
    super(type, name, args, opts);
  }

  /**
   * Reads a forwarding that this program does not own.
   *
   * @param source its source
   * @throws `not_found` at run time where the panel's list does not show it
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
