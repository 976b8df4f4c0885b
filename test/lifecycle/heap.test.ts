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

  it("is left alone by a Node that may not know the flags", async () => {
    const unknown = `require("node:v8").setFlagsFromString = () => { throw new Error("set") };`;
    expect(await printed(`${unknown} require(${JSON.stringify(heap)}).keepHeapSmall("26.0.0")`)).toBe("");
  });

  it("is told nothing that this Node does not know", async () => {
    expect(await printed(`require(${JSON.stringify(heap)}).keepHeapSmall()`)).toBe("");
  });
});
