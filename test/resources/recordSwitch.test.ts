import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator";
import { created, newRun, stackOf, warningsOfTest, type Kept, type Lifecycles } from "../support/lifecycles";
import { simulatorStarter } from "../support/panelClient";
import { sent, uncertain } from "../support/panels";
import { errorOf } from "../support/servers";

const startSimulator = simulatorStarter();
warningsOfTest();
const kinds = { spf: "domainSpf", dkim: "domainDkim" } as const;

/** A run that tries again; it waits a second for a panel that hangs, and longer for one that makes a key. */
const run = (simulator: Simulator): Promise<Lifecycles> => {
  const hangs = simulator.faults.some(({ answer }) => answer.kind === "hang");
  const timeoutSeconds = hangs ? "1" : "20";
  return newRun(
    stackOf(simulator, { "brainycp:maxRetries": "2", "brainycp:timeoutSeconds": timeoutSeconds }),
  );
};

async function switchOn(simulator: Simulator, record: "spf" | "dkim", domain = "example.com"): Promise<Kept> {
  return created((await run(simulator))[kinds[record]], { domain });
}

async function switchOff(simulator: Simulator, record: "spf" | "dkim", { id, state }: Kept): Promise<void> {
  await (await run(simulator))[kinds[record]].delete(id, state);
}

describe("the switches", () => {
  const both = [
    ["spf", "onspf", "offspf"],
    ["dkim", "ondkim", "offdkim"],
  ] as const;

  const start = (options: SimulatorOptions = {}): Promise<Simulator> => startSimulator(options);

  it.each(both)("of %s are sent once: %s, %s", async (record, on, off) => {
    const simulator = await start();
    const kept = await switchOn(simulator, record);
    expect([kept.state.foundEnabled, simulator.panel[record]("example.com")]).toEqual([false, true]);
    await switchOff(simulator, record, kept);
    expect(simulator.panel[record]("example.com")).toBe(false);
    expect(sent(simulator)).toEqual(["show_zones", on, "show_zones", off]);
    expect(simulator.requests[1]?.fieldNames.slice(4)).toEqual(["mailclient", on, "domain"]);
  });

  it.each(both)("of %s that are so already are no error", async (record, on, off) => {
    const simulator = await start();
    simulator.panel[record === "spf" ? "setSpf" : "setDkim"]("example.com", true);
    simulator.panel.setZoneHosted("example.com", false);
    const found = await switchOn(simulator, record);
    expect(found.state.foundEnabled).toBe(true);
    const own = { ...found, state: { ...found.state, foundEnabled: false } };
    simulator.panel[record === "spf" ? "setSpf" : "setDkim"]("example.com", false);
    await switchOff(simulator, record, own);
    expect(sent(simulator)).toEqual(["show_zones", on, "show_zones", off]);
    // the journal knows what this stack has switched off
    await switchOff(simulator, record, own);
    expect(sent(simulator).slice(4)).toEqual(["show_zones"]);
  });

  const hidden = [
    ...uncertain.map((hides) => [...both[0], ...hides] as const),
    ...uncertain.slice(0, 1).map((hides) => [...both[1], ...hides] as const),
  ];

  it.each(hidden)(
    "of %s are seen in the zone: %s and %s, hidden by %s",
    async (record, on, off, _, answer) => {
      const simulator = await start({
        faults: [on, off].map((operation) => ({ operation, work: true, answer })),
      });
      const kept = await switchOn(simulator, record);
      expect([kept.state.foundEnabled, simulator.panel[record]("example.com")]).toEqual([false, true]);
      expect(sent(simulator)).toEqual(["show_zones", on, "show_zones", "show_zones"]);
      simulator.requests.length = 0;
      await switchOff(simulator, record, kept);
      expect(simulator.panel[record]("example.com")).toBe(false);
      expect(sent(simulator)).toEqual([off, "show_zones"]);
    },
  );

  it.each(both)("of %s that a reset prevented are sent again", async (record, on) => {
    const simulator = await start({ faults: [{ operation: on, answer: { kind: "reset" } }] });
    expect((await switchOn(simulator, record)).state.foundEnabled).toBe(false);
    expect(sent(simulator)).toEqual(["show_zones", on, "show_zones", on, "show_zones"]);
  });

  it.each(both)("of %s that are refused are errors with the panel's words", async (record, on) => {
    const simulator = await start();
    const error = await errorOf(switchOn(simulator, record, "elsewhere.test"));
    expect([error.code, error.operation]).toEqual(["failed", on]);
    expect(error.message).toMatch(
      /elsewhere\.test: most likely .+\. The panel refused with code 2: “.+”\. [A-Z]/,
    );
  });
});
