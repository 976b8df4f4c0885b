import { isUnknown, unknownValue, withoutProvider, withoutUndefined } from "../../src/lifecycle/props";

it("A value is unknown if a preview's sentinel stands anywhere in it", () => {
  for (const value of [unknownValue, [unknownValue], { a: { b: [1, unknownValue] } }])
    expect(isUnknown(value)).toBe(true);
  for (const value of [undefined, null, "", 0, {}, [`not ${unknownValue}`], { a: "x" }])
    expect(isUnknown(value)).toBe(false);
});

it("Properties lose the provider's text, and those that are undefined, and nothing else", () => {
  expect(withoutProvider({ __provider: "exports.handler=…", a: null, b: undefined })).toEqual({
    a: null,
    b: undefined,
  });
  expect(Object.keys(withoutUndefined({ a: null, b: undefined, c: false }))).toEqual(["a", "c"]);
});
