import { refusesLoss } from "../../src/resources/mailbox/refusesLoss";

describe("whether deletions of a mailbox are refused", () => {
  it.each([
    [{}, undefined, false],
    [{ adopt: false }, undefined, false],
    [{ adopt: true }, undefined, true],
    [{ adopt: true }, false, false],
    [{}, true, true],
    [{ refuseMailLoss: false, adopt: true }, true, false],
    [{ refuseMailLoss: true }, false, true],
  ])("by a mailbox that says %j, on a stack that says %p: %p", (mailbox, stack, expected) => {
    expect(refusesLoss(mailbox, stack)).toBe(expected);
  });
});
