import { remembering } from "../../src/adapter/remembering";

it("finds the answer to a text once, and keeps no more answers than are of use", () => {
  let found = 0;
  const lengthOf = remembering((text) => {
    found += 1;
    return text.length;
  });
  expect([lengthOf("a"), lengthOf("bb"), lengthOf("a"), found]).toEqual([1, 2, 1, 2]);
  for (let i = 0; i < 10_000; i++) lengthOf(`text ${i}`);
  found = 0;
  expect([lengthOf("a"), found]).toEqual([1, 1]);
});
