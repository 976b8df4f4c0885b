import { Client } from "../../src/adapter/client";
import { PanelLists } from "../../src/adapter/panelLists";
import { seen } from "../../src/adapter/sighting";
import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator";
import { accountPassword, errorOf, settingsFor, startPanel, startWeb } from "../support/servers";

async function startLists(
  options: SimulatorOptions = {},
  password = accountPassword,
): Promise<{ panel: Simulator; lists: PanelLists }> {
  const panel = await startPanel(options);
  return { panel, lists: new PanelLists(new Client(settingsFor(panel, { password }))) };
}

function operations({ requests }: Simulator): string[] {
  return requests.map(({ operation }) => operation);
}

describe("the mailboxes", () => {
  it("of all who ask at once come with two calls: the first asker's, and one that began after the others asked", async () => {
    const { panel, lists } = await startLists();
    panel.panel.addMailbox("ann@example.com", { quota: 1, password: "x" });
    const asked = await Promise.all(Array.from({ length: 50 }, () => lists.mailboxes("demo")));
    expect(asked.map((list) => seen(list.see("ann@example.com"))?.quota)).toEqual(
      Array<number[]>(50).fill([1]),
    );
    expect(operations(panel)).toEqual(["getlistmail", "getlistmail"]);
  });

  it("are those that the panel had after the question", async () => {
    const late = { operation: "getlistmail", work: true, answer: { kind: "delay", ms: 200 } } as const;
    const { panel, lists } = await startLists({ faults: [late] });
    panel.panel.addMailbox("ann@example.com", { quota: 1, password: "x" });
    const before = lists.mailboxes("demo");
    while (panel.requests[0]?.code === undefined) await new Promise((done) => setTimeout(done, 5));
    panel.panel.addMailbox("bob@example.com", { quota: 2, password: "x" });
    const after = lists.mailboxes("demo");
    expect((await before).all().map(({ email }) => email)).toEqual(["ann@example.com"]);
    expect((await after).all().map(({ email }) => email)).toEqual(["ann@example.com", "bob@example.com"]);
  });

  it("of two panel users are two lists", async () => {
    const { panel, lists } = await startLists({
      accounts: [
        { name: "demo", password: accountPassword, admin: true, domains: ["example.com"] },
        { name: "ann", password: "x", domains: ["ann.example"] },
      ],
    });
    panel.panel.addMailbox("a@example.com", { quota: 1, password: "x" });
    panel.panel.addMailbox("b@ann.example", { quota: 1, password: "x" });
    const [own, anns] = await Promise.all([lists.mailboxes("demo"), lists.mailboxes("ann")]);
    expect(own.all().map(({ email }) => email)).toEqual(["a@example.com"]);
    expect(anns.all().map(({ email }) => email)).toEqual(["b@ann.example"]);
    expect(panel.requests.map(({ fields }) => fields.panel_user).sort()).toEqual(["ann", undefined]);
  });

  it("are none by code 1 of a login that the blank page proves", async () => {
    const { panel, lists } = await startLists();
    const list = await lists.mailboxes("demo");
    expect([list.all(), list.see("ann@example.com"), list.extent]).toEqual([[], { is: "absent" }, "whole"]);
    expect(operations(panel)).toEqual(["getlistmail", "none"]);
    await lists.forwards();
    expect(operations(panel)).toEqual(["getlistmail", "none", "getforwardmail"]);
  });

  it.each([
    { kind: "html" },
    { kind: "body", body: '{"code":1,"message":"?"}' },
    { kind: "status", status: 500 },
    { kind: "redirect", location: "/login" },
  ] as const)("are not known by code 1 of a login that is not proved: %j", async (answer) => {
    const { lists } = await startLists({ faults: [{ operation: "none", times: Infinity, answer }] });
    const list = await lists.mailboxes("demo");
    const looks = "“nothing was found”, from a login that could not be proved";
    expect([list.see("ann@example.com"), list.extent]).toEqual([{ is: "unknown", looks }, "blank"]);
  });

  it("of a refused login are an error", async () => {
    const { panel, lists } = await startLists({}, "wr0ng");
    expect((await errorOf(lists.mailboxes("demo"))).code).toBe("login_refused");
    expect(operations(panel)).toEqual(["getlistmail"]);
  });

  it("are an error where the login is refused after “nothing was found”", async () => {
    const answer = { kind: "code", code: 1, message: "Nothing was found for: demo" } as const;
    const { lists } = await startLists({ faults: [{ operation: "getlistmail", answer }] }, "wr0ng");
    expect((await errorOf(lists.mailboxes("demo"))).code).toBe("login_refused");
  });

  it("of another user without the right to see them are an error", async () => {
    const { lists } = await startLists();
    const error = await errorOf(lists.mailboxes("ann"));
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
      const { lists } = await startLists({ faults: [{ answer: { kind: "body", body } }] });
      const list = await lists.mailboxes("demo");
      expect([list.all(), list.extent]).toEqual([[], blank ? "blank" : "unclear"]);
      expect(list.see("ann@example.com")).toEqual({ is: "unknown", looks });
    },
  );
});

