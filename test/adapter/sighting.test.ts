import { seen } from "../../src/adapter/sighting";

it("only a sighting that is present has an object", () => {
  expect(seen({ is: "present", object: "ann" })).toBe("ann");
  expect(seen({ is: "absent" })).toBeUndefined();
  expect(seen({ is: "unknown", looks: "[…]" })).toBeUndefined();
});
