import fc from "fast-check";
import { forwardsIn, type ListedForward } from "../../../src/adapter/lists/forwards";
import { Listing } from "../../../src/adapter/lists/listing";
import { seen } from "../../../src/adapter/sighting";
import { targetSet } from "../../../src/adapter/address";
import { forwardLists } from "../../support/lists/grammar";
import { forwardShapes } from "../../support/lists/forwardTable";

const ann = "ann@example.com";
const bob = "bob@example.com";
const boss = "boss@other.test";
const sales = "sales@example.org";

/** The targets of every source that is recognised; undefined where the list is not. */
function read(data: unknown): Record<string, readonly string[]> | undefined {
  const all = forwardsIn(data).all();
  return all.length === 0
    ? undefined
    : Object.fromEntries(all.map(({ source, targets }) => [source, targets]));
}

function recognised(data: unknown): Listing<ListedForward> {
  const list = forwardsIn(data);
  if (list.all().length === 0) throw new Error("The list was not recognised.");
  return list;
}

/** Whether the list proves that this source forwards nowhere. */
function lacks(list: Listing<ListedForward>, source: string): boolean {
  return list.see(source).is === "absent";
}

const expected = { [ann]: [bob, boss], [sales]: [ann] };

/** Lists in which ann forwards to bob and boss, and sales to ann. */
const shapes: [string, unknown][] = [
  ["texts under sources", { [ann]: `${boss},${bob}`, [sales]: ann }],
  ["texts under sources in a wrapper", { data: { list: { [ann]: `${boss}, ${bob}`, [sales]: ann } } }],
  ["arrays under sources", { list: { [ann]: [boss, bob], [sales]: [ann] } }],
  [
    "targets as keys under sources",
    { result: { [ann]: { [boss]: "1", [bob]: "1" }, [sales]: { [ann]: "1" } } },
  ],
  ["numbered targets under sources", { [ann]: { 0: boss, 1: bob }, [sales]: { 0: ann } }],
  [
    "records under sources",
    {
      users: {
        [ann]: { forward: `${boss},${bob}`, save_local: "yes", path: "/var/mail/example.com/ann" },
        [sales]: { forward: ann, save_local: "no", path: "/var/mail/example.org/sales" },
      },
    },
  ],
  [
    "rows of a source and its targets",
    {
      data: [
        { source: ann, target: `${boss},${bob}` },
        { source: sales, target: ann },
      ],
    },
  ],
  [
    "rows with the targets first",
    [
      { target: `${boss}, ${bob}`, source: ann },
      { target: ann, source: sales },
    ],
  ],
  [
    "a row a target",
    {
      list: [
        { source: ann, target: boss, save_local: "1" },
        { source: sales, target: ann, save_local: "0" },
        { source: ann, target: bob, save_local: "1" },
      ],
    },
  ],
  [
    "rows of from and to",
    [
      { from: ann, to: [boss, bob] },
      { from: sales, to: [ann] },
    ],
  ],
  [
    "rows of an address and where it goes to, a line a target",
    [
      { address: ann, goto: `${boss}\n${bob}`, active: "1" },
      { address: sales, goto: ann, active: "1" },
    ],
  ],
  [
    "rows with unknown words for the target",
    [
      { email: ann, deliver: `${boss};${bob}` },
      { email: sales, deliver: ann },
    ],
  ],
  [
    "rows of a local part and a domain",
    [
      { user: "ann", domain: "example.com", forward: `${boss};${bob}`, save_local: "1" },
      { user: "sales", domain: "example.org", forward: ann, save_local: "0" },
    ],
  ],
  ["numbered rows", { 1: { email: ann, forward: `${boss} ${bob}` }, 2: { email: sales, forward: ann } }],
  [
    "texts under local parts under domains",
    { "example.com": { ann: `${boss},${bob}` }, "example.org": { sales: ann } },
  ],
  [
    "arrays under local parts under domains",
    { data: { "example.com": { ann: [boss, bob] }, "example.org": { sales: [ann] }, "empty.example": [] } },
  ],
  [
    "pairs",
    {
      mess: [
        [ann, `${boss},${bob}`],
        [sales, ann],
      ],
    },
  ],
  ["lines with arrows", [`${ann} => ${boss}, ${bob}`, `${sales} => ${ann}`]],
  ["lines with other signs", [`${ann}: ${boss},${bob}`, `${sales} -> ${ann}`]],
  ["a text as Postfix has it", { data: `# virtual aliases\n${ann}\t${boss},${bob}\n${sales}\t${ann}\n` }],
  [
    "every mailbox, most without targets",
    [
      { email: ann, forward: `${boss},${bob}`, save_local: "1" },
      { email: bob, forward: "", save_local: "" },
      { email: sales, forward: ann, save_local: "" },
    ],
  ],
  ["other spellings", { "Ann@EXAMPLE.com": `boss@OTHER.test, ${bob}, ${boss}`, "SALES@example.org ": ann }],
];

