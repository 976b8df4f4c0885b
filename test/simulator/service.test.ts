import { call, demo, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describe("a call", () => {
  it("with a wrong password does no work, even under a fault that keeps the work", async () => {
    const simulator = await start({ faults: [{ work: true, answer: { kind: "html" } }] });
    await call(simulator, "onspf", { domain: "example.com" }, { ...demo, password: "wrong" }).catch(
      () => undefined,
    );
    expect(simulator.panel.spf("example.com")).toBe(false);
    expect(simulator.requests).toMatchObject([{ code: 1, fault: "html" }]);
  });

  it("is answered by the settings in force when its wait is over", async () => {
    const simulator = await start({ settings: { latencyMs: 300 } });
    const waiting = call(simulator, "onspf", { domain: "example.com" });
    while (simulator.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
    simulator.settings.codeKey = "code";
    expect(await waiting).toMatchObject({ code: 0 });
  });
});
