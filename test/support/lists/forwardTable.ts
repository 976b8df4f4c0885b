/** A list of forwardings, and what it proves. */
export interface ForwardShape {
  readonly name: string;
  readonly data: unknown;
  /** The targets of every source that it shows; nothing else is shown. */
  readonly present: Readonly<Record<string, readonly string[]>>;
  readonly absent?: readonly string[];
  readonly unknown?: readonly string[];
  /** Whether it may be taken for a list of nothing. */
  readonly isBlank?: boolean;
}

const info = "info@example.com";
const sales = "sales@example.com";
const ann = "ann@example.com";
const bob = "bob@other.test";
const zoe = "zoe@example.com";

/** What panels were seen, or may be thought, to answer to `getforwardmail`. */
export const forwardShapes: readonly ForwardShape[] = [
  // targets that are no addresses
  {
    name: "a local target below a domain",
    data: { "example.com": { info: "ann", sales: bob } },
    present: { [sales]: [bob] },
    absent: [zoe],
    unknown: [info],
  },
  {
    name: "local targets alone",
    data: { "example.com": { info: "ann" } },
    present: {},
    unknown: [info, zoe],
  },
  {
    name: "a local target in a row",
    data: [
      { source: info, target: "ann" },
      { source: sales, target: bob },
    ],
    present: { [sales]: [bob] },
    absent: [zoe],
    unknown: [info],
  },
  {
    name: "a local part, a domain and a local target",
    data: [{ local: "info", domain: "example.com", target: "ann" }],
    present: {},
    unknown: [info],
  },
  {
    name: "a local part, a domain and an address",
    data: [{ user: "info", domain: "example.com", goto: ann }],
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "a source that is a local part beside its domain",
    data: [{ source: "info", domain: "example.com", target: ann }],
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "a program",
    data: { [info]: "|/usr/bin/vacation", [sales]: bob },
    present: { [sales]: [bob] },
    absent: [zoe],
    unknown: [info],
  },
  {
    name: "a program beside an address",
    data: { [info]: `${ann},|/usr/bin/vacation` },
    present: {},
    unknown: [info, zoe],
  },
  {
    name: "a program in a list",
    data: { [info]: [ann, "| /bin/x"], [sales]: [bob] },
    present: { [sales]: [bob] },
    unknown: [info],
  },
  { name: "a file", data: [{ source: info, target: "/dev/null" }], present: {}, unknown: [info] },
  {
    name: "a failure as a target",
    data: [
      { source: info, target: ":fail: gone" },
      { source: sales, target: bob },
    ],
    present: { [sales]: [bob] },
    unknown: [info],
  },
  {
    name: "a program in a line",
    data: [`${info}: |/usr/bin/x`, `${sales}: ${bob}`],
    present: { [sales]: [bob] },
    unknown: [info],
  },
  {
    name: "local parts in the lines of a domain",
    data: { "example.com": [`info: ${ann}`, `sales: ${bob}`] },
    present: { [info]: [ann], [sales]: [bob] },
    absent: [zoe],
  },
  {
    name: "local targets in the lines of a domain",
    data: { "example.com": "info: ann\nsales: bob@other.test" },
    present: { [sales]: [bob] },
    unknown: [info],
  },
  // names and escapes
  {
    name: "an escaped name beside a target",
    data: { [info]: "Ann &lt;ann@example.com&gt;" },
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "names beside targets",
    data: [{ source: info, target: "Ann Lee <ann@example.com>, Bob <bob@other.test>" }],
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "a comma in a quoted name",
    data: { [info]: '"Lee, Ann" <ann@example.com>, bob@other.test' },
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "an address in a quoted name",
    data: { [info]: '"bob@other.test" <ann@example.com>' },
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "an address in place of a name",
    data: { [info]: "bob@other.test <ann@example.com>" },
    present: {},
    unknown: [info],
  },
  {
    name: "a name beside the source",
    data: [{ source: "Info <info@example.com>", target: ann }],
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "an escaped arrow",
    data: ["info@example.com =&gt; ann@example.com"],
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "an escaped source",
    data: { "o&#039;brien@example.com": ann },
    present: { "o'brien@example.com": [ann] },
    absent: [zoe],
  },
  {
    name: "a source behind a backslash",
    data: [{ source: "o\\'brien@example.com", target: ann }],
    present: { "o'brien@example.com": [ann] },
    absent: [zoe],
  },
  {
    name: "quotes around addresses",
    data: { '"info@example.com"': "'ann@example.com'" },
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "a source with a dot at its end",
    data: { [sales]: bob, "info@example.com.": ann },
    present: { [sales]: [bob] },
    unknown: [info],
  },
  {
    name: "an at sign in words",
    data: [
      { source: "info (at) example.com", target: ann },
      { source: sales, target: bob },
    ],
    present: { [sales]: [bob] },
    unknown: [info],
  },
  // what is not nothing
  { name: "a record without targets", data: { [info]: { id: 7 } }, present: {}, unknown: [info, zoe] },
  { name: "a number of a domain", data: { "example.com": 3 }, present: {}, unknown: [info, zoe] },
  { name: "a number of a source", data: { [info]: 1 }, present: {}, unknown: [info] },
  { name: "a row without targets", data: [{ email: info, quota: 5 }], present: {}, unknown: [info] },
  { name: "a count beside an empty list", data: { total: 2, list: [] }, present: {}, unknown: [info] },
  { name: "rows of another kind", data: { rules: [{ nr: 17 }] }, present: {}, unknown: [info] },
  { name: "a message", data: { text: "See the panel" }, present: {}, unknown: [info] },
  { name: "sources alone", data: [info, sales], present: {}, unknown: [info] },
  {
    name: "two addresses in unknown fields",
    data: [{ one: info, two: ann }],
    present: {},
    unknown: [info, ann],
  },
  {
    name: "local parts without a domain",
    data: { info: { forward: ann }, sales: { forward: bob } },
    present: {},
    unknown: [info],
  },
  // others' addresses
  {
    name: "who made it",
    data: [{ source: info, created_by: "root@p.com", sendto: ann }],
    present: { [info]: [ann] },
    absent: ["root@p.com", zoe],
  },
  {
    name: "who made it, and no target",
    data: [{ source: info, created_by: "root@p.com" }],
    present: {},
    unknown: [info],
  },
  {
    name: "an address in an unknown field, and no target",
    data: [{ source: info, note: "root@p.com" }],
    present: {},
    unknown: [info],
  },
  {
    name: "who made it, under the source",
    data: { [info]: { owner: "root@p.com", forward_to: [ann] } },
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "a contact below a domain",
    data: { "example.com": { contact: "root@p.com", info: ann } },
    present: { [info]: [ann] },
    unknown: ["contact@example.com"],
  },
  {
    name: "the account beside the list",
    data: { user: "vic@panel.test", forwards: [{ source: info, target: ann }] },
    present: { [info]: [ann] },
    absent: [zoe],
    unknown: ["vic@panel.test"],
  },
  {
    name: "an administrator's list beside it",
    data: { forwards: [{ source: info, target: ann }], admins: [{ email: "root@p.com", to: "x@p.com" }] },
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "a switch beside the targets",
    data: [{ email: info, forward: "1", forward_to: ann }],
    present: { [info]: [ann] },
    absent: [zoe],
  },
  ...["deleted", "history", "queue", "templates", "rejected", "unheard_of"].flatMap((key): ForwardShape[] => [
    ...(key === "unheard_of"
      ? []
      : [
          {
            name: `a list under ${key}`,
            data: { [key]: [{ from: info, to: ann }] },
            present: {},
            unknown: [info],
          },
        ]),
    {
      name: `a list under ${key} beside forwardings`,
      data: { forwards: [{ source: sales, target: bob }], [key]: [{ source: info, target: ann }] },
      present: { [sales]: [bob] },
      unknown: [info],
    },
  ]),
  ...([{ deleted: 1 }, { status: "todelete" }, { exists: 0 }, { error: "no such" }] as const).map(
    (flag): ForwardShape => ({
      name: `a row that is no forwarding: ${JSON.stringify(flag)}`,
      data: [
        { source: sales, target: bob },
        { source: info, target: ann, ...flag },
      ],
      present: { [sales]: [bob] },
      absent: [zoe],
      unknown: [info],
    }),
  ),
  // targets in their forms
  ...["forwards", "forwarding", "redirects", "fwd", "dst"].map((key): ForwardShape => ({
    name: `targets under ${key} in a row`,
    data: [
      { email: info, [key]: [ann, bob] },
      { email: sales, [key]: bob },
    ],
    present: { [info]: [ann, bob], [sales]: [bob] },
    absent: [zoe],
  })),
  {
    name: "lists of targets under forward in a row",
    data: [{ email: info, forward: { 0: ann, 1: bob } }],
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "a pair with a list",
    data: [[info, [ann, bob]]],
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "a pair with numbers as keys",
    data: [{ 0: info, 1: ann }],
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "pairs below the names of their columns",
    data: { columns: ["target", "source"], rows: [[ann, info]] },
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "a first row that names the columns",
    data: [
      ["target", "source"],
      [ann, info],
    ],
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "local parts beside their domain",
    data: { domain: "example.com", forwards: [{ name: "info", to: ann }] },
    present: { [info]: [ann] },
    absent: [zoe],
    unknown: ["info@example.org"],
  },
  {
    name: "targets under other names",
    data: [
      { alias: info, destinations: [ann, bob] },
      { alias: sales, destinations: bob },
    ],
    present: { [info]: [ann, bob], [sales]: [bob] },
    absent: [zoe],
  },
  {
    name: "targets as rows",
    data: { [info]: [{ target: ann }, { target: bob }] },
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "targets as rows of addresses",
    data: [
      {
        source: info,
        targets: [
          { id: 1, email: ann },
          { id: 2, email: bob },
        ],
      },
    ],
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "targets as keys",
    data: { [info]: { [ann]: "1", [bob]: "1" } },
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "numbered targets",
    data: { [info]: { 0: ann, 1: bob } },
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "targets on lines",
    data: { [info]: `${ann}\n${bob}` },
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "targets behind semicolons",
    data: { [info]: `${ann}; ${bob}` },
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "targets behind blanks",
    data: { [info]: `${ann} ${bob}` },
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "a row a target",
    data: [
      { source: info, target: ann },
      { source: info, target: bob },
    ],
    present: { [info]: [ann, bob] },
    absent: [zoe],
  },
  {
    name: "pairs",
    data: [
      [info, ann],
      [sales, bob],
    ],
    present: { [info]: [ann], [sales]: [bob] },
    absent: [zoe],
  },
  { name: "one pair", data: [[info, ann]], present: { [info]: [ann] }, absent: [zoe] },
  {
    name: "lists below domains",
    data: { data: { "example.com": { info: [ann, bob], sales: [bob] }, "empty.example": [] } },
    present: { [info]: [ann, bob], [sales]: [bob] },
    absent: [zoe],
  },
  {
    name: "a local part called list",
    data: { "example.com": { list: [ann] } },
    present: { "list@example.com": [ann] },
    absent: [info],
  },
  {
    name: "an alias file",
    data: { text: `# aliases\n${info}\t${ann}, ${bob}\n\n${sales} ${bob}\n` },
    present: {},
    unknown: [info],
  },
  {
    name: "an alias file in a list's place",
    data: { list: `# aliases\n${info}\t${ann}, ${bob}\n\n${sales} ${bob}\n` },
    present: { [info]: [ann, bob], [sales]: [bob] },
    absent: [zoe],
  },
  {
    name: "rows below local parts",
    data: { "example.com": { info: { target: ann, active: 1 } } },
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "accounts with their lists",
    data: { "vic@panel.test": { forwards: [{ source: info, target: ann }] } },
    present: { [info]: [ann] },
    absent: [zoe],
    unknown: ["vic@panel.test"],
  },
  {
    name: "its own address among the targets",
    data: { [info]: `${info}, ${ann}`, [sales]: sales },
    present: { [info]: [ann] },
    absent: [sales],
  },
  // more targets than were read
  ...(
    [
      { target2: bob },
      { second_target: bob },
      { other_targets: [bob] },
      { targets_count: 3 },
      { target_total: "2" },
      { more_targets: 2 },
      { has_more: true },
      { truncated: 1 },
      { next: "/2" },
      { forward: "0" },
      { forward_enabled: false },
    ] as const
  ).map((beside): ForwardShape => ({
    name: `targets that are not all: ${JSON.stringify(beside)}`,
    data: [
      { source: info, target: ann, ...beside },
      { source: sales, target: bob },
    ],
    present: { [sales]: [bob] },
    absent: [zoe],
    unknown: [info],
  })),
  ...(
    [
      { targets_count: 1 },
      { forward: "1", forward_type: 3, forward_id: 17 },
      { from: "2020-01-01", to: "2020-02-01" },
      { has_more: false, next: null },
      { html_forward: "ann@example.com" },
      { forward_enabled: 1 },
    ] as const
  ).map((beside): ForwardShape => ({
    name: `targets that are all: ${JSON.stringify(beside)}`,
    data: [{ source: info, target: ann, ...beside }],
    present: { [info]: [ann] },
    absent: [zoe],
  })),
  ...(
    [
      { [ann]: 0, [bob]: 1 },
      [
        { email: ann, active: 0 },
        { email: bob, active: 1 },
      ],
      [{ target: ann, error: "x" }],
      { total: 3, items: [ann] },
    ] as const
  ).map((targets): ForwardShape => ({
    name: `targets that are not read: ${JSON.stringify(targets)}`,
    data: [
      { source: info, target: targets },
      { source: sales, target: bob },
    ],
    present: { [sales]: [bob] },
    absent: [zoe],
    unknown: [info],
  })),
  {
    name: "a list in a record of targets",
    data: { [info]: { total: 2, items: [ann, bob] }, [sales]: { active: true, addresses: [bob] } },
    present: { [info]: [ann, bob], [sales]: [bob] },
    absent: [zoe],
  },
  {
    name: "targets that go on in the next line",
    data: { list: `${info}: ${ann},\n  ${bob}\n${sales}: ${bob}` },
    present: { [info]: [ann, bob], [sales]: [bob] },
    absent: [zoe],
  },
  {
    name: "an answer that a mailbox gives by itself",
    data: [
      { type: "autoresponder", email: info, to: ann },
      { source: sales, target: bob },
    ],
    present: { [sales]: [bob] },
    unknown: [info],
  },
  {
    name: "a log of messages",
    data: [{ from: info, to: ann, subject: "Hello" }],
    present: {},
    unknown: [info],
  },
  {
    name: "fields of a domain for addresses",
    data: { "example.com": { info: ann, soa_email: bob, reports_to: bob, hostmaster: bob, rua: bob } },
    present: { [info]: [ann] },
    absent: [zoe],
    unknown: ["soa_email@example.com", "hostmaster@example.com", "rua@example.com"],
  },
  // no target
  {
    name: "every mailbox below its domain, most without targets",
    data: { "example.com": { info: { forward: [ann] }, sales: { forward: [] } } },
    present: { [info]: [ann] },
    absent: [sales, zoe],
  },
  {
    name: "every mailbox, most without targets",
    data: [
      { email: info, forward: ann },
      { email: sales, forward: "" },
      { email: zoe, forward: null },
    ],
    present: { [info]: [ann] },
    absent: [sales, zoe],
  },
  {
    name: "no targets that are shown",
    data: { [info]: null, [sales]: bob },
    present: { [sales]: [bob] },
    unknown: [info],
  },
  {
    name: "an empty text under a source",
    data: { [info]: "", [sales]: bob },
    present: { [sales]: [bob] },
    absent: [info],
  },
  // pages
  ...(
    [
      { total: 9 },
      { totalItems: "9" },
      { has_more: 1 },
      { next: "/2" },
      { per_page: 1 },
      { pagination: { last_page: 4 } },
      { previous: "/1" },
      { error: "partial" },
      { unheard_of: 9 },
    ] as const
  ).map((beside): ForwardShape => ({
    name: `a page: ${JSON.stringify(beside)}`,
    data: { ...beside, data: [{ source: info, target: ann }] },
    present: { [info]: [ann] },
    unknown: [zoe],
  })),
  {
    name: "a whole list by its count",
    data: { total: 1, data: [{ source: info, target: ann }] },
    present: { [info]: [ann] },
    absent: [zoe],
  },
  {
    name: "a count of sources that shows too few, with many targets",
    data: { total: 3, data: { [info]: [ann, bob], [sales]: [ann, bob] } },
    present: { [info]: [ann, bob], [sales]: [ann, bob] },
    unknown: [zoe],
  },
  // nothing
  ...(
    [
      [],
      {},
      { list: [] },
      { forwards: {}, total: 0 },
      { "example.com": [] },
      { "example.com": 0 },
      [{ email: info, forward: "" }],
      "OK",
      null,
      { status: "success", forwards_of_demo: [] },
    ] as const
  ).map((data): ForwardShape => ({
    name: `nothing: ${JSON.stringify(data)}`,
    data,
    present: {},
    isBlank: true,
  })),
];
