import { dmarcHealth } from "../../src/dns/dmarcHealth";
import type { RecordHealth } from "../../src/dns/recordHealth";
import { dnsFor, text } from "../support/dnsFor";
import type { Published } from "../support/nameServer";

const domain = "shop.example.com";

async function health(records: Record<string, Published>, wanted?: string): Promise<RecordHealth> {
  return dmarcHealth(domain, wanted, await dnsFor(records));
}
const own = (...texts: string[]): Record<string, Published> => ({ [`_dmarc.${domain}`]: text(...texts) });
const record = (value: string): object => ({ name: `_dmarc.${domain}`, type: "TXT", value });

describe("the DMARC policy of a domain", () => {
  it("passes where it does something and reports go somewhere", async () => {
    const value = "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com";
    expect(await health(own("other", value))).toEqual({
      status: "pass",
      found: [record(value)],
      problems: [],
      hints: [],
      toSet: [],
    });
  });

  it("fails without one, and names one to set", async () => {
    expect(await health({})).toMatchObject({
      status: "fail",
      problems: ["there is no DMARC record"],
      toSet: [record(`v=DMARC1; p=quarantine; rua=mailto:postmaster@${domain}`)],
    });
  });

  it.each([
    [
      "v=DMARC1; p=none; rua=mailto:a@b.example",
      "p=none asks receivers to do nothing",
      "v=DMARC1; p=quarantine; rua=mailto:a@b.example",
    ],
    ["v=DMARC1; p=reject; pct=0", "pct=0 asks receivers to do nothing", "v=DMARC1; p=reject"],
  ])("%j does nothing, and fails", async (value, words, toSet) => {
    const found = await health(own(value));
    expect(found).toMatchObject({ status: "fail", toSet: [record(toSet)] });
    expect(found.problems).toEqual([expect.stringContaining(words)]);
  });

  it("hints at reports that nobody gets, and at a part of the mail", async () => {
    expect((await health(own("v=DMARC1; p=reject; pct=50"))).hints).toEqual([
      "it has no rua, so nobody gets reports",
      "pct=50: it counts for a part of the mail alone",
    ]);
  });

  it("is the one of the organisational domain where the domain has none, with the policy for subdomains", async () => {
    const above = (value: string): Record<string, Published> => ({ "_dmarc.example.com": text(value) });
    expect(await health(above("v=DMARC1; p=reject; rua=mailto:a@b.example"))).toMatchObject({
      status: "pass",
      hints: ["it is the one of example.com, which counts for shop.example.com too"],
    });
    const found = await health(above("v=DMARC1; p=reject; sp=none; rua=mailto:a@b.example"));
    expect(found.problems).toEqual(["sp=none asks receivers to do nothing with mail that fails"]);
    expect(found.toSet).toEqual([record(`v=DMARC1; p=quarantine; rua=mailto:postmaster@${domain}`)]);
  });

  it("fails with two records, and with one that is not the panel's", async () => {
    expect((await health(own("v=DMARC1; p=reject", "v=DMARC1; p=none"))).problems).toEqual([
      "there are 2 DMARC records, and receivers then count none; keep one",
    ]);
    const wanted = "v=DMARC1; p=reject";
    expect(await health(own("v=DMARC1; p=quarantine"), wanted)).toMatchObject({
      problems: [`it is not the one in the panel's zone: ${wanted}`],
      toSet: [record(wanted)],
    });
    expect((await health(own("v=DMARC1;p=reject;"), wanted)).status).toBe("pass");
  });

  it("is not known where DNS does not answer, also above the domain", async () => {
    expect((await health({ [`_dmarc.${domain}`]: { fails: true } })).status).toBe("unknown");
    expect((await health({ "_dmarc.example.com": { fails: true } })).status).toBe("unknown");
  });
});
