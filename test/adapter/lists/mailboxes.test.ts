import fc from "fast-check";
import type { Listing } from "../../../src/adapter/lists/listing";
import { mailboxesIn, type ListedMailbox } from "../../../src/adapter/lists/mailboxes";
import { seen } from "../../../src/adapter/sighting";
import { mailboxLists } from "../../support/lists/grammar";
import { mailboxShapes } from "../../support/lists/mailboxTable";

const ann = "ann@example.com";
const bob = "bob@example.com";
const info = "info@example.org";

/** Address and quota of every mailbox that is recognised; undefined where the list is not. */
function read(data: unknown): Record<string, number | undefined> | undefined {
  const all = mailboxesIn(data).all();
  return all.length === 0
    ? undefined
    : Object.fromEntries(all.map(({ email, quota }) => [email, quota?.[0]]));
}

function recognised(data: unknown): Listing<ListedMailbox> {
  const list = mailboxesIn(data);
  if (list.all().length === 0) throw new Error("The list was not recognised.");
  return list;
}

/** Whether the list proves that there is no such mailbox. */
function lacks(list: Listing<ListedMailbox>, email: string): boolean {
  return list.see(email).is === "absent";
}

const without = { [ann]: undefined, [bob]: undefined, [info]: undefined };
const withQuotas = { [ann]: 100, [bob]: 0, [info]: 250 };
const extra = {
  used: "3072",
  path: "/var/mail/example.com/x",
  forward: "",
  enabled: "on",
  panel_user: "vic",
};

/** Lists that hold the three mailboxes, and nothing else of that kind. */
const shapes: [string, unknown, Record<string, number | undefined>][] = [
  ["addresses in an array", { list: [ann, bob, info] }, without],
  ["addresses among the answer's own keys, numbered", { 0: ann, 1: bob, 2: info }, without],
  ["addresses in a bare array", [ann, bob, info], without],
  ["addresses in capitals and with blanks", [" Ann@Example.COM ", "BOB@example.com", info], without],
  ["a line each in one text", { data: `${ann}\n${bob}\n${info}\n` }, without],
  ["a text with commas", { result: `${ann},${bob},${info}` }, without],
  ["a text with commas below two wrappers", { data: { list: `${ann}, ${bob}, ${info}` } }, without],
  ["quotas under addresses", { data: { [ann]: "100", [bob]: "0", [info]: "250" } }, withQuotas],
  ["numbers under addresses", { [ann]: 100, [bob]: 0, [info]: 250 }, withQuotas],
  [
    "records under addresses",
    {
      mess: {
        [ann]: { quota: "100", ...extra },
        [bob]: { quota: "0", ...extra },
        [info]: { quota: "250", ...extra },
      },
    },
    withQuotas,
  ],
  ...["email", "mailbox", "box", "login", "mail", "address", "Email", "account"].map(
    (key): [string, unknown, Record<string, number | undefined>] => [
      `rows with ${key} and a quota`,
      {
        users: [
          { id: 17, [key]: ann, quota: 100 },
          { id: 18, quota: "0", [key]: bob },
          { id: 19, [key]: info, quota: "250" },
        ],
      },
      withQuotas,
    ],
  ),
  [
    "numbered rows",
    { 1: { mail: ann, quota: 100 }, 2: { mail: bob, quota: 0 }, 17: { mail: info, quota: 250 } },
    withQuotas,
  ],
  [
    "rows of a local part and a domain",
    [
      { user: "ann", domain: "example.com", quota: "100" },
      { user: "bob", domain: "example.com", quota: "0" },
      { user: "info", domain: "example.org", quota: "250" },
    ],
    withQuotas,
  ],
  [
    "rows that name the panel user beside the domain",
    {
      list: [
        { user: "vic", domain: "example.com", email: ann, name: "", contact: "root@panel.test", quota: 100 },
        { user: "vic", domain: "example.com", email: bob, name: "", contact: "root@panel.test", quota: 0 },
        { user: "vic", domain: "example.org", email: info, name: "", contact: "root@panel.test", quota: 250 },
      ],
    },
    withQuotas,
  ],
  [
    "rows with the targets of forwardings",
    {
      data: [
        { email: ann, forward: `boss@other.test,${bob}`, quota: "100" },
        { email: bob, forward: "", quota: "0" },
        { email: info, forwards: ["lost@other.test", "found@other.test"], quota: "250" },
      ],
    },
    withQuotas,
  ],
  [
    "local parts under their domains",
    { result: { "example.com": ["ann", "bob"], "example.org": ["info"], "empty.example": [] } },
    without,
  ],
  ["local parts in texts under their domains", { "example.com": "ann, bob", "example.org": "info" }, without],
  [
    "records under local parts under domains",
    {
      data: {
        "example.com": { ann: { quota: 100 }, bob: { quota: "0" } },
        "example.org": { info: { quota: 250 } },
      },
    },
    withQuotas,
  ],
  [
    "quotas under local parts under domains",
    { "example.com": { ann: 100, bob: 0 }, "example.org": { info: 250 } },
    withQuotas,
  ],
  [
    "rows under domains",
    {
      "example.com": [
        { login: "ann", quota: 100, used: "0" },
        { login: "bob", quota: 0, used: "0" },
      ],
      "example.org": [{ login: "info", quota: 250, used: "0" }],
    },
    withQuotas,
  ],
  [
    "domains that wrap their local parts",
    {
      data: [
        { domain: "example.com", owner: "vic", mailboxes: ["ann", "bob"] },
        { domain: "example.org", owner: "vic", mailboxes: ["info"] },
      ],
    },
    without,
  ],
  [
    "arrays of address, quota and a flag",
    [
      [ann, "100", "1"],
      [bob, "0", "1"],
      [info, "250", "0"],
    ],
    without,
  ],
  ["a count that agrees", { total: 3, pages: 1, list: [ann, bob, info] }, without],
];

