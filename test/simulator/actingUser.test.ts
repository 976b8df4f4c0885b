import type { Simulator } from "../../src/simulator/simulator";
import { ann, code, demo, fourAccounts, root, simulatorStarter, type Login } from "../support/panelClient";

const start = simulatorStarter();

describe("the user a call acts for", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await start({ accounts: fourAccounts });
  });
  const box = { password: "x", quota: "1" };

  it.each<[string, string, Login, Record<string, string>, number]>([
    ["its own domain, itself", "a@example.com", demo, {}, 0],
    ["its own domain, itself by name", "a@example.com", demo, { panel_user: "demo" }, 0],
    ["its own domain, an empty panel_user", "a@example.com", demo, { panel_user: "" }, 0],
    ["another's domain, itself", "a@ann.example", demo, {}, 1000],
    ["another's domain, the other", "a@ann.example", demo, { panel_user: "ann" }, 1000],
    ["a user who is not there", "a@example.com", demo, { panel_user: "nobody" }, 1000],
    ["an administrator for the owner", "a@ann.example", root, { panel_user: "ann" }, 0],
    ["an administrator as itself", "a@root.example", root, {}, 0],
    ["an administrator as itself in another's domain", "a@ann.example", root, {}, 4],
    ["an administrator for the wrong user", "a@ann.example", root, { panel_user: "demo" }, 4],
    ["an administrator for nobody", "a@ann.example", root, { panel_user: "nobody" }, 1001],
  ])("decides addmail for %s", async (_, email, account, fields, expected) => {
    expect(await code(simulator, "addmail", { ...box, email, ...fields }, account)).toBe(expected);
    expect(simulator.panel.mailboxes().map((added) => added.email)).toEqual(expected === 0 ? [email] : []);
  });

  it.each<[string, Login, Record<string, string>, number]>([
    ["its owner", ann, {}, 0],
    ["another user", demo, {}, 1000],
    ["an administrator as itself", root, {}, 1],
    ["an administrator for the owner", root, { panel_user: "ann" }, 0],
    ["an administrator for the wrong user", root, { panel_user: "demo" }, 1],
  ])("decides delmail by %s", async (_, account, fields, expected) => {
    simulator.panel.addMailbox("a@ann.example", { quota: 1, password: "x" });
    expect(await code(simulator, "delmail", { ...box, email: "a@ann.example", ...fields }, account)).toBe(
      expected,
    );
    expect(simulator.panel.mailboxes()).toHaveLength(expected === 0 ? 0 : 1);
  });

  it("is the account itself for forwardings and switches: an administrator may use any domain, panel_user is ignored", async () => {
    const forward = { source: "a@ann.example", target: "t@example.net", panel_user: "nobody" };
    expect(await code(simulator, "addforward", forward, root)).toBe(0);
    expect(await code(simulator, "delforward", forward, root)).toBe(0);
    const domain = { domain: "ann.example", panel_user: "nobody" };
    for (const operation of ["onspf", "offspf", "ondkim", "offdkim"]) {
      expect([operation, await code(simulator, operation, domain, root)]).toEqual([operation, 0]);
    }
    expect(simulator.requests[0]?.fieldNames.at(-1)).toBe("panel_user");
  });
});
