import { byDomain } from "../../src/simulator/byDomain";

const values = [
  ["a@example.com", 1],
  ["a@example.org", 2],
  ["B.c+d@example.com", 3],
] as const;

describe("values of addresses", () => {
  it("stand under the domain and the local part", () => {
    expect(byDomain(values)).toEqual({ "example.com": { a: 1, "B.c+d": 3 }, "example.org": { a: 2 } });
  });

  it("take another shape below each domain where one is given", () => {
    expect(byDomain(values, (locals) => locals.map(([local]) => local))).toEqual({
      "example.com": ["a", "B.c+d"],
      "example.org": ["a"],
    });
  });
});
