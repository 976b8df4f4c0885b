import { settingsSchema, someSettingsSchema } from "../../src/simulator/settingsSchema";
import { defaultSettings } from "../../src/simulator/simulatorSettings";

it("the schema has every setting, in the order of the defaults, and accepts the defaults", () => {
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
])("settings may be left out, but %j is rejected", (settings) => {
  expect(someSettingsSchema.safeParse({}).success).toBe(true);
  expect(someSettingsSchema.safeParse(settings).success).toBe(false);
});
