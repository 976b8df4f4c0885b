/** A zone of example.com, and what it proves. */
export interface ZoneShape {
  readonly name: string;
  readonly data: unknown;
  readonly spf: "present" | "absent" | "unknown";
  /** Whether the panel's own key is seen, as far as the zone alone tells. */
  readonly dkim: "present" | "absent" | "unknown";
  /** The selectors of all keys in it. */
  readonly selectors?: readonly string[];
}

const spf = "v=spf1 a mx ~all";
const key = "v=DKIM1; k=rsa; p=MIIBIjANBgkqh";
const a = { name: "@", type: "A", value: "192.0.2.10" };
const spfRow = { name: "@", type: "TXT", value: spf };
const dkimRow = { name: "dkim._domainkey", type: "TXT", value: key };
const googleRow = { name: "google._domainkey", type: "TXT", value: key };

/** What panels were seen, or may be thought, to answer to `show_zones`. */
export const zoneShapes: readonly ZoneShape[] = [
  { name: "rows", data: [a, spfRow, dkimRow], spf: "present", dkim: "present", selectors: ["dkim"] },
  { name: "rows without either", data: [a], spf: "absent", dkim: "absent" },
  // escapes
  {
    name: "quotes that are escaped for HTML",
    data: [a, { ...spfRow, value: "&quot;v=spf1 a mx ~all&quot;" }],
    spf: "present",
    dkim: "absent",
  },
  {
    name: "quotes that are escaped twice",
    data: [a, { ...spfRow, value: "&amp;quot;v=spf1 a mx ~all&amp;quot;" }],
    spf: "present",
    dkim: "absent",
  },
  {
    name: "quotes behind backslashes",
    data: [a, { ...spfRow, value: '\\"v=spf1 a mx ~all\\"' }],
    spf: "present",
    dkim: "absent",
  },
  {
    name: "an escaped equals sign",
    data: [a, { ...spfRow, value: "v&#61;spf1 a mx ~all" }],
    spf: "present",
    dkim: "absent",
  },
  {
    name: "escaped quotes in a zone file",
    data: "@ 300 IN A 192.0.2.1\n@ 300 IN TXT &quot;v=spf1 a mx ~all&quot;\n",
    spf: "present",
    dkim: "absent",
  },
  {
    name: "an escaped key in two strings",
    data: [a, { ...dkimRow, value: "&quot;v=DKIM1; k=rsa; &quot; &quot;p=MIIB&quot;" }],
    spf: "absent",
    dkim: "present",
    selectors: ["dkim"],
  },
  {
    name: "signs before the record",
    data: [a, { ...spfRow, value: "(v=spf1 a mx ~all)" }],
    spf: "unknown",
    dkim: "absent",
  },
  {
    name: "escaped semicolons",
    data: [a, { ...dkimRow, value: "v=DKIM1\\; k=rsa\\; p=MIIB" }],
    spf: "absent",
    dkim: "present",
    selectors: ["dkim"],
  },
  // others' keys
  { name: "another's key", data: [a, googleRow], spf: "absent", dkim: "unknown", selectors: ["google"] },
  {
    name: "another's key and a usual one",
    data: [a, googleRow, dkimRow],
    spf: "absent",
    dkim: "unknown",
    selectors: ["google", "dkim"],
  },
  {
    name: "keys of two services",
    data: [a, { ...googleRow, name: "k1._domainkey" }, { ...googleRow, name: "selector1._domainkey" }],
    spf: "absent",
    dkim: "unknown",
    selectors: ["k1", "selector1"],
  },
  {
    name: "a key of a subdomain",
    data: [a, { ...dkimRow, name: "dkim._domainkey.news" }],
    spf: "absent",
    dkim: "absent",
  },
  {
    name: "a key that is revoked",
    data: [a, { ...dkimRow, value: "v=DKIM1; p=" }],
    spf: "absent",
    dkim: "absent",
  },
  {
    name: "a key by reference",
    data: [a, { name: "s1._domainkey", type: "CNAME", value: "s1.domainkey.u1.wl.sendgrid.net." }],
    spf: "absent",
    dkim: "absent",
  },
  // places that are not understood
  {
    name: "a record under unknown words",
    data: [a, { name: "@", kind: "TXT", what: spf }],
    spf: "unknown",
    dkim: "absent",
  },
  {
    name: "a value that is no text",
    data: [a, { name: "@", type: "TXT", value: { text: spf } }],
    spf: "unknown",
    dkim: "absent",
  },
  { name: "a text beside the records", data: { records: [a], policy: spf }, spf: "unknown", dkim: "absent" },
  { name: "a key beside the records", data: { records: [a], dkim: key }, spf: "absent", dkim: "unknown" },
  {
    name: "a key under unknown words",
    data: [a, { name: "dkim._domainkey", kind: "TXT", what: "k=rsa; p=MIIB" }],
    spf: "absent",
    dkim: "unknown",
  },
  { name: "a record without a name", data: [a, { type: "TXT", value: spf }], spf: "unknown", dkim: "absent" },
  { name: "a blank name", data: [a, { name: "", type: "TXT", value: spf }], spf: "present", dkim: "absent" },
  // pages
  { name: "a count of more records", data: { total: 40, records: [a] }, spf: "unknown", dkim: "unknown" },
  {
    name: "a first page",
    data: { page: 1, pages: 3, records: [a, spfRow] },
    spf: "present",
    dkim: "unknown",
  },
  {
    name: "more records",
    data: { has_more: true, records: [a, dkimRow] },
    spf: "unknown",
    dkim: "present",
    selectors: ["dkim"],
  },
  { name: "a count that agrees", data: { total: 2, records: [a, spfRow] }, spf: "present", dkim: "absent" },
  // what is no record of the domain
  { name: "a policy of a subdomain", data: [a, { ...spfRow, name: "news" }], spf: "absent", dkim: "absent" },
  {
    name: "a text about the records",
    data: [a, { ...spfRow, value: "note: v=spf1 and v=DKIM1 are set by the panel" }],
    spf: "absent",
    dkim: "absent",
  },
  {
    name: "a record that is switched off by a semicolon",
    data: `@ 300 IN A 192.0.2.1\n;@ 300 IN TXT "${spf}"\n`,
    spf: "absent",
    dkim: "absent",
  },
  {
    name: "full names",
    data: [
      { name: "example.com.", type: "A", data: "192.0.2.1" },
      { name: "EXAMPLE.com", type: "txt", data: [spf] },
    ],
    spf: "present",
    dkim: "absent",
  },
  {
    name: "types as keys",
    data: { A: [{ name: "@", value: "192.0.2.1" }], TXT: [spfRow, dkimRow] },
    spf: "present",
    dkim: "present",
    selectors: ["dkim"],
  },
  {
    name: "arrays",
    data: [
      ["@", 300, "IN", "A", "192.0.2.1"],
      ["@", 300, "IN", "TXT", `"${spf}"`],
    ],
    spf: "present",
    dkim: "absent",
  },
  // records that are switched off
  ...(
    [{ active: "N" }, { disabled: 1 }, { enabled: 0 }, { SUSPENDED: "yes" }, { status: "deleted" }] as const
  ).map((flag): ZoneShape => ({
    name: `records that are off: ${JSON.stringify(flag)}`,
    data: [a, { ...spfRow, ...flag }, { ...dkimRow, ...flag }],
    spf: "unknown",
    dkim: "unknown",
  })),
  ...([{ active: "Y" }, { disabled: 0 }, { SUSPENDED: "no" }, { status: "ok" }] as const).map(
    (flag): ZoneShape => ({
      name: `records that are on: ${JSON.stringify(flag)}`,
      data: [a, { ...spfRow, ...flag }, { ...dkimRow, ...flag }],
      spf: "present",
      dkim: "present",
      selectors: ["dkim"],
    }),
  ),
  // other zones
  {
    name: "records of another zone below its name",
    data: { "example.com": [a], "example.org": [spfRow, dkimRow] },
    spf: "unknown",
    dkim: "unknown",
  },
  {
    name: "records of another zone by a field",
    data: [
      { ...a, zone: "example.com" },
      { ...spfRow, zone: "example.org" },
    ],
    spf: "unknown",
    dkim: "absent",
  },
  {
    name: "a name of the panel's beside full names",
    data: { domain: "panel.test", records: [{ ...spfRow, name: "example.com." }] },
    spf: "present",
    dkim: "absent",
  },
  // names and values that are not understood
  ...["(root)", "-", ".", "@.example.com.", "<root>", "SPF record"].map((name): ZoneShape => ({
    name: `a record at ${name}`,
    data: [a, { ...spfRow, name }],
    spf: "unknown",
    dkim: "absent",
  })),
  ...["300 v=spf1 a ~all", "TXT v=spf1 a ~all", "<b>v=spf1 a ~all</b>", "v%3Dspf1 a ~all", "v=spf1..."].map(
    (value): ZoneShape => ({
      name: `a record of ${value}`,
      data: [a, { ...spfRow, value }],
      spf: "unknown",
      dkim: "absent",
    }),
  ),
  {
    name: "an alias in place of a key",
    data: [a, { name: "dkim._domainkey", type: "CNAME", value: "dkim.host.test." }],
    spf: "absent",
    dkim: "unknown",
  },
  {
    name: "an alias in place of another's key",
    data: [a, { name: "selector1._domainkey", type: "CNAME", value: "x.onmicrosoft.com." }],
    spf: "absent",
    dkim: "absent",
  },
  // line breaks
  {
    name: "a zone file with line breaks of HTML",
    data: `@ 300 IN A 192.0.2.1<br>@ 300 IN TXT "${spf}"<br />\ndkim._domainkey 300 IN TXT "${key}"`,
    spf: "present",
    dkim: "present",
    selectors: ["dkim"],
  },
  {
    name: "a zone file with escaped line breaks",
    data: `@ 300 IN A 192.0.2.1\\n@ 300 IN TXT "${spf}"\\r\\ndkim._domainkey 300 IN TXT "${key}"`,
    spf: "present",
    dkim: "present",
    selectors: ["dkim"],
  },
  // more forms
  {
    name: "sets of records",
    data: {
      rrsets: [
        { name: "example.com.", type: "TXT", ttl: 300, records: [{ content: `"${spf}"`, disabled: false }] },
        {
          name: "dkim._domainkey.example.com.",
          type: "TXT",
          records: [`"${key}"`],
          comments: [{ content: "x" }],
        },
      ],
    },
    spf: "present",
    dkim: "present",
    selectors: ["dkim"],
  },
  {
    name: "a set with a record that is off",
    data: { rrsets: [{ name: "example.com.", type: "TXT", records: [{ content: spf, disabled: true }] }, a] },
    spf: "unknown",
    dkim: "absent",
  },
  {
    name: "names under record",
    data: [
      { RECORD: "@", TYPE: "A", VALUE: "192.0.2.1", SUSPENDED: "no" },
      { RECORD: "@", TYPE: "TXT", VALUE: `"${spf}"`, SUSPENDED: "no" },
    ],
    spf: "present",
    dkim: "absent",
  },
  {
    name: "values under txtdata",
    data: { record: [{ name: "example.com.", type: "TXT", txtdata: spf }] },
    spf: "present",
    dkim: "absent",
  },
  {
    name: "fields with record in their names",
    data: [{ record_name: "@", record_type: "TXT", record_value: spf }],
    spf: "present",
    dkim: "absent",
  },
  {
    name: "arrays with the type first",
    data: [
      ["A", "@", "192.0.2.1"],
      ["TXT", "@", spf],
    ],
    spf: "present",
    dkim: "absent",
  },
];