describe("a list of mailboxes", () => {
  it.each(shapes)("is recognised as %s", (_, data, expected) => {
    expect(read(data)).toEqual(expected);
  });

  it.each(shapes)("as %s proves that others are not there, and nothing about its own", (_, data) => {
    const list = recognised(data);
    for (const email of [ann, bob, info]) expect(lacks(list, email)).toBe(false);
    for (const email of ["nobody@example.com", "joann@example.com", "other@example.net"]) {
      expect([seen(list.see(email)), lacks(list, email)]).toEqual([undefined, true]);
    }
  });

  it("keeps the panel's own spelling", () => {
    expect(recognised({ list: [" Ann@EXAMPLE.com", "x@пример.рф"] }).all()).toEqual([
      { email: ann, spelling: "Ann@EXAMPLE.com", isAmbiguous: false },
      { email: "x@xn--e1afmkfd.xn--p1ai", spelling: "x@пример.рф", isAmbiguous: false },
    ]);
    expect(seen(recognised({ "EXAMPLE.com": ["Ann"] }).see(ann))?.spelling).toBe("Ann@example.com");
  });

  it.each<[unknown, number | undefined]>([
    [512, 512],
    ["512", 512],
    [" 512 ", 512],
    ["", undefined],
    [null, undefined],
    ["unlimited", undefined],
    ["512 MB", 512],
    ["1e3", undefined],
    [1.5, undefined],
    [-1, undefined],
    ["99999999999999999999", undefined],
    [true, undefined],
    [{ value: 512 }, undefined],
  ])("reads the quota %j as %s", (quota, expected) => {
    expect(seen(recognised([{ email: ann, quota }]).see(ann))?.quota?.[0]).toBe(expected);
    if (typeof quota !== "object")
      expect(seen(recognised({ [ann]: quota }).see(ann))?.quota?.[0]).toBe(expected);
  });

  it.each(["quota", "Quota", "mail_quota", "quota_mb", "limit", "max_quota"])(
    "finds the quota under %s",
    (name) => {
      expect(seen(recognised([{ email: ann, used: 7, size: 8, [name]: 512 }]).see(ann))?.quota).toEqual([
        512,
      ]);
    },
  );

  it("reads the quota 0 where it stands in a field, and under an address where others show quotas", () => {
    for (const quota of [0, "0"]) {
      expect(read([{ email: ann, quota }])).toEqual({ [ann]: 0 });
      expect(read({ [ann]: quota, [bob]: 512 })).toEqual({ [ann]: 0, [bob]: 512 });
      expect(read({ [ann]: quota, [bob]: 1 })).toEqual({ [ann]: undefined, [bob]: undefined });
    }
  });

  it("takes no other number for the quota", () => {
    expect(seen(recognised([{ email: ann, used: 7, size: 8, id: 9 }]).see(ann))?.quota).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ["nothing", {}],
    ["an empty array", { list: [] }],
    ["domains without mailboxes", { "example.com": [], "example.org": {} }],
    ["a message alone", { info: "The mailbox list was successfully retrieved for: demo" }],
    ["counts", { total: 2, used: 1 }],
    ["local parts without a domain", { list: ["ann", "bob"] }],
    ["local parts as keys without a domain", { list: { ann: { quota: 1 }, bob: { quota: 2 } } }],
    ["nested arrays of numbers", [[1, 2], [3]]],
    ["null", null],
    ["a text", "OK"],
    ["a number", 3],
    ["true", true],
    ["what only looks like addresses", { list: ["@example.com", "ann@", "ann@localhost", "a@b@"] }],
  ])("that holds %s is not recognised", (_, data) => {
    expect(read(data)).toBeUndefined();
  });

  // Each holds ann@example.com, or may: whoever says that it is gone is wrong.
  it.each<[string, unknown]>([
    ["with a name around it", [bob, "Ann <ann@example.com>"]],
    ["with its quota behind it", [bob, "ann@example.com (100 MB)"]],
    ["with a colon behind it", [bob, "ann@example.com:100:on"]],
    ["with a dot at its end", [bob, "ann@example.com."]],
    ["as a link", [bob, "mailto:ann@example.com"]],
    ["in a sentence", { list: [bob], note: "ann@example.com is suspended" }],
    ["as the second address of a row", [{ first: bob, second: ann }]],
    ["under a second row's unknown key", [{ email: bob }, { x: { y: { z: ann } } }]],
    ["as a key above something unknown", { list: [bob], more: { "ann@example.com ": null } }],
    ["as a local part without a domain, beside others", { [bob]: {}, x: ["ann"] }],
    ["as a local part below an account's address", { user: "vic@panel.test", data: { ann: { quota: 1 } } }],
    ["as a local part under an unknown domain's key", { "panel.test": ["x"], boxes: { ann: 5 } }],
    [
      "as a local part whose row says which domain",
      [{ email: "vic@panel.test", user: "ann", domain: "example.com" }],
    ],
    ["as a local part beside a display name", [{ name: "Box", local: "ann", domain: "example.com" }]],
    ["under the wrong domain", { domain: "panel.test", list: ["ann", "bob"] }],
    ["in a domain whose mailboxes are only counted", { "example.com": 3, "example.org": ["info"] }],
    ["in a domain that shows something unknown", { "example.com": { size: 3 }, "example.org": ["info"] }],
    ["on another page", { total: 250, list: [bob, info] }],
    ["on another page, by the number of pages", { page: 1, pages: "3", list: [bob, info] }],
    [
      "in a list that broke off at the count",
      { data: { count: "3", rows: [{ email: bob }, { email: info }] } },
    ],
    ["perhaps: the one address is the account's", { login: "vic@panel.test" }],
    ["perhaps: the list beside the account's address is empty", { account: "vic@panel.test", list: [] }],
  ])("proves nothing about a mailbox that it may hold %s", (_, data) => {
    expect(lacks(mailboxesIn(data), ann)).toBe(false);
  });

  it("proves nothing about a local part of digits that it shows as a number", () => {
    expect(lacks(recognised({ "example.com": ["ann", 100] }), "100@example.com")).toBe(false);
    expect(seen(recognised({ "example.com": { 100: {}, ann: {} } }).see("100@example.com"))).toBeDefined();
  });

  it("proves that a mailbox is gone although another one forwards to it", () => {
    for (const key of ["forward", "Forwards", "alias", "redirect_to", "goto", "target"]) {
      expect(lacks(recognised([{ email: bob, [key]: ann, quota: 1 }]), ann)).toBe(true);
      expect(lacks(recognised({ [bob]: { [key]: [ann] } }), ann)).toBe(true);
    }
  });

  it("proves that a mailbox is gone although its local part is a word of every row", () => {
    expect(lacks(recognised([{ email: bob, user: "vic", status: "on" }]), "vic@example.com")).toBe(true);
    expect(lacks(recognised([{ email: bob, user: "vic", status: "on" }]), "status@example.com")).toBe(true);
  });

  it("means by an address the spelling that is its normal form, and its first quota", () => {
    const data = [
      ann,
      { email: "ANN@example.com", quota: 7 },
      { email: ann, quota: 9 },
      { email: ann, quota: 8 },
    ];
    expect(recognised(data).all()).toEqual([{ email: ann, spelling: ann, isAmbiguous: false, quota: [9] }]);
  });

  it("does not know which of several spellings is meant where none is the normal form", () => {
    const all = recognised([
      "Ann@example.com",
      "ANN@example.com",
      "Bob@EXAMPLE.com",
      "Bob@example.com",
    ]).all();
    expect(all).toEqual([
      { email: ann, spelling: "Ann@example.com", isAmbiguous: true },
      { email: bob, spelling: "Bob@EXAMPLE.com", isAmbiguous: false },
    ]);
  });
});

