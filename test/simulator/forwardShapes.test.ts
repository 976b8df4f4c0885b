import type { Simulator } from "../../src/simulator/simulator";
import { settingsSchema, type SimulatorSettings } from "../../src/simulator/simulatorSettings";
import { call, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

async function withMail(settings: Partial<SimulatorSettings>): Promise<Simulator> {
  const simulator = await start({ settings });
  simulator.panel.setForward("f@example.com", ["t@example.net", "u@example.net"]);
  simulator.panel.setForward("g@example.com", ["t@example.net"]);
  simulator.panel.setForward("f@example.org", ["v@example.net"], true);
  return simulator;
}

const forwards: Record<SimulatorSettings["forwardShape"], unknown> = {
  joined: {
    "f@example.com": "t@example.net,u@example.net",
    "g@example.com": "t@example.net",
    "f@example.org": "v@example.net",
  },
  lists: {
    "f@example.com": ["t@example.net", "u@example.net"],
    "g@example.com": ["t@example.net"],
    "f@example.org": ["v@example.net"],
  },
  rows: [
    { source: "f@example.com", target: "t@example.net" },
    { source: "f@example.com", target: "u@example.net" },
    { source: "g@example.com", target: "t@example.net" },
    { source: "f@example.org", target: "v@example.net" },
  ],
  records: [
    { source: "f@example.com", target: "t@example.net,u@example.net" },
    { source: "g@example.com", target: "t@example.net" },
    { source: "f@example.org", target: "v@example.net" },
  ],
  arrows: [
    "f@example.com => t@example.net,u@example.net",
    "g@example.com => t@example.net",
    "f@example.org => v@example.net",
  ],
  domains: {
    "example.com": { f: "t@example.net,u@example.net", g: "t@example.net" },
    "example.org": { f: "v@example.net" },
  },
  domainLists: {
    "example.com": { f: ["t@example.net", "u@example.net"], g: ["t@example.net"] },
    "example.org": { f: ["v@example.net"] },
  },
};

describe("the list of forwardings", () => {
  it.each(settingsSchema.shape.forwardShape.options)("in the shape %s", async (forwardShape) => {
    const simulator = await withMail({ forwardShape });
    expect((await call(simulator, "getforwardmail")).data).toEqual(forwards[forwardShape]);
  });

  it.each(["rows", "records"] as const)("in the shape %s has the configured keys", async (forwardShape) => {
    const simulator = await withMail({ forwardShape, sourceKey: "from", targetKey: "to" });
    simulator.panel.setForward("f@example.com", []);
    simulator.panel.setForward("g@example.com", []);
    expect((await call(simulator, "getforwardmail")).data).toEqual([
      { from: "f@example.org", to: "v@example.net" },
    ]);
  });
});
