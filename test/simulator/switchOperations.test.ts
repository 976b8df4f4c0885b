import type { Simulator } from "../../src/simulator/simulator";
import { call, code, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

async function zoneOf(simulator: Simulator, zone = "example.com"): Promise<unknown> {
  return (await call(simulator, "show_zones", { zone })).data;
}

describe("the switches", () => {
  it("add records to the zone and remove them again", async () => {
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
  });

  it("work without a hosted zone, which the panel then does not show", async () => {
    const simulator = await start();
    simulator.panel.setZoneHosted("example.com", false);
    expect(await code(simulator, "onspf", { domain: "example.com" })).toBe(0);
    expect(await code(simulator, "show_zones", { zone: "example.com" })).toBe(100);
    simulator.panel.setZoneHosted("example.com", true);
    expect(await zoneOf(simulator)).toContain('"v=spf1 a" " mx ~all"');
  });
});