describe("a list of any shape", () => {
  const words = "email user domain data list quota name login note box total example.com ann 0 1".split(" ");
  const keys = fc.constantFrom(...words, bob, "example.org", "vic@panel.test");
  const leaves = fc.constantFrom<unknown>(
    ann,
    bob,
    "ann",
    "example.com",
    "vic@panel.test",
    "on",
    "",
    0,
    3,
    null,
    true,
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaves,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(keys, tie("tree"), { maxKeys: 3 }),
    ),
  }));

  /** The tree with the address in the place that a path leads to: as a text, or as a key. */
  function holding(node: unknown, path: readonly number[], asKey: boolean): unknown {
    const [step = 0, ...rest] = path;
    if (Array.isArray(node) && node.length > 0) {
      const at = step % node.length;
      return node.map((element: unknown, index) => (index === at ? holding(element, rest, asKey) : element));
    }
    if (typeof node === "object" && node !== null && Object.keys(node).length > 0) {
      const entries = Object.entries(node);
      const at = step % entries.length;
      return Object.fromEntries(
        entries.map(([key, value], index) => [
          key,
          index === at ? holding(value, rest, asKey) : (value as unknown),
        ]),
      );
    }
    return asKey ? { [ann]: node } : ann;
  }

  it("that names an address is never taken for a proof that it is not there", () => {
    fc.assert(
      fc.property(tree, fc.array(fc.nat(10), { maxLength: 5 }), fc.boolean(), (node, path, asKey) => {
        expect(lacks(mailboxesIn(holding(node, path, asKey)), ann)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("proves nothing where its only names are local parts without their domain", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("ann", "bob", "on"), { maxLength: 3 }),
        fc.constantFrom(...words),
        (names, key) => {
          const list = mailboxesIn([{ [key]: names }, [bob]]);
          if (names.includes("ann")) expect(lacks(list, ann)).toBe(false);
          expect(lacks(list, bob)).toBe(false);
        },
      ),
    );
  });

  it("is read without an error, whatever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (node) => {
        const list = mailboxesIn(node);
        expect(list.all().length === 0 && list.extent === "whole").toBe(false);
      }),
    );
  });
});

