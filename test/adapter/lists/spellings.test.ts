import { Spellings } from "../../../src/adapter/lists/spellings";

function chosenOf(...spellings: string[]) {
  const all = new Spellings<number>("ann@example.com");
  for (const spelling of spellings) all.add(spelling, (known = 0) => known + 1);
  return all.chosen();
}

describe("of the spellings of one address", () => {
  it.each([
    [["Ann@example.com"], "Ann@example.com", 1, false],
    [["Ann@example.com", "ann@example.com"], "ann@example.com", 1, false],
    [["ANN@example.com", "Ann@example.com"], "ANN@example.com", 1, true],
    [["Ann@example.com", "Ann@EXAMPLE.com"], "Ann@example.com", 2, false],
  ])("%j the chosen one is %s, said %d times, ambiguous: %s", (spellings, spelling, value, isAmbiguous) => {
    expect(chosenOf(...spellings)).toEqual({ spelling, value, isAmbiguous });
  });

  it("none stands for the address itself", () => {
    expect(chosenOf()).toEqual({ spelling: "ann@example.com", value: undefined, isAmbiguous: false });
  });
});
