import * as pulumi from "@pulumi/pulumi";
import { addressKey } from "../../adapter/address";
import { DynamicResource, type Lookup, type ResourceType } from "../../lifecycle/resource";
import { protection } from "./protection";

/** The arguments of a `Mailbox`. */
export interface MailboxArgs {
  /**
   * The address. It is trimmed and lower-cased, and an international domain becomes punycode, so another spelling is
   * not a change. A change replaces the mailbox; the new one is created first.
   *
   * @example "ann@example.com"
   */
  readonly email: pulumi.Input<string>;
  /**
   * The password: 1 to 1024 characters, without control characters. It is kept as a secret. A change makes the mailbox
   * anew: with its mail where `preserveMail` is on, otherwise without. With `adopt: true`, a change is only recorded,
   * and you may leave the password out.
   */
  readonly password?: pulumi.Input<string | undefined>;
  /**
   * The size: a whole number of 0 or more, in the unit of the panel's own form. (The vendor documents neither the unit
   * nor what 0 means.) A change deletes the mailbox with its mail, and creates a new one. If the panel already shows
   * the new quota, the change is only recorded. With `adopt: true` you may leave the quota out; a value added later is
   * only recorded.
   *
   * @example 500
   */
  readonly quota?: pulumi.Input<number | undefined>;
  /**
   * The panel user who owns the mailbox. Needs an account with “Full API access (administrator)”. A change replaces the
   * mailbox.
   *
   * @default `brainycp:panelUser`, or else the account itself
   */
  readonly panelUser?: pulumi.Input<string | undefined>;
  /**
   * The name of a server in `brainycp:servers`. A change replaces the mailbox; the new one is created first.
   *
   * @default the stack's unnamed server
   */
  readonly server?: pulumi.Input<string | undefined>;
  /**
   * Whether to take over an existing mailbox, with its mail, without touching it.
   *
   * @default false
   */
  readonly adopt?: pulumi.Input<boolean | undefined>;
  /**
   * Whether to refuse replacements, removals and `destroy` that would delete the mailbox and its mail. Pulumi then
   * protects the resource, so a removal and `destroy` fail at preview, unless its options say `protect` or
   * `retainOnDelete`. An output cannot be read in time: the provider alone refuses then, when the mailbox's turn comes.
   *
   * @default `brainycp:refuseMailLoss`, or else true with `adopt: true`, or else false
   */
  readonly refuseMailLoss?: pulumi.Input<boolean | undefined>;
  /**
   * Whether its mail outlives the mailbox: a change of quota or password makes it anew with its mail, a replacement by
   * another address carries the mail over, and a removal archives it first. Its mail server must let its password in.
   *
   * @default `brainycp:preserveMail`, or else whether `brainycp:imapHost` is set
   */
  readonly preserveMail?: pulumi.Input<boolean | undefined>;
}

const type: ResourceType = {
  kind: "Mailbox",
  identity: { property: "email", normalise: addressKey },
  outputs: ["email", "password", "quota", "panelUser", "server", "endpoint", "owner", "panelQuota"],
  insteadOfImport: "Write adopt: true to take over what the panel has",
};

/**
 * A mailbox on a BrainyCP panel. The panel cannot change a mailbox in place: each property says what a change of it
 * does.
 *
 * Source: vendor's page "API: Managing mailboxes", operations `addmail` and `delmail`; `getlistmail`.
 *
 * Errors: every mistake in the properties at preview, by property; `already_exists` without `adopt`;
 * `domain_not_found`, `no_permission`, `no_such_user`, `login_refused`, each with what to change; `mail_loss` if
 * `refuseMailLoss` forbids it; `elsewhere` if the configuration points to a different panel than the state.
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
  /** The password, a secret; undefined if it is not known. */
  declare readonly password: pulumi.Output<string | undefined>;
  /**
   * The quota from the program, or, for a mailbox read with `get`, from the panel's list. Undefined if neither gives
   * one.
   */
  declare readonly quota: pulumi.Output<number | undefined>;
  /**
   * The quota in the panel's list when the mailbox was created, updated or last refreshed. It is in the unit of `quota`,
   * or in the list's own while that relation is not known. Undefined if the list shows none. A refresh that finds another
   * quota than `quota` changes it, so that `pulumi refresh --preview-only --expect-no-changes` fails.
   */
  declare readonly panelQuota: pulumi.Output<number | undefined>;
  /** The panel user from the program. */
  declare readonly panelUser: pulumi.Output<string | undefined>;
  /** The name of the server from the program. */
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
      { ...pulumi.mergeOptions({ additionalSecretOutputs: ["password"] }, opts), ...protection(args, opts) },
    );
  }

  /**
   * Reads a mailbox that this program does not own.
   *
   * @param id its address
   * @throws `not_found` at run time if the panel's list does not show it
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
