import { call, code, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describe("a change behind the API's back", () => {
  it("to mailboxes shows in the list, but not in the request log", async () => {
    const simulator = await start({ settings: { listShape: "keyedQuotas" } });
    const { panel } = simulator;
    panel.addMailbox("a@example.com", { quota: 1, password: "one" });
    panel.addMailbox("b@example.com", { quota: 2, password: "two" });
    panel.setQuota("b@example.com", 20);
    panel.setMailboxPassword("b@example.com", "three");
    panel.removeMailbox("a@example.com");
    expect(simulator.requests).toEqual([]);
    expect((await call(simulator, "getlistmail")).data).toEqual({ "b@example.com": 20 });
    expect(panel.mailboxPasswordIs("b@example.com", "two")).toBe(false);
    expect(panel.mailboxPasswordIs("b@example.com", "three")).toBe(true);
    expect(panel.mailboxPasswordIs("a@example.com", "one")).toBe(false);
  });

  it("to forwardings gives a source exactly these targets", async () => {
    const { panel } = await start();
    panel.setForward("s@example.com", ["a@x.example"], true);
    panel.setForward("s@example.com", ["b@x.example", "c@x.example"]);
    panel.setForward("t@example.com", ["a@x.example"]);
    panel.setForward("t@example.com", []);
    expect(panel.forwards()).toEqual([
      { source: "s@example.com", targets: ["b@x.example", "c@x.example"], saveLocal: false },
    ]);
  });

  it("to what forwards() returned has no effect", async () => {
    const { panel } = await start();
    panel.setForward("s@example.com", ["a@x.example"]);
    panel.forwards()[0]?.targets.push("b@x.example");
    expect(panel.forwards()[0]?.targets).toEqual(["a@x.example"]);
  });

  it("to accounts and domains applies from the next call on", async () => {
    const simulator = await start();
    const eve = { name: "eve", password: "eve-password" };
    expect(await call(simulator, "getlistmail", {}, eve)).toEqual({ code: 1, message: "Not perm2" });
    simulator.panel.addAccount({
      ...eve,
      domains: [{ name: "eve.example", spf: true, dkim: true, hosted: false }],
    });
    expect(await code(simulator, "onspf", { domain: "eve.example" }, eve)).toBe(3);
    expect(await code(simulator, "ondkim", { domain: "eve.example" }, eve)).toBe(3);
    expect(await code(simulator, "show_zones", { zone: "eve.example" }, eve)).toBe(100);
    simulator.panel.addDomain("eve", "more.example");
    expect(await code(simulator, "onspf", { domain: "more.example" }, eve)).toBe(0);
  });

  it("to an object that does not exist throws", async () => {
    const { panel } = await start();
    const absent = "The simulated panel has no ";
    expect(() => panel.removeMailbox("no@example.com")).toThrow(`${absent}no@example.com.`);
    expect(() => panel.setQuota("no@example.com", 1)).toThrow(`${absent}no@example.com.`);
    expect(() => panel.setMailboxPassword("no@example.com", "x")).toThrow(`${absent}no@example.com.`);
    expect(() => panel.addMailbox("a@no.example", { quota: 1, password: "x" })).toThrow(
      `${absent}domain of a@no.example.`,
    );
    expect(() => panel.setForward("a@no.example", ["b@x.example"])).toThrow(
      `${absent}domain of a@no.example.`,
    );
    expect(() => panel.setSpf("no.example", true)).toThrow(`${absent}no.example.`);
    expect(() => panel.dkim("no.example")).toThrow(`${absent}no.example.`);
    expect(() => panel.setZoneHosted("no.example", true)).toThrow(`${absent}no.example.`);
    expect(() => panel.setAccountPassword("nobody", "x")).toThrow(`${absent}nobody.`);
    expect(() => panel.removeAccount("nobody")).toThrow(`${absent}nobody.`);
  });
});
