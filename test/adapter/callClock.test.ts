import { performance } from "node:perf_hooks";
import { CallClock } from "../../src/adapter/callClock";

let now = 5000;
beforeEach(() => jest.spyOn(performance, "now").mockImplementation(() => now));
afterEach(() => jest.restoreAllMocks());

it("a call's clock counts the time between start and stop alone", () => {
  const clock = new CallClock();
  now += 2000;
  expect(clock.seconds).toBe(2);
  clock.stop();
  now += 60_000;
  expect(clock.seconds).toBe(2);
  clock.stop();
  clock.start();
  now += 1500;
  clock.start();
  now += 500;
  expect(clock.seconds).toBe(4);
});
