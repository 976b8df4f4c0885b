import type { Domain } from "../../src/simulator/state";
import { zoneRecords } from "../../src/simulator/zoneRecords";

const domain: Domain = {
  name: "example.com",
  owner: "demo",
  hosted: true,
  spf: false,
  dkim: false,
  dkimKey: undefined,
  texts: [],
};

function textsOf(changes: Partial<Domain>, selector = "dkim") {
  const texts = zoneRecords({ ...domain, ...changes }, selector).filter(({ type }) => type === "TXT");
  return texts.map(({ name, value }) => [name, value]);
}

describe("the text records of a zone", () => {
  const spf = ["@", "v=spf1 a mx ~all"];

  it("are SPF and DKIM while these are switched on", () => {
    expect(textsOf({})).toEqual([]);
    expect(textsOf({ spf: true })).toEqual([spf]);
    expect(textsOf({ spf: true, dkim: true, dkimKey: "AB" })).toEqual([
      spf,
      ["dkim._domainkey", "v=DKIM1; k=rsa; p=AB"],
    ]);
    expect(textsOf({ dkim: false, dkimKey: "AB" })).toEqual([]);
  });

  it("have the DKIM key at the configured selector", () => {
    expect(textsOf({ dkim: true, dkimKey: "AB" }, "mail2024")).toEqual([
      ["mail2024._domainkey", "v=DKIM1; k=rsa; p=AB"],
    ]);
  });

  it("end with those that were added by hand", () => {
    const texts = [{ name: "google._domainkey", value: "v=DKIM1; p=CD" }];
    expect(textsOf({ spf: true, texts })).toEqual([spf, ["google._domainkey", "v=DKIM1; p=CD"]]);
  });
});