describe("a list of forwardings", () => {
  it.each(shapes)("is recognised as %s", (_, data) => {
    expect(read(data)).toEqual(expected);
  });

  it.each(shapes)("as %s proves that others forward nowhere, and nothing about its own", (_, data) => {
    const list = recognised(data);
    expect([lacks(list, ann), lacks(list, sales)]).toEqual([false, false]);
    expect([lacks(list, "nobody@example.com"), lacks(list, boss)]).toEqual([true, true]);
    expect(seen(list.see("nobody@example.com"))).toBeUndefined();
  });

  it("keeps the panel's spelling of a source, and the local parts of targets", () => {
    expect(seen(recognised({ " Ann@EXAMPLE.com": "Boss@OTHER.test" }).see(ann))).toEqual({
      source: ann,
      spelling: "Ann@EXAMPLE.com",
      isAmbiguous: false,
      targets: ["Boss@other.test"],
    });
  });

  it("takes the source among its own targets for the copy that its mailbox keeps, not for a target", () => {
    expect(read({ [ann]: `${ann}, ${boss}`, [bob]: bob })).toEqual({ [ann]: [boss] });
    expect(lacks(recognised({ [ann]: `${ann}, ${boss}`, [bob]: bob }), bob)).toBe(true);
  });

  it.each<[string, unknown]>([
    ["nothing", {}],
    ["an empty array", []],
    ["mailboxes without targets", [{ email: ann, forward: "" }]],
    ["addresses alone", [ann, bob]],
    ["a message alone", { info: "The mailbox list was successfully retrieved for: demo" }],
    ["sources without targets", { [ann]: "", [sales]: [] }],
    ["sources that forward to no address", { [ann]: "|/usr/bin/vacation", [sales]: "/dev/null" }],
    ["local parts without a domain", [{ user: "ann", forward: boss }]],
    ["two addresses in words that say nothing", { one: ann, two: bob }],
    ["a text", "OK"],
    ["a number", 1],
    ["null", null],
  ])("that holds %s is not recognised", (_, data) => {
    expect(read(data)).toBeUndefined();
  });

  // In each ann forwards, or may: whoever says that ann forwards nowhere is wrong.
  it.each<[string, unknown]>([
    ["to a program too", { [sales]: bob, [ann]: `${boss},|/usr/bin/vacation` }],
    ["to a local part", { [sales]: bob, [ann]: "boss" }],
    ["under unknown words", { [sales]: bob, more: [{ one: ann, two: boss }] }],
    ["in a text with other signs", [`${sales} => ${bob}`, `${ann} ~~~ ${boss}`]],
    ["with a dot at its end", { [sales]: bob, [`${ann}.`]: boss }],
    ["to nothing that is shown", { [sales]: bob, [ann]: null }],
  ])("proves nothing about a source that may forward %s", (_, data) => {
    const list = recognised(data);
    expect([seen(list.see(ann)), lacks(list, ann)]).toEqual([undefined, false]);
    expect(seen(list.see(sales))?.targets).toEqual([bob]);
  });

  it("that is empty by the panel's own word proves that nothing forwards", () => {
    const none = Listing.none<ListedForward>();
    expect([none.see(ann), none.all()]).toEqual([{ is: "absent" }, []]);
  });

  it("and that of another user are one list, which proves what both prove", () => {
    const both = recognised({ [ann]: boss }).and(recognised({ [sales]: bob, other: "x@example.com" }));
    expect(
      both
        .all()
        .map(({ source }) => source)
        .sort(),
    ).toEqual([ann, sales]);
    expect([lacks(both, ann), lacks(both, sales), lacks(both, "x@example.com"), lacks(both, bob)]).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(seen(Listing.none<ListedForward>().and(both).see(sales))?.targets).toEqual([bob]);
    expect(lacks(both.and(Listing.none()), "x@example.com")).toBe(false);
  });
});

