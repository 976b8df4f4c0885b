import type { Simulator } from "../../src/simulator/simulator";
import { settingsSchema, type SimulatorSettings } from "../../src/simulator/simulatorSettings";
import { call, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

async function withMail(settings: Partial<SimulatorSettings>): Promise<Simulator> {
  const simulator = await start({ settings });
  simulator.panel.addMailbox("a@example.com", { quota: 10, password: "x" });
  simulator.panel.addMailbox("B.c+d@example.com", { quota: 0, password: "x" });
  simulator.panel.addMailbox("a@example.org", { quota: 2, password: "x" });
  return simulator;
}

const mailboxes: Record<SimulatorSettings["listShape"], unknown> = {
  addresses: ["a@example.com", "B.c+d@example.com", "a@example.org"],
  keyedQuotas: { "a@example.com": 10, "B.c+d@example.com": 0, "a@example.org": 2 },
  keyedRecords: {
    "a@example.com": { quota: 10 },
    "B.c+d@example.com": { quota: 0 },
    "a@example.org": { quota: 2 },
  },
  records: [
    { email: "a@example.com", quota: 10 },
    { email: "B.c+d@example.com", quota: 0 },
    { email: "a@example.org", quota: 2 },
  ],
  domains: { "example.com": ["a", "B.c+d"], "example.org": ["a"] },
  domainRecords: {
    "example.com": { a: { quota: 10 }, "B.c+d": { quota: 0 } },
    "example.org": { a: { quota: 2 } },
  },
};

describe("the list of mailboxes", () => {
  it.each(settingsSchema.shape.listShape.options)("in the shape %s", async (listShape) => {
    const simulator = await withMail({ listShape });
    expect((await call(simulator, "getlistmail")).data).toEqual(mailboxes[listShape]);
  });

  it("has its addresses under the configured key", async () => {
    const simulator = await withMail({ addressKey: "box" });
    expect((await call(simulator, "getlistmail")).data).toEqual([
      { box: "a@example.com", quota: 10 },
      { box: "B.c+d@example.com", quota: 0 },
      { box: "a@example.org", quota: 2 },
    ]);
  });

  it.each([1, 1000, 1024, 1000 ** 2, 1024 ** 2])("multiplies quotas by %d", async (quotaFactor) => {
    const simulator = await withMail({ quotaFactor, listShape: "keyedQuotas" });
    expect((await call(simulator, "getlistmail")).data).toEqual({
      "a@example.com": 10 * quotaFactor,
      "B.c+d@example.com": 0,
      "a@example.org": 2 * quotaFactor,
    });
    expect(simulator.panel.mailboxes().map(({ quota }) => quota)).toEqual([10, 0, 2]);
  });

  it.each([
    ["records", [{ email: "a@example.com" }, { email: "B.c+d@example.com" }, { email: "a@example.org" }]],
    ["keyedQuotas", { "a@example.com": "", "B.c+d@example.com": "", "a@example.org": "" }],
    ["keyedRecords", { "a@example.com": [], "B.c+d@example.com": [], "a@example.org": [] }],
    ["domainRecords", { "example.com": { a: [], "B.c+d": [] }, "example.org": { a: [] } }],
  ] as const)(
    "without quotas, in the shape %s, has PHP's empty arrays in place of empty records",
    async (listShape, list) => {
      const simulator = await withMail({ quotaFactor: null, listShape });
      expect((await call(simulator, "getlistmail")).data).toEqual(list);
    },
  );
});
