import { columnsIn, plainRows, withColumns } from "../../../src/adapter/lists/tables";

const isName = (name: string) => name === "email";

describe("the rows of a list", () => {
  it.each<[string, unknown[], unknown[]]>([
    ["numbered values", [{ 0: "ann@x.com", 1: "on" }], [["ann@x.com", "on"]]],
    ["cells", [{ id: 5, cell: ["ann@x.com", "on"] }], [["ann@x.com", "on"]]],
    ["attributes", [{ id: 5, attributes: { email: "ann@x.com" } }], [{ id: 5, email: "ann@x.com" }]],
    ["an edge and its node", [{ cursor: "c", node: { email: "ann@x.com" } }], [{ email: "ann@x.com" }]],
    [
      "arrays below names",
      [
        ["email", "state"],
        ["ann@x.com", "on"],
      ],
      [{ email: "ann@x.com", state: "on" }],
    ],
  ])("as %s come in one form", (_, rows, plain) => {
    expect(plainRows(rows, isName)).toEqual(plain);
  });

  it.each<[string, unknown[]]>([
    [
      "no name among the first",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["arrays of another length", [["email", "state"], ["ann@x.com"]]],
    [
      "an address among the names",
      [
        ["email", "ann@x.com"],
        ["bob@x.com", "on"],
      ],
    ],
    ["fields of their own beside attributes", [{ email: "ann@x.com", attributes: { email: "bob@x.com" } }]],
    ["two records in one", [{ node: { email: "ann@x.com" }, source: { email: "bob@x.com" } }]],
  ])("with %s stay as they are", (_, rows) => {
    expect(plainRows(rows, isName)).toEqual(rows);
  });
});

it("the names of columns beside a list go above its arrays", () => {
  const columns = columnsIn([
    ["count", 1],
    ["col_names", ["email"]],
  ]);
  expect(columns).toEqual(["email"]);
  expect(withColumns(columns, [["ann@x.com"]])).toEqual([["email"], ["ann@x.com"]]);
  expect(withColumns(columns, ["ann@x.com"])).toEqual(["ann@x.com"]);
  expect(withColumns(columnsIn([["columns", "email"]]), [["ann@x.com"]])).toEqual([["ann@x.com"]]);
});
