import { pageContents } from "../../src/simulator/pageContents";
import type { RequestEntry } from "../../src/simulator/requestLog";
import { startSimulator } from "../../src/simulator/simulator";
import { emptyState, type PanelState } from "../../src/simulator/state";
import { call, demo } from "../support/panelClient";

/** What the page shows of a panel. */
const shown = (state: Partial<PanelState> = {}, calls: RequestEntry[] = []) =>
  pageContents({ ...emptyState(), ...state }, calls, { dkimSelector: "mail" });

/** The calls of a simulator, of which the second fails and the third goes on. */
async function someCalls(): Promise<RequestEntry[]> {
  const simulator = await startSimulator();
  try {
    await call(simulator, "addmail", { email: "ann@example.com", password: "box-secret", quota: "500" });
    simulator.faults.push({ answer: { kind: "status", status: 502 } });
    await call(simulator, "getlistmail").catch(() => undefined);
    simulator.faults.splice(0, 1, { answer: { kind: "hang" } });
    call(simulator, "onspf", { domain: "example.com" }).catch(() => undefined);
    while (simulator.requests.length < 3) await new Promise((done) => setTimeout(done, 5));
    return simulator.requests.map((entry) => ({ ...entry }));
  } finally {
    await simulator.close();
  }
}

describe("the page's contents", () => {
  it("are empty tables for an empty panel", () => {
    const { summary, tables } = shown();
    expect(summary).toBe("0 mailboxes, 0 forwardings, 0 calls.");
    expect(Object.keys(tables)).toEqual(["calls", "mailboxes", "forwards", "domains", "records"]);
    for (const table of Object.values(tables)) expect(table).toEqual({ total: 0, rows: [] });
  });

  it("show of a call its operation, its object and its code, and what kept the code from the caller", async () => {
    const { summary, tables } = shown({}, await someCalls());
    expect(tables.calls.rows.map((cells) => cells.slice(0, 4))).toEqual([
      ["1", "addmail", "ann@example.com", "0"],
      ["2", "getlistmail", "", "none (fault: status)"],
      ["3", "onspf", "example.com", "in progress"],
    ]);
    for (const cells of tables.calls.rows) expect(cells.at(-1)).toMatch(/^\d\d:\d\d:\d\d$/);
    expect(summary).toBe(
      "0 mailboxes, 0 forwardings, 3 calls. Latest call: onspf example.com, code in progress.",
    );
  });

  it("hold no password, no digest of one and no account", async () => {
    const password = { salt: "the-salt", digest: "the-digest" };
    const text = JSON.stringify(
      shown(
        {
          accounts: new Map([["demo", { name: "demo", password, admin: true, api: true }]]),
          domains: new Map([
            [
              "a.example",
              { name: "a.example", owner: "demo", hosted: true, spf: true, dkim: false, texts: [] },
            ],
          ]),
          mailboxes: new Map([["x@a.example", { email: "x@a.example", quota: 1, password }]]),
        },
        await someCalls(),
      ),
    );
    expect(text).toContain("x@a.example");
    for (const secret of [demo.name, demo.password, "box-secret", "the-salt", "the-digest"])
      expect(text).not.toContain(secret);
  });

  it("show the zones that the panel hosts, by their records' full names", () => {
    const domain = { owner: "demo", spf: false, dkim: true, dkimKey: "AAAA", texts: [] };
    const { domains, records } = shown({
      domains: new Map([
        ["a.example", { ...domain, name: "a.example", hosted: true }],
        ["b.example", { ...domain, name: "b.example", hosted: false }],
      ]),
    }).tables;
    expect(domains.rows).toEqual([
      ["a.example", "off", "on", "yes"],
      ["b.example", "off", "on", "no"],
    ]);
    expect(records.rows).toContainEqual(["a.example", "MX", "10 mail.a.example."]);
    expect(records.rows).toContainEqual(["mail._domainkey.a.example", "TXT", "v=DKIM1; k=rsa; p=AAAA"]);
    expect(JSON.stringify(records)).not.toContain("b.example");
  });

  it("cut what is very long", () => {
    const source = `${"x".repeat(5000)}@example.com`;
    const { rows } = shown({
      forwards: new Map([[source, { source, targets: [source], saveLocal: false }]]),
    }).tables.forwards;
    expect(rows).toEqual([[`${"x".repeat(1000)}…`, `${"x".repeat(1000)}…`, "no"]]);
  });
});
