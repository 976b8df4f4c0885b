import { Doubts } from "../../../src/adapter/lists/doubts";
import { Listing, type Extent } from "../../../src/adapter/lists/listing";

const ann = "ann@example.com";
const bob = "bob@example.com";

function listing(extent: Extent, ...names: string[]): Listing<string> {
  return new Listing({ shown: new Map(names.map((name) => [name, name])), extent, looks: extent });
}

function listingWith(take: (doubts: Doubts) => void, ...names: string[]): Listing<string> {
  const doubts = new Doubts();
  take(doubts);
  return new Listing({ shown: new Map(names.map((name) => [name, name])), doubts, looks: "[…]" });
}

describe("a listing", () => {
  it.each<[Extent, string, boolean]>([
    ["whole", "absent", false],
    ["blank", "unknown", false],
    ["unclear", "unknown", true],
  ])("that is %s says %s of what it does not show, and leaves it open: %s", (extent, is, open) => {
    const list = listing(extent, ann);
    expect(list.see(ann)).toEqual({ is: "present", object: ann });
    expect([list.see(bob).is, list.leavesOpen(bob)]).toEqual([is, open]);
    expect(list.all()).toEqual([ann]);
  });

  it("is as whole as its doubts let it be", () => {
    expect(listingWith(() => undefined).extent).toBe("blank");
    expect(listingWith((doubts) => doubts.leave("example.org")).extent).toBe("unclear");
    expect(listingWith((doubts) => doubts.leave("example.org"), ann).extent).toBe("whole");
    expect(listingWith((doubts) => doubts.leave(undefined), ann).extent).toBe("unclear");
    const named = listingWith((doubts) => doubts.name(bob), ann);
    expect([named.extent, named.see(bob).is, named.leavesOpen(bob)]).toEqual(["whole", "unknown", true]);
  });

  it("by the panel's own word of nothing proves that nothing is there", () => {
    expect([Listing.none().see(ann), Listing.none().isDoubtful]).toEqual([{ is: "absent" }, false]);
  });

  it.each<[Extent, Extent, Extent]>([
    ["whole", "whole", "whole"],
    ["whole", "blank", "blank"],
    ["blank", "unclear", "unclear"],
    ["unclear", "whole", "unclear"],
  ])("that is %s and one that is %s are together %s", (one, other, both) => {
    const list = listing(one, ann).and(listing(other, bob));
    expect([list.extent, list.looks, list.all().sort()]).toEqual([both, both, [ann, bob]]);
  });
});