describe("a list of any shape", () => {
  const keys = fc.constantFrom(
    ..."source target email forward domain data list example.com ann 0 1".split(" "),
    bob,
  );
  const leaves = fc.constantFrom<unknown>(
    bob,
    boss,
    `${bob},${boss}`,
    "ann",
    "example.com",
    "on",
    "",
    0,
    null,
  );
  const forward = fc.constantFrom<unknown>(
    { [ann]: boss },
    { [ann]: [boss] },
    { [ann]: "boss" },
    { source: ann, target: boss },
    { from: ann, what: boss },
    { one: ann, two: boss },
    `${ann} => ${boss}`,
    `${ann} ~ ${boss}`,
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaves,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(keys, tie("tree"), { maxKeys: 3 }),
    ),
  }));

  it("that holds a forwarding of a source is never taken for a proof that there is none", () => {
    const wrapped = fc.oneof(
      fc.tuple(tree, forward).map((parts): unknown => parts),
      fc.tuple(forward, tree, tree).map((parts): unknown => parts),
      fc
        .tuple(tree, fc.constantFrom("data", "list", "0"), forward)
        .map(([before, key, row]): unknown => ({ before, [key]: { [key]: row } })),
    );
    fc.assert(
      fc.property(wrapped, (data) => {
        expect(lacks(forwardsIn(data), ann)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("is read without an error, whatever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const list = forwardsIn(data);
        expect(list.all().length === 0 && list.extent === "whole").toBe(false);
      }),
    );
  });
});

describe("the table of forwarding lists", () => {
  it("names at least 60 shapes, each once", () => {
    expect(forwardShapes.length).toBeGreaterThanOrEqual(60);
    expect(new Set(forwardShapes.map(({ name }) => name)).size).toBe(forwardShapes.length);
  });

  it.each(forwardShapes.map((shape) => [shape.name, shape] as const))(
    "%s",
    (_, { data, present, absent = [], unknown = [], isBlank = false }) => {
      const list = forwardsIn(data);
      expect(Object.fromEntries(list.all().map(({ source, targets }) => [source, targets]))).toEqual(present);
      expect(absent.filter((source) => list.see(source).is !== "absent")).toEqual([]);
      expect(unknown.filter((source) => list.see(source).is !== "unknown")).toEqual([]);
      expect(list.extent === "blank").toBe(isBlank);
    },
  );
});

describe("a list from the grammar", () => {
  it("is never read as one that holds what the panel does not hold, or lacks what it holds", () => {
    fc.assert(
      fc.property(forwardLists, ({ data, held, isPage, isPlain }) => {
        const list = forwardsIn(data);
        for (const { source, targets } of list.all())
          expect([source, targets]).toEqual([source, targetSet(held.get(source) ?? [])]);
        expect([...held.keys()].filter((source) => list.see(source).is === "absent")).toEqual([]);
        if (!isPlain || isPage) return;
        // a plain list is understood whole
        expect([...held.keys()].filter((source) => list.see(source).is !== "present")).toEqual([]);
        expect(list.see("nobody@example.com").is).toBe("absent");
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a text of a million signs", () => {
  it.each(["@", "a@", "a.", " ", "&amp;", '"', "<a@", "1 ", "=>"])("of %j ends", (sign) => {
    const text = `${sign.repeat(1_000_000 / sign.length)}@`;
    for (const data of [
      [text],
      [{ source: text, target: text }],
      { list: ["bob@example.com"], [text]: text },
    ])
      expect(forwardsIn(data).see("ann@example.com").is).not.toBe("present");
  });
});

it("takes a list without end for one that is not understood", () => {
  const data = Array.from({ length: 9000 }).reduce<unknown>(
    (within) => ({ list: [within] }),
    ["ann@example.com"],
  );
  expect(forwardsIn(data).extent).toBe("unclear");
});
