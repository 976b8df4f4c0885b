import { Doubts } from "../../../src/adapter/lists/doubts";

const ann = "ann@example.com";
const bob = "bob@example.com";

function doubtsOf(take: (doubts: Doubts) => void, shown: string[] = []): Doubts {
  const doubts = new Doubts();
  take(doubts);
  doubts.settle(shown);
  return doubts;
}

describe("the doubts about a list", () => {
  it("are none where everything was understood", () => {
    const doubts = doubtsOf(() => undefined, [bob]);
    expect([doubts.isClear, doubts.isBounded, doubts.mayName(ann)]).toEqual([true, true, false]);
  });

  it.each<[string, (doubts: Doubts) => void, [clear: boolean, bounded: boolean, ann: boolean, bob: boolean]]>(
    [
      ["a further page", (doubts) => (doubts.isPart = true), [false, false, false, false]],
      ["something left over", (doubts) => doubts.leave(undefined), [false, false, false, false]],
      [
        "something left over of ann's domain",
        (doubts) => doubts.leave("example.com"),
        [false, true, true, true],
      ],
      [
        "something left over of another domain",
        (doubts) => doubts.leave("example.org"),
        [false, true, false, false],
      ],
      ["ann, of whom no more was understood", (doubts) => doubts.unread(ann), [false, true, true, false]],
      ["ann's address", (doubts) => doubts.name("Ann@Example.com"), [true, true, true, false]],
      ["ann's local part", (doubts) => doubts.name("ann"), [true, true, true, false]],
      ["a text with ann in it", (doubts) => doubts.text(`see ${ann}`), [true, true, true, false]],
      ["an at sign of no address", (doubts) => doubts.text("x@"), [false, false, false, false]],
      ["a domain beside it", (doubts) => doubts.beside("example.org"), [true, true, true, true]],
    ],
  )("with %s leave open what it may be", (_, take, expected) => {
    const doubts = doubtsOf(take);
    expect([doubts.isClear, doubts.isBounded, doubts.mayName(ann), doubts.mayName(bob)]).toEqual(expected);
  });

  it("are about every address that a masked one may be", () => {
    const doubts = doubtsOf(() => undefined, ["a**@example.com"]);
    expect([doubts.mayName(ann), doubts.mayName(bob)]).toEqual([true, false]);
  });

  it("take the domain beside a list for the panel's own where the list shows others", () => {
    const doubts = doubtsOf((all) => all.beside("example.org"), [bob]);
    expect(doubts.mayName(ann)).toBe(false);
  });
});
