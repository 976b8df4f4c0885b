import { defaultSettings } from "../../src/simulator/simulator";
import { call, code, demo, encode, post, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describe("a simulator that was told nothing", () => {
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

  it("speaks as the vendor's page does: error, a number, mess", () => {
    expect(defaultSettings).toEqual({
      credentials: "either",
      codeKey: "error",
      codeAs: "number",
      messageKey: "mess",
      listShape: "records",
      listIn: "data",
      addressKey: "email",
      quotaFactor: 1,
      forwardShape: "joined",
      sourceKey: "source",
      targetKey: "target",
      showSaveLocal: false,
      zoneShape: "text",
      zoneIn: "data",
      zoneValueKey: "value",
      zoneNames: "relative",
      zoneTxt: "plain",
      dkimSelector: "dkim",
      adminSeesAllZones: false,
      addforward: "adds",
      refuseRepeatedForward: false,
      delforward: "strict",
      saveLocalBy: "value",
      delmailTakesForwards: false,
      delmailTakesTargets: false,
      locks: true,
      writeMs: 0,
      latencyMs: 0,
    });
  });
});

describe("the reply", () => {
  it("is sent as PHP sends it: text/html, ASCII, slashes escaped", async () => {
    const simulator = await start();
    const form = encode([
      ["login", demo.name],
      ["pass", demo.password],
      ["mailclient", "mailclient"],
      ["delmail", "delmail"],
      ["email", "a/b@example.com"],
      ["password", "x"],
      ["quota", "1"],
      ["language", "en"],
    ]);
    const response = await post(simulator, form);
    expect(response.headers.get("content-type")).toBe("text/html; charset=UTF-8");
    expect(await response.text()).toBe(
      '{"error":1,"mess":"Error deleting mailbox: mailbox a\\/b@example.com does not exist"}',
    );
    const russian = await post(simulator, form.replace("language=en", "language=ru"));
    expect(await russian.text()).toMatch(/^\{"error":1,"mess":"\\u041e\\u0448[\0-\x7f]*"\}$/);
  });

  it.each([
    [{ codeKey: "code" }, { code: 3, mess: "SPF уже отключён для домена: example.com" }],
    [{ codeAs: "string" }, { error: "3", mess: "SPF уже отключён для домена: example.com" }],
    [{ messageKey: "message" }, { error: 3, message: "SPF уже отключён для домена: example.com" }],
  ] as const)("with %j is %j", async (settings, reply) => {
    const simulator = await start({ settings });
    expect(await call(simulator, "offspf", { domain: "example.com" })).toEqual(reply);
  });

  it("follows a switch that is turned at run time", async () => {
    const simulator = await start();
    simulator.settings.codeKey = "code";
    expect(await call(simulator, "onspf", { domain: "example.com" })).toEqual({
      code: 0,
      mess: "Запись для домена включена",
    });
  });
});

describe("closing", () => {
  it("ends calls that hang and frees the port", async () => {
    const simulator = await start({ faults: [{ answer: { kind: "hang" } }] });
    const hanging = call(simulator, "getlistmail").catch(String);
    while (simulator.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
    await simulator.close();
    expect(await hanging).toBe("TypeError: fetch failed");
    await expect(call(simulator, "getlistmail")).rejects.toThrow("fetch failed");
    const next = await start({ port: simulator.port });
    expect(next.url).toBe(simulator.url);
  });

  it("ends calls that wait", async () => {
    const simulator = await start({ settings: { latencyMs: 600_000 } });
    const waiting = call(simulator, "getlistmail").catch(String);
    while (simulator.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
    await simulator.close();
    expect(await waiting).toBe("TypeError: fetch failed");
  });

  it("twice is no mistake", async () => {
    const simulator = await start();
    await simulator.close();
    await expect(simulator.close()).resolves.toBeUndefined();
  });
});
