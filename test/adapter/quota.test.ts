import fc from "fast-check";
import { quotaUnit, quotaUnits, quotaWords, readQuota, showsQuota } from "../../src/adapter/quota";

describe("a quota in a list", () => {
  it.each<[unknown, number[]]>([
    [1000, [1000]],
    ["1000", [1000]],
    ["1000.00", [1000]],
    ["1,000", [1000]],
    ["1 000 000", [1000000]],
    ["1000 MB", [1000]],
    ["1000M", [1000]],
    ["1000&nbsp;MB", [1000]],
    ["1000 МБ", [1000]],
    ["1 GB", [1024, 1000]],
    ["2 TiB", [2 * 1024 ** 2]],
    ["2048 KB", [2]],
    ["0", [0]],
  ])("that reads %j may mean %j", (value, meant) => {
    expect(readQuota(value)).toEqual(meant);
  });

  it.each([
    ["1.000"],
    ["1,00"],
    ["1,000,00"],
    ["unlimited"],
    ["5 of 10"],
    ["-1"],
    [-1],
    [1.5],
    [""],
    [null],
    [true],
    ["1".repeat(41)],
  ])("is not %j", (value) => {
    expect(readQuota(value)).toBeUndefined();
  });

  it("is shown in whichever unit the panel counts, and the unit is told from it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(...quotaUnits), (quota, unit) => {
        const listed = [quota * unit] as const;
        expect(quotaUnit(quota, listed)).toBe(unit);
        expect(showsQuota(listed, quota, undefined)).toBe(true);
        expect(showsQuota(listed, quota, unit)).toBe(true);
        expect(showsQuota(listed, quota + 1, unit)).toBe(false);
      }),
    );
  });

  it("of 0, of another size, and that is not there tell no unit", () => {
    expect([quotaUnit(0, [0]), quotaUnit(5, [7]), quotaUnit(5, undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(showsQuota([5120], 5, 1)).toBe(false);
  });

  it("is named with all that it may mean", () => {
    expect(quotaWords([1024, 1000])).toBe("1024 or 1000");
  });
});
