import { mxHealth } from "../../src/dns/mxHealth";
import type { RecordHealth } from "../../src/dns/recordHealth";
import { dnsFor } from "../support/dnsFor";
import type { Published } from "../support/nameServer";

const domain = "example.com";
const zoned = [{ name: domain, type: "MX", value: "10 mail.example.com." }];
const wanted = [{ name: domain, type: "MX", value: "10 mail.example.com" }];
const mail: Published = { addresses: ["192.0.2.1"] };

async function health(
  mx: Record<string, number> | undefined,
  more: Record<string, Published> = { "mail.example.com": mail },
  panels = zoned,
): Promise<RecordHealth> {
  const records = mx === undefined ? more : { [domain]: { mx }, ...more };
  return mxHealth(domain, panels, await dnsFor(records));
}

describe("the mail hosts of a domain", () => {
  it("pass where one of them is the panel's, in the order of their priorities", async () => {
    const more = { "mail.example.com": mail, "b.example": mail };
    expect(await health({ "b.example": 20, "Mail.example.com": 5 }, more)).toEqual({
      status: "pass",
      found: [
        { name: domain, type: "MX", value: "5 mail.example.com" },
        { name: domain, type: "MX", value: "20 b.example" },
      ],
      problems: [],
      hints: [],
      toSet: [],
    });
    expect((await health({ "b.example": 20 }, more, [])).status).toBe("pass");
  });

  it("fail where there are none, and name the panel's", async () => {
    expect(await health(undefined)).toMatchObject({ status: "fail", found: [], toSet: wanted });
  });

  it("fail where the domain says that it takes no mail", async () => {
    const found = await health({ ".": 0 });
    expect(found.problems).toEqual([expect.stringContaining("takes no mail (RFC 7505)")]);
    expect(found.found).toEqual([{ name: domain, type: "MX", value: "0 ." }]);
  });

  it("fail where mail goes elsewhere", async () => {
    expect(await health({ "mx.other.example": 10 }, { "mx.other.example": mail })).toMatchObject({
      status: "fail",
      problems: ["mail goes to mx.other.example, and the panel's zone names mail.example.com"],
      toSet: wanted,
    });
  });

  it("fail where a host has no address or is one, and hint at an alias", async () => {
    expect((await health({ "mail.example.com": 10 }, {})).problems).toEqual([
      "the host mail.example.com has no address",
    ]);
    expect((await health({ "192.0.2.1": 10 }, {}, [])).problems).toEqual([
      "the MX 192.0.2.1 is an address, and must be a name",
    ]);
    const alias = { "mail.example.com": { alias: "host.example" }, "host.example": mail };
    expect((await health({ "mail.example.com": 10 }, alias)).hints).toEqual([
      "the host mail.example.com is an alias (CNAME), which some servers refuse (RFC 2181)",
    ]);
  });

  it("are not known where DNS does not answer for the domain or for a host", async () => {
    expect(await mxHealth("x.example", zoned, await dnsFor({ "x.example": { fails: true } }))).toMatchObject({
      status: "unknown",
      toSet: [],
    });
    expect((await health({ "mail.example.com": 10 }, { "mail.example.com": { fails: true } })).status).toBe(
      "unknown",
    );
  });
});
