import { createPublicKey } from "node:crypto";
import type { SimulatorSettings } from "../../src/simulator/simulatorSettings";
import { settingsSchema } from "../../src/simulator/settingsSchema";
import type { Simulator } from "../../src/simulator/simulator";
import { call, code, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

async function zoneOf(simulator: Simulator, zone = "example.com"): Promise<unknown> {
  return (await call(simulator, "show_zones", { zone })).data;
}

async function withBoth(
  settings: Partial<SimulatorSettings> = {},
): Promise<{ simulator: Simulator; dkim: string }> {
  const simulator = await start({ settings });
  simulator.panel.setSpf("example.com", true);
  simulator.panel.setDkim("example.com", true);
  return { simulator, dkim: simulator.panel.dkimRecord("example.com") ?? "" };
}

const bareText = `$ORIGIN example.com.
$TTL 3600
@\tIN\tSOA\tns1.example.com. hostmaster.example.com. (
\t\t2024010101 ; serial
\t\t7200 900 1209600 ; refresh, retry, expire
\t\t3600 ) ; minimum
; the switches of the panel write their records below, for example: @ IN TXT "v=spf1 -all"
@\tIN\tNS\tns1.example.com.
\tIN\tA\t192.0.2.10
ns1\tIN\tA\t192.0.2.10
mail\tIN\tA\t192.0.2.10
@\tIN\tMX\t10 mail.example.com.
`;

function fullText(dkim: string): string {
  return `${bareText}\tIN\tTXT\t"v=spf1 a" " mx ~all"
dkim._domainkey\t3600\tIN\tTXT\t(
\t\t"${dkim.slice(0, 255)}"
\t\t"${dkim.slice(255)}"
\t\t)
`;
}

const soa = "ns1.example.com. hostmaster.example.com. 2024010101 7200 900 1209600 3600";

const basicRecords = [
  { name: "@", type: "SOA", ttl: 3600, value: soa },
  { name: "@", type: "NS", ttl: 3600, value: "ns1.example.com." },
  { name: "@", type: "A", ttl: 3600, value: "192.0.2.10" },
  { name: "ns1", type: "A", ttl: 3600, value: "192.0.2.10" },
  { name: "mail", type: "A", ttl: 3600, value: "192.0.2.10" },
  { name: "@", type: "MX", ttl: 3600, value: "10 mail.example.com." },
];

describe("a zone without SPF and DKIM", () => {
  it("holds no TXT record, though a comment of its text quotes one", async () => {
    const simulator = await start();
    expect(await zoneOf(simulator)).toBe(bareText);
    simulator.settings.zoneShape = "records";
    expect(await zoneOf(simulator)).toEqual(basicRecords);
  });
});

describe("a zone with SPF and DKIM", () => {
  const shapes: Record<SimulatorSettings["zoneShape"], (dkim: string) => unknown> = {
    text: fullText,
    lines: (dkim) => fullText(dkim).trimEnd().split("\n"),
    records: (dkim) => [
      ...basicRecords,
      { name: "@", type: "TXT", ttl: 3600, value: "v=spf1 a mx ~all" },
      { name: "dkim._domainkey", type: "TXT", ttl: 3600, value: dkim },
    ],
    types: (dkim) => ({
      SOA: basicRecords.slice(0, 1),
      NS: basicRecords.slice(1, 2),
      A: basicRecords.slice(2, 5),
      MX: basicRecords.slice(5),
      TXT: [
        { name: "@", type: "TXT", ttl: 3600, value: "v=spf1 a mx ~all" },
        { name: "dkim._domainkey", type: "TXT", ttl: 3600, value: dkim },
      ],
    }),
  };

  it.each(settingsSchema.shape.zoneShape.options)("in the shape %s", async (zoneShape) => {
    const { simulator, dkim } = await withBoth({ zoneShape });
    expect(await zoneOf(simulator)).toEqual(shapes[zoneShape](dkim));
  });

  it("may quote its texts, name its owners in full and call its values data", async () => {
    const settings = {
      zoneShape: "records",
      zoneTxt: "quoted",
      zoneNames: "absolute",
      zoneValueKey: "data",
    } as const;
    const { simulator, dkim } = await withBoth(settings);
    const records = (await zoneOf(simulator)) as unknown[];
    expect([records[0], records[3], ...records.slice(6)]).toEqual([
      { name: "example.com.", type: "SOA", ttl: 3600, data: soa },
      { name: "ns1.example.com.", type: "A", ttl: 3600, data: "192.0.2.10" },
      { name: "example.com.", type: "TXT", ttl: 3600, data: '"v=spf1 a mx ~all"' },
      {
        name: "dkim._domainkey.example.com.",
        type: "TXT",
        ttl: 3600,
        data: `"${dkim.slice(0, 255)}" "${dkim.slice(255)}"`,
      },
    ]);
  });

  it("has the DKIM key at the selector that is set", async () => {
    const { simulator, dkim } = await withBoth({ zoneShape: "records", dkimSelector: "mail2024" });
    expect(await zoneOf(simulator)).toContainEqual({
      name: "mail2024._domainkey",
      type: "TXT",
      ttl: 3600,
      value: dkim,
    });
  });
});

describe("a zone's place in the reply", () => {
  const mess = "Зона: example.com";
  const places: Record<SimulatorSettings["zoneIn"], object> = {
    data: { error: 0, mess, data: bareText },
    list: { error: 0, mess, list: bareText },
    mess: { error: 0, mess: bareText },
    top: { error: 0, mess, 0: bareText },
  };

  it.each(settingsSchema.shape.zoneIn.options)("may be %s", async (zoneIn) => {
    const simulator = await start({ settings: { zoneIn } });
    expect(await call(simulator, "show_zones", { zone: "example.com" })).toEqual(places[zoneIn]);
  });
});

describe("the switches", () => {
  it("write into the zone and out of it again", async () => {
    const simulator = await start({ settings: { zoneShape: "types" } });
    const txt = async () =>
      ((await zoneOf(simulator)) as { TXT?: { value: string }[] }).TXT?.map(({ value }) =>
        value.slice(0, 16),
      );
    expect(await txt()).toBeUndefined();
    await call(simulator, "onspf", { domain: "example.com" });
    expect(await txt()).toEqual(["v=spf1 a mx ~all"]);
    await call(simulator, "ondkim", { domain: "example.com" });
    expect(await txt()).toEqual(["v=spf1 a mx ~all", "v=DKIM1; k=rsa; "]);
    await call(simulator, "offspf", { domain: "example.com" });
    expect(await txt()).toEqual(["v=DKIM1; k=rsa; "]);
    await call(simulator, "offdkim", { domain: "example.com" });
    expect(await txt()).toBeUndefined();
    expect(simulator.requests.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("keep a domain's DKIM key, and give each domain its own", async () => {
    const simulator = await start();
    const { panel } = simulator;
    await call(simulator, "ondkim", { domain: "example.com" });
    const first = panel.dkimRecord("example.com");
    await call(simulator, "offdkim", { domain: "example.com" });
    expect([panel.dkim("example.com"), panel.dkimRecord("example.com")]).toEqual([false, undefined]);
    await call(simulator, "ondkim", { domain: "EXAMPLE.com" });
    expect(panel.dkimRecord("example.com")).toBe(first);
    panel.setDkim("example.org", true);
    expect(panel.dkimRecord("example.org")).not.toBe(first);
    const key = createPublicKey({
      key: Buffer.from(first?.replace("v=DKIM1; k=rsa; p=", "") ?? "", "base64"),
      format: "der",
      type: "spki",
    });
    expect([key.asymmetricKeyType, key.asymmetricKeyDetails?.modulusLength]).toEqual(["rsa", 2048]);
  });

  it("work without a zone, which the panel then does not show", async () => {
    const simulator = await start();
    simulator.panel.setZoneHosted("example.com", false);
    expect(await code(simulator, "onspf", { domain: "example.com" })).toBe(0);
    expect(await code(simulator, "show_zones", { zone: "example.com" })).toBe(100);
    simulator.panel.setZoneHosted("example.com", true);
    expect(await zoneOf(simulator)).toContain('"v=spf1 a" " mx ~all"');
  });
});

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