describe("the forwardings", () => {
  it("are listed like the mailboxes", async () => {
    const { panel, lists } = await startLists();
    expect((await lists.forwards()).see("ann@example.com")).toEqual({ is: "absent" });
    panel.panel.setForward("ann@example.com", ["boss@other.test"]);
    const asked = await Promise.all([lists.forwards(), lists.forwards()]);
    expect(asked.map((list) => seen(list.see("ann@example.com"))?.targets)).toEqual([
      ["boss@other.test"],
      ["boss@other.test"],
    ]);
  });
});

describe("a zone", () => {
  it("is shown once to all who ask at once after the first, each domain for itself", async () => {
    const { panel, lists } = await startLists();
    panel.panel.setSpf("example.com", true);
    const zones = await Promise.all([
      lists.zone("example.com"),
      lists.zone("example.com"),
      lists.zone("example.com"),
      lists.zone("example.org"),
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
        const { panel, lists } = await startLists({ settings: { zoneShape, zoneIn } });
        panel.panel.setSpf("example.com", true);
        const zone = await lists.zone("example.com");
        expect([zone && seen(zone.spf)?.value, zone?.dkim]).toEqual(["v=spf1 a mx ~all", { is: "absent" }]);
      }
    },
  );

  it("of a domain that the panel does not show is not known", async () => {
    const { lists } = await startLists();
    expect(await lists.zone("example.net")).toBeUndefined();
    expect(await lists.askForZone("example.net")).toEqual({ is: "hidden" });
  });

  it("that is shown in a shape that is not recognised is not known, and the shape is shown", async () => {
    const body = '{"error":0,"mess":"ok","data":[{"id":1,"what":"ever"}]}';
    const { lists } = await startLists({ faults: [{ times: 2, answer: { kind: "body", body } }] });
    expect(await lists.zone("example.com")).toBeUndefined();
    expect(await lists.askForZone("example.com")).toEqual({
      is: "unrecognised",
      looks: "{data: [{id: number, what: string}]}",
    });
  });

  it("of another panel user is asked for in that user's name", async () => {
    const { panel, lists } = await startLists({
      accounts: [
        { name: "demo", password: accountPassword, admin: true },
        { name: "ann", password: "x", domains: ["ann.example"] },
      ],
    });
    expect((await lists.zone("ann.example", "ann"))?.domain).toBe("ann.example");
    expect(panel.requests[0]?.fields).toMatchObject({ zone: "ann.example", user_edit: "ann" });
  });
});

describe("the domains of the panel's name server", () => {
  it.each(["data", "list", "mess", "top"] as const)("are read from the list in %s", async (listIn) => {
    const { panel, lists } = await startLists({ settings: { listIn } });
    expect(await lists.domains()).toEqual(["example.com", "example.org"]);
    expect(panel.requests.map(({ operation, object }) => [operation, object])).toEqual([
      ["list_zones", undefined],
    ]);
  });

  it("are read from any shape, in normal form and each once", async () => {
    const data = { zones: [{ id: 1, name: "Example.com." }, "b.example, example.com"], "пример.рф": "zone" };
    const { lists } = await startLists({
      faults: [{ answer: { kind: "body", body: JSON.stringify({ error: 0, mess: "2 zones.", data }) } }],
    });
    expect(await lists.domains()).toEqual(["example.com", "b.example", "xn--e1afmkfd.xn--p1ai"]);
  });

  it("are an error for a code that is not documented", async () => {
    const { lists } = await startLists({ faults: [{ answer: { kind: "code", code: 101 } }] });
    expect(await errorOf(lists.domains())).toMatchObject({ code: "undocumented_code" });
  });
});

describe("every shape of the simulated lists", () => {
  const shapes = ["addresses", "keyedQuotas", "keyedRecords", "records", "domains", "domainRecords"] as const;
  const places = ["data", "list", "mess", "top"] as const;

  it.each(shapes)("of mailboxes is recognised in every place: %s", async (listShape) => {
    for (const listIn of places) {
      const { panel, lists } = await startLists({ settings: { listShape, listIn } });
      panel.panel.addMailbox("ann@example.com", { quota: 5, password: "x" });
      panel.panel.addMailbox("info@example.org", { quota: 0, password: "x" });
      const list = await lists.mailboxes("demo");
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
        const { panel, lists } = await startLists({ settings: { forwardShape, listIn } });
        panel.panel.setForward("ann@example.com", ["boss@other.test", "bob@example.com"]);
        panel.panel.setForward("sales@example.org", ["ann@example.com"]);
        const list = await lists.forwards();
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

const forward = '{"error":0,"mess":"","data":{"info@ann.example":"bob@x.example"}}';
const other = '{"error":0,"mess":"","data":{"box@root.example":"zoe@x.example"}}';
const emptyList = '{"error":0,"mess":"","data":[]}';
const unclear = '{"error":0,"mess":"","data":{"rules":[{"nr":17}]}}';

/** What a reader who acts for ann sees of two lists: the account's own, and hers. */
async function forwardsFor(own: string, anns: string) {
  const web = await startWeb((form, _, response) =>
    response.end(new URLSearchParams(form).get("panel_user") === "ann" ? anns : own),
  );
  const list = await new PanelLists(new Client(settingsFor(web, { panelUser: "ann" }))).forwards();
  const sources = list.all().map(({ source }) => source);
  return { sources, eve: list.see("eve@ann.example").is, extent: list.extent };
}

describe("the forwardings of an account that acts for another user", () => {
  it("are those of both lists, which prove what is not there", async () => {
    expect(await forwardsFor(other, forward)).toEqual({
      sources: ["info@ann.example", "box@root.example"],
      eve: "absent",
      extent: "whole",
    });
  });

  it.each([
    [emptyList, forward, ["info@ann.example"]],
    [other, emptyList, ["box@root.example"]],
  ])(
    "are those of one list where the other is empty, and prove nothing else: %s, %s",
    async (own, anns, sources) => {
      expect(await forwardsFor(own, anns)).toEqual({ sources, eve: "unknown", extent: "blank" });
    },
  );

  it.each([
    [unclear, forward, ["info@ann.example"]],
    [other, unclear, ["box@root.example"]],
    [unclear, emptyList, []],
    [emptyList, unclear, []],
  ])("prove nothing where one list is not understood: %s, %s", async (own, anns, sources) => {
    expect(await forwardsFor(own, anns)).toEqual({ sources, eve: "unknown", extent: "unclear" });
  });

  it("are none that is named where both lists are empty", async () => {
    expect(await forwardsFor(emptyList, emptyList)).toEqual({
      sources: [],
      eve: "unknown",
      extent: "blank",
    });
  });
});
