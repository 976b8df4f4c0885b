import { setTimeout as sleep } from "node:timers/promises";
import { Gathering } from "../../src/adapter/gathering";
import { SharedCall } from "../../src/adapter/sharedCall";

const longest = 60_000;

/** As many workers as an engine has: each makes a change and then looks, again and again. @returns how many looks it took */
async function looksOf(workers: number, changes: number): Promise<number> {
  const gathering = new Gathering(longest);
  let looks = 0;
  const shared = new SharedCall(() => {
    looks += 1;
    return sleep(1);
  }, gathering);
  let left = changes;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await gathering.lead(() => sleep(1));
      await shared.ask({ isShared: true });
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return looks;
}

describe("those who need the same look", () => {
  it.each([3, 16, 40])("go together, where %i do things at once", async (workers) => {
    expect(await looksOf(workers, workers * 30)).toBeLessThanOrEqual(30 + 10);
  });

  it("go at once where one does one thing after the other", async () => {
    expect(await looksOf(1, 30)).toBe(30);
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
