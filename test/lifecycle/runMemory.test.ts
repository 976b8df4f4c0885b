import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as later } from "node:timers/promises";
import { Diagnostics } from "../../src/lifecycle/diagnostics";
import { ObjectMemory, RunMemory } from "../../src/lifecycle/runMemory";
import { warningsOfTest } from "../support/lifecycles";

const warnings = warningsOfTest();

describe("what a run remembers of an object", () => {
  it("is one memory for each panel, kind and name", () => {
    const run = new RunMemory(new Diagnostics());
    const ann = run.object("http://a", "mailbox", "ann@example.com");
    expect(run.object("http://a", "mailbox", "ann@example.com")).toBe(ann);
    for (const [endpoint, noun, name] of [
      ["http://b", "mailbox", "ann@example.com"],
      ["http://a", "forwarding", "ann@example.com"],
      ["http://a", "mailbox", "bob@example.com"],
    ] as const)
      expect(run.object(endpoint, noun, name)).not.toBe(ann);
  });

  it("keeps what was made or taken over from deletion, until it is deleted", () => {
    for (const how of ["made", "taken over"] as const) {
      const memory = new ObjectMemory();
      memory.made({}, how);
      expect(memory.kept).toBe(how);
      memory.deleted();
      expect(memory.kept).toBeUndefined();
    }
  });

  it("awaits the creation of a new object and of a replacement, until it is made or has failed", () => {
    const memory = new ObjectMemory();
    memory.expect({ quota: 1 });
    expect(memory.isAwaited).toBe(true);
    memory.made({ quota: 1 }, "made");
    expect(memory.isAwaited).toBe(false);
    memory.compare({ quota: 1 }, { quota: 2 }, true);
    expect([memory.isAwaited, memory.declared]).toEqual([true, { quota: 2 }]);
    memory.failed();
    expect([memory.isAwaited, memory.declared]).toEqual([false, { quota: 1 }]);
  });

  it("takes the deletion of just what an update recorded for a removal", () => {
    const memory = new ObjectMemory();
    memory.compare({ quota: 1 }, { quota: 2 }, false);
    memory.record({ quota: 2 });
    expect(memory.declaredBeside({ quota: 2 })).toBeUndefined();
    expect(memory.declaredBeside({ quota: 1 })).toEqual({ quota: 2 });
  });

  it("holds a postponed state for this stack's own", () => {
    const memory = new ObjectMemory();
    memory.postpone({ quota: 1 });
    expect([memory.postponed, memory.standing]).toEqual([[{ quota: 1 }], { quota: 1 }]);
  });
});

it("A warning is printed once", () => {
  const run = new RunMemory(new Diagnostics());
  for (const text of ["one", "two", "one"]) run.warn(text);
  expect(warnings).toEqual(["one", "two"]);
});

it("Work that waits for its turn goes on in its own asynchronous flow", async () => {
  const flow = new AsyncLocalStorage<string>();
  const memory = new ObjectMemory();
  const flows = ["one", "two", "three"].map((name) =>
    flow.run(name, () =>
      memory.inTurn(async () => {
        await later();
        return flow.getStore();
      }),
    ),
  );
  expect(await Promise.all(flows)).toEqual(["one", "two", "three"]);
});
