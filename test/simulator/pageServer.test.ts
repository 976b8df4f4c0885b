import { get, request, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { Simulator } from "../../src/simulator/simulator";
import { call, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

const paths = ["/", "/page.css", "/page.js", "/icon.svg", "/events"];

/** Asks for a path as a browser that was sent to this host by its address bar or by a website. */
async function ask(
  { port }: Simulator,
  path: string,
  { host = `127.0.0.1:${port}`, method = "GET" } = {},
): Promise<IncomingMessage> {
  const sent = request({ host: "127.0.0.1", port, path, method, headers: { host } }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return response;
}

/** The first event that the page is sent. */
async function firstEvent(simulator: Simulator): Promise<string> {
  const response = await ask(simulator, "/events");
  const [chunk] = (await once(response, "data")) as [Buffer];
  response.destroy();
  return chunk.toString();
}

describe("the page's server", () => {
  it.each([
    ["/", "text/html; charset=utf-8", "<title>BrainyCP simulator</title>"],
    ["/?from=bookmark", "text/html; charset=utf-8", "<title>BrainyCP simulator</title>"],
    ["/page.css", "text/css; charset=utf-8", "prefers-reduced-motion"],
    ["/page.js", "text/javascript; charset=utf-8", "EventSource"],
    ["/icon.svg", "image/svg+xml", "<svg"],
  ])("answers GET %s with a file", async (path, type, part) => {
    const response = await ask(await start(), path);
    expect([response.statusCode, response.headers["content-type"]]).toEqual([200, type]);
    expect(await text(response)).toContain(part);
  });

  it.each(paths)("lets no other website load, embed or read %s", async (path) => {
    const simulator = await start();
    const response = await ask(simulator, path);
    response.destroy();
    expect(response.headers).toMatchObject({
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    expect(Object.keys(response.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    const policy = String(response.headers["content-security-policy"]).split("; ");
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(policy.join()).not.toContain("unsafe");
  });

  it.each(["evil.example", "127.0.0.1.evil.example", "evil.example:8002", "a@127.0.0.1", "0.0.0.0"])(
    "tells a website that points the name %j to this machine nothing",
    async (host) => {
      const simulator = await start();
      for (const path of paths) {
        const response = await ask(simulator, path, { host });
        expect([response.statusCode, await text(response)]).toEqual([
          403,
          "Open this page at 127.0.0.1 or localhost.\n",
        ]);
      }
      // The API has no such names to be afraid of: it asks for a password.
      const api = await ask(simulator, "/api/api.php", { host, method: "POST" });
      expect(api.statusCode).toBe(200);
    },
  );

  it("also answers as localhost, and at a port that is forwarded to it", async () => {
    const simulator = await start();
    for (const host of ["localhost", "LOCALHOST:80", "127.0.0.1:9999"])
      expect((await ask(simulator, "/", { host })).statusCode).toBe(200);
  });

  it.each(["POST", "HEAD", "PUT", "DELETE", "OPTIONS"])("answers %s as ever", async (method) => {
    const simulator = await start();
    for (const path of paths) expect((await ask(simulator, path, { method })).statusCode).toBe(404);
    expect((await ask(simulator, "/page/page.js")).statusCode).toBe(404);
    expect(simulator.requests).toEqual([]);
  });

  it("sends what the panel holds at once, and counts as no call", async () => {
    const simulator = await start();
    simulator.panel.addMailbox("ann@example.com", { quota: 5, password: "x" });
    expect(await firstEvent(simulator)).toContain('["ann@example.com","5"]');
    expect(simulator.requests).toEqual([]);
  });

  it("sends many changes together", async () => {
    const simulator = await start();
    const events: string[] = [];
    const sent = get({ host: "127.0.0.1", port: simulator.port, path: "/events" });
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    response.on("data", (chunk: Buffer) => events.push(...(chunk.toString().match(/^data: /gm) ?? [])));
    for (let calls = 0; calls < 200; calls++) await call(simulator, "list_zones");
    const before = events.length;
    simulator.panel.setSpf("example.com", true);
    while (events.length === before) await once(response, "data");
    expect(events.length).toBeLessThan(200);
    sent.destroy();
  });
});
