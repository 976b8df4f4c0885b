import { remembering } from "../remembering";

/**
 * Names of fields, as data. The shape of the panel's lists is not documented, so a field has a meaning only if its name
 * is known to have it. All names are in the form that `squash` returns.
 */

/** The name of a field without case and separators: `Mail-Box`, `mail_box` and `mailBox` are all `mailbox`. */
export const squash = remembering((name: string): string =>
  name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""),
);

/** The words in a field's name, in lower case: `iTotalRecords` has `i`, `total` and `records`. */
export const wordsOf = remembering((name: string): readonly string[] =>
  name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== ""),
);

/** Whether a key has one of these words in its name. An address or a domain has no words. */
export function hasWordOf(words: ReadonlySet<string>, key: string): boolean {
  return !/[@.]/.test(key) && wordsOf(key).some((word) => words.has(word));
}

/** Names in the order of a text. */
export function names(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** Names or words whose order means nothing. */
export function nameSet(text: string): ReadonlySet<string> {
  return new Set(names(text));
}

/** Fields that name a mailbox, by its address or its local part; likeliest first. */
export const mailboxNames = names(`
  email mailbox emailaddress mailaddress mailboxaddress emailaddr mailaddr fullemail fulladdress mailboxname mail
  emailaccount mailaccount emaillogin maillogin box boxname mbox userbox postbox address addr local localpart mailname
  mailuser login userlogin username accountname account user name
`);

/** Fields that hold a local part if the domain is beside them; likeliest first. */
export const localNames = names(`
  local localpart source alias mailname mailuser maillogin emaillogin mailacc userbox boxname box mbox mailboxname
  mailbox email mail postbox login userlogin username accountname account user name address src from
`);

/** Fields that name the source of a forwarding; likeliest first. */
export const sourceNames = [
  ...names("source src sourceaddress sourceemail from fromaddress forwardfrom alias aliasname aliasaddress"),
  ...mailboxNames,
];

/** Fields that name the targets of a forwarding. */
export const targetNames = nameSet(`
  target targets targetaddress targetemail to toaddress goto sendto dest dests dst destination destinations
  destinationaddress forward forwards forwardto forwardsto forwardedto forwardaddress forwardemail forwardmail
  forwarding forwardingaddress forwardings fwd fwdto recipient recipients redirect redirects redirectto
  redirectaddress deliver deliverto delivery
`);

/** Fields that name the domain of the local parts beside or below them. */
export const domainNames = names("domain domainname maildomain dom domname zone host hostname");

/** Those of them that, beside a list, name the domain of its objects rather than the panel's own host. */
export const listDomainNames = names("domain domainname maildomain");

/** Fields that hold the size of a mailbox. */
export const quotaNames = names(
  "quota quotamb mailquota quotasize quotalimit limit maxquota sizelimit diskquota mailboxquota quotabytes quotakb",
);

/** The field that says whether a forwarding keeps a copy in its own mailbox. */
export const saveLocalName = "savelocal";

/** Fields that only a record of a mailbox has. */
export const mailboxFields: ReadonlySet<string> = new Set([
  ...quotaNames,
  ...names("used usedquota usage messages maildir mailpath homedir home path password passwd lastlogin"),
]);

/** Keys that wrap a list. */
export const wrapperNames = nameSet(`
  data aadata list result results item items row rows record records entry entries element elements object objects
  response payload body content contents value values collection mess message mail mails email emails box boxes
  mailbox mailboxes mailboxlist maillist accounts users domains forward forwards forwarding forwardings forwarder
  forwarders forwardlist redirect redirects alias aliases edges embedded
`);

/** Keys that wrap what is beside a list: pages, links, the query itself. */
export const besideNames = nameSet(`
  meta metadata pagination paging paginator pager pageinfo page pages links link info summary stats statistics status
  header headers request query params filter filters sort order columns debug user userinfo account accountinfo me
  profile client customer license server event pageable userdata stat
`);

/** Keys that wrap what a list is about and how it may be used. No number below them counts objects. */
export const quietNames = nameSet(`
  limits permissions rights abilities settings config options fields columns capabilities features
`);

/** Keys that wrap the fields of one row. */
export const recordNames = nameSet("attributes node source fields");

/** Keys that wrap the names of columns. */
export const columnNames = nameSet("columns headers header head fields colnames thead");

/** Fields of a row that name no object: secrets, and paths in the file system. */
export const secretNames = nameSet(`
  password passwd pass pwd hash crypt cryptpassword token secret key home homedir maildir path mailpath
`);

/** Words in the key of a list of what does not exist (any more), or is neither a mailbox nor a forwarding. */
export const asideWords = nameSet(`
  deleted removed trash trashed recycle recycled missing failed invalid reserved forbidden denied rejected unavailable
  blacklist blacklisted whitelist whitelisted blocklist allowlist blocked allowed ignored excluded skipped hidden
  expired pending requests queue queued log logs history journal archive archived old backups errors error warnings
  suggestions suggestion examples example templates template defaults default draft drafts sent letters messages
  monitoring statistics ftp ftpusers ftpaccounts customers customer clients client resellers panel subscribers
  subscriptions mailing mailinglist mailinglists maillists groups group catchall catchalls vacations vacation
  autoreplies autoresponders invitations signatures identities fetchmail collector collectors external remote whois
  spam ham senders
`);

/** Words in a key that surely holds mailboxes or forwardings: `mailboxes_of_demo`. */
export const listWords = nameSet(`
  list data items rows records entries results mail mails email emails mailbox mailboxes box boxes postbox postboxes
  account accounts user users address addresses forward forwards forwarding forwardings forwarder forwarders redirect
  redirects alias aliases почта ящик ящики адреса список пересылки
`);

/** Fields beside a list that name none of its objects. */
export const silentNames = nameSet(`
  status state success ok result apiversion code error errors errno msg version lang language time timestamp date took
  elapsed duration draw action operation module method format type user username login account paneluser
`);

/** Words in the name of a field about other people: who created it, whom to ask, where else to write. */
export const peopleWords = nameSet(`
  admin admins administrator administrators alternate alternative author auth backup bcc by cc contact contacts
  created creator manager managers modified moderator notify notification notifications operator owner owners parent
  recover recovery registrant reply report reseller reserve secondary sender session sponsor support technical updated
`);

/** Words in the name of a field about forwardings. */
export const forwardWords = nameSet(`
  alias aliases autoreply autoresponder copy dest destination destinations forward forwarded forwarder forwarders
  forwarding forwardings forwards goto recipient recipients redirect redirects sendto target targets
`);

/** Keys below a domain that are fields of the domain, not local parts. */
export const domainFields = nameSet(`
  id total totals count counts size used usage limit limits quota maxquota status state active enabled disabled
  settings setting config configuration options option params properties meta dkim spf dmarc mx dns ip ns ssl tls spam
  spamfilter antispam spamassassin antivirus virus clamav greylist greylisting filter filters catchall default
  autoresponder ratelimit limitperhour php owner plan package tariff created updated expires error code mess message
  domain domainname zone template webmail imap pop3 smtp mailserver server hostmaster soa soaemail rua ruf dmarcrua
  bounce fallback undeliverable relay quarantine defaultaddress defaultemail
`);

/** Texts that say how something is, but name nothing. */
export const statusWords = nameSet(`
  ok success true false yes no on off none null nil empty nothing error failed failure denied forbidden refused
  disabled enabled active inactive locked blocked suspended unknown unavailable pending deleted undefined default
`);
