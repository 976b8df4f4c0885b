import { isOn } from "../../../src/adapter/lists/switches";

it.each(["1", "on", "yes", " true ", "2026-01-01", "x", 1, true, [0, "1"], { a: true }])(
  "%j says yes",
  (value) => {
    expect(isOn(value)).toBe(true);
  },
);

it.each([
  "",
  "0",
  "no",
  "N",
  "off",
  "False",
  "null",
  "none",
  "#",
  "0000-00-00 00:00:00",
  0,
  false,
  null,
  [],
  ["0"],
  {},
])("%j says no", (value) => {
  expect(isOn(value)).toBe(false);
});
