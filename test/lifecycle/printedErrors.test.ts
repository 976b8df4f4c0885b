import { BrainycpError } from "../../src/adapter/errors";
import { leaveErrorsToEngine } from "../../src/lifecycle/printedErrors";

it("Of what the SDK prints, only the errors of this package are left out", () => {
  const printed: unknown[][] = [];
  const { error: original } = console;
  console.error = (...said: unknown[]): void => void printed.push(said);
  try {
    leaveErrorsToEngine();
    const own = new BrainycpError({ code: "mail_loss", problem: "It is not deleted", nextStep: "Do this" });
    const other = new TypeError("undefined is not a function");
    // as the SDK's script does
    for (const error of [own, other]) console.error(`${String(error)}: ${error.stack ?? ""}`);
    console.error("brainycp: 127.0.0.1 getlistmail", 1);
    expect(printed).toEqual([
      [expect.stringMatching(/^TypeError: undefined is not a function: TypeError: /)],
      ["brainycp: 127.0.0.1 getlistmail", 1],
    ]);
  } finally {
    console.error = original;
  }
});
