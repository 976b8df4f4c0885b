import { meaningOf, operations, type Meaning, type OperationName } from "../../src/adapter/operations";
import { contract, type ContractOperation } from "../support/contract";

/** Named by the contract, but not with its fields and codes. */
const undescribed = "list_zones";
const names = (Object.keys(operations) as OperationName[]).filter((name) => name !== undescribed);
const each = names.map((name) => [name] as const);

/** The contract's words for what a code means, and this package's. */
const sameMeaning: Record<string, Meaning> = {
  added: "done",
  deleted: "done",
  defined: "done",
  enabled: "done",
  disabled: "done",
  listed: "done",
  shown: "done",
  alreadyExists: "alreadyExists",
  alreadyEnabled: "alreadySo",
  alreadyDisabled: "alreadySo",
  badParameters: "badParameters",
  failed: "failed",
  domainNotFound: "domainNotFound",
  noPermission: "noPermission",
  noSuchUser: "noSuchUser",
  nothingFound: "nothingFound",
  zoneNotFound: "zoneNotFound",
  emptyOrNoRights: "zoneEmpty",
};

function documented(name: OperationName): ContractOperation {
  const operation = contract.operations[name];
  if (operation === undefined) throw new Error(`The contract has no ${name}.`);
  return operation;
}

describe("the table of operations", () => {
  it("knows the contract's operations and no others", () => {
    expect([...names].sort()).toEqual(Object.keys(contract.operations).sort());
    expect(names).toHaveLength(11);
  });

  it.each(each)("%s stands in its documented module, and both are its constants", (name) => {
    const constants = documented(name).fields.filter(({ constant }) => constant !== undefined);
    expect(constants.map(({ name: field, constant }) => [field, constant])).toEqual([
      [operations[name].module, operations[name].module],
      [name, name],
    ]);
    expect(operations[name].module).toBe(documented(name).module);
  });

  it.each(each)("%s has the documented fields in the page's order", (name) => {
    const fields = documented(name).fields;
    expect(fields.slice(0, 2).map((field) => field.name)).toEqual(["username", "password"]);
    const own = fields.slice(2).filter(({ constant }) => constant === undefined);
    expect(operations[name].fields).toEqual(own.map((field) => field.name));
  });

  it.each(each)("%s knows the documented codes, no others, and means the same by them", (name) => {
    const expected = Object.entries(documented(name).codes).map(([code, { meaning }]) => [
      code,
      sameMeaning[meaning],
    ]);
    expect(Object.entries(operations[name].codes)).toEqual(expected);
    for (const [code, meaning] of expected) expect(meaningOf(name, Number(code))).toBe(meaning);
  });

  it("gives no meaning to a code that an operation does not document", () => {
    expect(meaningOf("addmail", 5)).toBeUndefined();
    expect(meaningOf("delmail", 3)).toBeUndefined();
    expect(meaningOf("onspf", 1000)).toBeUndefined();
    expect(meaningOf("show_zones", 1)).toBeUndefined();
    expect(meaningOf("getlistmail", -1)).toBeUndefined();
  });

  it("takes code 1 for what each operation means by it", () => {
    expect(Object.fromEntries(names.map((name) => [name, meaningOf(name, 1)]))).toEqual({
      addmail: "alreadyExists",
      delmail: "failed",
      addforward: "failed",
      delforward: "failed",
      onspf: "badParameters",
      offspf: "badParameters",
      ondkim: "badParameters",
      offdkim: "badParameters",
      getlistmail: "nothingFound",
      getforwardmail: "nothingFound",
      show_zones: undefined,
    });
  });

  it("takes the three that list for reading and the eight that change for writing", () => {
    expect(names.filter((name) => operations[name].reads)).toEqual([
      "getlistmail",
      "getforwardmail",
      "show_zones",
    ]);
  });
});
