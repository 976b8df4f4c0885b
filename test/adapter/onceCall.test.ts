import { OnceCall } from "../../src/adapter/onceCall";

it("A call is made once, whoever asks, and whenever", async () => {
  const call = jest.fn(() => Promise.resolve({}));
  const once = new OnceCall(call);
  const [first, second] = await Promise.all([once.ask(), once.ask()]);
  expect(second).toBe(first);
  expect(await once.ask()).toBe(first);
  expect(call).toHaveBeenCalledTimes(1);
});

it("A call that fails fails for all, and is not made again", async () => {
  const call = jest.fn(() => Promise.reject(new Error("no")));
  const once = new OnceCall(call);
  await expect(once.ask()).rejects.toThrow("no");
  await expect(once.ask()).rejects.toThrow("no");
  expect(call).toHaveBeenCalledTimes(1);
});
