import { setTimeout as sleep } from "node:timers/promises";
import { Gathering } from "../../src/adapter/gathering";

const longest = 60_000;

/** As many workers as an engine has: each makes a change and then looks, again and again. */
async function work(
  gathering: Gathering,
  { workers, changes, pause = 1 }: { workers: number; changes: number; pause?: number },
): Promise<number[]> {
  const groups: number[] = [];
  let group = 0;
  let left = changes;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await gathering.lead(() => sleep(pause));
      await gathering.join();
      // who goes at once has gone before anything else happens
      if (group === 0)
        setImmediate(() => {
          groups.push(group);
          group = 0;
        });
      group += 1;
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  await sleep(10);
  return groups;
}

describe("those who need the same look", () => {
  it("go together, as many as do things at once", async () => {
    const groups = await work(new Gathering(longest), { workers: 16, changes: 160 });
    expect(groups.reduce((all, each) => all + each)).toBe(160);
    expect(groups.length).toBeLessThanOrEqual(160 / 16 + 2);
  });

  it.each([1, 3, 40])("go without waiting for more where %i do things at once", async (workers) => {
    const changes = workers * 30;
    const groups = await work(new Gathering(longest), { workers, changes });
    expect(groups.reduce((all, each) => all + each)).toBe(changes);
    // late ones apart
    expect(groups.filter((group) => group === workers).length).toBeGreaterThanOrEqual(20);
  });

  it("do not go while a change is under way that leads there", async () => {
    const gathering = new Gathering(longest);
    let end = (): void => undefined;
    const change = gathering.lead(() => new Promise<void>((done) => (end = done)));
    let isGone = false;
    const gone = gathering.join().then(() => (isGone = true));
    await sleep(200);
    expect(isGone).toBe(false);
    end();
    await change;
    await gone;
    expect(isGone).toBe(true);
  });

  it("wait no longer than they have to for a change that hangs", async () => {
    const gathering = new Gathering(100);
    let end = (): void => undefined;
    const change = gathering.lead(() => new Promise<void>((done) => (end = done)));
    await gathering.join();
    end();
    await change;
  });

  it("go on where a change fails", async () => {
    const gathering = new Gathering(longest);
    await expect(gathering.lead(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await gathering.join();
  });
});
