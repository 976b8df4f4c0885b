import fc from "fast-check";
import {
  addressKey,
  domainKey,
  normaliseAddress,
  normaliseDomain,
  normaliseTarget,
  sameTargets,
  targetSet,
  type Normalised,
} from "../../src/adapter/address";
import { asAddresses } from "../../src/adapter/lists/text";

function valueOf(form: Normalised): string | undefined {
  return "value" in form ? form.value : undefined;
}

function refusalOf(form: Normalised): string | undefined {
  return "refused" in form ? form.refused : undefined;
}

const letters = Array.from("abcdefghijklmnopqrstuvwxyz0123456789");
const signs = Array.from("ABCXYZ!#$%&'*+=?^_{}~-");
const atom = fc.string({ unit: fc.constantFrom(...letters, ...signs), minLength: 1, maxLength: 12 });
const local = fc.array(atom, { minLength: 1, maxLength: 4 }).map((atoms) => atoms.join("."));
const asciiLabel = fc
  .tuple(
    fc.constantFrom(...letters),
    fc.string({ unit: fc.constantFrom(...letters, "-"), maxLength: 8 }),
    fc.constantFrom(...letters),
  )
  .map(([first, middle, last]) => `${first}${middle}${last}`)
  .filter((label) => !/^..--/.test(label));
const idnLabel = fc.constantFrom("пример", "почта", "bücher", "例え", "münchen", "ελλάδα", "مثال");
const tld = fc.constantFrom("com", "org", "рф", "test", "COM", "co.uk");
const domain = fc
  .tuple(fc.array(fc.oneof(asciiLabel, idnLabel), { minLength: 1, maxLength: 3 }), tld)
  .map(([labels, last]) => [...labels, last].join("."));
const address = fc.tuple(local, domain).map(([name, host]) => `${name}@${host}`);

/** A text with each letter in one case or the other. */
function inAnyCase(text: fc.Arbitrary<string>): fc.Arbitrary<[string, string]> {
  return fc
    .tuple(text, fc.infiniteStream(fc.boolean()))
    .map(([written, upper]) => [
      written,
      Array.from(written, (letter) =>
        upper.next().value === true && letter.toUpperCase().toLowerCase() === letter
          ? letter.toUpperCase()
          : letter,
      ).join(""),
    ]);
}

