export { DomainDkim, type DomainDkimArgs } from "./resources/domainDkim";
export { DomainSpf, type DomainSpfArgs } from "./resources/domainSpf";
export type { DnsRecord, WaitForArgs } from "./resources/domainSwitch";
export type { Lookup } from "./resources/dynamic";
export { Mailbox, type MailboxArgs } from "./resources/mailbox";
export { MailForward, type MailForwardArgs } from "./resources/mailForward";
