import type { Simulator } from "../../src/simulator/simulator";
import { simulatorStarter } from "../support/panelClient";
import { recordIn } from "../support/records";
import {
  callsTo,
  created,
  diffOf,
  errorOf,
  failuresOf,
  newRun,
  stackOf,
  updated,
  warningsOfTest,
  writesTo,
} from "../support/lifecycles";

const start = simulatorStarter();
const warnings = warningsOfTest();

const domain = "example.com";
const others = "v=DKIM1; k=rsa; p=MIIBothers";

/** A panel whose zone holds keys of other services. */
async function panelWith(...selectors: string[]): Promise<Simulator> {
  const simulator = await start();
  for (const selector of selectors) simulator.panel.addText(domain, `${selector}._domainkey`, others);
  return simulator;
}

describe("a DKIM key of somebody else", () => {
  it.each([["google"], ["k1"], ["google", "selector1"], ["mail", "google"]])(
    "does not keep DKIM from being switched on, and is not given out as the panel's: %s",
    async (...selectors) => {
      const simulator = await panelWith(...selectors);
      const { state } = await created((await newRun(stackOf(simulator))).domainDkim, { domain });
      expect(writesTo(simulator)).toEqual(["ondkim example.com"]);
      expect(state).toMatchObject({ foundEnabled: false, selector: "dkim" });
      expect(state.record).toEqual({
        name: "dkim._domainkey.example.com",
        type: "TXT",
        value: recordIn(simulator, "dkim", domain).value,
      });
      expect(warnings).toEqual([]);
    },
  );

  it("beside the panel's own is told from it in later runs by the selector", async () => {
    const simulator = await panelWith("google");
    const stack = stackOf(simulator);
    const kept = await created((await newRun(stack)).domainDkim, { domain });
    const read = await (await newRun(stack)).domainDkim.read(kept.id, kept.state);
    expect(read.props).toMatchObject({ selector: "dkim", record: kept.state.record });
    simulator.panel.setDkim(domain, false);
    expect(await (await newRun(stack)).domainDkim.read(kept.id, kept.state)).toEqual({ id: "", props: {} });
    expect((await diffOf((await newRun(stack)).domainDkim, kept, { domain })).changes).toBe(false);
  });

  it("beside the panel's own that is on already leaves open which is which, and says how to name it", async () => {
    const simulator = await panelWith("google");
    simulator.panel.setDkim(domain, true);
    const stack = stackOf(simulator);
    const kept = await created((await newRun(stack)).domainDkim, { domain });
    expect(kept.state).toMatchObject({ foundEnabled: true });
    expect(kept.state).not.toHaveProperty("record");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("selectors: dkim, google; name the panel's with selector: ");
    callsTo(simulator);
    const named = await updated((await newRun(stack)).domainDkim, kept, { domain, selector: "dkim" });
    expect(named.state).toMatchObject({
      selector: "dkim",
      record: { name: "dkim._domainkey.example.com", value: recordIn(simulator, "dkim", domain).value },
      foundEnabled: true,
    });
    expect(writesTo(simulator)).toEqual([]);
    await (await newRun(stack)).domainDkim.delete(named.id, named.state);
    expect(writesTo(simulator)).toEqual([]);
  });

  it("is not the panel's where the program names the panel's selector", async () => {
    const simulator = await panelWith("google");
    simulator.panel.setDkim(domain, true);
    const { state } = await created((await newRun(stackOf(simulator))).domainDkim, {
      domain,
      selector: "dkim",
    });
    expect(state).toMatchObject({ foundEnabled: true, record: { name: "dkim._domainkey.example.com" } });
    expect(writesTo(simulator)).toEqual([]);
  });

  it("alone, where the panel says that DKIM is on, is taken for the panel's", async () => {
    const simulator = await start({ settings: { dkimSelector: "s2026" } });
    simulator.panel.setDkim(domain, true);
    const { state } = await created((await newRun(stackOf(simulator))).domainDkim, { domain });
    expect(state).toMatchObject({ foundEnabled: true, selector: "s2026" });
    expect(writesTo(simulator)).toEqual(["ondkim example.com"]);
  });

  it("does not hide that a killed run switched DKIM on", async () => {
    const simulator = await panelWith("google");
    const stack = stackOf(simulator);
    // the first run dies before it can say what it made
    await created((await newRun(stack)).domainDkim, { domain });
    callsTo(simulator);
    const { state } = await created((await newRun(stack)).domainDkim, { domain });
    expect(state).toMatchObject({ foundEnabled: false, selector: "dkim" });
    expect(writesTo(simulator)).toEqual([]);
  });

  it("is not lost sight of where the answer of the switch is lost", async () => {
    const simulator = await panelWith("google");
    simulator.faults.push({ operation: "ondkim", work: true, answer: { kind: "reset" } });
    const { state } = await created((await newRun(stackOf(simulator))).domainDkim, { domain });
    expect(state).toMatchObject({ foundEnabled: false, selector: "dkim" });
    expect(writesTo(simulator)).toEqual(["ondkim example.com"]);
  });

  it("in a state without a selector, as older versions wrote it, is told by the record", async () => {
    const simulator = await start();
    const stack = stackOf(simulator);
    const kept = await created((await newRun(stack)).domainDkim, { domain });
    const { selector: _, ...older } = kept.state;
    simulator.panel.addText(domain, "google._domainkey", others);
    const read = await (await newRun(stack)).domainDkim.read(kept.id, older);
    expect(read.props).toMatchObject({ record: kept.state.record });
    simulator.panel.setDkim(domain, false);
    expect(await (await newRun(stack)).domainDkim.read(kept.id, older)).toEqual({ id: "", props: {} });
  });

  it("among several is no answer to a static get, which says which there are", async () => {
    const simulator = await panelWith("google", "k1");
    const { domainDkim } = await newRun(stackOf(simulator));
    const error = await errorOf(domainDkim.read(domain, { __provider: "x" }));
    expect(error).toMatchObject({ code: "not_found" });
    expect(error.message).toContain("keys of the selectors google, k1");
    const read = await domainDkim.read(domain, { selector: "k1", __provider: "x" });
    expect(read.props).toMatchObject({ selector: "k1", record: { name: "k1._domainkey.example.com" } });
  });
});

describe("the selector of a DomainDkim", () => {
  it.each(["dkim", " DKIM ", "dkim._domainkey", "dkim._domainkey.example.com", "a.b-1"])(
    "may be %j",
    async (selector) => {
      const { domainDkim } = await newRun(stackOf(await start()));
      expect(await failuresOf(domainDkim, { domain, selector })).toEqual([]);
    },
  );

  it.each(["", "a b", "-x", "a..b", "@"])("must not be %j", async (selector) => {
    const { domainDkim } = await newRun(stackOf(await start()));
    const reason = "is not a selector; write the name before ._domainkey, such as dkim";
    expect(await failuresOf(domainDkim, { domain, selector })).toEqual([{ property: "selector", reason }]);
  });
});
