import { Client } from "../../src/adapter/client";
import type { ErrorCode } from "../../src/adapter/errorCodes";
import { operations } from "../../src/adapter/operations";
import type { FaultAnswer } from "../../src/simulator/simulator";
import { call, clientUnder, names } from "../support/calls";
import { errorOf, settingsFor, startPanel, startSaying, startWeb } from "../support/servers";

const writes = names.filter((name) => !operations[name].reads);
const reads = names.filter((name) => operations[name].reads);

describe("an answer that is none", () => {
  const check =
    /Check brainycp:endpoint, http:\/\/127\.0\.0\.1:\d+\/api\/api\.php: BrainyCP's API is at http:\/\/SERVER:8002/;
  const answers: [string, FaultAnswer, ErrorCode, RegExp, boolean][] = [
    [
      "a blank page",
      { kind: "body", body: "\n" },
      "blank_page",
      /a blank page.*Check that the panel's mail module is installed/,
      false,
    ],
    [
      "a login page",
      { kind: "html", body: "<!DOCTYPE html><title>Log in</title>" },
      "not_json",
      /with a web page, not with the API's JSON, which begins: <!DOCTYPE html><title>Log in<\/title>\. .*A proxy's login page or another site/,
      false,
    ],
    ["an HTML page with a login page's address", { kind: "html" }, "not_json", check, false],
    [
      "a text",
      { kind: "body", body: "OK" },
      "not_json",
      /something that is not the API's JSON, which begins: OK\. Check brainycp:endpoint/,
      false,
    ],
    ["null", { kind: "body", body: "null" }, "not_json", check, false],
    ["JSON without a code", { kind: "body", body: '{"status":"fine"}' }, "not_json", check, false],
    [
      "a truncated object",
      { kind: "body", body: '{"error":0,"mess":"Mail' },
      "interrupted",
      /the panel's answer is cut off or is not JSON, which begins: \{"error":0,"mess":"Mail\. Run it again; .* PHP and web server logs/,
      true,
    ],
    [
      "a truncated array of rows",
      { kind: "body", body: '[{"email":"a@x.com"},\n{"email":"b@x.c' },
      "interrupted",
      /is cut off/,
      true,
    ],
    [
      "a truncated pretty-printed object",
      { kind: "body", body: '{\n  "error": 0,\n  "list": [\n    {\n      "email": "a@x.com"\n    },' },
      "interrupted",
      /is cut off/,
      true,
    ],
    [
      "the beginning of an answer on a connection that ends",
      { kind: "truncate" },
      "interrupted",
      /The connection to 127\.0\.0\.1:\d+ broke before the answer was complete: .*\. Run it again/,
      true,
    ],
    [
      "a reset",
      { kind: "reset" },
      "interrupted",
      /The connection to 127\.0\.0\.1:\d+ broke before the answer was complete: .*ECONNRESET/,
      true,
    ],
    [
      "HTTP 404",
      { kind: "status", status: 404, body: "<h1>Not found</h1>" },
      "http_status",
      /HTTP status 404, which begins: <h1>Not found<\/h1>\. Check brainycp:endpoint/,
      false,
    ],
    [
      "HTTP 401",
      { kind: "status", status: 401, body: "<h1>Authorization Required</h1>" },
      "http_status",
      /HTTP status 401, which begins: <h1>Authorization Required<\/h1>\. A web server or proxy in front of the panel asks for a password of its own\. This is not the panel's login: exempt \/api\/api\.php from the web server's password protection/,
      false,
    ],
    [
      "HTTP 403",
      { kind: "status", status: 403 },
      "http_status",
      /HTTP status 403\. A web server, proxy or firewall in front of the panel blocks this machine\. Allow this machine's address for \/api\/api\.php: .*\(WAF\).* check that brainycp:endpoint, http:\/\/127\.0\.0\.1:\d+\/api\/api\.php, is/,
      false,
    ],
    ["HTTP 429", { kind: "status", status: 429 }, "http_status", /HTTP status 429\. Run it again/, true],
    [
      "HTTP 500",
      { kind: "status", status: 500 },
      "http_status",
      /HTTP status 500\. Run it again; .*web server log/,
      true,
    ],
    [
      "HTTP 502",
      { kind: "status", status: 502, body: "Bad Gateway" },
      "http_status",
      /HTTP status 502, which begins: Bad Gateway\. Run it again/,
      true,
    ],
    [
      "a redirect",
      { kind: "redirect", location: "https://panel.example/login" },
      "redirect",
      /redirects to https:\/\/panel\.example\/login; credentials are not sent there\. If that is the panel, set brainycp:endpoint to its address/,
      false,
    ],
  ];
  const bodiesThatReadsTake = ["JSON without a code"];

  it.each(answers)(
    "such as %s is an error of its own for a write",
    async (_, answer, code, words, transient) => {
      const error = await errorOf(call(await clientUnder(answer), "addmail"));
      expect([error.code, error.transient]).toEqual([code, transient]);
      expect(error.message).toMatch(words);
      expect(error.message).toMatch(/^addmail the object: /);
      expect([error.name, String(error), error.stack]).toEqual([
        "BrainycpError",
        `brainycp ${code}`,
        error.message,
      ]);
    },
  );

  it.each(answers.filter(([what]) => !bodiesThatReadsTake.includes(what)))(
    "such as %s is an error of its own for a reading",
    async (_, answer, code, words) => {
      const error = await errorOf(call(await clientUnder(answer), "getlistmail"));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(words);
      expect(error.message).toMatch(/^getlistmail the object: /);
    },
  );

  it.each(answers)(
    "such as %s leaves open whether a write was done, unless it cannot have been",
    async (what, answer) => {
      const error = await errorOf(call(await clientUnder(answer), "addmail"));
      expect(error.outcomeUnknown).toBe(!["HTTP 404", "HTTP 401", "HTTP 403", "a redirect"].includes(what));
    },
  );

  it("is shown with its first 160 characters alone, on one line", async () => {
    const client = await clientUnder({ kind: "body", body: `\n <p>\n\n${"x".repeat(1000)}` });
    const { message } = await errorOf(call(client, "addmail"));
    expect(/which begins: (.*?)\. Check/.exec(message)?.[1]).toBe(`<p> ${"x".repeat(156)}`);
  });

  it("may stand behind warnings of PHP, and is then an answer", async () => {
    const panel = await startPanel({ faults: [{ times: 2, answer: { kind: "warning" } }] });
    const client = new Client(settingsFor(panel));
    expect((await call(client, "onspf")).meaning).toBe("done");
    expect((await call(client, "onspf")).meaning).toBe("alreadySo");
  });
});

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])(
    "with status %d is not followed, and credentials are not sent on",
    async (status) => {
      const elsewhere = await startSaying('{"error":0}');
      const panel = await startPanel({
        faults: [{ times: Infinity, answer: { kind: "redirect", location: elsewhere.url, status } }],
      });
      for (const name of ["addmail", "getlistmail"] as const) {
        const error = await errorOf(call(new Client(settingsFor(panel, { maxRetries: 2 })), name));
        expect(error.code).toBe("redirect");
        expect(error.message).toContain(`redirects to ${elsewhere.url}`);
      }
      expect([elsewhere.forms, panel.requests.length]).toEqual([[], 2]);
    },
  );

  it("to nowhere says so", async () => {
    const { url } = await startWeb((_form, _request, response) => response.writeHead(302).end());
    expect((await errorOf(call(new Client(settingsFor({ url })), "addmail"))).message).toContain(
      "redirects to nowhere; credentials are not sent there",
    );
  });
});

