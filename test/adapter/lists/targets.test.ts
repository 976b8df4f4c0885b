import { RowFields } from "../../../src/adapter/lists/rowFields";
import { hidesTargets, sourceOf, targetsIn, targetsInRow } from "../../../src/adapter/lists/targets";

const ann = "ann@example.com";
const bob = "bob@example.net";

describe("the targets in a value", () => {
  it.each<[unknown]>([
    [`${ann}, ${bob}`],
    [[ann, bob]],
    [{ 0: ann, 1: bob }],
    [{ [ann]: 1, [bob]: "on" }],
    [[{ address: ann }, { address: bob }]],
    [{ total: 2, items: [ann, bob] }],
  ])("%j are both", (value) => {
    expect(targetsIn(value)).toEqual({ addresses: [ann, bob], isUnread: false });
  });

  it.each<[unknown, string[]]>([
    ["ann", []],
    [5, []],
    [[ann, "|/usr/bin/procmail"], [ann]],
    [{ [ann]: 0, [bob]: 1 }, []],
    [[{ address: ann, disabled: 1 }], []],
    [{ total: 3, items: [ann, bob] }, []],
  ])("%j are not all understood", (value, addresses) => {
    expect(targetsIn(value)).toEqual({ addresses, isUnread: true });
  });

  it.each([[undefined], [""], [null], [[]]])("%j are none", (value) => {
    expect(targetsIn(value)).toEqual({ addresses: [], isUnread: false });
  });
});

describe("a row of forwardings", () => {
  it("names its source by an address, or by a local part beside its domain", () => {
    expect(sourceOf(new RowFields({ source: "Info@example.com" }), undefined)?.address).toBe(
      "info@example.com",
    );
    expect(sourceOf(new RowFields({ source: "info" }), "example.com")?.address).toBe("info@example.com");
    expect(sourceOf(new RowFields({ source: "info" }), undefined)).toBeUndefined();
    expect(sourceOf(new RowFields({ source: "?", email: ann }), "example.com")).toBeUndefined();
  });

  it("names its targets in the fields that are known for them", () => {
    expect(targetsInRow(new RowFields({ goto: ann, forward: "1" }))).toEqual({
      addresses: [ann],
      isUnread: false,
    });
    expect(targetsInRow(new RowFields({ goto: "", forward: "1" }))).toEqual({
      addresses: [],
      isUnread: true,
    });
    expect(targetsInRow(new RowFields({ contact: ann }))).toBeUndefined();
  });

  it.each([
    [{ more: true }, true],
    [{ target_count: 2 }, true],
    [{ more_targets: 1 }, true],
    [{ target2: bob }, true],
    [{ target_count: 1 }, false],
    [{ contact: bob }, false],
    [{ more: false }, false],
  ])("hides targets beside ann with %j: %s", (fields, expected) => {
    const row = new RowFields({ target: ann, ...fields });
    expect(hidesTargets(row, { addresses: [ann], isUnread: false })).toBe(expected);
  });
});
