import fc from "fast-check";
import { selectorsIn } from "../../../src/adapter/panelKey";
import { seen } from "../../../src/adapter/sighting";
import { Zone } from "../../../src/adapter/lists/zone";
import { zoneShapes } from "../../support/lists/zoneTable";

const domain = "example.com";
const spf = "v=spf1 a mx ip4:192.0.2.10 ~all";
const key = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA".repeat(9);
const dkim = `v=DKIM1; k=rsa; p=${key}`;

type Record3 = [name: string, type: string, value: string];

/** Records beside the two switches, among them what a hasty reader would take for one of them. */
const others: Record3[] = [
  ["@", "SOA", "ns1.panel.test. hostmaster.example.com. 2026010101 10800 3600 604800 86400"],
  ["@", "NS", "ns1.panel.test."],
  ["@", "A", "192.0.2.10"],
  ["@", "MX", "10 mail.example.com."],
  ["@", "TXT", "google-site-verification=Zx81"],
  ["@", "TXT", "note: v=spf1 and v=DKIM1 are set by the panel"],
  ["news", "TXT", "v=spf1 include:_spf.news.test -all"],
  ["s1._domainkey.news", "TXT", "v=DKIM1; k=rsa; p=MIGfMA0GCSq"],
  ["_domainkey", "TXT", "t=y; o=~"],
  ["_dmarc", "TXT", "v=DMARC1; p=none"],
];
const on: Record3[] = [...others, ["@", "TXT", spf], ["mail._domainkey", "TXT", dkim]];

function full(name: string): string {
  return name === "@" ? `${domain}.` : `${name}.${domain}.`;
}

/** A text record's value in strings of at most 255 bytes. */
function quoted(value: string): string {
  return (value.match(/.{1,255}/g) ?? []).map((part) => JSON.stringify(part)).join(" ");
}

function written(type: string, value: string): string {
  return type === "TXT" ? quoted(value) : value;
}

function grouped(
  records: Record3[],
  keyOf: (record: Record3) => string,
  of: (record: Record3) => unknown,
): object {
  const groups = new Map<string, unknown[]>();
  for (const record of records) groups.set(keyOf(record), [...(groups.get(keyOf(record)) ?? []), of(record)]);
  return Object.fromEntries(groups);
}

/** A zone file as people write them: comments, parentheses, names left out, records switched off by a semicolon. */
function file(records: Record3[]): string {
  const lines = records.slice(1).map(([name, type, value], index) => {
    const owner = name === records[index]?.[0] ? "" : name;
    if (value.length < 255) return `${owner}\tIN\t${type}\t${written(type, value)}`;
    return `${owner}\t300\tIN\tTXT\t( ${quoted(value).replaceAll('" "', '"\t; part\n\t\t"')} )  ; key`;
  });
  return [
    `; zone ${domain}, written by the panel`,
    `$ORIGIN ${domain}.`,
    "$TTL 4h\t; default",
    "@\tIN\tSOA\tns1.panel.test. hostmaster (\n\t\t2026010101\t; serial\n\t\t3h 1h 1w 1d )",
    ';@\tIN\tTXT\t"v=spf1 a mx ~all"',
    ';mail._domainkey\tIN\tTXT\t"v=DKIM1; k=rsa; p=OLD"',
    ...lines,
  ].join("\n");
}

/** The same in capitals and lower case, with the TTL behind the class and an origin for the keys alone. */
function lowerCaseFile(records: Record3[]): string {
  const keys = records.filter(([name]) => name.endsWith("._domainkey"));
  const rest = records.filter((record) => !keys.includes(record));
  return [
    "$TTL 14400",
    ...rest.map(([name, type, value]) => {
      return `${name === "@" ? `${domain}.` : name} in 7200 ${type.toLowerCase()} ${written(type, value)}`;
    }),
    ...keys.flatMap(([name, , value]) => [
      "$ORIGIN _domainkey",
      `${name.replace("._domainkey", "")} 300 IN TXT (`,
      `  ${quoted(value)}`,
      ")",
    ]),
  ].join("\r\n");
}