describe("the one form of a domain", () => {
  it.each([
    ["example.com", "example.com"],
    [" Example.COM\n", "example.com"],
    ["Пример.РФ", "xn--e1afmkfd.xn--p1ai"],
    ["xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"],
    ["XN--E1AFMKFD.xn--p1ai", "xn--e1afmkfd.xn--p1ai"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["bu\u0308cher.example", "xn--bcher-kva.example"],
    ["straße.example", "xn--strae-oqa.example"],
    ["example。com", "example.com"],
    ["a-b.c0.example", "a-b.c0.example"],
    ["1and1.com", "1and1.com"],
    [`${"a".repeat(63)}.example`, `${"a".repeat(63)}.example`],
  ])("of %j is %s", (written, expected) => {
    expect(normaliseDomain(written)).toEqual({ value: expected });
    expect(domainKey(written)).toBe(expected);
  });

  it.each([
    ["", "is empty; write a domain such as example.com"],
    [" \t", "is empty; write a domain such as example.com"],
    ["example.com.", 'ends with a dot; write "example.com"'],
    ["example.com...", 'ends with a dot; write "example.com"'],
    ["localhost", '"localhost" is not a full domain; write it like example.com'],
    ["exa mple.com", '"exa mple.com" holds a character that no domain has; write it like example.com'],
    ["example.com&x=1", '"example.com&x=1" holds a character that no domain has; write it like example.com'],
    [
      "http://example.com",
      '"http://example.com" holds a character that no domain has; write it like example.com',
    ],
    [
      "example.com\r\nx.org",
      '"example.com\\r\\nx.org" holds a character that no domain has; write it like example.com',
    ],
    ["192.0.2.1", '"192.0.2.1" is not a domain name; write it like example.com'],
    ["-a.example", '"-a.example" is not a domain name; write it like example.com'],
    ["a-.example", '"a-.example" is not a domain name; write it like example.com'],
  ])("of %j there is none: %s", (written, reason) => {
    expect(normaliseDomain(written)).toEqual({ refused: reason });
  });

  it.each([
    "example..com",
    ".example.com",
    "example.123",
    "0x7f.1",
    "[192.0.2.1]",
    "exam_ple.com",
    "*.example.com",
    "a@example.com",
    "example.com:8002",
    "example%2ecom",
    "xn--a.example",
    "xn--.example",
    "ex\u0000ample.com",
    "ex\u202eample.com",
    "ex\u00adample。",
    "a,b.example",
    "🔑.example",
    `${"a".repeat(64)}.example`,
    `${"aaaaaaaa.".repeat(28)}example`,
  ])("of %j there is none", (written) => {
    expect(valueOf(normaliseDomain(written))).toBeUndefined();
    expect(refusalOf(normaliseDomain(written))).toMatch(/\S/);
  });

  it("is a form of itself", () => {
    fc.assert(
      fc.property(domain, (written) => {
        const value = valueOf(normaliseDomain(written)) ?? "";
        expect(value).toMatch(/^[a-z0-9.-]+$/);
        expect(normaliseDomain(value)).toEqual({ value });
      }),
    );
  });

  it("does not depend on case", () => {
    fc.assert(
      fc.property(inAnyCase(domain), ([written, other]) => {
        expect(normaliseDomain(other)).toEqual(normaliseDomain(written));
        expect(domainKey(other)).toBe(domainKey(written));
      }),
    );
  });
});

describe("the one form of an address", () => {
  it.each([
    ["ann@example.com", "ann@example.com"],
    [" Ann.Lee@EXAMPLE.com ", "ann.lee@example.com"],
    ["ann@Пример.рф", "ann@xn--e1afmkfd.xn--p1ai"],
    ["a+b=c@example.com", "a+b=c@example.com"],
    ["!#$%&'*+=?^_{}~-@example.com", "!#$%&'*+=?^_{}~-@example.com"],
    ["100%25@example.com", "100%25@example.com"],
    [`${"a".repeat(64)}@example.com`, `${"a".repeat(64)}@example.com`],
  ])("of %j is %s", (written, expected) => {
    expect(normaliseAddress(written)).toEqual({ value: expected });
    expect(addressKey(written)).toBe(expected);
  });

  it("of a target keeps its local part as it is written", () => {
    expect(normaliseTarget("Ann.Lee@EXAMPLE.com")).toEqual({ value: "Ann.Lee@example.com" });
    expect(addressKey("Ann.Lee@EXAMPLE.com")).toBe("ann.lee@example.com");
  });

  it.each([
    ["", "is empty; write an address such as ann@example.com"],
    ["ann", '"ann" is not an address; write it like ann@example.com'],
    ["ann@", "its domain is empty; write a domain such as example.com"],
    ["ann@localhost", 'its domain "localhost" is not a full domain; write it like example.com'],
    ["ann@example.com.", 'its domain ends with a dot; write "example.com"'],
    [
      "ann@example.com,bob@example.com",
      '"ann@example.com,bob@example.com" holds a comma; write each address as an element of its own',
    ],
    [`${"a".repeat(65)}@example.com`, "has 65 characters before the @; at most 64 may stand there"],
    [`${"a".repeat(64)}@${"a.".repeat(92)}example.com`, "is 260 characters long; an address has at most 254"],
  ])("of %j there is none: %s", (written, reason) => {
    expect(normaliseAddress(written)).toEqual({ refused: reason });
    expect(normaliseTarget(written)).toEqual({ refused: reason });
  });

  it.each([
    "@example.com",
    "ann@@example.com",
    "ann@bob@example.com",
    ".ann@example.com",
    "ann.@example.com",
    "ann..lee@example.com",
    "ann lee@example.com",
    '"ann lee"@example.com',
    '"ann"@example.com',
    "ann\\@example.com",
    "ann(comment)@example.com",
    "Ann <ann@example.com>",
    "mailto:ann@example.com",
    "ann@[192.0.2.1]",
    "ann@192.0.2.1",
    "ann@[IPv6:::1]",
    "|cmd@example.com",
    "|/bin/sh@example.com",
    "/etc/passwd@example.com",
    "/file",
    "|cmd",
    ":include:/etc/passwd",
    ":include:/x@example.com",
    "`id`@example.com",
    "ann;x@example.com",
    "ann@example.com;x",
    "ann@example.com&email=root@example.com",
    "ann@example.com?subject=x",
    "ann@example.com/../x",
    "ann%40example.com",
    "ann@example%2ecom",
    "ann@example.com%0d%0abcc:x",
    "ann\r\nbcc: x@example.com",
    "ann@example.com\nBcc: bob@example.com",
    "ann\u0000@example.com",
    "ann@example.com\u0000",
    "ann\t@example.com",
    "ann\u007f@example.com",
    "ann\u200b@example.com",
    "ann\u202e@example.com",
    "аnn@example.com",
    "анна@пример.рф",
    "ann🔑@example.com",
    "ann＠example.com",
    "ann@exa\u0000mple.com",
    "ann@-example.com",
    "ann@example..com",
    "ann@.example.com",
    "ann[]@example.com",
    `${"a".repeat(308)}@example.com`,
    `ann@${"a".repeat(312)}.com`,
  ])("of %j there is none", (written) => {
    expect(valueOf(normaliseAddress(written))).toBeUndefined();
    expect(valueOf(normaliseTarget(written))).toBeUndefined();
    expect(refusalOf(normaliseAddress(written))).toMatch(/\S/);
  });

  it("shows no more than the beginning of what it refuses", () => {
    const reason = refusalOf(normaliseAddress("x y".repeat(1000))) ?? "";
    expect(reason).toMatch(/^"(x y){20}…" is not an address/);
  });

  it("takes letters of another alphabet for other letters", () => {
    expect(normaliseAddress("ann@еxample.com")).toEqual({ value: "ann@xn--xample-2of.com" });
    expect(addressKey("ann@еxample.com")).not.toBe(addressKey("ann@example.com"));
  });

  it("compares what is no address as text, whatever its case", () => {
    expect(addressKey(" |CMD ")).toBe("|cmd");
    expect(domainKey(" LOCALHOST ")).toBe("localhost");
  });

  it("is a form of itself, and so is a target's", () => {
    fc.assert(
      fc.property(address, (written) => {
        for (const normalise of [normaliseAddress, normaliseTarget]) {
          const form = normalise(written);
          expect(normalise(valueOf(form) ?? "")).toEqual(form);
        }
      }),
    );
  });

  it("depends neither on case nor on blanks around it", () => {
    fc.assert(
      fc.property(inAnyCase(address), fc.constantFrom("", " ", "\t", "\n"), ([written, other], blank) => {
        expect(normaliseAddress(`${blank}${other}${blank}`)).toEqual(normaliseAddress(written));
        expect(addressKey(other)).toBe(addressKey(written));
      }),
    );
  });

  it("never holds a comma, a blank or a control character, whatever was written", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.tuple(fc.string(), fc.string()).map(([a, b]) => `${a}@${b}.com`),
      fc.tuple(address, fc.string(), address).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(hostile, (written) => {
        const forms = [normaliseAddress(written), normaliseTarget(written), normaliseDomain(written)];
        for (const value of forms.map(valueOf)) {
          if (value !== undefined) expect(value).toMatch(/^[!#$%&'*+.=?@^_{}~a-zA-Z0-9-]+$/);
        }
        if (written.includes(",")) expect(forms.map(valueOf)).toEqual([undefined, undefined, undefined]);
      }),
    );
  });

  it("comes back from a joined list as it went in", () => {
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 6 }), (written) => {
        const targets = targetSet(written.map((one) => valueOf(normaliseTarget(one)) ?? ""));
        expect(asAddresses(targets.join(","))?.map(({ spelling }) => spelling)).toEqual(targets);
      }),
    );
  });
});

