import { createSocket } from "node:dgram";
import { once } from "node:events";
import { PublicDns } from "../../src/dns/publicDns";
import { dnsFor, text } from "../support/dnsFor";
import { startNameServer } from "../support/nameServer";
import { errorOf } from "../support/servers";

describe("public DNS", () => {
  it("gives texts of several strings in one piece, and mail hosts and addresses", async () => {
    const long = `v=DKIM1; p=${"k".repeat(600)}`;
    const dns = await dnsFor({
      "a.example": { texts: [long], mx: { "mail.a.example": 10 }, addresses: ["192.0.2.1"] },
    });
    expect(await dns.texts("a.example")).toEqual({ is: "found", entries: [long] });
    expect(await dns.mailHosts("a.example")).toMatchObject({
      is: "found",
      entries: [{ exchange: "mail.a.example", priority: 10 }],
    });
    expect(await dns.addresses("a.example")).toEqual({ is: "found", entries: ["192.0.2.1"] });
  });

  it("tells what is not there from what is not known", async () => {
    const dns = await dnsFor({ "empty.example": {}, "broken.example": { fails: true } });
    expect(await dns.texts("no.example")).toEqual({ is: "missing" });
    expect(await dns.texts("empty.example")).toEqual({ is: "missing" });
    const unknown = { is: "unknown", why: "broken.example TXT got no answer (SERVFAIL)" };
    expect(await dns.texts("broken.example")).toEqual(unknown);
    expect(await dns.addresses("broken.example")).toMatchObject({ is: "unknown" });
  });

  it("does not take a name server that says nothing for an empty one", async () => {
    const silent = createSocket("udp4").bind(0, "127.0.0.1");
    await once(silent, "listening");
    const dns = await PublicDns.at([`127.0.0.1:${silent.address().port}`]);
    expect(await dns.texts("a.example")).toEqual({
      is: "unknown",
      why: "a.example TXT got no answer (TIMEOUT)",
    });
    silent.close();
  });

  it("follows aliases, and not for ever", async () => {
    const dns = await dnsFor({
      "a.example": { alias: "b.example" },
      "b.example": { alias: "c.example" },
      "c.example": text("found"),
      "x.example": { alias: "y.example" },
      "y.example": { alias: "x.example" },
    });
    expect(await dns.texts("a.example")).toEqual({ is: "found", entries: ["found"] });
    expect(await dns.texts("x.example")).toEqual({ is: "missing" });
  });

  it("asks each question once", async () => {
    const server = await startNameServer();
    server.publish("a.example", "x");
    const dns = await PublicDns.at([server.address]);
    await Promise.all([dns.texts("a.example"), dns.texts("A.example"), dns.texts("a.example")]);
    expect(server.questions).toEqual(["a.example TXT"]);
  });

  it("needs name servers that are found themselves", async () => {
    const error = await errorOf(PublicDns.at(["no-such-host.invalid"]));
    expect(error.message).toContain("name servers no-such-host.invalid is a host that is not found itself");
  });
});
