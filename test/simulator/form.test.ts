import { parseForm } from "../../src/simulator/form";
import { call, callFields, code, demo, encode, post, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describe("a form is read as PHP reads it", () => {
  it.each([
    ["a=1&b=2", { a: "1", b: "2" }],
    ["a=1&a=2", { a: "2" }],
    ["a=b+c&d=%2B%20%25", { a: "b c", d: "+ %" }],
    ["a=%d1%8F&b=%D1%8f", { a: "я", b: "я" }],
    ["a=100%&b=%zz&c=%4", { a: "100%", b: "%zz", c: "%4" }],
    ["a=b=c&d", { a: "b=c", d: "" }],
    ["a%5B%5D=1&a[]=2", { a: ["1", "2"] }],
    ["a[x]=1&a=2", { a: "2" }],
    ["a=1&a[]=2", { a: ["2"] }],
    ["a.b=1&c+d=2&+e=3", { a_b: "1", c_d: "2", e: "3" }],
    ["a[b=1", { "a[b": "1" }],
    ["=1&&&b=", { b: "" }],
    ["", {}],
  ])("%s", (encoded, values) => {
    expect(Object.fromEntries(parseForm(encoded).values)).toEqual(values);
  });

  it("keeps every name in the order sent", () => {
    const form = parseForm("password=1&user=2&password=3&a[]=4");
    expect(form.names).toEqual(["password", "user", "password", "a[]"]);
    expect(form.all("password")).toEqual(["1", "3"]);
    expect([form.text("a"), form.text("none")]).toEqual([undefined, undefined]);
  });
});

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

  it("a body that is no form is no form to PHP", async () => {
    const simulator = await start();
    const body = JSON.stringify(Object.fromEntries(callFields("getlistmail")));
    const headers = { "content-type": "application/json" };
    const response = await fetch(simulator.url, { method: "POST", headers, body });
    expect(await response.json()).toEqual({ code: 1, message: "Not perm2" });
    expect(simulator.requests).toMatchObject([{ operation: "none", fieldNames: [], code: 1 }]);
  });

  it("the query of a POST is not looked at", async () => {
    const simulator = await start();
    const response = await fetch(`${simulator.url}?${encode(callFields("getlistmail"))}`, { method: "POST" });
    expect(await response.json()).toEqual({ code: 1, message: "Not perm2" });
  });

  it("GET is for show_zones alone", async () => {
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

  it("a form of more than a megabyte is refused", async () => {
    const simulator = await start();
    const response = await post(simulator, `a=${"x".repeat(1024 * 1024)}`);
    expect([response.status, simulator.requests]).toEqual([413, []]);
  });

  it.each([
    ["the module", { mailclient: "1" }],
    ["the operation", { getlistmail: "1" }],
  ])("%s counts only with its constant as the value: else the page is blank", async (_, fields) => {
    const simulator = await start();
    const response = await post(
      simulator,
      encode([...callFields("getlistmail"), ...Object.entries<string>(fields)]),
    );
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(simulator.requests[0]?.operation).toBe("none");
  });

  it("an operation under another module is none", async () => {
    const simulator = await start();
    const fields = callFields("getlistmail").map(([name, value]): [string, string] =>
      name === "mailclient" ? ["bindserver", "bindserver"] : [name, value],
    );
    expect(await (await post(simulator, encode(fields))).text()).toBe("");
  });
});

describe("the request log", () => {
  it("shows every field by name and in order, and no password", async () => {
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
        began: 1,
        ended: 2,
        code: 0,
        fault: undefined,
      },
    ]);
    expect(JSON.stringify(simulator.requests)).not.toMatch(/-password/);
    expect(simulator.panel.mailboxPasswordIs("a@example.com", "box-password")).toBe(true);
  });

  it("tells on one clock which calls overlapped", async () => {
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
