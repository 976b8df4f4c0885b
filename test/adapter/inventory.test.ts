import { Client } from "../../src/adapter/client";
import { Inventory } from "../../src/adapter/inventory";
import { seen } from "../../src/adapter/sighting";
import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator";
import { accountPassword, errorOf, settingsFor, startPanel } from "./servers";

async function startInventory(
  options: SimulatorOptions = {},
  password = accountPassword,
): Promise<{ panel: Simulator; inventory: Inventory }> {
  const panel = await startPanel(options);
  return { panel, inventory: new Inventory(new Client(settingsFor(panel, { password }))) };
}

function operations({ requests }: Simulator): string[] {
  return requests.map(({ operation }) => operation);
}

describe("the mailboxes", () => {
  it("of all who ask at once come with two calls: the first asker's, and one that began after the others asked", async () => {
    const { panel, inventory } = await startInventory();
    panel.panel.addMailbox("ann@example.com", { quota: 1, password: "x" });
    const asked = await Promise.all(Array.from({ length: 50 }, () => inventory.mailboxes(undefined)));
    expect(asked.map((list) => seen(list.see("ann@example.com"))?.quota)).toEqual(
      Array<number[]>(50).fill([1]),
    );
    expect(operations(panel)).toEqual(["getlistmail", "getlistmail"]);
  });

  it("are those that the panel had after the question", async () => {
    const late = { operation: "getlistmail", work: true, answer: { kind: "delay", ms: 200 } } as const;
    const { panel, inventory } = await startInventory({ faults: [late] });
    panel.panel.addMailbox("ann@example.com", { quota: 1, password: "x" });
    const before = inventory.mailboxes(undefined);
    while (panel.requests[0]?.code === undefined) await new Promise((done) => setTimeout(done, 5));
    panel.panel.addMailbox("bob@example.com", { quota: 2, password: "x" });
    const after = inventory.mailboxes(undefined);
    expect((await before).all().map(({ email }) => email)).toEqual(["ann@example.com"]);
    expect((await after).all().map(({ email }) => email)).toEqual(["ann@example.com", "bob@example.com"]);
  });

  it("of two panel users are two lists", async () => {
    const { panel, inventory } = await startInventory({
      accounts: [
        { name: "demo", password: accountPassword, admin: true, domains: ["example.com"] },
        { name: "ann", password: "x", domains: ["ann.example"] },
      ],
    });
    panel.panel.addMailbox("a@example.com", { quota: 1, password: "x" });
    panel.panel.addMailbox("b@ann.example", { quota: 1, password: "x" });
    const [own, anns] = await Promise.all([inventory.mailboxes(undefined), inventory.mailboxes("ann")]);
    expect(own.all().map(({ email }) => email)).toEqual(["a@example.com"]);
    expect(anns.all().map(({ email }) => email)).toEqual(["b@ann.example"]);
    expect(panel.requests.map(({ fields }) => fields.panel_user).sort()).toEqual(["ann", undefined]);
  });

  it("are none by code 1 of a login that the blank page proves", async () => {
    const { panel, inventory } = await startInventory();
    const list = await inventory.mailboxes(undefined);
    expect([list.all(), list.see("ann@example.com"), list.extent]).toEqual([[], { is: "absent" }, "whole"]);
    expect(operations(panel)).toEqual(["getlistmail", "none"]);
    await inventory.forwards(undefined);
    expect(operations(panel)).toEqual(["getlistmail", "none", "getforwardmail"]);
  });

  it.each([
    { kind: "html" },
    { kind: "body", body: '{"code":1,"message":"?"}' },
    { kind: "status", status: 500 },
    { kind: "redirect", location: "/login" },
  ] as const)("are not known by code 1 of a login that is not proved: %j", async (answer) => {
    const { inventory } = await startInventory({ faults: [{ operation: "none", times: Infinity, answer }] });
    const list = await inventory.mailboxes(undefined);
    const looks = "“nothing was found”, from a login that could not be proved";
    expect([list.see("ann@example.com"), list.extent]).toEqual([{ is: "unknown", looks }, "blank"]);
  });

  it("of a refused login are an error", async () => {
    const { panel, inventory } = await startInventory({}, "wr0ng");
    expect((await errorOf(inventory.mailboxes(undefined))).code).toBe("login_refused");
    expect(operations(panel)).toEqual(["getlistmail"]);
  });

  it("are an error where the login is refused after “nothing was found”", async () => {
    const answer = { kind: "code", code: 1, message: "Nothing was found for: demo" } as const;
    const { inventory } = await startInventory({ faults: [{ operation: "getlistmail", answer }] }, "wr0ng");
    expect((await errorOf(inventory.mailboxes(undefined))).code).toBe("login_refused");
  });

  it("of another user without the right to see them are an error", async () => {
    const { inventory } = await startInventory();
    const error = await errorOf(inventory.mailboxes("ann"));
    expect([error.code, error.message.slice(0, 21)]).toEqual(["no_permission", "getlistmail for ann: "]);
  });

  it.each([
    ['{"error":0,"mess":"ok","list":[]}', "{list: []}", true],
    ['{"error":0,"mess":"ok"}', "{}", true],
    ['{"error":0,"mess":"ok","count":0,"data":{"list":[]}}', "{count: number, data: {list: []}}", true],
    ['{"error":0,"mess":"ok","data":["ann","bob"]}', "{data: [string, …]}", false],
    [
      '{"error":0,"mess":"ok","data":[{"id":1,"boxes":[{"x":"ann"}]}]}',
      "{data: [{id: number, boxes: [{x: string}]}]}",
      false,
    ],
    ['{"error":0,"mess":"ok","secret value":{"a":null,"b":true}}', "{…: {a: null, b: boolean}}", false],
    ['{"error":0,"mess":"ann@example.com\\nbob@example.com"}', "{}", false],
    ['[["ann"]]', "[[string]]", false],
  ])(
    "in a shape that is not recognised are not known, and the shape is shown: %s",
    async (body, looks, blank) => {
      const { inventory } = await startInventory({ faults: [{ answer: { kind: "body", body } }] });
      const list = await inventory.mailboxes(undefined);
      expect([list.all(), list.extent]).toEqual([[], blank ? "blank" : "unclear"]);
      expect(list.see("ann@example.com")).toEqual({ is: "unknown", looks });
    },
  );
});

