import { RowFields } from "../../../src/adapter/lists/rowFields";
import { isGone, isOff, isSwitchedOff, kindWords } from "../../../src/adapter/lists/standing";

describe("a row", () => {
  it.each([
    [{ deleted: 1 }, true],
    [{ deleted_at: "2026-01-01" }, true],
    [{ deleted_at: "0000-00-00 00:00:00" }, false],
    [{ exists: false }, true],
    [{ error: "no such box" }, true],
    [{ error: "OK" }, false],
    [{ status: "marked for deletion" }, true],
    [{ status: "active", deleted: 0 }, false],
  ])("%j says that its object is gone: %s", (row, gone) => {
    expect(isGone(new RowFields(row))).toBe(gone);
  });

  it.each([
    [{ disabled: "on" }, true],
    [{ enabled: "0" }, true],
    [{ status: "Inactive" }, true],
    [{ enabled: "1", disabled: "no" }, false],
    [{ enabled: "" }, false],
    [{ status: "not inactive" }, false],
  ])("%j says that it is switched off: %s", (row, off) => {
    expect(isSwitchedOff(new RowFields(row))).toBe(off);
  });

  it("names its kind in a field, or in one that begins with “is”", () => {
    expect(kindWords(new RowFields({ type: "normal_forward", is_alias: 1, isCatchAll: 0 }))).toEqual([
      "normal",
      "forward",
      "alias",
    ]);
  });

  it("is off in a field that says no, not in one that it does not have", () => {
    const row = new RowFields({ a: "no", b: "yes", c: null });
    expect(["a", "b", "c", "d"].map((name) => isOff(row, name))).toEqual([true, false, false, false]);
  });
});
