import type { SimulatorSettings } from "../../src/simulator/simulatorSettings";
import { settingsSchema } from "../../src/simulator/settingsSchema";
import type { Simulator } from "../../src/simulator/simulator";
import { call, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

async function withMail(settings: Partial<SimulatorSettings>): Promise<Simulator> {
  const simulator = await start({ settings });
  simulator.panel.addMailbox("a@example.com", { quota: 10, password: "x" });
  simulator.panel.addMailbox("B.c+d@example.com", { quota: 0, password: "x" });
  simulator.panel.addMailbox("a@example.org", { quota: 2, password: "x" });
  simulator.panel.setForward("f@example.com", ["t@example.net", "u@example.net"]);
  simulator.panel.setForward("g@example.com", ["t@example.net"]);
  simulator.panel.setForward("f@example.org", ["v@example.net"], true);
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

const forwards: Record<SimulatorSettings["forwardShape"], unknown> = {
  joined: {
    "f@example.com": "t@example.net,u@example.net",
    "g@example.com": "t@example.net",
    "f@example.org": "v@example.net",
  },
  lists: {
    "f@example.com": ["t@example.net", "u@example.net"],
    "g@example.com": ["t@example.net"],
    "f@example.org": ["v@example.net"],
  },
  rows: [
    { source: "f@example.com", target: "t@example.net" },
    { source: "f@example.com", target: "u@example.net" },
    { source: "g@example.com", target: "t@example.net" },
    { source: "f@example.org", target: "v@example.net" },
  ],
  records: [
    { source: "f@example.com", target: "t@example.net,u@example.net" },
    { source: "g@example.com", target: "t@example.net" },
    { source: "f@example.org", target: "v@example.net" },
  ],
  arrows: [
    "f@example.com => t@example.net,u@example.net",
    "g@example.com => t@example.net",
    "f@example.org => v@example.net",
  ],
  domains: {
    "example.com": { f: "t@example.net,u@example.net", g: "t@example.net" },
    "example.org": { f: "v@example.net" },
  },
  domainLists: {
    "example.com": { f: ["t@example.net", "u@example.net"], g: ["t@example.net"] },
    "example.org": { f: ["v@example.net"] },
  },
};

describe("the list of mailboxes", () => {
  it.each(settingsSchema.shape.listShape.options)("in the shape %s", async (listShape) => {
    const simulator = await withMail({ listShape });
    expect((await call(simulator, "getlistmail")).data).toEqual(mailboxes[listShape]);
  });

  it("has its addresses under the key that is set", async () => {
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
    "without quotas in the shape %s has PHP's empty arrays for empty records",
    async (listShape, list) => {
      const simulator = await withMail({ quotaFactor: null, listShape });
      expect((await call(simulator, "getlistmail")).data).toEqual(list);
    },
  );
});

describe("the list of forwardings", () => {
  it.each(settingsSchema.shape.forwardShape.options)("in the shape %s", async (forwardShape) => {
    const simulator = await withMail({ forwardShape });
    expect((await call(simulator, "getforwardmail")).data).toEqual(forwards[forwardShape]);
  });

  it.each(["rows", "records"] as const)("in the shape %s has the keys that are set", async (forwardShape) => {
    const simulator = await withMail({ forwardShape, sourceKey: "from", targetKey: "to" });
    simulator.panel.setForward("f@example.com", []);
    simulator.panel.setForward("g@example.com", []);
    expect((await call(simulator, "getforwardmail")).data).toEqual([
      { from: "f@example.org", to: "v@example.net" },
    ]);
  });
});

describe("a list's place in the reply", () => {
  const mess = "The mailbox list was successfully retrieved for: demo";
  const places: Record<SimulatorSettings["listIn"], [object, object]> = {
    data: [
      { error: 0, mess, data: mailboxes.addresses },
      { error: 0, mess, data: forwards.joined },
    ],
    list: [
      { error: 0, mess, list: mailboxes.addresses },
      { error: 0, mess, list: forwards.joined },
    ],
    mess: [
      { error: 0, mess: mailboxes.addresses },
      { error: 0, mess: forwards.joined },
    ],
    top: [
      { error: 0, mess, 0: "a@example.com", 1: "B.c+d@example.com", 2: "a@example.org" },
      { error: 0, mess, ...(forwards.joined as object) },
    ],
  };

  it.each(settingsSchema.shape.listIn.options)("may be %s", async (listIn) => {
    const simulator = await withMail({ listIn, listShape: "addresses" });
    const language = { language: "en" };
    expect([
      await call(simulator, "getlistmail", language),
      await call(simulator, "getforwardmail", language),
    ]).toEqual(places[listIn]);
  });

  it("may be the message's, under the message's own name", async () => {
    const simulator = await withMail({ listIn: "mess", messageKey: "message", listShape: "addresses" });
    expect(await call(simulator, "getlistmail")).toEqual({ error: 0, message: mailboxes.addresses });
  });

  it("is nowhere when there is nothing to list", async () => {
    const simulator = await start({ settings: { listIn: "mess" } });
    const nothing = { error: 1, mess: "Nothing was found for: demo" };
    expect(await call(simulator, "getlistmail", { language: "en" })).toEqual(nothing);
    expect(await call(simulator, "getforwardmail", { language: "en" })).toEqual(nothing);
  });
});
