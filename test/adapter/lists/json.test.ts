import { deepest, isNothing, isTooDeep, sketch, textsOf } from "../../../src/adapter/lists/json";

function nested(levels: number): unknown {
  let node: unknown = "x";
  for (let level = 0; level < levels; level++) node = [node];
  return node;
}

it.each([
  [null, true],
  ["", true],
  [false, true],
  [[], true],
  [{}, true],
  [["", null], true],
  [0, false],
  [[0], false],
  [{ a: null }, false],
])("%j says that there is nothing: %s", (value, expected) => {
  expect(isNothing(value)).toBe(expected);
});

it("a payload is too deep far below the deepest list", () => {
  expect([
    isTooDeep(nested(deepest)),
    isTooDeep(nested(4 * deepest)),
    isTooDeep(nested(4 * deepest + 1)),
  ]).toEqual([false, false, true]);
});

it("the texts of a payload are its keys and its strings, in order", () => {
  expect([...textsOf({ a: ["b", 1, { c: "d" }], e: null })]).toEqual(["a", "b", "c", "d", "e"]);
});

it("a sketch shows the shape of a payload and nothing that it holds", () => {
  const payload = {
    list: [{ email: "ann@example.com", quota: 5 }, {}],
    "ann@example.com": "secret",
    none: null,
  };
  expect(sketch(payload)).toBe("{list: [{email: string, quota: number}, …], …: string, none: null}");
  expect(sketch(nested(20))).toBe("[[[[[[[[…]]]]]]]]");
});
