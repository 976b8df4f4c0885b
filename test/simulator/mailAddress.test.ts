import { addressKey, domainKey, parseAddress, splitAddresses } from "../../src/simulator/mailAddress";
import { code, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describe("a domain in Cyrillic", () => {
  it("is the same as its punycode", async () => {
    const accounts = [{ name: "demo", password: "demo-password", domains: ["пример.рф"] }];
    const simulator = await start({ accounts });
    const punycode = "xn--e1afmkfd.xn--p1ai";
    expect(await code(simulator, "onspf", { domain: punycode })).toBe(0);
    expect(await code(simulator, "onspf", { domain: "ПРИМЕР.рф" })).toBe(3);
    const box = { email: `a@${punycode}`, password: "x", quota: "1" };
    expect(await code(simulator, "addmail", box)).toBe(0);
    expect(await code(simulator, "addmail", { ...box, email: "a@пример.рф" })).toBe(1);
    expect(await code(simulator, "addmail", { ...box, email: "A@пример.рф" })).toBe(0);
  });
});

describe("an address", () => {
  it("has a local part and a domain", () => {
    expect(parseAddress("B.c+d@example.com")).toEqual({ local: "B.c+d", domain: "example.com" });
  });

  it.each([
    "",
    "a",
    "@example.com",
    "a@",
    "a@b@example.com",
    "a b@example.com",
    "a@example.com,b",
    "<a@b.c>",
  ])("is not %j", (text) => {
    expect(parseAddress(text)).toBeUndefined();
    expect(addressKey(text)).toBe(text);
  });

  it("is case-sensitive before the @, and equal for every spelling of the domain after it", () => {
    expect(addressKey("Info@EXAMPLE.com")).toBe("Info@example.com");
    expect(addressKey("a@ПРИМЕР.рф")).toBe("a@xn--e1afmkfd.xn--p1ai");
    expect(domainKey("Not A Domain")).toBe("not a domain");
  });
});

it("a list of addresses is split at commas, without blanks and empty parts", () => {
  expect(splitAddresses(" a@x.example,b@x.example ,, ")).toEqual(["a@x.example", "b@x.example"]);
  expect(splitAddresses(" , ")).toEqual([]);
});
