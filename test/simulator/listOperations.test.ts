import { ann, call, demo, fourAccounts, root, simulatorStarter, type Login } from "../support/panelClient";

const start = simulatorStarter();

describe("a list", () => {
  it("shows each user the mailboxes and forwardings of its own domains", async () => {
    const simulator = await start({ accounts: fourAccounts });
    for (const domain of ["example.com", "ann.example", "root.example"]) {
      simulator.panel.addMailbox(`a@${domain}`, { quota: 1, password: "x" });
      simulator.panel.setForward(`f@${domain}`, ["t@example.net"]);
    }
    const own = (domain: string) => [
      [{ email: `a@${domain}`, quota: 1 }],
      { [`f@${domain}`]: "t@example.net" },
    ];
    const lists = async (account: Login, fields = {}) => [
      (await call(simulator, "getlistmail", fields, account)).data,
      (await call(simulator, "getforwardmail", fields, account)).data,
    ];
    expect(await lists(demo)).toEqual(own("example.com"));
    expect(await lists(ann)).toEqual(own("ann.example"));
    expect(await lists(root)).toEqual(own("root.example"));
    expect(await lists(root, { panel_user: "ann" })).toEqual(own("ann.example"));
  });

  it("is left out if there is nothing to list", async () => {
    const simulator = await start({ settings: { listIn: "mess" } });
    const nothing = { error: 1, mess: "Nothing was found for: demo" };
    expect(await call(simulator, "getlistmail", { language: "en" })).toEqual(nothing);
    expect(await call(simulator, "getforwardmail", { language: "en" })).toEqual(nothing);
  });
});
