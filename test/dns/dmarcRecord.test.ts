import { dmarcTexts, readDmarc } from "../../src/dns/dmarcRecord";

describe("a DMARC record", () => {
  it("begins with its version", () => {
    const texts = [
      "v=DMARC1; p=none",
      "v=DMARC1",
      "v = DMARC1 ; p=none",
      "p=none; v=DMARC1",
      "v=DMARC10; p=none",
    ];
    expect(dmarcTexts(texts)).toEqual(texts.slice(0, 3));
  });

  it("has a policy, one for subdomains, a percentage and addresses", () => {
    expect(
      readDmarc("v=DMARC1; p=Reject; sp=none;pct=50; rua=mailto:a@b.example!10m, https://r.example"),
    ).toEqual({
      policy: "reject",
      subdomainPolicy: "none",
      percent: 50,
      reportsTo: "mailto:a@b.example!10m, https://r.example",
      mistakes: [],
    });
    expect(readDmarc("v=DMARC1; p=none")).toMatchObject({ percent: 100, reportsTo: undefined, mistakes: [] });
  });

  it.each([
    ["v=DMARC1; rua=mailto:a@b.example", "it has no policy (p)"],
    ["v=DMARC1; p=block", "p=block is neither none, quarantine nor reject"],
    ["v=DMARC1; p=none; sp=x", "sp=x is neither none, quarantine nor reject"],
    ["v=DMARC1; p=none; pct=200", "pct=200 is not a whole number from 0 to 100"],
    [
      "v=DMARC1; p=none; rua=a@b.example",
      "rua=a@b.example is not an address; write it like mailto:dmarc@example.com",
    ],
  ])("%j has a mistake", (text, mistake) => {
    expect(readDmarc(text).mistakes).toEqual([mistake]);
  });
});
