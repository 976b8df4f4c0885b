import { spfHealth } from "../../src/dns/spfHealth";
import { dnsFor, text } from "../support/dnsFor";
import type { Published } from "../support/nameServer";

const domain = "example.com";
const panels = "v=spf1 a mx ~all";
const host: Published = { addresses: ["192.0.2.1"], mx: { "mail.example.com": 10 } };
const record = (value: string): object => ({ name: domain, type: "TXT", value });

async function health(texts: readonly string[], wanted?: string, more: Record<string, Published> = {}) {
  return spfHealth(domain, wanted, await dnsFor({ [domain]: { ...host, texts }, ...more }));
}

describe("the SPF of a domain", () => {
  it("passes where public DNS has the panel's record, with its lookups", async () => {
    expect(await health(["other", panels], panels)).toEqual({
      status: "pass",
      found: [record(panels)],
      problems: [],
      hints: [],
      toSet: [],
      lookups: 2,
    });
  });

  it("passes where it allows others besides the panel, in any order", async () => {
    const more = { "_spf.example.org": text("v=spf1 ip4:192.0.2.9 -all") };
    const found = await health(["v=spf1 MX include:_spf.example.org +a -all"], panels, more);
    expect(found).toMatchObject({ status: "pass", lookups: 3 });
  });

  it("fails without a record, and names the panel's or the usual one", async () => {
    expect(await health([], panels)).toMatchObject({
      status: "fail",
      problems: ["there is no SPF record"],
      toSet: [record(panels)],
    });
    expect((await health([])).toSet).toEqual([record("v=spf1 a mx ~all")]);
  });

  it("fails where it lacks what the panel's has, and names both together", async () => {
    const more = { "_spf.example.org": text("v=spf1 -all") };
    expect(await health(["v=spf1 include:_spf.example.org -all"], panels, more)).toMatchObject({
      status: "fail",
      problems: ["it lacks a mx, which the panel's record has"],
      toSet: [record("v=spf1 include:_spf.example.org a mx -all")],
    });
  });

  it("fails with two records", async () => {
    expect(await health([panels, "v=spf1 -all"], panels)).toMatchObject({
      status: "fail",
      problems: ["there are 2 SPF records, and receivers then count none; keep one"],
      toSet: [record(panels)],
    });
  });

  it("fails with eleven lookups, and says how many", async () => {
    const names = Array.from({ length: 11 }, (_, index) => `i${index}.example`);
    const more = Object.fromEntries(names.map((name) => [name, text("v=spf1 -all")]));
    const found = await health(
      [`v=spf1 ${names.map((name) => `include:${name}`).join(" ")} -all`],
      undefined,
      more,
    );
    expect(found).toMatchObject({ status: "fail", lookups: 11, toSet: [] });
    expect(found.problems[0]).toContain("it needs 11 DNS lookups, and receivers make at most 10");
  });

  it("fails with more than two lookups that find nothing", async () => {
    const { problems } = await health(["v=spf1 a:x.example a:y.example a:z.example -all"]);
    expect(problems).toEqual(["3 of its lookups find nothing, and receivers allow at most 2"]);
  });

  it("fails where everybody may send, and hints at an end that forbids nobody", async () => {
    expect((await health(["v=spf1 +all"])).problems).toEqual(["it ends in +all, which lets everybody send"]);
    expect(await health(["v=spf1 mx"])).toMatchObject({
      status: "pass",
      hints: ["it does not end in ~all or -all, so it forbids nobody to send"],
    });
    expect((await health(["v=spf1 mx ptr ?all"])).hints).toHaveLength(2);
  });

  it("is not known where DNS does not answer, for the record or for what it includes", async () => {
    const broken = { "broken.example": { fails: true } };
    expect(await spfHealth("broken.example", panels, await dnsFor(broken))).toMatchObject({
      status: "unknown",
      toSet: [],
    });
    const found = await health(["v=spf1 a mx include:broken.example -all"], panels, broken);
    expect(found.status).toBe("unknown");
    expect(found.problems[0]).toContain("broken.example TXT got no answer (SERVFAIL)");
  });
});
