import type { Simulator } from "../../src/simulator/simulator";
import { simulatorStarter } from "../support/panelClient";
import {
  checked,
  created,
  diffOf,
  errorOf,
  newRun,
  stackOf,
  warningsOfTest,
  writesTo,
  type Kept,
} from "../support/lifecycles";

const start = simulatorStarter();
const warnings = warningsOfTest();

const source = "info@example.com";
const targets = ["ann@example.com"];
const adopted = { source, targets, adopt: true };

/** A panel with a forwarding, whose list shows save_local or does not. */
async function panel(showSaveLocal: boolean, saveLocal: boolean): Promise<Simulator> {
  const simulator = await start({ settings: { forwardShape: "records", showSaveLocal } });
  simulator.panel.setForward(source, targets, saveLocal);
  return simulator;
}

function copyIn(simulator: Simulator): boolean | undefined {
  return simulator.panel.forwards().find((forward) => forward.source === source)?.saveLocal;
}

describe("an adoption where the list shows save_local", () => {
  it.each([true, false])("takes over what is declared as it is: %p", async (saveLocal) => {
    const simulator = await panel(true, saveLocal);
    const { state } = await created((await newRun(stackOf(simulator))).mailForward, {
      ...adopted,
      saveLocal,
    });
    expect(state).toMatchObject({ saveLocal, targets });
    expect(writesTo(simulator)).toEqual([]);
  });

  it.each([true, false])(
    "is refused where the program says otherwise, with what the panel has: %p",
    async (saveLocal) => {
      const simulator = await panel(true, saveLocal);
      const { mailForward } = await newRun(stackOf(simulator));
      const error = await errorOf(created(mailForward, { ...adopted, saveLocal: !saveLocal }));
      expect(error).toMatchObject({ code: "already_exists" });
      expect(error.message).toContain(
        `the panel forwards it to ann@example.com with saveLocal: ${saveLocal}, but the program says ann@example.com with ` +
          `saveLocal: ${!saveLocal}. `,
      );
      expect(error.message).toContain(
        `(targets: ["ann@example.com"], saveLocal: ${saveLocal}) with adopt: true`,
      );
      expect(writesTo(simulator)).toEqual([]);
    },
  );
});

describe("a refresh", () => {
  async function kept(simulator: Simulator, saveLocal: boolean): Promise<Kept> {
    return created((await newRun(stackOf(simulator))).mailForward, { ...adopted, saveLocal });
  }

  it.each([true, false])(
    "shows a save_local of the list that differs as drift, which the next up takes back: %p",
    async (saveLocal) => {
      const simulator = await panel(true, saveLocal);
      const forward = await kept(simulator, saveLocal);
      simulator.panel.setForward(source, targets, !saveLocal);
      const {
        id,
        props = {},
        inputs = {},
      } = await (await newRun(stackOf(simulator))).mailForward.read(forward.id, forward.state);
      expect([id, props.saveLocal, inputs.saveLocal, props.targets]).toEqual([
        forward.id,
        !saveLocal,
        !saveLocal,
        targets,
      ]);
      const { mailForward } = await newRun(stackOf(simulator));
      const drifted = { ...forward, state: { ...props, __provider: forward.state.__provider } };
      expect(await diffOf(mailForward, drifted, { ...adopted, saveLocal })).toMatchObject({
        replaces: ["saveLocal"],
      });
      // as the engine does it: the new one is checked anew and made, then the old one deleted
      await mailForward.create(await checked(mailForward, { ...adopted, saveLocal }));
      await mailForward.delete(drifted.id, drifted.state);
      expect(simulator.panel.forwards()).toMatchObject([{ source, targets, saveLocal }]);
    },
  );

  it("leaves saveLocal as it is where the list does not show it", async () => {
    const simulator = await panel(false, false);
    const forward = await kept(simulator, false);
    simulator.panel.setForward(source, targets, true);
    const read = await (await newRun(stackOf(simulator))).mailForward.read(forward.id, forward.state);
    expect(read).toEqual({ id: forward.id, props: forward.state });
  });
});

describe("a change of an adopted forwarding", () => {
  const more = { ...adopted, targets: ["ann@example.com", "bob@example.com"] };

  it("warns that a copy may be dropped where the list does not show save_local", async () => {
    const simulator = await panel(false, true);
    const forward = await created((await newRun(stackOf(simulator))).mailForward, adopted);
    await diffOf((await newRun(stackOf(simulator))).mailForward, forward, more);
    expect(warnings).toEqual([
      "Forwarding info@example.com: it was taken over from the panel, whose list does not show whether its own mailbox " +
        "keeps a copy. This change would send that none is kept. If one is, write saveLocal: true first",
    ]);
    expect(copyIn(simulator)).toBe(true);
  });

  it("warns of nothing where the list shows it, or the program declares a copy", async () => {
    const simulator = await panel(true, false);
    const forward = await created((await newRun(stackOf(simulator))).mailForward, adopted);
    await diffOf((await newRun(stackOf(simulator))).mailForward, forward, more);
    await diffOf((await newRun(stackOf(simulator))).mailForward, forward, { ...more, saveLocal: true });
    expect(warnings).toEqual([]);
  });
});
