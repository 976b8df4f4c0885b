import { Agent, fetch as fetchOver } from "undici";
import { startSimulator } from "../../src/simulator/simulator";
import { callFields, code, encode, post, simulatorStarter } from "../support/panelClient";
import { tlsFiles } from "../support/tlsFiles";

const start = simulatorStarter();

describe("over the wire", () => {
  it.each([
    ["blanks and signs", "  p+q%41&=;'\"\\<>  "],
    ["Cyrillic and an emoji", "пароль 🔑"],
    ["line ends", "a\r\nb\n\0c"],
    ["the text of an escape", "%2B+"],
  ])("a password of %s arrives byte for byte", async (_, password) => {
    const simulator = await start();
    const box = { email: "a@example.com", quota: "1", password };
    expect(await code(simulator, "addmail", box)).toBe(0);
    expect(simulator.panel.mailboxPasswordIs("a@example.com", password)).toBe(true);
    expect(simulator.panel.mailboxPasswordIs("a@example.com", `${password} `)).toBe(false);
  });

  it("a body that is not a form is ignored, as in PHP", async () => {
    const simulator = await start();
    const body = JSON.stringify(Object.fromEntries(callFields("getlistmail")));
    const headers = { "content-type": "application/json" };
    const response = await fetch(simulator.url, { method: "POST", headers, body });
    expect(await response.json()).toEqual({ code: 1, message: "Not perm2" });
    expect(simulator.requests).toMatchObject([{ operation: "none", fieldNames: [], code: 1 }]);
  });

  it("the query of a POST is ignored", async () => {
    const simulator = await start();
    const response = await fetch(`${simulator.url}?${encode(callFields("getlistmail"))}`, { method: "POST" });
    expect(await response.json()).toEqual({ code: 1, message: "Not perm2" });
  });

  it("only show_zones accepts GET", async () => {
    const simulator = await start();
    const zone = await fetch(`${simulator.url}?${encode(callFields("show_zones", { zone: "example.com" }))}`);
    expect(await zone.json()).toMatchObject({ error: 0 });
    const list = await fetch(`${simulator.url}?${encode(callFields("list_zones"))}`);
    expect(await list.json()).toEqual({ code: 1, message: "Not perm2" });
    const change = await fetch(`${simulator.url}?${encode(callFields("onspf", { domain: "example.com" }))}`);
    expect(await change.json()).toEqual({ code: 1, message: "Not perm2" });
    expect(simulator.panel.spf("example.com")).toBe(false);
    expect((await fetch(simulator.url, { method: "PUT" })).status).toBe(405);
    expect(simulator.requests.map(({ method, operation }) => [method, operation])).toEqual([
      ["GET", "show_zones"],
      ["GET", "list_zones"],
      ["GET", "onspf"],
    ]);
  });

  it("a form of more than a megabyte is rejected", async () => {
    const simulator = await start();
    const response = await post(simulator, `a=${"x".repeat(1024 * 1024)}`);
    expect([response.status, simulator.requests]).toEqual([413, []]);
  });
});

describe("a simulator with a key and a certificate", () => {
  it("answers over HTTPS only to clients that trust it, and can reset these connections too", async () => {
    const simulator = await startSimulator({ tls: tlsFiles });
    const trusting = new Agent({ connect: { ca: tlsFiles.cert } });
    const list = () =>
      fetchOver(simulator.url, {
        method: "POST",
        body: new URLSearchParams([...callFields("getlistmail"), ["language", "en"]]),
        dispatcher: trusting,
      });
    try {
      expect(simulator.url).toBe(`https://127.0.0.1:${simulator.port}/api/api.php`);
      expect(await (await list()).json()).toEqual({ error: 1, mess: "Nothing was found for: demo" });
      await expect(fetchOver(simulator.url, { method: "POST" })).rejects.toMatchObject({
        cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
      });
      simulator.faults.push({ answer: { kind: "reset" } });
      await expect(list()).rejects.toMatchObject({ cause: { code: "UND_ERR_SOCKET" } });
      expect((await list()).status).toBe(200);
      expect(simulator.requests).toHaveLength(3);
    } finally {
      await trusting.close();
      await simulator.close();
    }
  });
});