const shapes: [string, (records: Record3[]) => unknown][] = [
  ["a zone file", (records) => ({ zone: file(records) })],
  ["a zone file in lower case", (records) => ({ zone: lowerCaseFile(records) })],
  ["the lines of a zone file", (records) => ({ data: file(records).split("\n") })],
  [
    "lines with full names and escaped semicolons",
    (records) =>
      records
        .map(([name, type, value]) => {
          const text = type === "TXT" ? quoted(value).replaceAll(";", "\\;") : value;
          return `${full(name)}\t14400\tIN\t${type}\t${text}`;
        })
        .join("\n"),
  ],
  [
    "rows with full names and quoted texts",
    (records) => ({
      data: records.map(([name, type, value]) => ({
        name: full(name),
        ttl: "14400",
        class: "IN",
        type,
        data: written(type, value),
      })),
    }),
  ],
  [
    "rows with relative names and plain texts",
    (records) => records.map(([host, type, record]) => ({ host, type, record })),
  ],
  [
    "rows with names that are full but have no dot",
    (records) =>
      records.map(([name, type, value]) => ({
        type,
        value: type === "TXT" ? `"${value}"` : value,
        name: full(name).slice(0, -1).toUpperCase(),
        prio: "",
      })),
  ],
  [
    "rows with blank names and texts as arrays of strings",
    (records) =>
      records.map(([name, type, value]) => ({
        name: name === "@" ? "" : name,
        type: type.toLowerCase(),
        data: type === "TXT" ? value.match(/.{1,255}/g) : value,
      })),
  ],
  [
    "rows under numbers",
    (records) => ({
      zone: Object.fromEntries(
        records.map(([name, type, value], index) => [
          41 + 3 * index,
          { name: full(name), type, rdata: written(type, value) },
        ]),
      ),
    }),
  ],
  [
    "rows under types",
    (records) =>
      grouped(
        records,
        ([, type]) => type,
        ([name, type, value]) => ({ name, value: written(type, value) }),
      ),
  ],
  [
    "values under types under names",
    (records) =>
      Object.fromEntries(
        [...new Set(records.map(([name]) => name))].map((name) => [
          full(name),
          grouped(
            records.filter((record) => record[0] === name),
            ([, type]) => type,
            ([, type, value]) => written(type, value),
          ),
        ]),
      ),
  ],
  [
    "arrays of name, TTL, class, type and value",
    (records) => ({
      data: records.map(([name, type, value]) => [full(name), 14400, "IN", type, written(type, value)]),
    }),
  ],
  [
    "rows among the answer's own keys",
    (records) =>
      Object.fromEntries(
        records.map(([name, type, value], index) => [index, { name: full(name), type, content: value }]),
      ),
  ],
];

function recognised(data: unknown, of = domain): Zone {
  const zone = Zone.recognise(of, data);
  if (zone === undefined) throw new Error("The zone was not recognised.");
  return zone;
}

