import * as pulumi from "@pulumi/pulumi";
import { addressKey } from "../../adapter/address";
import { DynamicResource, type Lookup, type ResourceType } from "../../lifecycle/resource";

/** What a program writes of a mailbox. */
export interface MailboxArgs {
  /**
   * The address. Trimmed, in lower case, an international domain in punycode: another spelling is no change. Another
   * address replaces the mailbox, created first.
   *
   * @example "ann@example.com"
   */
  readonly email: pulumi.Input<string>;
  /**
   * The password, any text of 1 to 1024 characters without control characters; kept as a secret. A change replaces the
   * mailbox, deleted first, with the mail in it; with `adopt: true` it is only recorded. May be left out with
   * `adopt: true`.
   */
  readonly password?: pulumi.Input<string | undefined>;
  /**
   * The size, a whole number of 0 or more, in the unit of the panel's own form (the vendor documents neither the unit
   * nor what 0 means). A change replaces the mailbox, deleted first, with the mail in it; unless the panel shows the new
   * quota already: then it is only recorded. May be left out with `adopt: true`, and be given later: then too.
   *
   * @example 500
   */
  readonly quota?: pulumi.Input<number | undefined>;
  /**
   * The panel user who owns the mailbox; needs an account with “Full API access (administrator)”. A change replaces.
   *
   * @default `brainycp:panelUser`, else the account itself
   */
  readonly panelUser?: pulumi.Input<string | undefined>;
  /**
   * The name of a server in `brainycp:servers`. Another panel replaces, created first.
   *
   * @default the stack's unnamed server
   */
  readonly server?: pulumi.Input<string | undefined>;
  /**
   * Whether a mailbox that is there already is taken over, with its mail, without being touched.
   *
   * @default false
   */
  readonly adopt?: pulumi.Input<boolean | undefined>;
  /**
   * Whether replacements, removals and `destroy` that would delete the mailbox and its mail are refused.
   *
   * @default `brainycp:refuseMailLoss`, else true with `adopt: true`, else false
   */
  readonly refuseMailLoss?: pulumi.Input<boolean | undefined>;
}

const type: ResourceType = {
  kind: "Mailbox",
  identity: { property: "email", normalise: addressKey },
  outputs: ["email", "password", "quota", "panelUser", "server", "endpoint", "owner"],
  insteadOfImport: "Write adopt: true to take over what the panel has",
};

/**
 * A mailbox on a BrainyCP panel. The panel can change nothing in place: see each property for what replaces it.
 *
 * Source: vendor's page "API: Managing mailboxes", operations `addmail` and `delmail`; `getlistmail`.
 *
 * Errors: every mistake in the properties at preview, by property; `already_exists` without `adopt`;
 * `domain_not_found`, `no_permission`, `no_such_user`, `login_refused` with what to change; `mail_loss` where
 * `refuseMailLoss` forbids; `elsewhere` where the configuration points to another panel than the state's.
 *
 * @example
 * const ann = new Mailbox("ann", {
 *   email: "ann@example.com",
 *   password: config.requireSecret("annPassword"),
 *   quota: 500,
 * });
 */
export class Mailbox extends DynamicResource {
  /** The address in its normal form. */
  declare readonly email: pulumi.Output<string>;
  /** The password, a secret; undefined where it is not known. */
  declare readonly password: pulumi.Output<string | undefined>;
  /**
   * The quota that the program wrote; of a mailbox that was read with `get`, what the panel's list shows; undefined where
   * neither says anything.
   */
  declare readonly quota: pulumi.Output<number | undefined>;
  /** The panel user that the program wrote. */
  declare readonly panelUser: pulumi.Output<string | undefined>;
  /** The name of the server that the program wrote. */
  declare readonly server: pulumi.Output<string | undefined>;
  /** The panel's address. */
  declare readonly endpoint: pulumi.Output<string>;
  /** The panel user who owns the mailbox. */
  declare readonly owner: pulumi.Output<string>;

  constructor(name: string, args: MailboxArgs, opts: pulumi.CustomResourceOptions = {}) {
    const { password } = args;
    super(
      type,
      name,
      { ...args, ...(password === undefined ? {} : { password: pulumi.secret(password) }) },
      pulumi.mergeOptions({ additionalSecretOutputs: ["password"] }, opts),
    );
  }

  /**
   * Reads a mailbox that this program does not own.
   *
   * @param id its address
   * @throws `not_found` at run time where the panel's list does not show it
   * @example const bob = Mailbox.get("bob", "bob@example.com", { server: "eu" });
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    lookup: Lookup = {},
    opts: pulumi.CustomResourceOptions = {},
  ): Mailbox {
    return new Mailbox(name, lookup as MailboxArgs, { ...opts, id });
  }
}
