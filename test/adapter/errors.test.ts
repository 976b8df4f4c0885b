import { inspect } from "node:util";
import { BrainycpError } from "../../src/adapter/errors";

const cause = new Error("socket hang up");
const facts = {
  code: "interrupted",
  problem: "addmail ann@example.com: it broke",
  nextStep: "Run it again",
  cause,
} as const;

describe("an error", () => {
  it("shows its code in front of its message once, also where two calls fail with it", () => {
    const error = new BrainycpError(facts);
    error.showCode();
    error.showCode();
    expect([error.message, error.stack]).toEqual([
      "interrupted: addmail ann@example.com: it broke. Run it again",
      "interrupted: addmail ann@example.com: it broke. Run it again",
    ]);
  });

  it("says the problem and the next step, and has its facts as fields", () => {
    const error = new BrainycpError({
      ...facts,
      operation: "addmail",
      panelCode: 3,
      panelMessage: "no",
      transient: true,
    });
    expect(error.message).toBe("addmail ann@example.com: it broke. Run it again");
    expect(error).toMatchObject({
      name: "BrainycpError",
      code: "interrupted",
      operation: "addmail",
      panelCode: 3,
      panelMessage: "no",
      transient: true,
      outcomeUnknown: false,
      unsettled: false,
      retryAfterSeconds: undefined,
      nextStep: "Run it again",
      cause,
    });
  });

  it("is printed short, as its reader has no use for a stack", () => {
    const error = new BrainycpError(facts);
    expect([String(error), error.stack]).toEqual(["brainycp interrupted", error.message]);
    expect(inspect(error)).toContain("addmail ann@example.com: it broke. Run it again");
  });

  it("may become unsettled, or have another next step, and keeps the rest", () => {
    const error = new BrainycpError({ ...facts, outcomeUnknown: true, retryAfterSeconds: 7 });
    const unsettled = error.asUnsettled();
    expect([error.unsettled, unsettled.unsettled, unsettled.message]).toEqual([false, true, error.message]);
    expect(unsettled).toMatchObject({
      code: "interrupted",
      outcomeUnknown: true,
      retryAfterSeconds: 7,
      cause,
    });
    const other = unsettled.withNextStep("Look at the panel");
    expect(other.message).toBe("addmail ann@example.com: it broke. Look at the panel");
    expect([other.unsettled, other.outcomeUnknown, other.cause]).toEqual([true, true, cause]);
  });

  it("without a cause has none", () => {
    const { cause: _, ...plain } = facts;
    expect("cause" in new BrainycpError(plain)).toBe(false);
  });
});
