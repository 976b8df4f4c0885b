import { performance } from "node:perf_hooks";
import { Gathering } from "../../src/adapter/gathering";
import { SharedCall } from "../../src/adapter/sharedCall";

/** A call whose answers are given by hand: the nth that began ends when `answers[n]` is called. */
function byHand(): { shared: SharedCall<string>; answers: ((text: string | Error) => void)[] } {
  const answers: ((text: string | Error) => void)[] = [];
  const shared = new SharedCall<string>(
    () =>
      new Promise((resolve, reject) => {
        answers.push((text) => (typeof text === "string" ? resolve(text) : reject(text)));
      }),
  );
  return { shared, answers };
}

/** Lets everything run that waits for nothing but its turn. */
function settle(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

describe("a shared call", () => {
  it("is not made before someone asks", () => {
    expect(byHand().answers).toHaveLength(0);
  });

  it("gives no asker the answer to a call that began before the question", async () => {
    const { shared, answers } = byHand();
    const first = shared.ask();
    const second = shared.ask();
    expect([answers.length, first === second]).toEqual([1, false]);
    answers[0]?.("old");
    expect(await first).toBe("old");
    await settle();
    expect(answers).toHaveLength(2);
    answers[1]?.("new");
    expect(await second).toBe("new");
  });

  it("serves all who ask while one is under way with the one after it", async () => {
    const { shared, answers } = byHand();
    const first = shared.ask();
    const later = [shared.ask(), shared.ask(), shared.ask()];
    answers[0]?.("1");
    await first;
    await settle();
    answers[1]?.("2");
    expect(await Promise.all(later)).toEqual(["2", "2", "2"]);
    expect(answers).toHaveLength(2);
  });

  it("has no more than one call under way, whoever asks when", async () => {
    let [under, most, made] = [0, 0, 0];
    const shared = new SharedCall(async () => {
      most = Math.max(most, ++under);
      const nth = ++made;
      await settle();
      under--;
      return nth;
    });
    const asked: Promise<number>[] = [];
    for (let round = 0; round < 20; round++) {
      const begun = made;
      asked.push(shared.ask().then((nth) => (nth > begun ? nth : NaN)));
      if (round % 3 === 0) await settle();
    }
    const answers = await Promise.all(asked);
    expect(answers.every((nth) => nth > 0)).toBe(true);
    expect(answers).toEqual([...answers].sort((a, b) => a - b));
    expect([most, made < 20]).toEqual([1, true]);
  });

  it("that fails fails for those who wait for it, and not for those who asked later", async () => {
    const { shared, answers } = byHand();
    const first = shared.ask();
    const second = shared.ask();
    answers[0]?.(new Error("no"));
    await expect(first).rejects.toThrow("no");
    await settle();
    answers[1]?.("yes");
    expect(await second).toBe("yes");
  });

  it("begins anew for who asks after the end", async () => {
    const { shared, answers } = byHand();
    const first = shared.ask();
    answers[0]?.(new Error("no"));
    await expect(first).rejects.toThrow("no");
    const second = shared.ask();
    answers[1]?.("yes");
    expect([await second, answers.length]).toEqual(["yes", 2]);
  });

  it("serves who asks for what is as fresh as a call that was, or is under way", async () => {
    const { shared, answers } = byHand();
    const start = performance.now();
    const first = shared.ask({ since: start });
    const beside = shared.ask({ since: start });
    answers[0]?.("1");
    expect(await Promise.all([first, beside])).toEqual(["1", "1"]);
    await settle();
    expect(await shared.ask({ since: start })).toBe("1");
    const later = shared.ask({ since: performance.now() });
    answers[1]?.("2");
    expect([await later, answers.length]).toEqual(["2", 2]);
  });

  it("that failed serves nobody who asks later, however old an answer may be", async () => {
    const { shared, answers } = byHand();
    const first = shared.ask({ since: 0 });
    answers[0]?.(new Error("no"));
    await expect(first).rejects.toThrow("no");
    await settle();
    const second = shared.ask({ since: 0 });
    answers[1]?.("yes");
    expect(await second).toBe("yes");
  });

  it("waits for others where those who ask share it, and begins after all of them asked", async () => {
    const gathering = new Gathering(60_000);
    let made = 0;
    const shared = new SharedCall(() => Promise.resolve(++made), gathering);
    const asked = Array.from({ length: 16 }, () => shared.ask({ isShared: true }));
    expect(await Promise.all(asked)).toEqual(Array<number>(16).fill(1));
  });
});
