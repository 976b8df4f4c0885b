import execa from "execa";
import { join } from "node:path";

const heap = join(__dirname, "../../dist/lifecycle/heap.js");

/** Runs a script, and says what it printed. */
async function printed(script: string): Promise<string> {
  const { all = "" } = await execa(process.execPath, ["-e", script], { all: true });
  return all;
}

/** Reads lists of which the last live, as a provider does, and prints the size of the largest heap. */
const readsLists = `
  const text = JSON.stringify(Array.from({ length: 10_000 }, (_, id) => ({ id, name: "box" + id })));
  const lists = [];
  let largest = 0;
  for (let list = 0; list < 600; list++) {
    lists.push(JSON.parse(text));
    if (lists.length > 20) lists.shift();
    if (list > 100) largest = Math.max(largest, process.memoryUsage().heapTotal);
  }
  console.log(largest);
`;

describe("the heap of a provider", () => {
  it("stays smaller where lists are read that live for a moment", async () => {
    const small = Number(await printed(`require(${JSON.stringify(heap)}).keepHeapSmall(); ${readsLists}`));
    const usual = Number(await printed(readsLists));
    expect(small).toBeGreaterThan(0);
    expect(small / usual).toBeLessThan(0.85);
  });

  it("is looked through once in a run that is long, and not in a short one", async () => {
    const counts = `
      const { constants, PerformanceObserver } = require("node:perf_hooks");
      let forced = 0;
      new PerformanceObserver((list) => {
        for (const { detail } of list.getEntries())
          if (detail.flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) forced += 1;
      }).observe({ entryTypes: ["gc"] });
      for (const seconds of [3, 6, 9]) setTimeout(() => console.log(forced), seconds * 1000);
    `;
    expect(await printed(`require(${JSON.stringify(heap)}).keepHeapSmall(); ${counts}`)).toBe("0\n1\n1");
    // nothing keeps a process for it
    const waits = `setTimeout(() => console.log("is still there"), 3000).unref();`;
    expect(await printed(`require(${JSON.stringify(heap)}).keepHeapSmall(); ${waits}`)).toBe("");
  });

  it("is left alone by a Node that may not know the flags", async () => {
    const unknown = `require("node:v8").setFlagsFromString = () => { throw new Error("set") };`;
    expect(await printed(`${unknown} require(${JSON.stringify(heap)}).keepHeapSmall("26.0.0")`)).toBe("");
  });

  it("is told nothing that this Node does not know", async () => {
    expect(await printed(`require(${JSON.stringify(heap)}).keepHeapSmall()`)).toBe("");
  });
});
