export type { RecordHealth } from "./dns/recordHealth";
export type { SpfHealth } from "./dns/spfHealth";
export { DomainDkim, type DkimLookup, type DomainDkimArgs } from "./resources/domainRecord/domainDkim";
export { DomainSpf, type DomainSpfArgs } from "./resources/domainRecord/domainSpf";
export type { DnsRecord, WaitForArgs } from "./resources/domainRecord/domainRecord";
export type { Lookup } from "./lifecycle/resource";
export {
  getForwards,
  getForwardsOutput,
  getMailboxes,
  getMailboxesOutput,
  getMailHealth,
  getMailHealthOutput,
  getZone,
  getZoneOutput,
  type ForwardData,
  type GetMailHealthArgs,
  type GetZoneArgs,
  type MailboxData,
  type MailHealth,
  type PanelLookup,
  type ZoneData,
} from "./resources/functions";
export { Mailbox, type MailboxArgs } from "./resources/mailbox/mailbox";
export {
  MailDomain,
  type MailDomainArgs,
  type MailDomainForward,
  type MailDomainMailbox,
  type MailDomainSwitch,
} from "./resources/mailDomain";
export { MailForward, type MailForwardArgs } from "./resources/mailForward/mailForward";
export type { DmarcArgs, DmarcPolicy, MailRecord, MxHost } from "./resources/mailRecord";
