import {
  addressesWithin,
  asAddress,
  asAddresses,
  asDomain,
  decoded,
  hasOtherAt,
  joinAddress,
  piecesOf,
  unescaped,
} from "../../../src/adapter/lists/text";

it.each([
  ["r&amp;d", "r&d"],
  ["r&amp;amp;d", "r&d"],
  ["&#1103;", "я"],
  ["r&d", "r&d"],
])("the HTML escapes of %j are taken back", (text, plain) => {
  expect(unescaped(text)).toBe(plain);
});

it.each([
  ['"ann"', "ann"],
  [" 'ann' ", "ann"],
  ['\\"ann\\"', "ann"],
  ["a\\/b", "a/b"],
  ['"a", "b"', '"a", "b"'],
])("%j is decoded to %j", (text, plain) => {
  expect(decoded(text)).toBe(plain);
});

describe("an address", () => {
  it.each(["ann@example.com", "Ann@EXAMPLE.com", "Ann <ann@example.com>", '"Ann, A." <ann@example.com>'])(
    "is read from %j",
    (text) => {
      expect(asAddress(text)?.address).toBe("ann@example.com");
    },
  );

  it.each(["ann", "ann@", "ann@example.com (100 MB)", "ann@example.com,bob@example.com"])(
    "is not all of %j",
    (text) => {
      expect(asAddress(text)).toBeUndefined();
    },
  );

  it("keeps the list's spelling beside its normal form", () => {
    expect(asAddress("Ann@ПРИМЕР.рф")).toEqual({
      spelling: "Ann@ПРИМЕР.рф",
      address: "ann@xn--e1afmkfd.xn--p1ai",
    });
  });

  it("is joined from a local part and a domain, but not from a sign alone", () => {
    expect(joinAddress("ann", "example.com")?.address).toBe("ann@example.com");
    for (const local of ["-", "ann@example.org", 5, ""]) {
      expect(joinAddress(local, "example.com")).toBeUndefined();
    }
    expect(joinAddress("ann", undefined)).toBeUndefined();
  });

  it("is found among other words, in each way to read one", () => {
    expect(addressesWithin("ann@example.com (100 MB), mailto:bob@example.com, user=eve@example.com")).toEqual(
      ["ann@example.com", "bob@example.com", "user=eve@example.com", "eve@example.com"],
    );
  });
});

describe("several addresses", () => {
  it.each([
    "a@x.com,b@x.com",
    "a@x.com; b@x.com",
    "a@x.com\nb@x.com",
    "a@x.com b@x.com",
    '"B, A" <a@x.com>, b@x.com',
  ])("are read from %j", (text) => {
    expect(asAddresses(text)?.map(({ address }) => address)).toEqual(["a@x.com", "b@x.com"]);
  });

  it.each(["a@x.com, bob", "b@x.com <a@x.com> c", "none"])("are not read from %j in part", (text) => {
    expect(asAddresses(text)).toBeUndefined();
  });

  it("are pieces between commas, but for those in quotes", () => {
    expect(piecesOf('"a, b", c;;d\n')).toEqual(['"a, b"', "c", "d"]);
  });
});

it.each([
  ["ann@example.com", false],
  ["no sign", false],
  ["ann@", true],
  ["ann (at) example.com", true],
])("%j holds an at sign of no readable address: %s", (text, expected) => {
  expect(hasOtherAt(text)).toBe(expected);
});

it.each([
  ["Example.COM", "example.com"],
  ["пример.рф", "xn--e1afmkfd.xn--p1ai"],
  ["example", undefined],
  ["ann@example.com", undefined],
  ["no domain.", undefined],
])("%j as a domain is %s", (text, domain) => {
  expect(asDomain(text)).toBe(domain);
});
