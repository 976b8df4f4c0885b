import { defaultSettings, settingsSchema, someSettingsSchema } from "../../src/simulator/simulatorSettings";

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
      delmailLeavesMaildir: false,
      mailQuotaUnit: "M",
      locks: true,
      writeMs: 0,
      latencyMs: 0,
    });
  });
});

it("the schema has every setting, in the order of the defaults, and takes the defaults", () => {
  expect(Object.keys(settingsSchema.shape)).toEqual(Object.keys(defaultSettings));
  expect(settingsSchema.parse(defaultSettings)).toEqual(defaultSettings);
});

it.each([
  [{ listShape: "round" }],
  [{ quotaFactor: 0 }],
  [{ quotaFactor: 1.5 }],
  [{ writeMs: -1 }],
  [{ dkimSelector: "" }],
  [{ locks: "yes" }],
  [{ lock: true }],
])("some settings may be left out, but %j is refused", (settings) => {
  expect(someSettingsSchema.safeParse({}).success).toBe(true);
  expect(someSettingsSchema.safeParse(settings).success).toBe(false);
});
