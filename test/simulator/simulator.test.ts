import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { call, code, encode, post } from "./panelClient";

describe("a simulator that was told nothing", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator();
  });
  afterEach(() => simulator.close());

  it("answers at the panel's path on 127.0.0.1", () => {
    expect(simulator.url).toBe(`http://127.0.0.1:${simulator.port}/api/api.php`);
  });

  it("answers a right login without an operation with a blank page, and a wrong one with Not perm2", async () => {
    const right = await post(
      simulator,
      encode([
        ["login", "demo"],
        ["pass", "demo-password"],
      ]),
    );
    expect([right.status, await right.text()]).toEqual([200, ""]);
    const wrong = await post(
      simulator,
      encode([
        ["login", "demo"],
        ["pass", "wrong"],
      ]),
    );
    expect([wrong.status, await wrong.json()]).toEqual([200, { code: 1, message: "Not perm2" }]);
    expect(simulator.requests.map(({ operation, code }) => [operation, code])).toEqual([
      ["none", undefined],
      ["none", 1],
    ]);
  });

  it("adds, lists and deletes a mailbox", async () => {
    const box = { email: "a@example.com", password: "p+ %&ä", quota: "100" };
    expect(await call(simulator, "addmail", { ...box, language: "en" })).toEqual({
      error: 0,
      mess: "Mailbox added successfully: a@example.com",
    });
    expect(simulator.panel.mailboxes()).toEqual([{ email: "a@example.com", quota: 100, owner: "demo" }]);
    expect(simulator.panel.mailboxPasswordIs("a@example.com", "p+ %&ä")).toBe(true);
    expect(simulator.panel.mailboxPasswordIs("a@example.com", "p+ %&a")).toBe(false);
    expect((await call(simulator, "getlistmail")).data).toEqual([{ email: "a@example.com", quota: 100 }]);
    expect(await code(simulator, "delmail", box)).toBe(0);
    expect(await code(simulator, "getlistmail")).toBe(1);
    expect(simulator.panel.mailboxes()).toEqual([]);
  });
});
