import { HeldInputs } from "../../src/lifecycle/heldInputs";
import { simulatorStarter } from "../support/panelClient";
import { checked, created, newRun, stackOf } from "../support/lifecycles";

const start = simulatorStarter();
const info = { source: "info@example.com", targets: ["ann@example.com"] };

describe("the inputs that the engine holds", () => {
  it("differ where one of the named properties does, and are not known before they are noted", () => {
    const held = new HeldInputs();
    expect(held.differ("box", { quota: 2 }, ["quota"])).toBe(false);
    held.note("box", { quota: 1, targets: ["a"] });
    expect(held.differ("box", { quota: 2, targets: ["a"] }, ["quota"])).toBe(true);
    expect(held.differ("box", { quota: 2, targets: ["a"] }, ["targets"])).toBe(false);
    expect(held.differ("box", { quota: 1, server: "eu" }, ["server"])).toBe(true);
    expect(held.differ("other", { quota: 2 }, ["quota"])).toBe(false);
  });
});

describe("the comparison of a replacement is left to the engine", () => {
  async function keptForward() {
    const simulator = await start();
    const stack = stackOf(simulator);
    const kept = await created((await newRun(stack)).mailForward, info);
    return { simulator, kept, run: () => newRun(stack) };
  }

  it("where its inputs show it", async () => {
    const { kept, run } = await keptForward();
    const { mailForward } = await run();
    const news = await checked(mailForward, { ...info, targets: ["bob@example.com"] }, kept.inputs);
    expect(await mailForward.diff(kept.id, kept.state, news)).toEqual({
      replaces: ["targets"],
      deleteBeforeReplace: false,
    });
  });

  it("but not where they are the program's already, and only the state is another", async () => {
    const { kept, run } = await keptForward();
    const { mailForward } = await run();
    const news = await checked(mailForward, info, kept.inputs);
    const state = { ...kept.state, targets: ["bob@example.com"] };
    expect(await mailForward.diff(kept.id, state, news)).toMatchObject({
      changes: true,
      replaces: ["targets"],
    });
  });

  it("also in a refresh, for the inputs that it found", async () => {
    const { simulator, kept, run } = await keptForward();
    simulator.panel.setForward(info.source, ["eve@example.com"]);
    const { mailForward } = await run();
    const { id = "", props = {}, inputs } = await mailForward.read(kept.id, kept.state);
    expect(inputs).toMatchObject({ targets: ["eve@example.com"] });
    expect(await mailForward.diff(id, props, kept.inputs)).toEqual({
      replaces: ["targets"],
      deleteBeforeReplace: false,
    });
    // a run that does not know what the engine holds
    expect(await (await run()).mailForward.diff(id, props, kept.inputs)).toMatchObject({ changes: true });
  });
});
