import * as pulumi from "@pulumi/pulumi";
import type { DnsRecord } from "./domainRecord/domainRecord";
import type * as PanelData from "./panelData";

/** Where a data function looks. */
export interface PanelLookup {
  /** The name of a server in `brainycp:servers`; the stack's unnamed one by default. */
  readonly server?: string | undefined;
  /** The panel user whose objects are meant; by default the one that the configuration names, else the account. */
  readonly panelUser?: string | undefined;
}

/** Which zone `getZone` reads. */
export interface GetZoneArgs extends PanelLookup {
  /** @example "example.com" */
  readonly domain: string;
}

/** A mailbox as the panel lists it. */
export interface MailboxData {
  /** The address in its normal form. */
  readonly email: string;
  /** The quota in the list's own unit, where the list shows one. */
  readonly quota?: number;
}

/** A forwarding as the panel lists it. */
export interface ForwardData {
  /** The source in its normal form. */
  readonly source: string;
  /** The targets, each once, in one order. */
  readonly targets: string[];
}

/** A zone as the panel shows it. */
export interface ZoneData {
  /** The domain in its normal form. */
  readonly domain: string;
  /** The records in the panel's order. */
  readonly records: DnsRecord[];
}

/** Arguments that may be outputs of resources. */
type Inputs<Args> = { readonly [Name in keyof Args]: pulumi.Input<Args[Name]> };

/**
 * The mailboxes that the panel lists for a user, whoever made them. Source: `getlistmail`.
 *
 * @throws pulumi.RunError for a configuration that is not complete, a refused login, a list that is not recognised
 * @example const addresses = (await getMailboxes()).map(({ email }) => email);
 */
export function getMailboxes(args: PanelLookup = {}): Promise<MailboxData[]> {
  return panelData().mailboxes(args);
}

/** `getMailboxes` for arguments that are outputs, as an output. */
export function getMailboxesOutput(args: Inputs<PanelLookup> = {}): pulumi.Output<MailboxData[]> {
  return pulumi.output(args).apply(getMailboxes);
}

/**
 * The forwardings that the panel lists for the account and a user, whoever made them. Source: `getforwardmail`.
 *
 * @throws pulumi.RunError as `getMailboxes`
 * @example const sources = (await getForwards({ server: "eu" })).map(({ source }) => source);
 */
export function getForwards(args: PanelLookup = {}): Promise<ForwardData[]> {
  return panelData().forwards(args);
}

/** `getForwards` for arguments that are outputs, as an output. */
export function getForwardsOutput(args: Inputs<PanelLookup> = {}): pulumi.Output<ForwardData[]> {
  return pulumi.output(args).apply(getForwards);
}

/**
 * The zone of a domain on the panel's own name server. Source: `show_zones`.
 *
 * @throws pulumi.RunError as `getMailboxes`, and where the panel does not show the zone
 * @example const { records } = await getZone({ domain: "example.com" });
 */
export function getZone(args: GetZoneArgs): Promise<ZoneData> {
  return panelData().zone(args);
}

/**
 * `getZone` for arguments that are outputs, as an output.
 *
 * @example const zone = getZoneOutput({ domain: dkim.domain }); // after DKIM was switched on
 */
export function getZoneOutput(args: Inputs<GetZoneArgs>): pulumi.Output<ZoneData> {
  return pulumi.output(args).apply(getZone);
}

/** The part that speaks to the panel: only a program that asks loads it. */
function panelData(): typeof PanelData {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it for every program
  return require("./panelData") as typeof PanelData;
}
