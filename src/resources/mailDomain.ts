import * as pulumi from "@pulumi/pulumi";
import { domainKey } from "../adapter/address";
import { DomainDkim } from "./domainRecord/domainDkim";
import { DomainSpf } from "./domainRecord/domainSpf";
import type { DomainRecordArgs } from "./domainRecord/domainRecord";
import { Mailbox, type MailboxArgs } from "./mailbox/mailbox";
import { MailForward, type MailForwardArgs } from "./mailForward/mailForward";
import {
  dmarcRecord,
  mistake,
  mxRecords,
  switchedRecord,
  type DmarcArgs,
  type DmarcPolicy,
  type MailRecord,
  type MxHost,
} from "./mailRecord";
import { refuseUnknownArguments } from "./unknownArguments";

/** What the component passes on to one of its resources. */
interface ChildOptions {
  /** The resource's options, such as `protect` or `aliases`. The component is always the parent. */
  readonly opts?: pulumi.CustomResourceOptions;
}

/** A mailbox of the domain: the arguments of a `Mailbox`, whose address is its key and the domain. */
export type MailDomainMailbox = Omit<MailboxArgs, "email" | "panelUser" | "server"> & ChildOptions;

type TargetsOfForward = pulumi.Input<string>[] | pulumi.Output<string[]>;

/** A forwarding of the domain: its targets, or the arguments of a `MailForward`, whose source is its key and the domain. */
export type MailDomainForward =
  TargetsOfForward | (Omit<MailForwardArgs, "source" | "server"> & ChildOptions);

/** SPF or DKIM of the domain: whether to switch it on, or how to wait for it in DNS. */
export type MailDomainSwitch = boolean | (Pick<DomainRecordArgs, "waitFor"> & ChildOptions);

/** The arguments of a `MailDomain`. */
export interface MailDomainArgs {
  /** The domain, as in `DomainSpf`. */
  readonly domain: pulumi.Input<string>;
  /**
   * The mailboxes, by the part of the address before the @.
   *
   * @default none
   * @example { ann: { password: config.requireSecret("annPassword"), quota: 500 } }
   */
  readonly mailboxes?: Readonly<Record<string, MailDomainMailbox>>;
  /**
   * The forwardings, by the part of the address before the @.
   *
   * @default none
   * @example { info: ["ann@example.com"], press: { targets: ["bob@example.org"], saveLocal: true } }
   */
  readonly forwards?: Readonly<Record<string, MailDomainForward>>;
  /**
   * Whether to switch on the panel's SPF record.
   *
   * @default false
   */
  readonly spf?: MailDomainSwitch;
  /**
   * Whether to switch on the panel's DKIM record.
   *
   * @default false
   */
  readonly dkim?: MailDomainSwitch;
  /**
   * The DMARC record (RFC 7489): what receivers should do with mail that fails SPF and DKIM, the record part by part, or
   * its whole text.
   *
   * @default no DMARC record among `records`
   * @example "quarantine"
   * @example { policy: "reject", rua: "dmarc@example.com", pct: 50 }
   * @example "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
   */
  readonly dmarc?: DmarcPolicy | DmarcArgs;
  /**
   * The hosts that receive the domain's mail. Without a priority of their own they get 10, 20, … in order.
   *
   * @default no MX record among `records`
   * @example ["mail.example.com"]
   * @example [{ host: "mail.example.com", priority: 5 }]
   */
  readonly mx?: readonly (pulumi.Input<string> | MxHost)[];
  /** The panel user who owns the mailboxes, as in `Mailbox`. */
  readonly panelUser?: pulumi.Input<string | undefined>;
  /** The name of a server in `brainycp:servers`, as in `Mailbox`. */
  readonly server?: pulumi.Input<string | undefined>;
}

const argumentNames = Object.keys({
  domain: true,
  mailboxes: true,
  forwards: true,
  spf: true,
  dkim: true,
  dmarc: true,
  mx: true,
  panelUser: true,
  server: true,
} satisfies Record<keyof MailDomainArgs, true>);

/**
 * The mail of one domain: its mailboxes and forwardings, SPF and DKIM, and the DNS records that it needs. The component
 * is the parent of each resource. Resources are named `NAME-KEY`; SPF and DKIM are named `NAME-spf` and `NAME-dkim`.
 *
 * Under `pulumi.runtime.setMocks`, SPF and DKIM stand among `records` with a text of no meaning, unless the mocks give
 * them a `record`.
 *
 * Errors: when the program runs, an argument that does not exist, a key with an @, or a wrong `dmarc` or `mx`; otherwise
 * those of the resources.
 *
 * @example
 * const mail = new MailDomain("example", {
 *   domain: "example.com",
 *   mailboxes: { ann: { password: config.requireSecret("annPassword"), quota: 500 } },
 *   forwards: { info: ["ann@example.com"] },
 *   spf: true,
 *   dkim: true,
 *   dmarc: "quarantine",
 *   mx: ["mail.example.com"],
 * });
 * for (const { key, name, type, value } of mail.records) {
 *   new SomeProvider.Record(`example-${key}`, { name, type, value });
 * }
 *
 * @example Move a Mailbox "ann" from elsewhere in the program into the component; nothing is sent to the panel:
 * mailboxes: { ann: { password, quota: 500, opts: { aliases: [{ name: "ann", parent: pulumi.rootStackResource }] } } }
 */
