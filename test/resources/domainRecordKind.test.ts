import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator";
import { startNameServer } from "../support/nameServer";
import { simulatorStarter } from "../support/panelClient";
import { recordIn } from "../support/records";
import {
  callsTo,
  checked,
  created,
  diffOf,
  errorOf,
  failuresOf,
  newRun,
  providerText,
  stackOf,
  unknown,
  updated,
  warningsOfTest,
  writesTo,
  type Kept,
  type StackConfig,
} from "../support/lifecycles";

const start = simulatorStarter();
const warnings = warningsOfTest();

const domain = "example.com";
const unchanged = { changes: false, replaces: [], deleteBeforeReplace: false };
const recorded = { changes: true, replaces: [], deleteBeforeReplace: false };

describe.each([
  ["domainSpf", "spf", "SPF"],
  ["domainDkim", "dkim", "DKIM"],
] as const)("%s", (kind, record, noun) => {
  function isOn(simulator: Simulator): boolean {
    return simulator.panel[record](domain);
  }

  function turn(simulator: Simulator, on: boolean): void {
    if (record === "spf") simulator.panel.setSpf(domain, on);
    else simulator.panel.setDkim(domain, on);
  }

  /** A record that an earlier run switched on. */
  async function keptRecord(
    options: SimulatorOptions = {},
  ): Promise<{ simulator: Simulator; kept: Kept; stack: StackConfig }> {
    const simulator = await start(options);
    const stack = stackOf(simulator);
    const kept = await created((await newRun(stack))[kind], { domain });
    callsTo(simulator);
    return { simulator, kept, stack };
  }

  describe("its creation", () => {
    it("looks at the zone and switches the record on", async () => {
      const simulator = await start();
      const { id, state } = await created((await newRun(stackOf(simulator)))[kind], {
        domain: " Example.COM",
      });
      expect(id).toBe(domain);
      expect(state).toEqual({
        domain,
        endpoint: simulator.url,
        owner: "demo",
        foundEnabled: false,
        record: recordIn(simulator, record, domain),
        ...(record === "dkim" ? { selector: "dkim" } : {}),
        __provider: providerText,
      });
      expect(isOn(simulator)).toBe(true);
      expect(callsTo(simulator)).toEqual([
        "show_zones example.com",
        `on${record} example.com`,
        "show_zones example.com",
      ]);
    });

    it("finds a record that the zone shows, and sends nothing", async () => {
      const simulator = await start();
      turn(simulator, true);
      const { state } = await created((await newRun(stackOf(simulator)))[kind], { domain });
      expect(state.foundEnabled).toBe(true);
      expect(state.record).toEqual(recordIn(simulator, record, domain));
      expect(callsTo(simulator)).toEqual(["show_zones example.com"]);
    });

    it("finds a record by the panel's word where the zone is not shown", async () => {
      const simulator = await start();
      turn(simulator, true);
      simulator.panel.setZoneHosted(domain, false);
      const { state } = await created((await newRun(stackOf(simulator)))[kind], { domain });
      expect(state.foundEnabled).toBe(true);
      expect(writesTo(simulator)).toEqual([`on${record} example.com`]);
    });

    it("is refused for a domain that the panel does not have, and keeps nothing", async () => {
      const simulator = await start();
      const error = await errorOf(created((await newRun(stackOf(simulator)))[kind], { domain: "x.example" }));
      expect(error).toMatchObject({ code: "failed", operation: `on${record}`, panelCode: 2 });
      expect(error.message).toMatch(
        new RegExp(
          `^on${record} x\\.example: most likely the panel does not have this domain, or the domain belongs to another of ` +
            "its users\\. The panel refused with code 2: “.+”\\. Check that ",
        ),
      );
      expect(error).not.toHaveProperty("id");
    });

    it("for the second time in one run is refused", async () => {
      const simulator = await start();
      const lifecycle = (await newRun(stackOf(simulator)))[kind];
      await created(lifecycle, { domain });
      callsTo(simulator);
      const error = await errorOf(created(lifecycle, { domain: "EXAMPLE.com" }));
      expect(error).toMatchObject({ code: "conflict" });
      expect(error.message).toContain(`${noun} of example.com was made by this run already`);
      expect(callsTo(simulator)).toEqual([]);
    });

    it("whose answer was lost is seen in the zone", async () => {
      const simulator = await start({
        faults: [{ operation: `on${record}`, work: true, answer: { kind: "reset" } }],
      });
      const { state } = await created((await newRun(stackOf(simulator)))[kind], { domain });
      expect(state.foundEnabled).toBe(false);
      expect(writesTo(simulator)).toEqual([`on${record} example.com`]);
    });

    it("whose answer and zone were lost is kept as partly created; the next run completes it", async () => {
      const simulator = await start({
        faults: [
          { operation: `on${record}`, answer: { kind: "reset" } },
          { operation: "show_zones", nth: 2, answer: { kind: "status", status: 500 } },
        ],
      });
      const stack = stackOf(simulator);
      const error = await errorOf(created((await newRun(stack))[kind], { domain }));
      expect(error).toMatchObject({
        id: domain,
        properties: { domain, incomplete: true, foundEnabled: false, __provider: providerText },
        reasons: [error.message],
      });
      const state = error.properties as Kept["state"];
      callsTo(simulator);
      const next = (await newRun(stack))[kind];
      const done = await updated(
        next,
        { id: domain, state, inputs: await checked(next, { domain }) },
        { domain },
      );
      expect(done.state).toMatchObject({ domain, foundEnabled: false, __provider: providerText });
      expect(done.state).not.toHaveProperty("incomplete");
      expect([isOn(simulator), writesTo(simulator)]).toEqual([true, [`on${record} example.com`]]);
      await next.delete(done.id, done.state);
      expect(writesTo(simulator)).toEqual([]);
      await (await newRun(stack))[kind].delete(done.id, done.state);
      expect(isOn(simulator)).toBe(false);
    });
  });

  describe("its output record", () => {
    const shapes = ["text", "records", "types", "lines"] as const;

    it.each(shapes)("is the zone's, byte by byte, from a zone in the shape of %s", async (zoneShape) => {
      for (const zoneTxt of ["plain", "quoted"] as const) {
        for (const zoneNames of ["relative", "absolute"] as const) {
          const simulator = await start({ settings: { zoneShape, zoneTxt, zoneNames } });
          const { state } = await created((await newRun(stackOf(simulator)))[kind], { domain });
          expect(state.record).toEqual(recordIn(simulator, record, domain));
        }
      }
    });

    it("is undefined, with a warning, where the panel does not show the zone", async () => {
      const simulator = await start();
      simulator.panel.setZoneHosted(domain, false);
      // such a panel may refuse the switch: here it answers that it is done
      simulator.faults.push({ operation: `on${record}`, answer: { kind: "code", code: 0 } });
      const { state } = await created((await newRun(stackOf(simulator)))[kind], { domain });
      expect(state).not.toHaveProperty("record");
      expect(warnings).toEqual([
        `${noun} of example.com: it is switched on, but the panel does not show the domain's zone, so the output record ` +
          "stays undefined",
      ]);
    });

    it("follows the zone with a refresh, and stays what it was while the zone is not shown", async () => {
      const { simulator, kept, stack } = await keptRecord();
      const value = record === "spf" ? "v=spf1 -all" : "v=DKIM1; p=bmV3";
      const name = record === "spf" ? "@" : "mail._domainkey";
      const zone = `{"error":0,"mess":"","data":[{"name":"${name}","type":"TXT","value":"${value}"}]}`;
      simulator.faults.push({ operation: "show_zones", answer: { kind: "body", body: zone } });
      const lifecycle = (await newRun(stack))[kind];
      const read = await lifecycle.read(kept.id, kept.state);
      const shown = { name: record === "spf" ? domain : `mail._domainkey.${domain}`, type: "TXT", value };
      expect(read.props?.record).toEqual(shown);
      simulator.panel.setZoneHosted(domain, false);
      expect((await lifecycle.read(kept.id, read.props)).props?.record).toEqual(shown);
    });

    it("that could not be read leaves a partly created object, which the next run completes", async () => {
      const simulator = await start({
        faults: [{ operation: "show_zones", nth: 2, answer: { kind: "status", status: 500 } }],
      });
      const stack = stackOf(simulator);
      const error = await errorOf(created((await newRun(stack))[kind], { domain }));
      expect(error.properties).toMatchObject({ foundEnabled: false, incomplete: true });
      const kept = { id: domain, inputs: {}, state: error.properties as Kept["state"] };
      writesTo(simulator);
      const { state } = await updated((await newRun(stack))[kind], kept, { domain });
      expect(state.record).toEqual(recordIn(simulator, record, domain));
      expect(state).not.toHaveProperty("incomplete");
      expect(writesTo(simulator)).toEqual([]);
    });
  });

  describe("its wait for DNS", () => {
    it("ends when every name server has the record", async () => {
      const [simulator, first, second] = [await start(), await startNameServer(), await startNameServer()];
      const waitFor = { nameServers: [first.address, second.address], timeoutSeconds: 60 };
      const creation = created((await newRun(stackOf(simulator)))[kind], { domain, waitFor });
      let hasEnded = false;
      void creation.finally(() => (hasEnded = true));
      await second.asked();
      const { name, value } = recordIn(simulator, record, domain);
      first.publish(name, value);
      await second.asked();
      await second.asked();
      expect(hasEnded).toBe(false);
      second.publish(name, value);
      expect((await creation).state).toMatchObject({ waitFor, record: { name, value } });
      expect(writesTo(simulator)).toEqual([`on${record} example.com`]);
    });

    it("that is in vain is a partly created object; the next run waits again and sends nothing", async () => {
      const [simulator, server] = [await start(), await startNameServer()];
      server.publish(record === "spf" ? domain : `dkim._domainkey.${domain}`, "another text");
      const waitFor = { nameServers: [server.address], timeoutSeconds: 1 };
      const stack = stackOf(simulator);
      const error = await errorOf(created((await newRun(stack))[kind], { domain, waitFor }));
      const { name, value } = recordIn(simulator, record, domain);
      expect(error.message).toContain(
        `the record ${name} is not in DNS after 1 seconds: ${server.address} has other texts there`,
      );
      expect(error.properties).toMatchObject({ incomplete: true, record: { name, value }, waitFor });
      server.publish(name, value);
      writesTo(simulator);
      const kept = { id: domain, inputs: {}, state: error.properties as Kept["state"] };
      const { state } = await updated((await newRun(stack))[kind], kept, { domain, waitFor });
      expect(state).not.toHaveProperty("incomplete");
      expect(writesTo(simulator)).toEqual([]);
    });

    it("is a change without replacement when the program asks for it later", async () => {
      const { simulator, kept, stack } = await keptRecord();
      const server = await startNameServer();
      const { name, value } = recordIn(simulator, record, domain);
      server.publish(name, value);
      const inputs = { domain, waitFor: { nameServers: [server.address.toUpperCase()] } };
      const lifecycle = (await newRun(stack))[kind];
      expect(await diffOf(lifecycle, kept, inputs)).toEqual(recorded);
      const waited = await updated(lifecycle, kept, inputs);
      expect(waited.state.waitFor).toEqual({ nameServers: [server.address], timeoutSeconds: 300 });
      expect(await diffOf(lifecycle, waited, inputs)).toEqual(unchanged);
      expect(await diffOf(lifecycle, waited, { domain })).toEqual(recorded);
      expect(writesTo(simulator)).toEqual([]);
    });

    it.each([
      [5, "is not an object of nameServers and timeoutSeconds"],
      [{ nameServer: ["a"] }, "is not an object of nameServers and timeoutSeconds"],
      [{ nameServers: [] }, "nameServers is empty; leave it out to ask the domain's own name servers"],
      [
        { nameServers: ["ns1.example.com:0"] },
        'nameServers[0] "ns1.example.com:0" is no name server; write it like ns1.example.com or 192.0.2.53:5353',
      ],
      [{ timeoutSeconds: 0 }, "timeoutSeconds is below 1 second"],
      [{ timeoutSeconds: 1e9 }, "timeoutSeconds is above 86400 seconds, a day"],
    ])("is refused at preview for %j", async (waitFor, reason) => {
      const lifecycle = (await newRun(stackOf(await start())))[kind];
      expect(await failuresOf(lifecycle, { domain, waitFor })).toEqual([{ property: "waitFor", reason }]);
    });

    it("passes over what a preview does not know", async () => {
      const { kept, stack } = await keptRecord();
      for (const waitFor of [unknown, { nameServers: [unknown] }, { timeoutSeconds: unknown }]) {
        expect(await diffOf((await newRun(stack))[kind], kept, { domain, waitFor })).toEqual(recorded);
      }
    });
  });

  describe("its diff", () => {
    it.each([domain, " EXAMPLE.com "])("with the domain %j is none", async (written) => {
      const { simulator, kept, stack } = await keptRecord();
      expect(await diffOf((await newRun(stack))[kind], kept, { domain: written })).toEqual(unchanged);
      expect(callsTo(simulator)).toEqual([]);
    });

    it("takes an international name and its punycode for the same", async () => {
      const accounts = [{ name: "demo", password: "demo-password", domains: ["пример.рф"] }];
      const stack = stackOf(await start({ accounts }));
      const kept = await created((await newRun(stack))[kind], { domain: "Пример.РФ" });
      expect(kept.id).toBe("xn--e1afmkfd.xn--p1ai");
      const lifecycle = (await newRun(stack))[kind];
      expect(await diffOf(lifecycle, kept, { domain: "xn--e1afmkfd.xn--p1ai" })).toEqual(unchanged);
    });

    it("with another domain replaces, never deleted first", async () => {
      const { kept, stack } = await keptRecord();
      expect(await diffOf((await newRun(stack))[kind], kept, { domain: "example.org" })).toEqual({
        changes: true,
        replaces: ["domain"],
        deleteBeforeReplace: false,
      });
    });

    it("with an unknown domain is a change that replaces nothing", async () => {
      const { kept, stack } = await keptRecord();
      expect(await diffOf((await newRun(stack))[kind], kept, { domain: unknown })).toEqual(recorded);
    });
  });

  describe("its read", () => {
    it("gives back what the state says where the zone shows the record", async () => {
      const { simulator, kept, stack } = await keptRecord();
      const lifecycle = (await newRun(stack))[kind];
      expect(await lifecycle.read(kept.id, kept.state)).toEqual({ id: domain, props: kept.state });
      expect(callsTo(simulator)).toEqual(["show_zones example.com"]);
      expect(warnings).toEqual([]);
    });

    it("finds it gone where the zone does not show the record", async () => {
      const { simulator, kept, stack } = await keptRecord();
      turn(simulator, false);
      expect(await (await newRun(stack))[kind].read(kept.id, kept.state)).toEqual({ id: "", props: {} });
    });

    it("keeps it, and says so, where the zone is not shown", async () => {
      const { simulator, kept, stack } = await keptRecord();
      turn(simulator, false);
      simulator.panel.setZoneHosted(domain, false);
      const lifecycle = (await newRun(stack))[kind];
      expect(await lifecycle.read(kept.id, kept.state)).toEqual({ id: domain, props: kept.state });
      expect(warnings).toEqual([
        `${noun} of example.com: the panel ${String(kept.state.endpoint)} does not show the zone of example.com, so whether the record is on is unknown; ` +
          "the state stays as it is",
      ]);
    });

    it("keeps it where the zone is not recognised, and fails with a refused login", async () => {
      const { simulator, kept, stack } = await keptRecord();
      const body = '{"error":0,"mess":"","data":"nothing that is a record"}';
      simulator.faults.push({ operation: "show_zones", answer: { kind: "body", body } });
      const lifecycle = (await newRun(stack))[kind];
      expect(await lifecycle.read(kept.id, kept.state)).toEqual({ id: domain, props: kept.state });
      expect(warnings).toHaveLength(1);
      simulator.panel.setAccountPassword("demo", "changed");
      const later = (await newRun(stack))[kind];
      expect(await errorOf(later.read(kept.id, kept.state))).toMatchObject({ code: "login_refused" });
    });
  });

  describe("its deletion", () => {
    it("switches the record off", async () => {
      const { simulator, kept, stack } = await keptRecord();
      await (await newRun(stack))[kind].delete(kept.id, kept.state);
      expect([isOn(simulator), callsTo(simulator)]).toEqual([false, [`off${record} example.com`]]);
      expect(warnings).toEqual([]);
    });

    it("of a record that is off already is done", async () => {
      const { simulator, kept, stack } = await keptRecord();
      turn(simulator, false);
      await (await newRun(stack))[kind].delete(kept.id, kept.state);
      expect(callsTo(simulator)).toEqual([`off${record} example.com`]);
    });

    it("leaves a record on that was found so, also after updates, and says so", async () => {
      const simulator = await start();
      turn(simulator, true);
      const stack = stackOf(simulator);
      const kept = await created((await newRun(stack))[kind], { domain });
      const again = await updated((await newRun(stack))[kind], kept, { domain });
      callsTo(simulator);
      await (await newRun(stack))[kind].delete(again.id, again.state);
      expect([isOn(simulator), callsTo(simulator)]).toEqual([true, []]);
      expect(warnings).toEqual([
        `${noun} of example.com: it was on before this stack managed it, so it stays on`,
      ]);
    });

    it.each([
      ["made", false],
      ["taken over", true],
    ])("does not touch what this run has %s, and says so", async (part, before) => {
      const simulator = await start();
      if (before) turn(simulator, true);
      const lifecycle = (await newRun(stackOf(simulator)))[kind];
      const { id, state } = await created(lifecycle, { domain });
      callsTo(simulator);
      await lifecycle.delete(id, { ...state, foundEnabled: false });
      expect([isOn(simulator), callsTo(simulator)]).toEqual([true, []]);
      expect(warnings).toEqual([
        `${noun} of example.com: it was ${part} by this run, so this run does not switch it off; it stays on`,
      ]);
    });

    it("that the panel refuses fails", async () => {
      const { simulator, kept, stack } = await keptRecord();
      simulator.faults.push({ operation: `off${record}`, answer: { kind: "code", code: 2 } });
      const error = await errorOf((await newRun(stack))[kind].delete(kept.id, kept.state));
      expect(error).toMatchObject({ code: "failed", operation: `off${record}` });
      expect(isOn(simulator)).toBe(true);
    });
  });
});

describe("the two records of one domain", () => {
  it("are two objects, which one run may make and another delete alone", async () => {
    const simulator = await start();
    const stack = stackOf(simulator);
    const { domainSpf, domainDkim } = await newRun(stack);
    const spf = await created(domainSpf, { domain });
    await created(domainDkim, { domain });
    await (await newRun(stack)).domainSpf.delete(spf.id, spf.state);
    expect([simulator.panel.spf(domain), simulator.panel.dkim(domain)]).toEqual([false, true]);
  });
});
