import { Zone } from "../../src/adapter/lists/zone";
import { keysAfter, panelKey, selectorsIn } from "../../src/adapter/panelKey";

function zoneWith(...selectors: string[]): Zone {
  const keys = selectors.map(
    (selector) => `${selector}._domainkey IN TXT "v=DKIM1; k=rsa; p=MIGf${selector}"`,
  );
  const zone = Zone.recognise("example.com", ["@ IN A 192.0.2.10", "@ IN MX 10 mail", ...keys].join("\n"));
  if (zone === undefined) throw new Error("The zone was not recognised.");
  return zone;
}

const named = (selector: string) => ({
  is: "present",
  object: { name: `${selector}._domainkey.example.com`, value: `v=DKIM1; k=rsa; p=MIGf${selector}` },
});

describe("the panel's own DKIM key", () => {
  it("is that of its selector, whatever else appeared", () => {
    const zone = zoneWith("google", "s1", "s2");
    expect(panelKey(zone, { selector: "s1", before: ["google"] })).toMatchObject(named("s1"));
    expect(panelKey(zone, { selector: "s3" })).toEqual({ is: "absent" });
  });

  it("is the one that appeared when DKIM was switched on", () => {
    const zone = zoneWith("google", "s1");
    expect(panelKey(zone, { before: ["google"] })).toMatchObject(named("s1"));
  });

  it("is the only one, where no other stands in the zone", () => {
    expect(panelKey(zoneWith("s1"), {})).toMatchObject(named("s1"));
    expect(panelKey(zoneWith("s1"), { before: ["s1"] })).toMatchObject(named("s1"));
    expect(panelKey(zoneWith(), {})).toEqual({ is: "absent" });
  });

  it("is not known among several", () => {
    const looks = "keys of the selectors google, s1";
    expect(panelKey(zoneWith("google", "s1"), {})).toEqual({ is: "unknown", looks });
    expect(panelKey(zoneWith("google", "s1"), { before: [] })).toEqual({ is: "unknown", looks });
  });
});

it("the keys after a switch are those whose selectors were not there before it", () => {
  const zone = zoneWith("google", "s1");
  expect(selectorsIn(zone)).toEqual(["google", "s1"]);
  expect(keysAfter(zone, ["google"]).map(({ name }) => name)).toEqual(["s1._domainkey.example.com"]);
  expect(keysAfter(zone, undefined)).toEqual([]);
});