describe("a zone", () => {
  it.each(shapes)("shows SPF and DKIM in one piece as %s", (_, shape) => {
    const zone = recognised(shape(on));
    expect(seen(zone.spf)).toEqual({ name: domain, type: "TXT", value: spf });
    expect(seen(zone.dkim)).toEqual({ name: `mail._domainkey.${domain}`, type: "TXT", value: dkim });
    expect(zone.records.filter(({ type }) => type === "TXT")).toHaveLength(8);
    expect(zone.domain).toBe(domain);
  });

  it.each(shapes)("shows neither as %s when neither is there", (_, shape) => {
    const zone = recognised(shape(others));
    expect([zone.spf, zone.dkim]).toEqual([{ is: "absent" }, { is: "absent" }]);
    expect(zone.records).toContainEqual({
      name: "news.example.com",
      type: "TXT",
      value: "v=spf1 include:_spf.news.test -all",
    });
    expect(zone.records).toContainEqual({ name: domain, type: "A", value: "192.0.2.10" });
  });

  it.each(shapes)("shows the one that is there as %s", (_, shape) => {
    const onlySpf = recognised(shape([...others, ["@", "TXT", spf]]));
    expect([seen(onlySpf.spf)?.value, seen(onlySpf.dkim)]).toEqual([spf, undefined]);
    const onlyDkim = recognised(shape([...others, ["mail._domainkey", "TXT", dkim]]));
    expect([seen(onlyDkim.spf), seen(onlyDkim.dkim)?.value]).toEqual([undefined, dkim]);
  });

  it.each<[string, unknown]>([
    ["nothing", {}],
    ["an empty array", { zone: [] }],
    ["a message alone", { info: "The zone of example.com is shown" }],
    ["a message that names types", ["No MX found", "A TXT record was not found", "a zone in a state"]],
    ["the names of zones", ["example.com", "example.org"]],
    ["rows of another kind", [{ id: 1, zone: "example.com", active: "1" }]],
    ["rows of unknown types", [{ name: "@", type: "master", value: "192.0.2.1" }]],
    ["addresses", { list: ["ann@example.com"] }],
    ["another zone", { zone: "example.org", records: [{ name: "@", type: "TXT", value: spf }] }],
    ["another origin", { $origin: "example.org.", txt: [{ name: "@", txt: spf }] }],
    ["another domain's key", { "example.org": [{ name: "@", type: "A", value: "192.0.2.1" }] }],
    ["another domain's names", [{ name: "example.org.", type: "A", value: "192.0.2.1" }]],
    ["arrays in arrays without end", Array.from({ length: 9000 }).reduce<unknown>((in_) => [in_], [spf])],
    ["null", null],
    ["a number", 7],
    ["a text", "OK"],
  ])("of another shape, with %s, is not recognised", (_, data) => {
    expect(Zone.recognise(domain, data)).toBeUndefined();
  });

  const a = { name: "@", type: "A", value: "192.0.2.10" };

  // Each holds an SPF or a DKIM record, or may: a zone that shows neither would be wrong.
  it.each<[string, unknown]>([
    ["under unknown words", [a, { name: "@", kind: "TXT", what: spf }]],
    ["as a value that is no text", [a, { name: "@", type: "TXT", value: { text: spf } }]],
    ["as a text of its own", { records: [a], policy: spf }],
    ["in lines of a form of its own", { records: [a], text: `TXT for @ = ${spf}` }],
    ["as a key alone", { records: [a], dkim }],
    ["with a key under unknown words", [a, { name: "mail._domainkey", kind: "TXT", what: dkim }]],
  ])("says nothing of a record that may stand %s", (_, data) => {
    const zone = recognised(data);
    expect([zone.spf.is, zone.key("mail").is]).toContain("unknown");
    expect([zone.spf.is, zone.key("mail").is]).not.toContain("present");
  });

  it("that is switched off is shown although its comments name what was on", () => {
    const zone = recognised(file(others));
    expect([zone.spf, zone.dkim]).toEqual([{ is: "absent" }, { is: "absent" }]);
  });

  it.each<[string, Record3]>([
    ["of a subdomain", ["news", "TXT", spf]],
    ["of another version", ["@", "TXT", "v=spf10 -all"]],
    ["that does not begin the text", ["@", "TXT", `see v=spf1 ${spf}`]],
    ["of another type", ["@", "CNAME", "v=spf1"]],
    ["of another domain", ["example.com.example.net.", "TXT", spf]],
  ])("takes no record %s for the domain's SPF", (_, [name, type, value]) => {
    expect(seen(recognised([a, { name, type, value }]).spf)).toBeUndefined();
  });

  it.each(["v=spf1", "V=SPF1 -all", '"v=spf1 a" " -all"'])("takes %s for the domain's SPF", (value) => {
    expect(seen(recognised([a, { name: "@", type: "TXT", value }]).spf)?.name).toBe(domain);
    expect(seen(recognised([a, { name: domain, type: "SPF", value }]).spf)?.type).toBe("SPF");
  });

  it.each<[string, string, string]>([
    ["without a key", "mail._domainkey", "v=DKIM1; k=rsa; p="],
    ["whose key is only blanks", "mail._domainkey", "v=DKIM1; p= ;t=y"],
    ["that is a policy", "_domainkey", "t=y; p=x"],
    ["of a subdomain", "mail._domainkey.news", dkim],
    ["at the domain itself", "@", dkim],
    ["whose tag only ends in p", "mail._domainkey", "v=DKIM1; sp=x"],
  ])("takes no record %s for the domain's DKIM", (_, name, value) => {
    expect(seen(recognised([a, { name, type: "TXT", value }]).dkim)).toBeUndefined();
  });

  it.each(["dkim", "default", "s2026-01", "a.b"])("takes a key of the selector %s", (selector) => {
    const row = { name: `${selector}._domainkey`, type: "TXT", value: "k=rsa;p=MIIB" };
    const zone = recognised([a, row]);
    expect(seen(zone.key(selector))?.name).toBe(`${selector}._domainkey.example.com`);
    expect(zone.keys).toHaveLength(1);
  });

  it("joins the strings of a text as they are, and takes escapes back", () => {
    const row = { name: "@", type: "TXT", value: '"v=spf1 a:\\"x\\" \\\\ " "mx \\059 ~all"' };
    expect(seen(recognised([row]).spf)?.value).toBe('v=spf1 a:"x" \\ mx ; ~all');
  });

  it("of an international domain is found under its name in any form", () => {
    const idn = "xn--e1afmkfd.xn--p1ai";
    for (const name of ["@", `${idn}.`, "пример.рф.", "Пример.РФ"]) {
      expect(seen(recognised([{ name, type: "TXT", value: spf }], idn).spf)?.name).toBe(idn);
    }
    const selector = { name: "mail._domainkey.пример.рф.", type: "TXT", value: dkim };
    expect(seen(recognised([selector], idn).dkim)?.name).toBe(`mail._domainkey.${idn}`);
  });
});

