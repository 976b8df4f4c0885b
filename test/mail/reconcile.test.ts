import type { KnownMessage } from "../../src/mail/message";
import { reconcile } from "../../src/mail/reconcile";

const message = (uid: number, hash: string, flags: readonly string[] = [], date = "2024-02-29T12:00:00Z") =>
  ({ uid, size: 1, flags, date, hash }) satisfies KnownMessage;
const result = (source: readonly KnownMessage[], target: readonly KnownMessage[]) => {
  const { pairs, missing } = reconcile(source, target);
  return {
    pairs: pairs.map((pair) => [pair.source.uid, pair.target.uid]).sort(),
    missing: missing.map(({ uid }) => uid),
  };
};

describe("comparing two folders", () => {
  it("counts messages that are the same", () => {
    const source = [message(1, "a"), message(2, "a"), message(3, "b")];
    expect(result(source, [message(7, "a")])).toEqual({ pairs: [[1, 7]], missing: [2, 3] });
    expect(result(source, [message(7, "a"), message(8, "a"), message(9, "a")]).missing).toEqual([3]);
  });

  it("tells messages with the same bytes apart by their date", () => {
    const later = message(7, "a", [], "2024-02-29T12:00:01Z");
    expect(result([message(1, "a")], [later])).toEqual({ pairs: [], missing: [1] });
  });

  it("pairs those with the same flags first, in capitals or small letters", () => {
    const source = [message(1, "a", ["\\Seen"]), message(2, "a", ["$Todo", "\\Flagged"])];
    const target = [message(7, "a", ["\\Flagged", "$TODO"]), message(8, "a", [])];
    expect(result(source, target)).toEqual({
      pairs: [
        [1, 8],
        [2, 7],
      ],
      missing: [],
    });
  });
});
