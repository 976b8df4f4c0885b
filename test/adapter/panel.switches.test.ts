import type { Simulator } from "../../src/simulator/simulator";
import { sent, startPanelRun as start, uncertain } from "../support/panels";
import { errorOf } from "../support/servers";

describe("the switches", () => {
  const both = [
    ["spf", "onspf", "offspf"],
    ["dkim", "ondkim", "offdkim"],
  ] as const;

  function isOn({ panel }: Simulator, record: "spf" | "dkim"): boolean {
    return panel[record]("example.com");
  }

  it.each(both)("of %s are sent once: %s, %s", async (record, on, off) => {
    const { simulator, panel } = await start();
    expect((await panel.switchOn(record, "example.com")).outcome).toBe("made");
    expect(isOn(simulator, record)).toBe(true);
    expect(await panel.switchOff(record, "example.com")).toBe("deleted");
    expect(isOn(simulator, record)).toBe(false);
    expect(sent(simulator)).toEqual(["show_zones", on, off]);
    expect(simulator.requests[1]?.fieldNames.slice(4)).toEqual(["mailclient", on, "domain"]);
  });

  it.each(both)("of %s that are so already are no error", async (record, on, off) => {
    const { simulator, panel } = await start();
    expect(await panel.switchOff(record, "example.com")).toBe("gone");
    simulator.panel[record === "spf" ? "setSpf" : "setDkim"]("example.com", true);
    expect((await panel.switchOn(record, "example.com")).outcome).toBe("there");
    simulator.panel.setZoneHosted("example.com", false);
    simulator.faults.push({ operation: on, answer: { kind: "code", code: 3 } });
    expect((await panel.switchOn(record, "example.com")).outcome).toBe("there");
    expect(sent(simulator)).toEqual([off, "show_zones", "show_zones", on]);
  });

  const hidden = [
    ...uncertain.map((hides) => [...both[0], ...hides] as const),
    ...uncertain.slice(0, 1).map((hides) => [...both[1], ...hides] as const),
  ];

  it.each(hidden)(
    "of %s are seen in the zone: %s and %s, hidden by %s",
    async (record, on, off, _, answer) => {
      const faults = [on, off].map((operation) => ({ operation, work: true, answer }));
      const { simulator, panel } = await start({ faults });
      expect((await panel.switchOn(record, "example.com")).outcome).toBe("made");
      expect([isOn(simulator, record), sent(simulator)]).toEqual([true, ["show_zones", on, "show_zones"]]);
      simulator.requests.length = 0;
      expect(await panel.switchOff(record, "example.com")).toBe("deleted");
      expect([isOn(simulator, record), sent(simulator)]).toEqual([false, [off, "show_zones"]]);
    },
  );

  it.each(both)("of %s that a reset prevented are sent again", async (record, on) => {
    const { simulator, panel } = await start({ faults: [{ operation: on, answer: { kind: "reset" } }] });
    expect((await panel.switchOn(record, "example.com")).outcome).toBe("made");
    expect(sent(simulator)).toEqual(["show_zones", on, "show_zones", on]);
  });

  it.each(both)("of %s that are refused are errors with the panel's words", async (record, on) => {
    const { panel } = await start();
    const error = await errorOf(panel.switchOn(record, "elsewhere.test"));
    expect([error.code, error.operation]).toEqual(["failed", on]);
    expect(error.message).toMatch(/elsewhere\.test: the panel refused with code 2: “.+”\. [A-Z]/);
  });
});
