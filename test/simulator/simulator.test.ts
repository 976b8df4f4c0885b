import { call, code, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describe("a simulator without options", () => {
  it("answers at the panel's path on 127.0.0.1 and nowhere else", async () => {
    const simulator = await start();
    expect(simulator.url).toBe(`http://127.0.0.1:${simulator.port}/api/api.php`);
    const elsewhere = await fetch(`http://127.0.0.1:${simulator.port}/`, { method: "POST" });
    expect([elsewhere.status, await elsewhere.text()]).toEqual([404, "Not Found\n"]);
    expect(simulator.requests).toEqual([]);
  });

  it("adds, lists and deletes a mailbox", async () => {
    const simulator = await start();
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

describe("closing", () => {
  it("ends hanging calls and frees the port", async () => {
    const simulator = await start({ faults: [{ answer: { kind: "hang" } }] });
    const hanging = call(simulator, "getlistmail").catch(String);
    while (simulator.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
    await simulator.close();
    expect(await hanging).toBe("TypeError: fetch failed");
    await expect(call(simulator, "getlistmail")).rejects.toThrow("fetch failed");
    const next = await start({ port: simulator.port });
    expect(next.url).toBe(simulator.url);
  });

  it("ends waiting calls", async () => {
    const simulator = await start({ settings: { latencyMs: 600_000 } });
    const waiting = call(simulator, "getlistmail").catch(String);
    while (simulator.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
    await simulator.close();
    expect(await waiting).toBe("TypeError: fetch failed");
  });

  it("twice is allowed", async () => {
    const simulator = await start();
    await simulator.close();
    await expect(simulator.close()).resolves.toBeUndefined();
  });
});