describe("sending again", () => {
  const passing: FaultAnswer[] = [
    { kind: "status", status: 502 },
    { kind: "status", status: 429, retryAfter: "0" },
    { kind: "reset" },
    { kind: "truncate" },
    { kind: "body", body: '{"error":0,' },
  ];

  it.each(passing)("helps a reading after %j", async (answer) => {
    const panel = await startPanel({ faults: [{ times: 2, answer }] });
    panel.panel.addMailbox("ann@example.com", { quota: 1, password: "x" });
    expect((await call(new Client(settingsFor(panel, { maxRetries: 2 })), "getlistmail")).meaning).toBe(
      "done",
    );
    expect(panel.requests).toHaveLength(3);
  });

  it.each(reads)("%s ends after as many attempts as the settings allow", async (name) => {
    const panel = await startPanel({
      faults: [{ times: Infinity, answer: { kind: "status", status: 503 } }],
    });
    expect((await errorOf(call(new Client(settingsFor(panel, { maxRetries: 1 })), name))).code).toBe(
      "http_status",
    );
    expect(panel.requests).toHaveLength(2);
  });

  it.each(writes)("%s is left to a caller who knows whether it was done", async (name) => {
    const panel = await startPanel({
      faults: [{ times: Infinity, answer: { kind: "status", status: 503 } }],
    });
    expect((await errorOf(call(new Client(settingsFor(panel, { maxRetries: 3 })), name))).transient).toBe(
      true,
    );
    expect(panel.requests).toHaveLength(1);
  });

  it.each<FaultAnswer>([
    { kind: "status", status: 404 },
    { kind: "status", status: 401 },
    { kind: "status", status: 403 },
    { kind: "html" },
    { kind: "body", body: "" },
    { kind: "redirect", location: "/login" },
    { kind: "code", code: 1000 },
    { kind: "code", code: 77 },
    { kind: "code", code: 1, message: "Not perm2" },
  ])("is of no use to a reading after %j", async (answer) => {
    const panel = await startPanel({ faults: [{ times: Infinity, answer }] });
    await errorOf(call(new Client(settingsFor(panel, { maxRetries: 3 })), "getlistmail"));
    expect(panel.requests).toHaveLength(1);
  });

  it.each([
    ["7", 7],
    ["0", undefined],
    ["-1", undefined],
    ["soon", undefined],
    ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
    [undefined, undefined],
  ])("waits as Retry-After says: %s is %s seconds", async (retryAfter, seconds) => {
    const client = await clientUnder({
      kind: "status",
      status: 429,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
    expect((await errorOf(call(client, "addmail"))).retryAfterSeconds).toBe(seconds);
  });

  it("waits until the date that Retry-After names", async () => {
    const retryAfter = new Date(Date.now() + 3_600_000).toUTCString();
    const client = await clientUnder({ kind: "status", status: 503, retryAfter });
    const { retryAfterSeconds = 0 } = await errorOf(call(client, "addmail"));
    expect(Math.round(retryAfterSeconds / 600)).toBe(6);
  });
});
