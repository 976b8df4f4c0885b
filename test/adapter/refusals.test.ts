import { operations, type OperationName } from "../../src/adapter/operations";
import { refusalOf } from "../../src/adapter/refusals";

const unexplained = refusalOf("getlistmail", "nothingFound");
const elsewhere = ["done", "alreadySo", "alreadyExists", "noPermission", "noSuchUser"];
const refusals = (Object.keys(operations) as OperationName[])
  .filter((name) => !operations[name].reads)
  .flatMap((name) => Object.values(operations[name].codes).map((meaning) => [name, meaning] as const))
  .filter(([, meaning]) => !elsewhere.includes(meaning));

it.each(refusals)("A refusal of %s that means %s is explained", (operation, meaning) => {
  const { likely, nextStep } = refusalOf(operation, meaning);
  expect([likely, nextStep]).not.toContain(unexplained.likely);
  expect(likely).toMatch(/^(most likely )?the panel |^most likely a limit/);
  expect(nextStep).toMatch(/^[A-Z].*[^.]$/);
});
