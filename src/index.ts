export { DomainDkim, type DomainDkimArgs } from "./resources/domainDkim";
export { DomainSpf, type DomainSpfArgs } from "./resources/domainSpf";
export type { DnsRecord, WaitForArgs } from "./resources/domainSwitch";
export type { Lookup } from "./resources/dynamic";
export {
  getForwards,
  getForwardsOutput,
  getMailboxes,
  getMailboxesOutput,
  getZone,
  getZoneOutput,
  type ForwardData,
  type GetZoneArgs,
  type MailboxData,
  type PanelLookup,
  type ZoneData,
} from "./resources/functions";
export { Mailbox, type MailboxArgs } from "./resources/mailbox";
export {
  MailDomain,
  type MailDomainArgs,
  type MailDomainForward,
  type MailDomainMailbox,
  type MailDomainSwitch,
} from "./resources/mailDomain";
export { MailForward, type MailForwardArgs } from "./resources/mailForward";
export type { DmarcPolicy, MailRecord, MxHost } from "./resources/mailRecord";
