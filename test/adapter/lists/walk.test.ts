import { Doubts } from "../../../src/adapter/lists/doubts";
import type { RowReader } from "../../../src/adapter/lists/rowReader";
import { Walk } from "../../../src/adapter/lists/walk";

/** What a walk hands to a reader that takes every row, and what it leaves in doubt. */
function walked(data: unknown) {
  const rows: unknown[][] = [];
  const doubts = new Doubts();
  const reader: RowReader = {
    names: ["email"],
    lists: new Set<string>(),
    others: new Set(["forwards"]),
    isRecord: (value) => typeof value === "object",
    fields: ({ raw }, domain) => rows.push(["fields", raw, domain]) && 1,
    take: () => undefined,
    entry: ({ address }, value) => rows.push(["entry", address, value]) && 1,
    map: (entries, domain) => rows.push(["map", Object.fromEntries(entries), domain]) && 1,
    text: (text, domain) => rows.push(["text", text, domain]) && 1,
    tuple: (values) => rows.push(["tuple", values]) && 1,
  };
  new Walk(reader, doubts).run(data);
  doubts.settle([]);
  return { rows, isPart: doubts.isPart, isClear: doubts.isClear };
}

const whole = { isPart: false, isClear: true };
const ann = "ann@example.com";

describe("a walk through a payload", () => {
  it.each<[string, unknown, unknown[][]]>([
    ["records", { data: [{ email: ann }] }, [["fields", { email: ann }, undefined]]],
    [
      "records below a domain",
      { "example.com": [{ email: "ann" }] },
      [["fields", { email: "ann" }, "example.com"]],
    ],
    ["values under addresses", { list: { [ann]: 5 } }, [["entry", ann, 5]]],
    [
      "keys below a domain",
      { "example.com": { ann: 5, bob: 7 } },
      [["map", { ann: 5, bob: 7 }, "example.com"]],
    ],
    ["texts", [ann], [["text", ann, undefined]]],
    [
      "tuples",
      [
        [ann, 5],
        [ann, 6],
      ],
      [
        ["tuple", [ann, 5]],
        ["tuple", [ann, 6]],
      ],
    ],
    ["numbered keys", { 0: ann }, [["text", ann, undefined]]],
  ])("hands over %s", (_, data, rows) => {
    expect(walked(data)).toEqual({ rows, ...whole });
  });

  it("hands over nothing of an empty list, and doubts nothing", () => {
    expect(walked({ list: [] })).toEqual({ rows: [], ...whole });
  });

  it("notes that there is more than it shows", () => {
    expect(walked({ list: [{ email: ann }], total: 2 }).isPart).toBe(true);
    expect(walked({ list: [{ email: ann }], total: 1 }).isPart).toBe(false);
  });

  it.each([[5], [{ list: [5] }], [{ list: [{ email: ann }], strange: { x: "y" } }]])(
    "notes that something in %j was left over",
    (data) => {
      expect(walked(data).isClear).toBe(false);
    },
  );

  it("takes what is nested too deep for not understood", () => {
    let data: unknown = ann;
    for (let level = 0; level < 1000; level++) data = [data];
    expect(walked(data)).toEqual({ rows: [], isPart: false, isClear: false });
  });
});
