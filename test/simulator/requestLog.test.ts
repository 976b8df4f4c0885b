import { call, demo, encode, post, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describe("the request log", () => {
  it("shows every field by name and in order, but no password", async () => {
    const simulator = await start();
    const fields: [string, string][] = [
      ["login", demo.name],
      ["pass", demo.password],
      ["username", demo.name],
      ["password", demo.password],
      ["mailclient", "mailclient"],
      ["addmail", "addmail"],
      ["email", "a@example.com"],
      ["password", "box-password"],
      ["quota", "5"],
      ["undocumented", "x"],
      ["PassPhrase[]", "array-password"],
    ];
    await post(simulator, encode(fields));
    expect(simulator.requests).toEqual([
      {
        operation: "addmail",
        object: "a@example.com",
        method: "POST",
        fields: {
          login: "demo",
          pass: "[redacted]",
          username: "demo",
          password: "[redacted]",
          mailclient: "mailclient",
          addmail: "addmail",
          email: "a@example.com",
          quota: "5",
          undocumented: "x",
          PassPhrase: "[redacted]",
        },
        fieldNames: fields.map(([name]) => name),
        time: expect.any(Date) as Date,
        began: 1,
        ended: 2,
        code: 0,
        fault: undefined,
      },
    ]);
    expect(JSON.stringify(simulator.requests)).not.toMatch(/-password/);
    expect(simulator.panel.mailboxPasswordIs("a@example.com", "box-password")).toBe(true);
  });

  it("shows by its clock which calls overlapped", async () => {
    const simulator = await start({
      faults: [{ operation: "getlistmail", answer: { kind: "delay", ms: 500 } }],
    });
    const slow = call(simulator, "getlistmail");
    while (simulator.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
    await call(simulator, "getforwardmail");
    await slow;
    await call(simulator, "list_zones");
    expect(simulator.requests.map(({ operation, began, ended }) => [operation, began, ended])).toEqual([
      ["getlistmail", 1, 4],
      ["getforwardmail", 2, 3],
      ["list_zones", 5, 6],
    ]);
  });

  it("names what a call is about, and can be emptied", async () => {
    const simulator = await start();
    await call(simulator, "addforward", { source: "s@example.com", target: "t@example.com" });
    await call(simulator, "onspf", { domain: "example.org" });
    await call(simulator, "show_zones", { zone: "example.com" });
    await call(simulator, "getlistmail");
    expect(simulator.requests.map(({ object }) => object)).toEqual([
      "s@example.com",
      "example.org",
      "example.com",
      undefined,
    ]);
    simulator.requests.length = 0;
    await call(simulator, "getlistmail");
    expect(simulator.requests).toHaveLength(1);
  });
});
