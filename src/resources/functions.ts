import * as pulumi from "@pulumi/pulumi";
import type { DomainHealth } from "../dns/mailHealth";
import type { DnsRecord } from "./domainRecord/domainRecord";
import * as mockedData from "./mockedData";
import type * as PanelData from "./panelData";

/** The panel and the user that a data function reads. */
export interface PanelLookup {
  /** The name of a server in `brainycp:servers`; by default the stack's unnamed server. */
  readonly server?: string | undefined;
  /** The panel user whose objects to read; by default `brainycp:panelUser`, or else the account itself. */
  readonly panelUser?: string | undefined;
}

/** The zone that `getZone` reads. */
export interface GetZoneArgs extends PanelLookup {
  /** @example "example.com" */
  readonly domain: string;
}

/** A mailbox as the panel lists it. */
export interface MailboxData {
  /** The address in its normal form. */
  readonly email: string;
  /** The quota in the list's own unit, if the list shows one. */
  readonly quota?: number;
}

/** A forwarding as the panel lists it. */
export interface ForwardData {
  /** The source in its normal form. */
  readonly source: string;
  /** The targets, sorted and without duplicates. */
  readonly targets: string[];
}

/** A zone as the panel shows it. */
export interface ZoneData {
  /** The domain in its normal form. */
  readonly domain: string;
  /** The records in the panel's order. */
  readonly records: DnsRecord[];
}

/** The domain whose mail `getMailHealth` looks at. */
export interface GetMailHealthArgs extends PanelLookup {
  /** @example "example.com" */
  readonly domain: string;
  /**
   * The name servers to ask, as `host` or `host:port`.
   *
   * @default this machine's own
   * @example ["ns1.example.com"]
   */
  readonly nameServers?: readonly string[] | undefined;
}

/** What public DNS says of a domain's mail, against what the panel's zone says. */
export interface MailHealth extends DomainHealth {
  /** Whether everything passes. */
  readonly isHealthy: boolean;
}

/** Arguments that may be outputs of resources. */
type Inputs<Args> = { readonly [Name in keyof Args]: pulumi.Input<Args[Name]> };

/**
 * Gets the mailboxes that the panel lists for a user, whoever created them. Source: `getlistmail`.
 *
 * Under `pulumi.runtime.setMocks` the mocks answer `brainycp:index:getMailboxes` with `{ mailboxes: [{ email, quota }] }`.
 *
 * @throws pulumi.RunError for an incomplete configuration, a refused login, or a list that is not recognised
 * @example const addresses = (await getMailboxes()).map(({ email }) => email);
 */
export function getMailboxes(args: PanelLookup = {}): Promise<MailboxData[]> {
  return data().mailboxes(args);
}

/** Like `getMailboxes`, for arguments that are outputs. Returns an output. */
export function getMailboxesOutput(args: Inputs<PanelLookup> = {}): pulumi.Output<MailboxData[]> {
  return pulumi.output(args).apply(getMailboxes);
}

/**
 * Gets the forwardings that the panel lists for the account and a user, whoever created them. Source: `getforwardmail`.
 *
 * Under `pulumi.runtime.setMocks` the mocks answer `brainycp:index:getForwards` with
 * `{ forwards: [{ source, targets }] }`.
 *
 * @throws pulumi.RunError as for `getMailboxes`
 * @example const sources = (await getForwards({ server: "eu" })).map(({ source }) => source);
 */
export function getForwards(args: PanelLookup = {}): Promise<ForwardData[]> {
  return data().forwards(args);
}

/** Like `getForwards`, for arguments that are outputs. Returns an output. */
export function getForwardsOutput(args: Inputs<PanelLookup> = {}): pulumi.Output<ForwardData[]> {
  return pulumi.output(args).apply(getForwards);
}

/**
 * Gets the zone of a domain from the panel's own name server. Source: `show_zones`.
 *
 * Under `pulumi.runtime.setMocks` the mocks answer `brainycp:index:getZone` with `{ records: [{ name, type, value }] }`.
 *
 * @throws pulumi.RunError as for `getMailboxes`, and if the panel does not show the zone
 * @example const { records } = await getZone({ domain: "example.com" });
 */
export function getZone(args: GetZoneArgs): Promise<ZoneData> {
  return data().zone(args);
}

/**
 * Like `getZone`, for arguments that are outputs. Returns an output.
 *
 * @example const zone = getZoneOutput({ domain: dkim.domain }); // after DKIM is switched on
 */
export function getZoneOutput(args: Inputs<GetZoneArgs>): pulumi.Output<ZoneData> {
  return pulumi.output(args).apply(getZone);
}

/**
 * Compares MX, SPF, DKIM and DMARC in public DNS with the zone of the panel. Source: `show_zones`, and DNS itself.
 *
 * Under `pulumi.runtime.setMocks` the mocks answer `brainycp:index:getMailHealth` with a part of the result; a record
 * that they leave out is unknown.
 *
 * @throws pulumi.RunError as for `getMailboxes`
 * @example const { isHealthy, spf } = await getMailHealth({ domain: "example.com" });
 */
export function getMailHealth(args: GetMailHealthArgs): Promise<MailHealth> {
  return data().mailHealth(args);
}

/** Like `getMailHealth`, for arguments that are outputs. Returns an output. */
export function getMailHealthOutput(args: Inputs<GetMailHealthArgs>): pulumi.Output<MailHealth> {
  return pulumi.output(args).apply(getMailHealth);
}

/** Where data comes from: the mocks of a test, or the panel, whose module only a program that asks it loads. */
function data(): typeof PanelData {
  if (mockedData.isMocked()) return mockedData;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it for every program
  return require("./panelData") as typeof PanelData;
}
