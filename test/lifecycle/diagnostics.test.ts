import { Diagnostics } from "../../src/lifecycle/diagnostics";
import { warningsOfTest } from "../support/lifecycles";

const printed = warningsOfTest();

it("What is said is delivered once all of it has arrived", async () => {
  const arrived: string[] = [];
  const arrivals: (() => void)[] = [];
  const diagnostics = new Diagnostics(async (text) => {
    await new Promise<void>((arrive) => arrivals.push(arrive));
    arrived.push(text);
  });
  diagnostics.warn("one");
  diagnostics.warnOfRun("two");
  const delivered = diagnostics.delivered();
  expect(arrived).toEqual([]);
  for (const arrive of arrivals) arrive();
  await delivered;
  expect([arrived, printed]).toEqual([["one", "two"], []]);
});

it("What the engine does not take is printed, and so is all that follows", async () => {
  const asked: string[] = [];
  const diagnostics = new Diagnostics((text) => {
    asked.push(text);
    return Promise.reject(new Error("UNAVAILABLE"));
  });
  diagnostics.warn("one");
  await diagnostics.delivered();
  diagnostics.warn("two");
  expect([asked, printed]).toEqual([["one"], ["one", "two"]]);
});
