import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { contract } from "../support/contract";
import { call } from "../support/panelClient";

const box = { email: "a@example.com", password: "secret", quota: "10" };
const forward = { source: "a@example.com", target: "b@example.net" };
const domain = { domain: "example.com" };

describe("a required field", () => {
  const perField = Object.entries(contract.operations).flatMap(([name, { fields }]) =>
    fields
      .slice(2)
      .filter(({ required, constant }) => required && constant === undefined)
      .map((field) => [name, field.name] as const),
  );
  const whole: Record<string, Record<string, string>> = {
    addmail: box,
    delmail: box,
    addforward: forward,
    delforward: forward,
    show_zones: { zone: "example.com" },
  };
  const missingCode = (name: string): number =>
    name === "show_zones" ? 101 : /^(on|off)/.test(name) ? 1 : 2;

  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.close());

  it.each(perField)("of %s is reported if it is missing, empty or an array: %s", async (name, field) => {
    const fields: Record<string, string> = whole[name] ?? domain;
    expect(Object.keys(fields)).toContain(field);
    const { [field]: value = "", ...without } = fields;
    const replies = [
      await call(simulator, name, without),
      await call(simulator, name, { ...fields, [field]: "" }),
      await call(simulator, name, { ...without, [`${field}[]`]: value }),
    ];
    expect(replies.map(({ error }) => error)).toEqual([
      missingCode(name),
      missingCode(name),
      missingCode(name),
    ]);
  });

  it("is one of fifteen, apart from credentials and constants", () => {
    expect(perField).toHaveLength(15);
  });

  it.each([
    ["addmail", { ...box, email: "no-address" }],
    ["addmail", { ...box, email: "a@b@example.com" }],
    ["addmail", { ...box, quota: "10 MB" }],
    ["addmail", { ...box, quota: "-1" }],
    ["addforward", { ...forward, source: "a@example.com,b@example.com" }],
    ["addforward", { ...forward, target: "b@example.net,nowhere" }],
    ["addforward", { ...forward, target: " , " }],
  ])("of %s is a parameter error if it reads %j", async (name, fields) => {
    expect((await call(simulator, name, fields)).error).toBe(2);
  });
});
