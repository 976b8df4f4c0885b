import { mistakeInDmarc, mistakeInTag, reportUri } from "../../src/adapter/dmarc";

describe("the text of a DMARC record", () => {
  it.each([
    "v=DMARC1; p=none",
    "v=DMARC1;p=reject;",
    "  v = DMARC1 ; p = Quarantine ; sp=none ",
    "v=DMARC1; p=none; rua=mailto:dmarc@example.com",
    // RFC 7489, appendix B.2.3 and B.2.4
    "v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com; ruf=mailto:auth-reports@thirdparty.example.net",
    "v=DMARC1; p=quarantine; rua=mailto:dmarc-feedback@example.com,mailto:tld-test@thirdparty.example.net!10m; pct=25",
    "v=DMARC1; p=reject; adkim=s; aspf=R; fo=1:d:s; rf=afrf; ri=86400; pct=0",
    "v=DMARC1; p=reject; rua=mailto:a%21b@example.com?subject=x=y, https://example.com/dmarc",
    "v=DMARC1; p=reject; np=reject; psd=n; t=y",
  ])("%j is right", (text) => {
    expect(mistakeInDmarc(text)).toBeUndefined();
  });

  it.each([
    ["", 'holds "", which is not of the form tag=value'],
    ["p=reject", 'does not begin with "v=DMARC1"'],
    ["p=reject; v=DMARC1", 'does not begin with "v=DMARC1"'],
    ["v=DMARC2; p=reject", "holds v=DMARC2, which is not DMARC1"],
    ["v=dmarc1; p=reject", "holds v=dmarc1, which is not DMARC1"],
    ["v=DMARC1 p=reject", "holds v=DMARC1 p=reject, which is not DMARC1"],
    ["v=DMARC1", 'does not have its policy, such as "p=quarantine", right after "v=DMARC1"'],
    ["v=DMARC1; pct=5; p=none", 'does not have its policy, such as "p=quarantine", right after "v=DMARC1"'],
    ["v=DMARC1; p=block", 'holds p=block, which is neither "none", "quarantine" nor "reject"'],
    ["v=DMARC1; p=none;; pct=5", 'holds "", which is not of the form tag=value'],
    ["v=DMARC1; p=none; pct", 'holds "pct", which is not of the form tag=value'],
    ["v=DMARC1; p=none; pct=101", "holds pct=101, which is not a whole number from 0 to 100"],
    ["v=DMARC1; p=none; pct=-1", "holds pct=-1, which is not a whole number from 0 to 100"],
    ["v=DMARC1; p=none; pct=", "holds pct=, which is not a whole number from 0 to 100"],
    ["v=DMARC1; p=none; pct=5; pct=6", "holds the tag pct twice"],
    ["v=DMARC1; p=none; adkm=s", "holds the tag adkm, which does not exist; did you mean adkim?"],
    ["v=DMARC1; p=none; constructor=s", "holds the tag constructor, which does not exist"],
    ["v=DMARC1; p=none; aspf=x", 'holds aspf=x, which is neither "r" (relaxed) nor "s" (strict)'],
    ["v=DMARC1; p=none; fo=2", "holds fo=2, which is not a list of 0, 1, d and s, such as 1:d:s"],
    ["v=DMARC1; p=none; rf=a f", "holds rf=a f, which is not a report format, such as afrf"],
    ["v=DMARC1; p=none; ri=4294967296", "holds ri=4294967296, which is not a whole number of seconds"],
    ["v=DMARC1; p=none; t=maybe", 'holds t=maybe, which is neither "y" nor "n"'],
    [
      "v=DMARC1; p=none; rua=dmarc@example.com",
      "holds rua=dmarc@example.com, which is not a list of addresses; write it like mailto:dmarc@example.com",
    ],
    [
      "v=DMARC1; p=none; rua=mailto:a!b@example.com",
      "holds rua=mailto:a!b@example.com, which is not a list of addresses; write it like mailto:dmarc@example.com",
    ],
    [
      "v=DMARC1; p=none; rua=mailto:dmarc",
      'holds rua=mailto:dmarc, which names no address: "dmarc" is not an address; write it like ann@example.com',
    ],
    [
      "v=DMARC1; p=none; ruf=mailto:%@example.com,mailto:a@b",
      'holds ruf=mailto:%@example.com,mailto:a@b, which names no address: its domain "b" is not a full domain; write it ' +
        "like example.com",
    ],
  ])("%j %s", (text, mistake) => {
    expect(mistakeInDmarc(text)).toBe(mistake);
  });
});

test("a tag is checked alone too", () => {
  expect(mistakeInTag("pct", "50")).toBeUndefined();
  expect(mistakeInTag("pct", "1.5")).toBe("is not a whole number from 0 to 100");
});

describe("where reports go", () => {
  it.each([
    ["dmarc@example.com", "mailto:dmarc@example.com"],
    [" Dmarc@Пример.рф ", "mailto:Dmarc@xn--e1afmkfd.xn--p1ai"],
    ["a!b%c?d#e&f@example.com", "mailto:a%21b%25c%3fd%23e%26f@example.com"],
    ["mailto:dmarc@example.com!5m", "mailto:dmarc@example.com!5m"],
    ["https://example.com/dmarc", "https://example.com/dmarc"],
    ["nobody", "nobody"],
  ])("%j is written as %j", (written, uri) => {
    expect(reportUri(written)).toBe(uri);
  });

  it.each(["dmarc@example.com", "a!b%c?d#e&f@example.com"])("%j is then right", (written) => {
    expect(mistakeInTag("rua", reportUri(written))).toBeUndefined();
  });
});