describe("a zone of any shape", () => {
  const record = { name: "@", type: "TXT", value: spf };
  const rows = fc.constantFrom<unknown>(
    record,
    { host: "@", rtype: "txt", data: [spf] },
    { TXT: [{ name: domain, value: `"${spf}"` }] },
    { [`${domain}.`]: { TXT: [spf] } },
    ["@", "300", "IN", "TXT", `"${spf}"`],
    { name: "@", sort: "TXT", text: spf },
    { what: { spf: { text: spf } } },
    `@ 300 IN TXT "${spf}"`,
    `@ IN 300 TXT "${spf}"`,
    `TXT: ${spf}`,
  );
  const other = { name: "@", type: "A", value: "192.0.2.10" };

  it("that holds the domain's SPF record is never one without", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom("data", "zone", "0", "records"), fc.boolean(), (row, key, nested) => {
        const zone = Zone.recognise(domain, {
          [key]: nested ? { list: [other, row] } : [row, other],
        });
        expect(zone === undefined || zone.spf.is === "unknown" || seen(zone.spf)?.value === spf).toBe(true);
      }),
    );
  });

  it("is read without an error, whatever it is", () => {
    const text = fc.string({
      unit: fc.constantFrom(
        "@",
        ";",
        "(",
        ")",
        '"',
        "\\",
        " ",
        "\t",
        "\n",
        " IN ",
        " TXT ",
        " A ",
        "300",
        "$ORIGIN ",
        "x",
        ".",
      ),
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), text), (data) => {
        expect(Zone.recognise(domain, data)?.records.length).not.toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the values of a zone file", () => {
  const records = (text: string) => Zone.recognise(domain, text)?.records ?? [];

  it("name hosts in full, and leave texts as they are", () => {
    const text = `$TTL 1h
@ IN SOA ns1 hostmaster 1 3h 1h 1w 1d
@ IN NS ns1
@ IN MX 10 mail
@ IN MX 20 backup.example.net.
www IN CNAME @
_imaps._tcp IN SRV 0 1 993 mail
@ IN TXT "two  spaces; mail"
`;
    expect(records(text).map(({ type, value }) => `${type} ${value}`)).toEqual([
      "SOA ns1.example.com. hostmaster.example.com. 1 3h 1h 1w 1d",
      "NS ns1.example.com.",
      "MX 10 mail.example.com.",
      "MX 20 backup.example.net.",
      "CNAME example.com.",
      "SRV 0 1 993 mail.example.com.",
      "TXT two  spaces; mail",
    ]);
  });

  it("stay as they are written where the file changes its origin", () => {
    const text = `$ORIGIN sub.example.com.\n@ 60 IN MX 10 mail\n@ 60 IN TXT "x"\n`;
    expect(records(text)).toEqual([
      { name: "sub.example.com", type: "MX", value: "10 mail" },
      { name: "sub.example.com", type: "TXT", value: "x" },
    ]);
  });
});

describe("the table of zones", () => {
  it("names at least 30 shapes, each once", () => {
    expect(zoneShapes.length).toBeGreaterThanOrEqual(30);
    expect(new Set(zoneShapes.map(({ name }) => name)).size).toBe(zoneShapes.length);
  });

  it.each(zoneShapes.map((shape) => [shape.name, shape] as const))("%s", (_, shape) => {
    const zone = recognised(shape.data);
    const { spf: seenSpf, dkim: seenDkim, selectors = [] } = shape;
    expect([zone.spf.is, zone.dkim.is, selectorsIn(zone)]).toEqual([seenSpf, seenDkim, selectors]);
  });
});

describe("a long zone", () => {
  it.each([
    ["of many lines", Array.from({ length: 20_000 }, (_, n) => `n${n} 300 IN TXT "x"`).join("\n")],
    ["of empty lines", `@ 300 IN TXT "x"\n${"\n".repeat(200_000)}`],
    ["with a line of digits", `@ 300 IN TXT "x"\n${"1".repeat(60)}\nn ${"1m".repeat(60)}! A x\n`],
    ["with one long line", `@ 300 IN TXT "${"a;".repeat(100_000)}`],
  ])("%s is read in one go", (_, data) => {
    expect(recognised(data).dkim.is).toBe("absent");
  });
});

describe("numbers with a slash between them", () => {
  const withTexts = (...texts: string[]): unknown => ({
    data: [`@ IN A 192.0.2.1`, ...texts.map((text, index) => `r${index} IN TXT ${quoted(text)}`)].join("\n"),
  });

  it.each([
    ["in a key", `v=DKIM1; k=rsa; p=${key}aq7/81Zx5/99${key}`],
    ["in the range of an address", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::1/64 -all"],
    ["in a date", "since 24/12/2025"],
  ])("%s say nothing of how many records there are", (_, text) => {
    const zone = Zone.recognise(domain, withTexts(text));
    expect(zone?.spf.is).toBe("absent");
    expect(zone?.key("other").is).toBe("absent");
  });

  it("that stand alone say it", () => {
    const zone = Zone.recognise(domain, { ...Object(withTexts("any")), message: "records 1/30" });
    expect(zone?.spf.is).toBe("unknown");
  });
});
