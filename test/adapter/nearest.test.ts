import { didYouMean, nearest } from "../../src/adapter/nearest";
import { settingNames } from "../../src/settings";

describe("the name that was meant", () => {
  it.each([
    ["refuseMailLos", "refuseMailLoss"],
    ["refusemailloss", "refuseMailLoss"],
    ["refuse-mail-loss", "refuseMailLoss"],
    ["panel_user", "panelUser"],
    ["usrename", "username"],
    ["pasword", "password"],
    ["imaphosts", "imapHost"],
    ["timeout", "timeoutSeconds"],
    ["endpiont", "endpoint"],
    ["user", "username"],
  ])("by %s is %s", (written, meant) => {
    expect(nearest(written, settingNames)).toBe(meant);
  });

  it.each(["colour", "x", "", "imap", "servers.eu.endpoint"])("by %j is not known", (written) => {
    expect(nearest(written, settingNames)).toBeUndefined();
  });

  it("is not known where there are no names", () => {
    expect(nearest("endpoint", [])).toBeUndefined();
  });
});

test("a name that is near is asked for, and nothing is where none is", () => {
  expect(didYouMean("pasword", settingNames)).toBe("; did you mean password?");
  expect(didYouMean("colour", settingNames)).toBe("");
});
