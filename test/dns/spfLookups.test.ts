import { countSpfLookups, type SpfLookups } from "../../src/dns/spfLookups";
import { readSpf } from "../../src/dns/spfRecord";
import { dnsFor, text } from "../support/dnsFor";
import type { Published } from "../support/nameServer";

const domain = "example.com";

async function count(record: string, records: Record<string, Published> = {}): Promise<SpfLookups> {
  const { lookups, voidLookups, mistakes, unanswered } = await countSpfLookups(
    domain,
    readSpf(record),
    await dnsFor(records),
  );
  return { lookups, voidLookups, mistakes, unanswered };
}

const right = { voidLookups: 0, mistakes: [], unanswered: [] };

describe("the lookups of an SPF record", () => {
  it("are none for addresses, and one for each other mechanism", async () => {
    const host: Published = { addresses: ["192.0.2.1"], mx: { "mail.example.com": 10 } };
    expect(await count("v=spf1 ip4:192.0.2.1 ip6:::1 -all")).toEqual({ lookups: 0, ...right });
    const records = { [domain]: host, "b.example": host };
    expect(await count("v=spf1 a mx a:b.example mx:b.example exists:b.example ptr -all", records)).toEqual({
      lookups: 6,
      ...right,
    });
  });

  it("are those of all includes too, however deep, and of a redirect", async () => {
    const records = {
      "one.example": text("v=spf1 include:two.example include:three.example ~all"),
      "two.example": text("other text", "v=spf1 include:three.example ?all"),
      "three.example": text("v=spf1 ip4:192.0.2.1 -all"),
    };
    // one, two, three by two, three by one; then the redirect with the same
    expect(await count("v=spf1 include:one.example redirect=one.example", records)).toEqual({
      lookups: 8,
      ...right,
    });
  });

  it("go on beyond ten, so that their number can be told", async () => {
    const names = Array.from({ length: 11 }, (_, index) => `i${index}.example`);
    const records = Object.fromEntries(names.map((name) => [name, text("v=spf1 -all")]));
    const record = `v=spf1 ${names.map((name) => `include:${name}`).join(" ")} -all`;
    expect(await count(record, records)).toEqual({ lookups: 11, ...right });
  });

  it("end where records include each other", async () => {
    const records = {
      "a.example": text("v=spf1 include:b.example -all"),
      "b.example": text("v=spf1 include:A.example -all"),
    };
    expect(await count("v=spf1 include:a.example -all", records)).toEqual({
      ...right,
      lookups: 3,
      mistakes: ["its records include each other: example.com → a.example → b.example → a.example"],
    });
    expect((await count(`v=spf1 include:${domain} -all`)).mistakes).toEqual([
      "its records include each other: example.com → example.com",
    ]);
  });

  it("end in time where includes multiply without end", async () => {
    const fork = (level: number): Published =>
      text(`v=spf1 include:a${level}.example include:b${level}.example -all`);
    const records = Object.fromEntries(
      Array.from({ length: 20 }, (_, level) => [
        [`a${level}.example`, fork(level + 1)],
        [`b${level}.example`, fork(level + 1)],
      ]).flat(),
    ) as Record<string, Published>;
    const { lookups } = await count("v=spf1 include:a0.example include:b0.example -all", records);
    expect(lookups).toBeGreaterThan(10);
    expect(lookups).toBeLessThan(200);
  });

  it("are void where they find nothing, and a mistake where an include has no record or two", async () => {
    const records = { "two.example": text("v=spf1 -all", "v=spf1 a -all"), "none.example": text("hello") };
    expect(await count("v=spf1 a mx:gone.example include:gone.example -all", records)).toEqual({
      lookups: 3,
      voidLookups: 3,
      mistakes: ["include names gone.example, which has no SPF record"],
      unanswered: [],
    });
    expect((await count("v=spf1 include:two.example redirect=none.example", records)).mistakes).toEqual([
      "include names two.example, which has 2 SPF records",
      "redirect names none.example, which has no SPF record",
    ]);
  });

  it("that DNS does not answer are not void, and no mistake", async () => {
    const counted = await count("v=spf1 include:broken.example a:broken.example -all", {
      "broken.example": { fails: true },
    });
    expect(counted).toMatchObject({ lookups: 2, voidLookups: 0, mistakes: [] });
    expect(counted.unanswered).toHaveLength(2);
  });

  it("of names with macros are counted, and not made", async () => {
    expect(await count("v=spf1 exists:%{i}._spf.example include:%{d2}.x.example -all")).toEqual({
      lookups: 2,
      ...right,
    });
  });

  it("name a mistake in a record that is included, and mail hosts beyond ten", async () => {
    const mx = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`m${index}.example`, index]));
    const records = { "bad.example": text("v=spf1 ipv4:192.0.2.1 -all"), "many.example": { mx } };
    expect((await count("v=spf1 include:bad.example mx:many.example -all", records)).mistakes).toEqual([
      "“ipv4:192.0.2.1” is not a term of SPF in the record of bad.example",
      "mx names many.example, which has more than 10 mail hosts",
    ]);
  });
});
