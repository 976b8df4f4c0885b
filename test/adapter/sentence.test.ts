import { BrainycpError } from "../../src/adapter/errors";
import { sentence, setting } from "../../src/adapter/sentence";

const words = { nameOf: (name: string) => `<${name}>`, howToSet: (name: string) => `set ${name}` };

describe("a sentence", () => {
  const inner = sentence`set ${setting("timeoutSeconds")} to ${4}`;
  const whole = sentence`Check ${setting("endpoint")}, ${"http://x"}; ${inner}`;

  it("names settings as its reader does, those of a stack by default", () => {
    expect(String(whole)).toBe("Check brainycp:endpoint, http://x; set brainycp:timeoutSeconds to 4");
    expect(whole.in(words)).toBe("Check <endpoint>, http://x; set <timeoutSeconds> to 4");
  });

  it("keeps the name of a setting in text as it is", () => {
    expect(sentence`the panel said: ${"brainycp:endpoint"}`.in(words)).toBe(
      "the panel said: brainycp:endpoint",
    );
  });

  it("may be changed in its text, and in no setting", () => {
    expect(String(whole.map((text) => text.replaceAll("t", "T")))).toBe(
      "Check brainycp:endpoint, hTTp://x; seT brainycp:timeoutSeconds To 4",
    );
  });

  it("of an error is in the words of a stack where they are not said", () => {
    const error = new BrainycpError({ code: "failed", problem: "It broke", nextStep: whole });
    expect(error.message).toBe(
      "It broke. Check brainycp:endpoint, http://x; set brainycp:timeoutSeconds to 4",
    );
    expect([error.nextStep, error.stack]).toEqual([String(whole), error.message]);
    expect(error.asUnsettled().in(words)).toEqual({
      message: "It broke. Check <endpoint>, http://x; set <timeoutSeconds> to 4",
      problem: "It broke",
      nextStep: "Check <endpoint>, http://x; set <timeoutSeconds> to 4",
    });
  });
});
