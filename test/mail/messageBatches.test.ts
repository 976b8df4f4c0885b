import { messageBatches } from "../../src/mail/messageBatches";
import type { Message } from "../../src/mail/message";

const sizes = (given: readonly number[]): readonly (readonly number[])[] => {
  const messages = given.map((size, place): Message => ({ uid: place + 1, size, flags: [], date: "" }));
  return [...messageBatches(messages)].map((batch) => batch.map(({ size }) => size));
};

describe("batches of messages", () => {
  it("keep the order, and leave large messages alone", () => {
    expect(sizes([1, 2, 300_000, 3, 300_000, 300_000, 4])).toEqual([
      [1, 2],
      [300_000],
      [3],
      [300_000],
      [300_000],
      [4],
    ]);
  });

  it("hold up to a megabyte", () => {
    expect(sizes(Array.from({ length: 9 }, () => 250_000))).toEqual([
      [250_000, 250_000, 250_000, 250_000],
      [250_000, 250_000, 250_000, 250_000],
      [250_000],
    ]);
  });

  it("hold up to 500 messages", () => {
    expect(sizes(Array.from({ length: 1001 }, () => 1)).map((batch) => batch.length)).toEqual([500, 500, 1]);
  });

  it("are none without messages", () => {
    expect(sizes([])).toEqual([]);
  });
});
