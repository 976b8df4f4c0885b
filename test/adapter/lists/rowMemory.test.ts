import fc from "fast-check";
import { forwardsIn } from "../../../src/adapter/lists/forwards";
import type { Listing } from "../../../src/adapter/lists/listing";
import { mailboxesIn } from "../../../src/adapter/lists/mailboxes";
import { RowMemory } from "../../../src/adapter/lists/rowMemory";
import { forwardShapes } from "../../support/lists/forwardTable";
import { forwardLists, mailboxLists } from "../../support/lists/grammar";
import { mailboxShapes } from "../../support/lists/mailboxTable";

const names = [
  "ann@example.com",
  "bob@example.com",
  "bob@other.test",
  "o'brien@example.com",
  "r&d@example.org",
  "info@example.org",
  "info@example.com",
  "sales@example.com",
  "root@panel.test",
  "total@example.com",
  "dkim@example.com",
];

/** All that a list says. */
function said(list: Listing<unknown>): unknown {
  const { extent, looks, isDoubtful } = list;
  return { all: list.all(), seen: names.map((name) => list.see(name)), extent, looks, isDoubtful };
}

/** The rows of several lists in one, where they are plain lists. */
function mixed(lists: readonly unknown[]): unknown[] {
  return lists.flatMap((data) => (Array.isArray(data) ? (data as unknown[]) : [data]));
}

const kinds = [
  ["mailboxes", mailboxesIn, mailboxLists, mailboxShapes],
  ["forwardings", forwardsIn, forwardLists, forwardShapes],
] as const;

describe.each(kinds)("a list of %s", (_, read, generated, shapes) => {
  const data = fc.oneof(
    generated.map((list) => list.data),
    fc.constantFrom(...shapes.map((shape) => shape.data)),
  );

  it("says the same whatever lists were read before it", () => {
    fc.assert(
      fc.property(fc.array(data, { minLength: 2, maxLength: 6 }), (lists) => {
        const rows = new RowMemory();
        for (const list of [...lists, mixed(lists), mixed([...lists].reverse()), ...lists])
          expect(said(read(list, rows))).toEqual(said(read(list)));
      }),
      { numRuns: 1500 },
    );
  });

  it("is not read anew but for its new rows", () => {
    const rowsOf = (count: number): object[] =>
      Array.from({ length: count }, (_unused, i) => ({
        email: `box${i}@example.com`,
        source: `box${i}@example.com`,
        target: "ann@example.com",
      }));
    const rows = new RowMemory();
    const note = jest.spyOn(rows, "note");
    read(rowsOf(50), rows);
    expect(note).toHaveBeenCalledTimes(50);
    note.mockClear();
    expect(read({ data: rowsOf(52) }, rows).all()).toHaveLength(52);
    expect(note).toHaveBeenCalledTimes(52);
    note.mockClear();
    expect(read({ data: rowsOf(53) }, rows).all()).toHaveLength(53);
    expect(note).toHaveBeenCalledTimes(1);
  });
});