export class MailDomain extends pulumi.ComponentResource {
  /** The domain in its normal form. */
  readonly domain: pulumi.Output<string>;
  /** The mailboxes by their keys. */
  readonly mailboxes: Readonly<Record<string, Mailbox>>;
  /** The forwardings by their keys. */
  readonly forwards: Readonly<Record<string, MailForward>>;
  /** The SPF resource, if the program switches SPF on. */
  readonly spf: DomainSpf | undefined;
  /** The DKIM resource, if the program switches DKIM on. */
  readonly dkim: DomainDkim | undefined;
  /** The MX, SPF, DKIM and DMARC records that the domain needs, as far as the program asks for them. */
  readonly records: readonly MailRecord[];

  constructor(name: string, args: MailDomainArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("brainycp:index:MailDomain", name, {}, opts);
    refuseUnknownArguments(`MailDomain "${name}": `, args, argumentNames);
    const { domain, dmarc, mx = [], mailboxes = {}, forwards = {} } = args;
    if ((domain as unknown) === undefined)
      throw mistake(name, 'domain is missing; write it like "example.com"');
    this.domain = pulumi.output(domain).apply(domainKey);
    // before any resource is declared, which would be made all the same
    const mxOfDomain = mxRecords(name, this.domain, mx);
    const dmarcOfDomain = dmarc === undefined ? [] : [dmarcRecord(name, this.domain, dmarc)];
    const server = args.server === undefined ? {} : { server: args.server };
    const owner = args.panelUser === undefined ? {} : { panelUser: args.panelUser };
    // a child inherits it all the same, but could not tell a false from nothing
    const inherited = opts.protect === undefined ? {} : { protect: opts.protect };
    const child = (own: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions =>
      pulumi.mergeOptions({ ...inherited, ...own }, { parent: this });
    this.mailboxes = mapEntries(mailboxes, (key, { opts: own, ...mailbox }) => {
      const email = addressOf(name, "mailboxes", key, domain);
      return new Mailbox(`${name}-${key}`, { ...mailbox, email, ...owner, ...server }, child(own));
    });
    this.forwards = mapEntries(forwards, (key, forward) => {
      if (typeof (forward as unknown) === "string")
        throw mistake(name, `forwards[${JSON.stringify(key)}] is not a list; write ["ann@example.com"]`);
      const source = addressOf(name, "forwards", key, domain);
      const { opts: own, ...rest } = isTargets(forward) ? { targets: forward } : forward;
      return new MailForward(`${name}-${key}`, { ...rest, source, ...server }, child(own));
    });
    const switched = <Record>(
      key: "spf" | "dkim",
      Resource: new (name: string, args: DomainRecordArgs, opts: pulumi.CustomResourceOptions) => Record,
    ): Record | undefined => {
      const wanted = args[key] ?? false;
      if (wanted === false) return undefined;
      if (wanted !== true && typeof (wanted as unknown) !== "object")
        throw mistake(name, `${key} ${JSON.stringify(wanted)} is neither true, false nor { waitFor }`);
      const { opts: own, ...rest } = wanted === true ? {} : wanted;
      return new Resource(`${name}-${key}`, { domain, ...server, ...rest }, child(own));
    };
    this.spf = switched("spf", DomainSpf);
    this.dkim = switched("dkim", DomainDkim);
    this.records = [
      ...mxOfDomain,
      ...(this.spf === undefined ? [] : [switchedRecord(name, this.domain, "spf", this.spf)]),
      ...(this.dkim === undefined ? [] : [switchedRecord(name, this.domain, "dkim", this.dkim)]),
      ...dmarcOfDomain,
    ];
    this.registerOutputs({ domain: this.domain });
  }
}

/** The address of a key. @throws ProgramMistake for a key that already holds a domain. */
function addressOf(
  component: string,
  property: string,
  key: string,
  domain: pulumi.Input<string>,
): pulumi.Output<string> {
  if (!key.includes("@")) return pulumi.interpolate`${key}@${domain}`;
  throw mistake(
    component,
    `${property}[${JSON.stringify(key)}] holds an @; write what stands before it alone`,
  );
}

function isTargets(forward: MailDomainForward): forward is TargetsOfForward {
  return Array.isArray(forward) || pulumi.Output.isInstance(forward);
}

function mapEntries<From, To>(
  entries: Readonly<Record<string, From>>,
  make: (key: string, value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, make(key, value)]));
}
