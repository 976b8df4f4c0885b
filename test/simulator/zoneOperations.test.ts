import type { Simulator } from "../../src/simulator/simulator";
import { ann, call, code, demo, fourAccounts, root, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describe("the zones that an account sees", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await start({ accounts: fourAccounts });
  });

  it("shows zones to their owner, and to an administrator with user_edit", async () => {
    const zone = { zone: "ann.example" };
    const codes = [
      await code(simulator, "show_zones", zone, ann),
      await code(simulator, "show_zones", zone, demo),
      await code(simulator, "show_zones", { ...zone, user_edit: "ann" }, demo),
      await code(simulator, "show_zones", zone, root),
      await code(simulator, "show_zones", { ...zone, user_edit: "ann" }, root),
      await code(simulator, "show_zones", { ...zone, user_edit: "demo" }, root),
      await code(simulator, "show_zones", { ...zone, user_edit: "nobody" }, root),
    ];
    expect(codes).toEqual([0, 100, 101, 100, 0, 100, 100]);
    simulator.settings.adminSeesAllZones = true;
    expect(await code(simulator, "show_zones", zone, root)).toBe(0);
    expect(await code(simulator, "show_zones", zone, demo)).toBe(100);
  });

  it("lists the account's zones that the panel's name server hosts", async () => {
    simulator.panel.setZoneHosted("example.org", false);
    expect((await call(simulator, "list_zones")).data).toEqual(["example.com"]);
    simulator.settings.adminSeesAllZones = true;
    expect((await call(simulator, "list_zones", {}, root)).data).toEqual([
      "example.com",
      "ann.example",
      "root.example",
      "mute.example",
    ]);
    simulator.panel.setZoneHosted("ann.example", false);
    expect(await call(simulator, "list_zones", {}, ann)).toEqual({
      error: 101,
      mess: "Пустое значение или нет прав",
    });
  });
});
