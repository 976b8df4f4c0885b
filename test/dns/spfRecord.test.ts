import { readSpf, spfTexts } from "../../src/dns/spfRecord";

describe("an SPF record", () => {
  it("is known by its version alone", () => {
    const texts = ["v=spf1 -all", "V=SPF1", "v=spf10 -all", "v=spf2.0/pra", " v=spf1"];
    expect(spfTexts(texts)).toEqual(["v=spf1 -all", "V=SPF1"]);
  });

  it("has mechanisms with qualifiers, targets and lengths", () => {
    const { mechanisms, mistakes } = readSpf(
      "v=spf1 +a  mx/24 a:Mail.example.com/24//64 ip4:192.0.2.0/24 ip6:2001:db8::/32 ?include:_spf.example.org. exists:%{i}.x.example ptr ~all",
    );
    expect(mistakes).toEqual([]);
    expect(mechanisms.map(({ text, target }) => [text, target])).toEqual([
      ["a", undefined],
      ["mx/24", undefined],
      ["a:mail.example.com/24//64", "Mail.example.com"],
      ["ip4:192.0.2.0/24", "192.0.2.0/24"],
      ["ip6:2001:db8::/32", "2001:db8::/32"],
      ["?include:_spf.example.org.", "_spf.example.org"],
      ["exists:%{i}.x.example", "%{i}.x.example"],
      ["ptr", undefined],
      ["~all", undefined],
    ]);
  });

  it.each([
    "ip4:300.0.0.1",
    "ip4:2001:db8::1",
    "include:",
    "include",
    "all:x",
    "ipv4:192.0.2.1",
    "mx:",
    "~",
    "foo",
  ])("has a mistake in %j", (term) => {
    expect(readSpf(`v=spf1 ${term} -all`).mistakes).toEqual([`“${term}” is not a term of SPF`]);
  });

  it("takes modifiers that it does not know, and a redirect only where nothing else decides", () => {
    expect(readSpf("v=spf1 redirect=_spf.example.com exp=why.example.com x-y=z")).toEqual({
      mechanisms: [],
      redirect: "_spf.example.com",
      mistakes: [],
    });
    expect(readSpf("v=spf1 redirect=_spf.example.com -all").redirect).toBeUndefined();
    expect(readSpf("v=spf1 redirect=a.example redirect=b.example").mistakes).toHaveLength(1);
  });

  it("ends at all", () => {
    expect(readSpf("v=spf1 -all include:late.example").mechanisms.map(({ name }) => name)).toEqual(["all"]);
  });
});
