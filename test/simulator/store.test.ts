import type { Simulator } from "../../src/simulator/simulator";
import { call, code, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

const names = ["a", "b", "c", "d"];

function addAll(simulator: Simulator): Promise<unknown[]> {
  return Promise.all(
    names.map((name) =>
      code(simulator, "addmail", { email: `${name}@example.com`, password: "x", quota: "1" }),
    ),
  );
}

/** How many calls were under way together, at most. */
function mostAtOnce({ requests }: Simulator): number {
  return Math.max(
    ...requests.map(
      ({ began }) =>
        requests.filter((other) => other.began <= began && (other.ended ?? Infinity) > began).length,
    ),
  );
}

describe("writes at the same time", () => {
  it("take turns with locks, so none is lost", async () => {
    const simulator = await start({ settings: { writeMs: 30 } });
    expect(await addAll(simulator)).toEqual([0, 0, 0, 0]);
    expect(mostAtOnce(simulator)).toBe(4);
    expect(simulator.panel.mailboxes()).toHaveLength(4);
  });

  it("overwrite one another without locks, although each reports success", async () => {
    const simulator = await start({ settings: { locks: false, writeMs: 500 } });
    expect(await addAll(simulator)).toEqual([0, 0, 0, 0]);
    expect(mostAtOnce(simulator)).toBe(4);
    expect(simulator.panel.mailboxes()).toHaveLength(1);
  });

  it("lose nothing without locks if they do not overlap", async () => {
    const simulator = await start({ settings: { locks: false, writeMs: 5 } });
    for (const name of names) {
      await code(simulator, "addmail", { email: `${name}@example.com`, password: "x", quota: "1" });
    }
    expect(mostAtOnce(simulator)).toBe(1);
    expect(simulator.panel.mailboxes()).toHaveLength(4);
  });

  it("of different kinds overwrite one another too: there is one state", async () => {
    const simulator = await start({ settings: { locks: false, writeMs: 500 } });
    const codes = await Promise.all([
      code(simulator, "onspf", { domain: "example.com" }),
      code(simulator, "onspf", { domain: "example.org" }),
      code(simulator, "addforward", { source: "s@example.com", target: "t@example.net" }),
    ]);
    expect(codes).toEqual([0, 0, 0]);
    const { panel } = simulator;
    const kept = [panel.spf("example.com"), panel.spf("example.org"), panel.forwards().length === 1];
    expect(kept.filter(Boolean)).toHaveLength(1);
  });

  it("that fail write nothing, and so lose nothing", async () => {
    const simulator = await start({ settings: { locks: false, writeMs: 500 } });
    const failing = code(simulator, "delmail", { email: "no@example.com", password: "x", quota: "1" });
    while (simulator.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
    simulator.settings.writeMs = 0;
    expect(await code(simulator, "onspf", { domain: "example.com" })).toBe(0);
    expect(await failing).toBe(1);
    expect(simulator.panel.spf("example.com")).toBe(true);
  });

  it("do not hold up reads", async () => {
    const simulator = await start({ settings: { writeMs: 500 } });
    const write = call(simulator, "onspf", { domain: "example.com" });
    while (simulator.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
    await call(simulator, "getlistmail");
    await write;
    expect(simulator.requests.map(({ operation, ended }) => [operation, ended])).toEqual([
      ["onspf", 4],
      ["getlistmail", 3],
    ]);
  });

  it("keep changes made meanwhile in the panel with locks, and lose them without", async () => {
    for (const locks of [true, false]) {
      const simulator = await start({ settings: { locks, writeMs: 500 } });
      const write = code(simulator, "onspf", { domain: "example.com" });
      while (simulator.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
      await call(simulator, "getlistmail");
      simulator.panel.setSpf("example.org", true);
      expect(await write).toBe(0);
      expect([simulator.panel.spf("example.com"), simulator.panel.spf("example.org")]).toEqual([true, locks]);
    }
  });
});