describe("a set of targets", () => {
  it("has one order, and each address once, in its first spelling", () => {
    expect(targetSet(["bob@b.com", "Ann@A.com", "ANN@a.com", "bob@b.com"])).toEqual([
      "Ann@A.com",
      "bob@b.com",
    ]);
    expect(targetSet(["ann@xn--e1afmkfd.xn--p1ai", "ann@пример.рф"])).toEqual(["ann@xn--e1afmkfd.xn--p1ai"]);
    expect(targetSet([])).toEqual([]);
  });

  it.each<[string[], string[], boolean]>([
    [["a@x.com", "b@x.com"], ["b@x.com", "a@x.com"], true],
    [["a@x.com", "a@x.com"], ["A@X.com"], true],
    [["a@x.com"], ["a@x.com", "b@x.com"], false],
    [["a@x.com"], ["b@x.com"], false],
    [["a@x.com"], [], false],
    [[], [], true],
  ])("%j and %j: the same is %s", (a, b, same) => {
    expect(sameTargets(a, b)).toBe(same);
    expect(sameTargets(b, a)).toBe(same);
  });

  it("is the same in any order, any case and with repeats", () => {
    const targets = fc.array(inAnyCase(address), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(targets, fc.infiniteStream(fc.nat(1000)), (pairs, order) => {
        const written = pairs.map(([one]) => one);
        const other = [...pairs, ...pairs.slice(0, 1)]
          .map(([, cased]) => ({ cased, rank: Number(order.next().value) }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ cased }) => cased);
        expect(sameTargets(written, other)).toBe(true);
        expect(targetSet(other).map(addressKey)).toEqual(targetSet(written).map(addressKey));
        expect(targetSet(targetSet(written))).toEqual(targetSet(written));
        expect(sameTargets(written, [...other, "one.more@nowhere.example"])).toBe(false);
      }),
    );
  });
});
