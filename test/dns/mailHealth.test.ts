import { Zone } from "../../src/adapter/lists/zone";
import { domainHealth, isHealthy, type DomainHealth } from "../../src/dns/mailHealth";
import { dnsFor, text } from "../support/dnsFor";

const domain = "example.com";
const key = { name: "dkim._domainkey.example.com", type: "TXT", value: "v=DKIM1; k=rsa; p=AAAA" };
const own = [
  { name: "example.com.", type: "MX", value: "10 mail.example.com." },
  { name: "example.com.", type: "TXT", value: '"v=spf1 mx ~all"' },
];

async function health(
  records: readonly object[] | undefined,
  declared: readonly (typeof key)[] = [],
): Promise<DomainHealth> {
  const zone = records === undefined ? undefined : Zone.recognise(domain, records);
  const dns = await dnsFor({
    [domain]: { mx: { "mail.example.com": 10 }, texts: ["v=spf1 mx ~all"] },
    "mail.example.com": { addresses: ["192.0.2.1"] },
    [key.name]: text(key.value),
    "_dmarc.example.com": text("v=DMARC1; p=reject; rua=mailto:a@example.com"),
  });
  return domainHealth(domain, { zone, declared }, dns);
}

describe("the mail of a domain in DNS", () => {
  it("is healthy where all is as the panel's zone says", async () => {
    const found = await health([...own, key]);
    expect(isHealthy(found)).toBe(true);
    expect([found.mx.status, found.spf.status, found.dkim.status, found.dmarc.status]).toEqual(
      Array(4).fill("pass"),
    );
  });

  it("is judged by what the program's state holds before what the zone says", async () => {
    const other = { ...key, value: "v=DKIM1; k=rsa; p=BBBB" };
    const spf = { name: domain, type: "TXT", value: "v=spf1 mx ip4:192.0.2.7 ~all" };
    const found = await health([...own, key], [other, spf]);
    expect(found.dkim).toMatchObject({ status: "fail", toSet: [other] });
    expect(found.spf).toMatchObject({ status: "fail", toSet: [spf] });
  });

  it("has no known key where the panel does not show the zone, and is judged all the same", async () => {
    const found = await health(undefined);
    expect(found.dkim).toMatchObject({
      status: "unknown",
      problems: ["the panel does not show the zone, so which key it signs with is unknown"],
    });
    expect([found.mx.status, found.spf.status, found.dmarc.status]).toEqual(Array(3).fill("pass"));
    expect(isHealthy(found)).toBe(false);
  });

  it("lacks a key where DKIM is off, and does not guess which of several is the panel's", async () => {
    expect((await health(own)).dkim).toMatchObject({ status: "fail", toSet: [] });
    const google = { ...key, name: "google._domainkey.example.com" };
    const several = (await health([...own, key, google])).dkim;
    expect(several.status).toBe("unknown");
    expect(several.problems[0]).toContain("keys of the selectors dkim, google, and which one is the panel's");
  });
});
