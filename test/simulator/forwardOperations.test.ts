import { ann, call, code, fourAccounts, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

const source = "s@example.com";

describe("addforward", () => {
  it("adds to the targets that a source has", async () => {
    const simulator = await start();
    expect(await code(simulator, "addforward", { source, target: "a@x.example" })).toBe(0);
    expect(await code(simulator, "addforward", { source, target: "b@x.example, c@x.example" })).toBe(0);
    expect(await code(simulator, "addforward", { source, target: "A@x.example,b@X.EXAMPLE" })).toBe(0);
    expect(simulator.panel.forwards()).toEqual([
      { source, targets: ["a@x.example", "b@x.example", "c@x.example", "A@x.example"], saveLocal: false },
    ]);
  });

  it("overwrites them if configured to", async () => {
    const simulator = await start({ settings: { addforward: "overwrites" } });
    await call(simulator, "addforward", { source, target: "a@x.example,b@x.example", save_local: "1" });
    expect(await code(simulator, "addforward", { source, target: "c@x.example,c@x.example" })).toBe(0);
    expect(simulator.panel.forwards()).toEqual([{ source, targets: ["c@x.example"], saveLocal: false }]);
  });

  it("accepts existing targets, unless configured to refuse them", async () => {
    const simulator = await start();
    const forward = { source, target: "a@x.example" };
    await call(simulator, "addforward", forward);
    expect(await code(simulator, "addforward", forward)).toBe(0);
    simulator.settings.refuseRepeatedForward = true;
    expect(await call(simulator, "addforward", forward)).toEqual({
      error: 1,
      mess: "Ошибка переадресации почтового ящика: s@example.com => a@x.example уже существует",
    });
    expect(await code(simulator, "addforward", { source, target: "a@x.example,b@x.example" })).toBe(0);
  });

  it.each([
    ["value", undefined, false],
    ["value", "", false],
    ["value", "0", false],
    ["value", "1", true],
    ["value", "no", true],
    ["presence", undefined, false],
    ["presence", "", true],
    ["presence", "0", true],
    ["presence", "1", true],
  ] as const)("reads save_local by its %s: %j is %s", async (saveLocalBy, sent, saveLocal) => {
    const simulator = await start({ settings: { saveLocalBy } });
    const field = sent === undefined ? {} : { save_local: sent };
    await call(simulator, "addforward", { source, target: "a@x.example", ...field });
    expect(simulator.panel.forwards()).toEqual([{ source, targets: ["a@x.example"], saveLocal }]);
  });
});

describe("delforward", () => {
  const targets = ["a@x.example", "b@x.example", "c@x.example"];

  it.each([
    ["strict", "b@x.example", 0, ["a@x.example", "c@x.example"]],
    ["strict", "c@X.example , a@x.example", 0, ["b@x.example"]],
    ["strict", "a@x.example,d@x.example", 1, targets],
    ["strict", "d@x.example", 1, targets],
    ["strict", targets.join(), 0, undefined],
    ["lenient", "a@x.example,d@x.example", 0, ["b@x.example", "c@x.example"]],
    ["lenient", "d@x.example,e@x.example", 1, targets],
    ["single", "a@x.example,b@x.example", 1, targets],
    ["single", "a@x.example", 0, ["b@x.example", "c@x.example"]],
    ["single", "d@x.example", 1, targets],
  ] as const)("in mode %s, of %s answers %d", async (delforward, target, expected, left) => {
    const simulator = await start({ settings: { delforward } });
    simulator.panel.setForward(source, targets, true);
    expect(await code(simulator, "delforward", { source, target })).toBe(expected);
    expect(simulator.panel.forwards()).toEqual(
      left === undefined ? [] : [{ source, targets: left, saveLocal: true }],
    );
  });

  it("of another's source is not allowed", async () => {
    const simulator = await start({ accounts: fourAccounts });
    simulator.panel.setForward(source, targets);
    expect(await code(simulator, "delforward", { source, target: "a@x.example" }, ann)).toBe(1000);
    expect(simulator.panel.forwards()).toEqual([{ source, targets, saveLocal: false }]);
  });
});
