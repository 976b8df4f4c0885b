/** A list of mailboxes, and what it proves. */
export interface MailboxShape {
  readonly name: string;
  readonly data: unknown;
  /** Addresses that it shows, each with its quotas where it shows one; nothing else is shown. */
  readonly present: Readonly<Record<string, readonly number[] | undefined>>;
  readonly absent?: readonly string[];
  readonly unknown?: readonly string[];
}

const ann = "ann@example.com";
const bob = "bob@example.com";
const eve = "eve@example.com";
const info = "info@example.org";
const none = undefined;

/** What panels were seen, or may be thought, to answer to `getlistmail`. */
export const mailboxShapes: readonly MailboxShape[] = [
  // escaped values
  {
    name: "an apostrophe as a number",
    data: ["o&#039;brien@example.com"],
    present: { "o'brien@example.com": none },
    absent: [ann],
  },
  {
    name: "an apostrophe in hexadecimal",
    data: ["o&#x27;brien@example.com"],
    present: { "o'brien@example.com": none },
    absent: [ann],
  },
  {
    name: "an apostrophe behind a backslash",
    data: ["o\\'brien@example.com"],
    present: { "o'brien@example.com": none },
    absent: [ann],
  },
  {
    name: "an ampersand",
    data: [{ email: "r&amp;d@example.com", quota: 5 }],
    present: { "r&d@example.com": [5] },
    absent: [ann],
  },
  {
    name: "an ampersand that was escaped twice",
    data: ["r&amp;amp;d@example.com"],
    present: { "r&d@example.com": none },
    absent: [ann],
  },
  {
    name: "an at sign as a number",
    data: { list: ["ann&#64;example.com"] },
    present: {},
    unknown: [ann, bob],
  },
  {
    name: "escaped keys",
    data: { "o&#039;brien@example.com": { quota: "7" } },
    present: { "o'brien@example.com": [7] },
    absent: [ann],
  },
  {
    name: "quotes around addresses",
    data: ['"ann@example.com"', "'bob@example.com'"],
    present: { [ann]: none, [bob]: none },
    absent: [eve],
  },
  {
    name: "escaped quotes around addresses",
    data: ["&quot;ann@example.com&quot;"],
    present: { [ann]: none },
    absent: [bob],
  },
  {
    name: "a name beside the address",
    data: ["Ann Lee <ann@example.com>", bob],
    present: { [ann]: none, [bob]: none },
    absent: [eve],
  },
  {
    name: "an escaped name beside the address",
    data: ["Ann &lt;ann@example.com&gt;"],
    present: { [ann]: none },
    absent: [bob],
  },
  {
    name: "an escaped local part below its domain",
    data: { "example.com": ["o&#039;brien", "ann"] },
    present: { "o'brien@example.com": none, [ann]: none },
    absent: [bob],
  },
  {
    name: "an address in a quoted name",
    data: ['"bob@example.com" <ann@example.com>'],
    present: { [ann]: none },
    absent: [eve],
  },
  {
    name: "an address in place of a name",
    data: [eve, "bob@example.com <ann@example.com>"],
    present: { [eve]: none },
    unknown: [ann, bob],
  },
  {
    name: "an address that stars hide a part of",
    data: [{ email: "a**@example.com" }, { email: bob }],
    present: { "a**@example.com": none, [bob]: none },
    absent: [eve],
    unknown: [ann],
  },
  {
    name: "addresses in quotes behind commas",
    data: { list: '"ann@example.com", "bob@example.com"' },
    present: { [ann]: none, [bob]: none },
    absent: [eve],
  },
  // texts that are not understood
  {
    name: "an address beside one that cannot be read",
    data: { list: [bob], note: "x@other.test, ann@@example.com" },
    present: { [bob]: none },
    unknown: [ann],
  },
  {
    name: "an address behind an equals sign",
    data: { list: [bob], note: "last=ann@example.com" },
    present: { [bob]: none },
    absent: [eve],
    unknown: [ann],
  },
  {
    name: "an at sign in words",
    data: [bob, "ann (at) example.com"],
    present: { [bob]: none },
    unknown: [ann, eve],
  },
  {
    name: "an at sign in brackets",
    data: [{ email: "ann[at]example.com" }, { email: bob }],
    present: { [bob]: none },
    unknown: [ann, eve],
  },
  { name: "a link", data: [bob, "mailto:ann@example.com"], present: { [bob]: none }, unknown: [ann, eve] },
  {
    name: "an address without its domain's end",
    data: [bob, "ann@example"],
    present: { [bob]: none },
    unknown: [ann],
  },
  {
    name: "an address with a size behind it",
    data: [bob, "ann@example.com (5 MB)"],
    present: { [bob]: none },
    unknown: [ann],
  },
  {
    name: "an address in percent signs",
    data: [bob, "ann%40example.com"],
    present: { [bob]: none },
    unknown: [ann, eve],
  },
  // fields of a domain
  {
    name: "fields of a domain alone",
    data: { "example.com": { total: 3, dkim: 1, spam_filter: 0, settings: { x: 1 } } },
    present: {},
    unknown: [ann, "total@example.com", "dkim@example.com"],
  },
  {
    name: "a count of a domain, beside another",
    data: { "example.com": { total: 3 }, "example.org": ["info"] },
    present: { [info]: none },
    absent: ["ann@example.org"],
    unknown: [ann],
  },
  {
    name: "fields of a domain beside its mailboxes",
    data: { "example.com": { total: 1, dkim: 1, spam_filter: "on", mailboxes: ["ann"] } },
    present: { [ann]: none },
    absent: [bob],
    unknown: ["dkim@example.com"],
  },
  {
    name: "settings of a domain beside records of mailboxes",
    data: { "example.com": { settings: { quota: 500 }, ann: { quota: 5 } } },
    present: { [ann]: [5] },
    unknown: ["settings@example.com"],
  },
  {
    name: "an unknown switch of a domain beside records",
    data: { "example.com": { ann: { quota: 5 }, tarpit: { enabled: 1 } } },
    present: { [ann]: [5] },
    unknown: ["tarpit@example.com", bob],
  },
  {
    name: "unknown numbers of a domain beside a list",
    data: { "example.com": { tarpit: 50, mailboxes: ["ann"] } },
    present: { [ann]: none },
    unknown: ["tarpit@example.com"],
  },
  {
    name: "the same unknown numbers of every domain",
    data: { "example.com": { tarpit: 5, hourly: 70 }, "example.org": { tarpit: 6, hourly: 80 } },
    present: {},
    unknown: [ann, "tarpit@example.com"],
  },
  {
    name: "switches of a domain",
    data: { "example.com": { tarpit: 1, strict: 0 } },
    present: {},
    unknown: [ann, "tarpit@example.com"],
  },
  {
    name: "a text of a domain that is no list",
    data: { "example.com": "access denied", "example.org": ["bob"] },
    present: { "bob@example.org": none },
    absent: ["ann@example.org"],
    unknown: [ann],
  },
  {
    name: "a word of a domain that is no list",
    data: { "example.com": "suspended", "example.org": ["bob"] },
    present: { "bob@example.org": none },
    unknown: [ann, "suspended@example.com"],
  },
  {
    name: "an unknown word of a domain",
    data: { "example.com": "parked", "example.org": ["bob"] },
    present: { "bob@example.org": none },
    unknown: [ann, "parked@example.com"],
  },
  {
    name: "an error below a domain",
    data: { "example.com": { error: 5, mess: "denied" }, "example.org": ["bob"] },
    present: { "bob@example.org": none },
    unknown: [ann],
  },
  { name: "numbers of domains", data: { "example.com": 3, "example.org": 0 }, present: {}, unknown: [ann] },
  {
    name: "quotas below local parts",
    data: { "example.com": { ann: 100, bob: 0 } },
    present: { [ann]: [100], [bob]: [0] },
    absent: [eve],
  },
  {
    name: "empty records below local parts",
    data: { "example.com": { ann: [], bob: [] } },
    present: { [ann]: none, [bob]: none },
    absent: [eve],
  },
  {
    name: "a list in text below domains",
    data: { "example.com": "ann, bob", "example.org": "info" },
    present: { [ann]: none, [bob]: none, [info]: none },
    absent: [eve],
  },
  // others' addresses
  {
    name: "a recovery address beside a login",
    data: [{ login: "ann", domain: "example.com", recovery: "x@gmail.com" }],
    present: { [ann]: none },
    absent: [bob],
  },
  {
    name: "a contact beside an address",
    data: [{ email: ann, contact_email: "root@p.com", quota: 5 }],
    present: { [ann]: [5] },
    absent: [bob, "root@p.com"],
  },
  {
    name: "who made it",
    data: [{ mailbox: ann, createdBy: "root@p.com" }],
    present: { [ann]: none },
    absent: ["root@p.com"],
  },
  {
    name: "another address in an unknown field",
    data: [{ email: bob, second: ann }],
    present: { [bob]: none },
    absent: [eve],
    unknown: [ann],
  },
  {
    name: "an address in an unknown field alone",
    data: [{ whatever: ann, quota: 5 }],
    present: {},
    unknown: [ann, bob],
  },
  {
    name: "a local part and an address of elsewhere",
    data: [{ user: "ann", domain: "example.com", email: "vic@panel.test" }],
    present: {},
    unknown: [ann, "vic@panel.test"],
  },
  {
    name: "administrators beside mailboxes",
    data: { mailboxes: [{ email: bob }], admins: [{ email: "root@p.com" }] },
    present: { [bob]: none },
    absent: [ann],
  },
  {
    name: "the account beside mailboxes",
    data: { user: { email: "vic@panel.test" }, list: [{ email: bob }] },
    present: { [bob]: none },
    absent: [ann],
    unknown: ["vic@panel.test"],
  },
  {
    name: "the account alone",
    data: { user: { email: "vic@panel.test", quota: 5 } },
    present: {},
    unknown: [ann],
  },
  {
    name: "an account with its mailboxes",
    data: { "vic@panel.test": { mailboxes: [ann, bob] } },
    present: { [ann]: none, [bob]: none },
    absent: [eve],
    unknown: ["vic@panel.test"],
  },
  {
    name: "aliases beside mailboxes",
    data: { mailboxes: [ann], aliases: [{ email: "sales@example.com" }] },
    present: { [ann]: none },
    absent: [bob],
  },
  {
    name: "two lists of unknown names",
    data: { current: [ann], archived: [bob] },
    present: {},
    unknown: [ann, bob],
  },
  {
    name: "one list of an unknown name",
    data: { status: "ok", postboxes_of_demo: [{ email: ann }] },
    present: { [ann]: none },
    absent: [bob],
  },
  // lists of others
  ...(
    "deleted trash not_found failed blacklist allowed_senders customers panel_users queue history ftp_accounts " +
    "mailing_lists groups catchalls templates archived fetchmail unheard_of"
  )
    .split(" ")
    .flatMap((key): MailboxShape[] => [
      { name: `rows under ${key} alone`, data: { [key]: [{ email: ann }] }, present: {}, unknown: [ann] },
      { name: `texts under ${key} alone`, data: { [key]: [ann] }, present: {}, unknown: [ann] },
      {
        name: `rows under ${key} beside mailboxes`,
        data: { mailboxes: [{ email: bob }], [key]: [{ email: ann }] },
        present: { [bob]: none },
        unknown: [ann],
      },
    ]),
  {
    name: "records under a name that is not known",
    data: { demo: [{ email: ann, quota: 5 }] },
    present: { [ann]: [5] },
    absent: [bob],
  },
  {
    name: "a list two unknown names deep",
    data: { panelresult: { data: [{ email: ann }], func: "list" } },
    present: { [ann]: none },
    absent: [bob],
  },
  // rows that say what they are
  ...(
    [
      { deleted: "1" },
      { deleted_at: "2020-01-01" },
      { status: "pending_delete" },
      { exists: false },
      { error: "no such mailbox" },
      { type: "alias" },
      { mail_type: "normal_forward" },
      { is_group: 1 },
      { mailbox: false, forwarding: true },
    ] as const
  ).map((flag): MailboxShape => ({
    name: `a row that is no mailbox: ${JSON.stringify(flag)}`,
    data: [{ email: bob }, { email: ann, ...flag }],
    present: { [bob]: none },
    absent: [eve],
    unknown: [ann],
  })),
  ...(
    [
      { deleted: "0", deleted_at: null },
      { deleted_at: "0000-00-00 00:00:00" },
      { status: "disabled", active: 0 },
      { exists: 1, error: "" },
      { type: "mailbox", is_alias: 0 },
      { mail_type: "normal_mail,normal_forward" },
      { password: "p@ss", home: "/home/vic/mail/x@other.test" },
    ] as const
  ).map((flag): MailboxShape => ({
    name: `a row of a mailbox: ${JSON.stringify(flag)}`,
    data: [{ email: bob }, { email: ann, ...flag }],
    present: { [bob]: none, [ann]: none },
    absent: [eve],
  })),
  // pages
  ...(
    [
      { totalItems: 9 },
      { iTotalRecords: "9" },
      { recordsTotal: 9 },
      { has_more: true },
      { hasMore: "1" },
      { next: "/api?page=2" },
      { next_page: 2 },
      { nextPageToken: "abc" },
      { per_page: 1 },
      { pageSize: "1" },
      { page: 2 },
      { pages: 3 },
      { last_page: 2 },
      { offset: 1 },
      { truncated: 1 },
      { is_last: false },
      { records: 9 },
      { showing: "1 to 1 of 9 entries" },
      { meta: { pagination: { total: 9 } } },
      { links: { next: "/2" } },
      { remaining: 8 },
      { total: "1 234" },
      { total: "9.00" },
      { total: "57 mailboxes" },
      { всего: 9 },
      { all: 9 },
      { mailboxes: 9 },
      { unheard_of: 9 },
      { meta: { unheard_of: "9" } },
      { from: 11, to: 20 },
      { last: 3 },
      { previous: "/1" },
      { has_previous: true },
      { page: "1/3" },
      { pages: [1, 2, 3] },
      { pages: { 1: "/1", 2: "/2" } },
      { links: { last: "/?page[number]=3" } },
      { pagination: "<a href='?page=2'>2</a>" },
      { part: 1, parts: 2 },
      { pageToken: "x" },
      { filter: "b*" },
      { filtered: true },
      { search: "bob" },
      { hidden: 2 },
      { skipped: 1 },
      { omitted: 4 },
      { limit_reached: true },
      { timed_out: true },
      { error: "partial" },
      { errors: ["example.org: timeout"] },
      { warning: "some domains could not be read" },
      { notice: "only the first entry is shown" },
      { message: "Показаны не все ящики" },
      { status: "partial" },
    ] as const
  ).map((beside): MailboxShape => ({
    name: `a page: ${JSON.stringify(beside)}`,
    data: { ...beside, list: [bob] },
    present: { [bob]: none },
    unknown: [ann],
  })),
  ...(
    [
      { totalItems: 1 },
      { iTotalRecords: "1", iTotalDisplayRecords: "1" },
      { has_more: false },
      { next: null },
      { next: "" },
      { per_page: 50 },
      { page: 1, pages: 1 },
      { per_page: 1, total: 1 },
      { links: { next: null, self: "/1" } },
      { is_last: true },
      { total_quota: 5000 },
      { draw: 3 },
      { showing: "1 to 1 of 1 entries" },
      { previous: null },
      { from: 1, to: 1 },
      { links: { first: "/?page=1", last: "/?page=1" } },
      { page: { size: 20, totalElements: 1, totalPages: 1, number: 0 } },
      { filter: "", search: null, filters: {} },
      { search: "*" },
      { errors: [], warnings: null, error: 0 },
      { error: "OK" },
      { hidden: 0, skipped: "0" },
      { last_error: "0000-00-00 00:00:00" },
      { max_mailboxes: 100, disk_used: 3072, server_time: 1700000000 },
      { message: "The list was read" },
      { forwards: 9 },
      { total: "1 mailbox" },
    ] as const
  ).map((beside): MailboxShape => ({
    name: `a whole list: ${JSON.stringify(beside)}`,
    data: { ...beside, list: [bob] },
    present: { [bob]: none },
    absent: [ann],
  })),
  {
    name: "a page in a list's head",
    data: [{ total: 9, page: 1 }, [{ email: bob }]],
    present: { [bob]: none },
    unknown: [ann],
  },
  {
    name: "a count of one domain",
    data: {
      data: [
        { domain: "example.com", count: 2, mailboxes: ["bob"] },
        { domain: "example.org", count: 1, mailboxes: ["info"] },
      ],
    },
    present: { [bob]: none, [info]: none },
    absent: ["ann@example.org"],
    unknown: [ann],
  },
  // quotas
  {
    name: "quotas with units",
    data: [
      { email: ann, quota: "1000 MB" },
      { email: bob, quota: "1 GB" },
      { email: eve, quota: "1000M" },
    ],
    present: { [ann]: [1000], [bob]: [1024, 1000], [eve]: [1000] },
  },
  {
    name: "quotas with points and commas",
    data: [
      { email: ann, quota: "1000.00" },
      { email: bob, quota: "1,000" },
      { email: eve, quota: "1 000" },
    ],
    present: { [ann]: [1000], [bob]: [1000], [eve]: [1000] },
  },
  {
    name: "quotas in Russian units, and behind a hard blank",
    data: [
      { email: ann, quota: "500 МБ" },
      { email: bob, quota: "500&nbsp;MB" },
      { email: eve, quota: "1 Гб" },
    ],
    present: { [ann]: [500], [bob]: [500], [eve]: [1024, 1000] },
  },
  {
    name: "a unit beside the quota",
    data: [
      { email: ann, quota: 1, quota_unit: "GB" },
      { email: bob, quota: "2 GB", unit: "MB" },
    ],
    present: { [ann]: [1024, 1000], [bob]: [2048, 2000] },
  },
  {
    name: "everyday local parts with records",
    data: { "example.com": { admin: { quota: 5 }, support: { quota: 6 }, archive: { quota: 7 } } },
    present: { "admin@example.com": [5], "support@example.com": [6], "archive@example.com": [7] },
    absent: [ann],
  },
  {
    name: "quotas that are none",
    data: [
      { email: ann, quota: "1.000" },
      { email: bob, quota: "unlimited" },
      { email: eve, quota: "10 / 500 MB" },
    ],
    present: { [ann]: none, [bob]: none, [eve]: none },
  },
  {
    name: "switches under addresses",
    data: { [ann]: 1, [bob]: 0 },
    present: { [ann]: none, [bob]: none },
    absent: [eve],
  },
  {
    name: "quotas under addresses",
    data: { [ann]: "500", [bob]: 0 },
    present: { [ann]: [500], [bob]: [0] },
    absent: [eve],
  },
  // spellings
  {
    name: "two spellings of one address",
    data: [
      { email: "Ann@example.com", quota: 7 },
      { email: ann, quota: 9 },
    ],
    present: { [ann]: [9] },
    absent: [bob],
  },
  { name: "capitals and blanks", data: [" ANN@Example.COM "], present: { [ann]: none }, absent: [bob] },
  {
    name: "an international domain",
    data: ["ann@пример.рф"],
    present: { "ann@xn--e1afmkfd.xn--p1ai": none },
    absent: [ann],
  },
  // rows
  ...["addr", "mbox", "full_email", "mail_login", "mailAddr", "FULL_ADDRESS"].map((key): MailboxShape => ({
    name: `rows with ${key}`,
    data: [{ [key]: ann, quota: 5 }],
    present: { [ann]: [5] },
    absent: [bob],
  })),
  {
    name: "rows below the names of their columns",
    data: { columns: ["recovery", "email", "quota"], rows: [["x@other.test", ann, 5]] },
    present: { [ann]: [5] },
    absent: [bob, "x@other.test"],
  },
  {
    name: "a first row that names the columns",
    data: [
      ["Email", "Quota"],
      [ann, "5"],
      [bob, "6"],
    ],
    present: { [ann]: [5], [bob]: [6] },
    absent: [eve],
  },
  {
    name: "columns of one name",
    data: [
      ["email", "email"],
      [ann, bob],
    ],
    present: {},
    unknown: [ann, bob, eve],
  },
  {
    name: "another address beside the attributes of a row",
    data: [{ id: 5, attributes: { email: ann }, unheard_of: [bob] }],
    present: { [ann]: none },
    absent: [eve],
    unknown: [bob],
  },
  {
    name: "an address as a key beside a mailbox",
    data: [{ email: ann, key: bob }],
    present: { [ann]: none },
    absent: [eve],
    unknown: [bob],
  },
  {
    name: "a list under a Russian name",
    data: { "почтовые ящики": [ann] },
    present: { [ann]: none },
    absent: [bob],
  },
  {
    name: "rows in cells",
    data: { page: "1", total: 1, records: "1", rows: [{ id: "1", cell: [ann, "5"] }] },
    present: { [ann]: none },
    absent: [bob],
  },
  {
    name: "arrays with numbers as keys",
    data: [
      { 0: ann, 1: "5" },
      { 0: bob, 1: "6" },
    ],
    present: { [ann]: none, [bob]: none },
    absent: [eve],
  },
  {
    name: "attributes of rows",
    data: {
      data: [{ type: "mailboxes", id: "1", attributes: { email: ann, quota: 5 } }],
      meta: { total: 1 },
    },
    present: { [ann]: [5] },
    absent: [bob],
  },
  {
    name: "nodes of a graph",
    data: { mailboxes: { edges: [{ cursor: "x", node: { email: ann } }], pageInfo: { hasNextPage: false } } },
    present: { [ann]: none },
    absent: [bob],
  },
  {
    name: "local parts beside their domain",
    data: { domain: "example.com", mailboxes: ["ann", "bob"] },
    present: { [ann]: none, [bob]: none },
    absent: [eve],
    unknown: [info],
  },
  {
    name: "rows of local parts beside their domain",
    data: { domain: "example.com", list: [{ login: "ann", quota: "5" }] },
    present: { [ann]: [5] },
    absent: [bob],
    unknown: [info],
  },
  {
    name: "what is not understood beside a domain",
    data: { domain: "panel.test", list: [{ email: ann }, ["?"]] },
    present: { [ann]: none },
    unknown: [bob],
  },
  {
    name: "the panel's own domain",
    data: { domain: "panel.test", list: [{ email: ann }] },
    present: { [ann]: none },
    absent: [bob, info],
  },
  {
    name: "the user's domains beside the list",
    data: { users: [{ email: ann }], domains: ["example.com", "example.org"] },
    present: { [ann]: none },
    absent: [bob, info],
  },
  {
    name: "limits, rights and columns beside the list",
    data: { list: [{ email: ann }], limits: { mailboxes: 100 }, rights: ["add"], columns: ["email"] },
    present: { [ann]: none },
    absent: [bob],
  },
  {
    name: "rows under local parts",
    data: { ann: { email: ann, quota: 5 }, bob: { email: bob, quota: 6 } },
    present: { [ann]: [5], [bob]: [6] },
    absent: [eve],
  },
  {
    name: "arrays of an address and its fields",
    data: [
      [ann, "500", "on"],
      [bob, "0", "off"],
    ],
    present: { [ann]: none, [bob]: none },
    absent: [eve],
  },
  { name: "an array in an array", data: [[ann, bob]], present: { [ann]: none, [bob]: none }, absent: [eve] },
  {
    name: "pairs of addresses",
    data: [
      [ann, "x@other.test"],
      [bob, "y@other.test"],
    ],
    present: {},
    unknown: [ann, "x@other.test"],
  },
  {
    name: "a row without what it names",
    data: [{ email: bob }, { quota: 5 }],
    present: { [bob]: none },
    unknown: [ann],
  },
  {
    name: "what is nested too deeply",
    data: Array.from({ length: 100 }).reduce<unknown>((within) => [within], [ann]),
    present: {},
    unknown: [ann],
  },
  // nothing
  ...(
    [
      [],
      {},
      { list: [] },
      { data: { items: null }, total: 0 },
      { count: "0", rows: [] },
      "OK",
      null,
      { "example.com": [], "example.org": {} },
    ] as const
  ).map((data): MailboxShape => ({
    name: `nothing: ${JSON.stringify(data)}`,
    data,
    present: {},
    unknown: [ann],
  })),
];