describe("the table of mailbox lists", () => {
  it("names at least 60 shapes, each once", () => {
    expect(mailboxShapes.length).toBeGreaterThanOrEqual(60);
    expect(new Set(mailboxShapes.map(({ name }) => name)).size).toBe(mailboxShapes.length);
  });

  it.each(mailboxShapes.map((shape) => [shape.name, shape] as const))(
    "%s",
    (_, { data, present, absent = [], unknown = [] }) => {
      const list = mailboxesIn(data);
      expect(Object.fromEntries(list.all().map(({ email, quota }) => [email, quota]))).toStrictEqual(present);
      expect(absent.filter((email) => list.see(email).is !== "absent")).toEqual([]);
      expect(unknown.filter((email) => list.see(email).is !== "unknown")).toEqual([]);
    },
  );
});

describe("a list from the grammar", () => {
  it("is never read as one that holds what the panel does not hold, or lacks what it holds", () => {
    fc.assert(
      fc.property(mailboxLists, ({ data, held, isPage, isPlain }) => {
        const list = mailboxesIn(data);
        expect(list.all().filter(({ email }) => !held.has(email))).toEqual([]);
        expect([...held.keys()].filter((email) => list.see(email).is === "absent")).toEqual([]);
        if (!isPlain || isPage) return;
        // a plain list is understood whole
        expect([...held.keys()].filter((email) => list.see(email).is !== "present")).toEqual([]);
        expect(list.see("nobody@example.com").is).toBe("absent");
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a text of a million signs", () => {
  it.each(["@", "a@", "a.", " ", "&amp;", '"', "<a@", "1 ", "=>"])("of %j ends", (sign) => {
    const text = `${sign.repeat(1_000_000 / sign.length)}@`;
    for (const data of [[text], [{ email: text, quota: text }], { list: ["bob@example.com"], [text]: text }])
      expect(mailboxesIn(data).see("ann@example.com").is).not.toBe("present");
  });
});

it("takes a list without end for one that is not understood", () => {
  const data = Array.from({ length: 9000 }).reduce<unknown>(
    (within) => ({ list: [within] }),
    ["ann@example.com"],
  );
  expect(mailboxesIn(data).extent).toBe("unclear");
});
