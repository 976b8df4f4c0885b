import { progressWords } from "../../../src/cli/mail/mailProgress";

const all = { messages: 5000, bytes: 402_000_000 };

describe("the progress of mail", () => {
  it.each<[string, number, number, number, string]>([
    ["messages and bytes at first", 10, 1_000_000, 0.5, "10 of 5,000 messages, 1.0 of 402 MB"],
    [
      "rate and time left after a second",
      1204,
      87_000_000,
      10,
      "1,204 of 5,000 messages, 87 of 402 MB, 8.7 MB/s, 36 s left",
    ],
    ["minutes", 100, 4_000_000, 10, "100 of 5,000 messages, 4.0 of 402 MB, 0.4 MB/s, 17 min left"],
    ["hours", 10, 1_000_000, 20, "10 of 5,000 messages, 1.0 of 402 MB, 0.1 MB/s, 2 h 14 min left"],
    ["no rate where no byte came yet", 1, 0, 20, "1 of 5,000 messages, 0.0 of 402 MB"],
  ])("is %s", (_, messages, bytes, seconds, words) => {
    expect(progressWords({ messages, bytes }, all, seconds)).toBe(words);
  });
});
