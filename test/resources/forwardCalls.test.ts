import { addForward, deleteForward } from "../../src/resources/mailForward/forwardCalls";
import { final, sent, startPanelRun as start, uncertain, values } from "../support/panels";
import { errorOf } from "../support/servers";

describe("adding a forwarding", () => {
  const source = "ann@example.com";
  const targets = ["bob@example.com", "boss@other.test"];

  it("sends the targets with commas between, and save_local as 1 or not at all", async () => {
    for (const saveLocalBy of ["value", "presence"] as const) {
      const { simulator, panel } = await start({ settings: { saveLocalBy } });
      await addForward(panel, source, targets, true, true);
      await addForward(panel, "bob@example.com", ["boss@other.test"], false, true);
      expect(simulator.panel.forwards()).toEqual([
        { source, targets, saveLocal: true },
        { source: "bob@example.com", targets: ["boss@other.test"], saveLocal: false },
      ]);
      expect(values(simulator, "addforward", "target")).toEqual([targets.join(","), "boss@other.test"]);
      expect(values(simulator, "addforward", "save_local")).toEqual(["1", undefined]);
      expect(sent(simulator)).toEqual(["addforward", "addforward"]);
    }
  });

  it.each([...uncertain, ...final])("that %s hides is seen in the list", async (_, answer) => {
    for (const addforward of ["adds", "overwrites"] as const) {
      const { simulator, panel } = await start({
        settings: { addforward },
        faults: [{ operation: "addforward", work: true, answer }],
      });
      await addForward(panel, source, targets, false, true);
      expect(sent(simulator)).toEqual(["addforward", "getforwardmail"]);
      expect(simulator.panel.forwards()).toEqual([{ source, targets, saveLocal: false }]);
    }
  });

  it.each(["adds", "overwrites"] as const)(
    "that a reset prevented is sent again on a panel that %s",
    async (addforward) => {
      const { simulator, panel } = await start({
        settings: { addforward },
        faults: [{ operation: "addforward", answer: { kind: "reset" } }],
      });
      simulator.panel.setForward("bob@example.com", ["x@other.test"]);
      await addForward(panel, source, targets, false, true);
      expect(sent(simulator)).toEqual(["addforward", "getforwardmail", "addforward"]);
      expect(simulator.panel.forwards().map((forward) => forward.targets)).toEqual([
        ["x@other.test"],
        targets,
      ]);
    },
  );

  it("whose repetition is refused, since it was done, is seen in the list", async () => {
    const { simulator, panel } = await start({
      settings: { refuseRepeatedForward: true },
      faults: [
        { operation: "addforward", work: true, answer: { kind: "reset" } },
        {
          operation: "getforwardmail",
          answer: { kind: "body", body: '{"error":0,"mess":"?","list":["?"]}' },
        },
      ],
    });
    await addForward(panel, source, targets, false, true);
    expect(sent(simulator)).toEqual(["addforward", "getforwardmail", "addforward", "getforwardmail"]);
  });

  it.each([true, false])("that stays uncertain is unsettled where it can only be ours: %s", async (ours) => {
    const { panel } = await start(
      { faults: [{ operation: "addforward", times: Infinity, answer: { kind: "html" } }] },
      { maxRetries: 0 },
    );
    const error = await errorOf(addForward(panel, source, targets, false, ours));
    expect([error.code, error.unsettled]).toEqual(["not_json", ours]);
  });

  it("that is refused is an error with the panel's words", async () => {
    const { panel } = await start();
    const error = await errorOf(addForward(panel, "ann@elsewhere.test", targets, false, true));
    expect([error.code, error.panelCode, error.unsettled]).toEqual(["failed", 1, false]);
    expect(error.message).toMatch(
      /^addforward ann@elsewhere\.test: most likely .+\. The panel refused with code 1: “.+”\. [A-Z]/,
    );
  });
});

describe("deleting targets of a forwarding", () => {
  const source = "ann@example.com";
  const targets = ["bob@example.com", "boss@other.test"];

  it.each(["strict", "lenient"] as const)(
    "sends the set at once to a panel that is %s",
    async (delforward) => {
      const { simulator, panel } = await start({ settings: { delforward } });
      simulator.panel.setForward(source, [...targets, "kept@other.test"]);
      await deleteForward(panel, source, targets);
      expect(sent(simulator)).toEqual(["delforward"]);
      expect(simulator.panel.forwards()).toEqual([
        { source, targets: ["kept@other.test"], saveLocal: false },
      ]);
    },
  );

  it("sends them one by one to a panel that refuses the set", async () => {
    const { simulator, panel } = await start({ settings: { delforward: "single" } });
    simulator.panel.setForward(source, [...targets, "kept@other.test"]);
    await deleteForward(panel, source, targets);
    expect(values(simulator, "delforward", "target")).toEqual([targets.join(","), ...targets]);
    expect(simulator.panel.forwards()).toEqual([{ source, targets: ["kept@other.test"], saveLocal: false }]);
  });

  it("removes the rest where one of them is gone already", async () => {
    const { simulator, panel } = await start();
    simulator.panel.setForward(source, ["boss@other.test", "kept@other.test"]);
    await deleteForward(panel, source, targets);
    expect(simulator.panel.forwards()).toEqual([{ source, targets: ["kept@other.test"], saveLocal: false }]);
  });

  it("that are all gone is no error, proved by the list", async () => {
    const { simulator, panel } = await start();
    await deleteForward(panel, source, targets);
    expect(sent(simulator)).toEqual([
      "delforward",
      "delforward",
      "getforwardmail",
      "none",
      "delforward",
      "getforwardmail",
    ]);
  });

  it.each([...uncertain, ...final])("that %s hides is seen in the list", async (_, answer) => {
    const { simulator, panel } = await start({ faults: [{ operation: "delforward", work: true, answer }] });
    simulator.panel.setForward(source, targets);
    simulator.panel.setForward("bob@example.com", ["boss@other.test"]);
    await deleteForward(panel, source, targets);
    expect(sent(simulator)).toEqual(["delforward", "getforwardmail"]);
    expect(simulator.panel.forwards().map((forward) => forward.source)).toEqual(["bob@example.com"]);
  });

  it("that the panel refuses while the list shows them is an error", async () => {
    const answer = { kind: "code", code: 1, message: "Error deleting mailbox forwarding: busy" } as const;
    const { simulator, panel } = await start({
      faults: [{ operation: "delforward", times: Infinity, answer }],
    });
    simulator.panel.setForward(source, targets);
    const error = await errorOf(deleteForward(panel, source, targets));
    expect(error.message).toMatch(
      /^delforward ann@example\.com => bob@example\.com: the panel could not remove the forwarding\. The panel refused with code 1: “.*busy”\. [A-Z]/,
    );
    expect(simulator.panel.forwards()[0]?.targets).toEqual(targets);
  });

  it("that fails while no list can be read is never taken for done", async () => {
    const unknown = { kind: "body", body: '{"error":0,"list":["ann"]}' } as const;
    const { panel } = await start({
      faults: [{ operation: "getforwardmail", times: Infinity, answer: unknown }],
    });
    expect((await errorOf(deleteForward(panel, source, ["bob@example.com"]))).code).toBe("failed");
  });
});
