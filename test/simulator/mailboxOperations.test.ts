import { code, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

const source = "s@example.com";

describe("delmail", () => {
  const box = { email: source, password: "x", quota: "1" };

  it.each([
    [false, [{ source, targets: ["a@x.example"], saveLocal: false }]],
    [true, []],
  ])("also deletes the address's forwarding: %s", async (delmailTakesForwards, left) => {
    const simulator = await start({ settings: { delmailTakesForwards } });
    simulator.panel.setForward(source, ["a@x.example"]);
    simulator.panel.addMailbox(source, { quota: 1, password: "x" });
    expect(await code(simulator, "delmail", box)).toBe(0);
    expect(simulator.panel.forwards()).toEqual(left);
  });

  it.each([
    [false, [["a@x.example", source], [source]]],
    [true, [["a@x.example"]]],
  ])("also removes the address from other forwardings' targets: %s", async (delmailTakesTargets, left) => {
    const simulator = await start({ settings: { delmailTakesTargets } });
    simulator.panel.setForward("all@example.com", ["a@x.example", source]);
    simulator.panel.setForward("one@example.com", [source]);
    simulator.panel.addMailbox(source, { quota: 1, password: "x" });
    expect(await code(simulator, "delmail", box)).toBe(0);
    expect(simulator.panel.forwards().map(({ targets: others }) => others)).toEqual(left);
  });

  it("of a mailbox that does not exist deletes no forwarding", async () => {
    const simulator = await start({ settings: { delmailTakesForwards: true } });
    simulator.panel.setForward(source, ["a@x.example"]);
    expect(await code(simulator, "delmail", box)).toBe(1);
    expect(simulator.panel.forwards()).toHaveLength(1);
  });

  it("requires the panel's own spelling of the address", async () => {
    const simulator = await start();
    simulator.panel.addMailbox("Info@Example.com", { quota: 1, password: "x" });
    expect(await code(simulator, "delmail", { ...box, email: "info@example.com" })).toBe(1);
    expect(await code(simulator, "delmail", { ...box, email: "Info@example.com" })).toBe(0);
  });
});
