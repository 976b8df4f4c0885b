import { normaliseNameServer, waitForRecord } from "../../src/adapter/nameServers";
import { startNameServer } from "../support/nameServer";
import { errorOf } from "../support/servers";

const record = { name: "dkim._domainkey.example.com", type: "TXT", value: `v=DKIM1; p=${"k".repeat(400)}` };

describe("the address of a name server", () => {
  it.each([
    [" NS1.Example.com ", "ns1.example.com"],
    ["ns1.example.com:5353", "ns1.example.com:5353"],
    ["192.0.2.53", "192.0.2.53"],
    ["192.0.2.53:5353", "192.0.2.53:5353"],
    ["2001:DB8::53", "2001:db8::53"],
    ["[2001:db8::53]:5353", "[2001:db8::53]:5353"],
    ["localhost:5300", "localhost:5300"],
  ])("%j is taken as %j", (written, value) => {
    expect(normaliseNameServer(written)).toEqual({ value });
  });

  it.each([
    "",
    "ns1.example.com:",
    "ns1.example.com:0",
    "ns1:70000",
    "[ns1]:53",
    "a b",
    "dns://ns1",
    "::1:x",
  ])("%j is refused", (written) => {
    expect(normaliseNameServer(written)).toEqual({
      refused: expect.stringContaining("is no name server") as string,
    });
  });
});

describe("waiting for a record", () => {
  it("asks a name server by its host name and port, and joins a text of several strings", async () => {
    const server = await startNameServer();
    server.publish(record.name, record.value);
    const nameServers = [server.address.replace("127.0.0.1", "localhost")];
    await expect(
      waitForRecord(record, "example.com", { nameServers, timeoutSeconds: 60 }),
    ).resolves.toBeUndefined();
  });

  it("says of each name server what it answered", async () => {
    const [empty, other] = [await startNameServer(), await startNameServer()];
    other.publish(record.name, "v=DKIM1; p=old");
    const nameServers = [empty.address, other.address, "no-such-host.invalid"];
    const error = await errorOf(waitForRecord(record, "example.com", { nameServers, timeoutSeconds: 1 }));
    expect(error).toMatchObject({ code: "not_in_dns" });
    expect(error.message).toContain(
      "the record dkim._domainkey.example.com is not in DNS after 1 seconds: " +
        `${empty.address} has no such name; ${other.address} has other texts there; no-such-host.invalid is a host that is not `,
    );
    expect(error.message).toContain("Check that these name servers get the panel's zone");
  });
});
