import { defaultSettings } from "../../src/simulator/simulatorSettings";

describe("the default settings", () => {
  it("follow the vendor's page where it says something: error, a number, mess", () => {
    expect(defaultSettings).toEqual({
      credentials: "either",
      codeKey: "error",
      codeAs: "number",
      messageKey: "mess",
      listShape: "records",
      listIn: "data",
      addressKey: "email",
      quotaFactor: 1,
      forwardShape: "joined",
      sourceKey: "source",
      targetKey: "target",
      showSaveLocal: false,
      zoneShape: "text",
      zoneIn: "data",
      zoneValueKey: "value",
      zoneNames: "relative",
      zoneTxt: "plain",
      dkimSelector: "dkim",
      adminSeesAllZones: false,
      addforward: "adds",
      refuseRepeatedForward: false,
      delforward: "strict",
      saveLocalBy: "value",
      delmailTakesForwards: false,
      delmailTakesTargets: false,
      locks: true,
      writeMs: 0,
      latencyMs: 0,
    });
  });
});
