import type { Simulator } from "../../src/simulator/simulator";
import { settingsSchema, type SimulatorSettings } from "../../src/simulator/simulatorSettings";
import { call, simulatorStarter } from "../support/panelClient";

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
  it("has no TXT record, although a comment quotes one", async () => {
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

  it("may have quoted texts, absolute names and values under another key", async () => {
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