describe("the forwardings", () => {
  it("are listed like the mailboxes", async () => {
    const { panel, inventory } = await startInventory();
    expect((await inventory.forwards(undefined)).see("ann@example.com")).toEqual({ is: "absent" });
    panel.panel.setForward("ann@example.com", ["boss@other.test"]);
    const asked = await Promise.all([inventory.forwards(undefined), inventory.forwards(undefined)]);
    expect(asked.map((list) => seen(list.see("ann@example.com"))?.targets)).toEqual([
      ["boss@other.test"],
      ["boss@other.test"],
    ]);
  });
});

describe("a zone", () => {
  it("is shown once to all who ask at once after the first, each domain for itself", async () => {
    const { panel, inventory } = await startInventory();
    panel.panel.setSpf("example.com", true);
    const zones = await Promise.all([
      inventory.zone("example.com", undefined),
      inventory.zone("example.com", undefined),
      inventory.zone("example.com", undefined),
      inventory.zone("example.org", undefined),
    ]);
    expect(zones.map((zone) => zone && seen(zone.spf)?.value)).toEqual([
      "v=spf1 a mx ~all",
      "v=spf1 a mx ~all",
      "v=spf1 a mx ~all",
      undefined,
    ]);
    expect(panel.requests.map(({ object }) => object).sort()).toEqual([
      "example.com",
      "example.com",
      "example.org",
    ]);
  });

  it.each(["text", "records", "types", "lines"] as const)(
    "is recognised as %s in every place",
    async (zoneShape) => {
      for (const zoneIn of ["data", "list", "mess", "top"] as const) {
        const { panel, inventory } = await startInventory({ settings: { zoneShape, zoneIn } });
        panel.panel.setSpf("example.com", true);
        const zone = await inventory.zone("example.com", undefined);
        expect([zone && seen(zone.spf)?.value, zone?.dkim]).toEqual(["v=spf1 a mx ~all", { is: "absent" }]);
      }
    },
  );

  it("of a domain that the panel does not show is not known", async () => {
    const { inventory } = await startInventory();
    expect(await inventory.zone("example.net", undefined)).toBeUndefined();
  });

  it("of another panel user is asked for in that user's name", async () => {
    const { panel, inventory } = await startInventory({
      accounts: [
        { name: "demo", password: accountPassword, admin: true },
        { name: "ann", password: "x", domains: ["ann.example"] },
      ],
    });
    expect((await inventory.zone("ann.example", "ann"))?.domain).toBe("ann.example");
    expect(panel.requests[0]?.fields).toMatchObject({ zone: "ann.example", user_edit: "ann" });
  });
});

describe("the domains of the panel's name server", () => {
  it.each(["data", "list", "mess", "top"] as const)("are read from the list in %s", async (listIn) => {
    const { panel, inventory } = await startInventory({ settings: { listIn } });
    expect(await inventory.domains()).toEqual(["example.com", "example.org"]);
    expect(panel.requests.map(({ operation, object }) => [operation, object])).toEqual([
      ["list_zones", undefined],
    ]);
  });

  it("are read from any shape, in normal form and each once", async () => {
    const data = { zones: [{ id: 1, name: "Example.com." }, "b.example, example.com"], "пример.рф": "zone" };
    const { inventory } = await startInventory({
      faults: [{ answer: { kind: "body", body: JSON.stringify({ error: 0, mess: "2 zones.", data }) } }],
    });
    expect(await inventory.domains()).toEqual(["example.com", "b.example", "xn--e1afmkfd.xn--p1ai"]);
  });

  it("are an error for a code that is not documented", async () => {
    const { inventory } = await startInventory({ faults: [{ answer: { kind: "code", code: 101 } }] });
    expect(await errorOf(inventory.domains())).toMatchObject({ code: "undocumented_code" });
  });
});

describe("every shape of the simulated lists", () => {
  const shapes = ["addresses", "keyedQuotas", "keyedRecords", "records", "domains", "domainRecords"] as const;
  const places = ["data", "list", "mess", "top"] as const;

  it.each(shapes)("of mailboxes is recognised in every place: %s", async (listShape) => {
    for (const listIn of places) {
      const { panel, inventory } = await startInventory({ settings: { listShape, listIn } });
      panel.panel.addMailbox("ann@example.com", { quota: 5, password: "x" });
      panel.panel.addMailbox("info@example.org", { quota: 0, password: "x" });
      const list = await inventory.mailboxes(undefined);
      expect(list.all().map(({ email }) => email)).toEqual(["ann@example.com", "info@example.org"]);
      expect([list.see("bob@example.com").is, list.see("ann@example.com").is]).toEqual(["absent", "present"]);
      const quotas = ["addresses", "domains"].includes(listShape) ? [undefined, undefined] : [[5], [0]];
      expect(list.all().map(({ quota }) => quota)).toEqual(quotas);
    }
  });

  it.each(["joined", "lists", "rows", "records", "arrows", "domains", "domainLists"] as const)(
    "of forwardings is recognised in every place: %s",
    async (forwardShape) => {
      for (const listIn of places) {
        const { panel, inventory } = await startInventory({ settings: { forwardShape, listIn } });
        panel.panel.setForward("ann@example.com", ["boss@other.test", "bob@example.com"]);
        panel.panel.setForward("sales@example.org", ["ann@example.com"]);
        const list = await inventory.forwards(undefined);
        expect(list.all().map(({ source, targets }) => [source, targets])).toEqual([
          ["ann@example.com", ["bob@example.com", "boss@other.test"]],
          ["sales@example.org", ["ann@example.com"]],
        ]);
        expect([list.see("bob@example.com").is, list.see("ann@example.com").is]).toEqual([
          "absent",
          "present",
        ]);
      }
    },
  );
});
