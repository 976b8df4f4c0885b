import { Client } from "../../src/adapter/client";
import type { ErrorCode } from "../../src/adapter/errorCodes";
import { meaningOf, operations } from "../../src/adapter/operations";
import type { FaultAnswer } from "../../src/simulator/simulator";
import { call, clientUnder, contract, names } from "../support/calls";
import { accountPassword, errorOf, settingsFor, startPanel } from "../support/servers";

describe("a documented code", () => {
  const documented = names.flatMap((name) =>
    Object.keys(contract.operations[name].codes).map((code) => [name, Number(code)] as const),
  );
  const thrown: Record<string, [ErrorCode, RegExp]> = {
    noPermission: [
      "no_permission",
      /account demo is not allowed to do this \(code 1000.*\)\. Give the account's group “Full API access \(administrator\)” .* or leave out panelUser/,
    ],
    noSuchUser: ["no_such_user", /no such user \(code 1001.*\)\. Correct panelUser or brainycp:panelUser/],
  };

  it.each(documented.filter(([, code]) => code < 1000))(
    "of %s is returned with its meaning: %d",
    async (name, code) => {
      const client = await clientUnder({ kind: "code", code });
      const answer = await call(client, name);
      expect([answer.code, answer.meaning]).toEqual([code, meaningOf(name, code)]);
      if (name !== "show_zones") expect(answer.message).not.toBe("");
    },
  );

  it.each(documented.filter(([, code]) => code >= 1000))(
    "of %s is an error that says what to change: %d",
    async (name, code) => {
      const client = await clientUnder({ kind: "code", code });
      const error = await errorOf(call(client, name));
      const [expected, words] = thrown[meaningOf(name, code) ?? ""] ?? [];
      expect([error.code, error.panelCode, error.operation]).toEqual([expected, code, name]);
      expect(error.message).toMatch(words ?? "");
      expect(error.message).toContain(`${name} the object: `);
      expect([error.outcomeUnknown, error.transient]).toEqual([false, false]);
    },
  );

  it("is documented 49 times, and each is tried here", () => {
    expect(documented).toHaveLength(49);
  });

  it.each(names)("that %s does not have is an error that shows it", async (name) => {
    const client = await clientUnder({ kind: "code", code: 77, message: "no disk" });
    const error = await errorOf(call(client, name));
    expect([error.code, error.panelCode, error.panelMessage]).toEqual(["undocumented_code", 77, "no disk"]);
    expect(error.message).toBe(
      `${name} the object: the panel answered with code 77, which is not documented: “no disk”. ` +
        "Check the object in the panel, then run it again",
    );
    expect(error.outcomeUnknown).toBe(!operations[name].reads);
  });

  it.each([
    { codeKey: "code", codeAs: "string", messageKey: "message" },
    { codeKey: "error", codeAs: "string", messageKey: "mess" },
    { codeKey: "code", codeAs: "number", messageKey: "mess" },
    { codeKey: "error", codeAs: "number", messageKey: "message" },
  ] as const)("is read from %j", async (settings) => {
    const panel = await startPanel({ settings });
    const client = new Client(settingsFor(panel));
    const fields = { email: "ann@example.com", password: "box-password", quota: "1" };
    expect(await client.call("addmail", fields, "ann")).toEqual({
      code: 0,
      meaning: "done",
      message: "Mailbox added successfully: ann@example.com",
      data: {},
    });
    expect(await client.call("addmail", fields, "ann")).toMatchObject({ code: 1, meaning: "alreadyExists" });
  });
});

describe("refused credentials", () => {
  it.each(names)("are said by %s, whatever its code 1 means", async (name) => {
    const panel = await startPanel();
    const client = new Client(settingsFor(panel, { password: "wr0ng" }));
    const error = await errorOf(call(client, name));
    expect(error.code).toBe("login_refused");
    expect(error.message).toBe(
      `${name} the object: the panel refused the login of demo (“Not perm”). Check brainycp:username and ` +
        "brainycp:password, and that the account's group has “API access” in the panel. `pulumi refresh` and " +
        "`pulumi destroy` use the password of the last `pulumi up` unless --run-program is given",
    );
    expect([error.outcomeUnknown, error.transient]).toEqual([false, false]);
  });

  it("of a login that was accepted before point to the mailbox's password, which such a panel takes for it", async () => {
    const panel = await startPanel({ settings: { credentials: "username" } });
    const client = new Client(settingsFor(panel));
    await client.call("onspf", { domain: "example.com" }, "example.com");
    const error = await errorOf(call(client, "addmail"));
    expect(error.code).toBe("login_refused");
    expect(error.message).toContain("it may be reading the mailbox's password as the account's");
  });

  it.each(["Not perm", "Not perm2", " not perm: no API"])("are known by the message %j", async (message) => {
    const client = await clientUnder({ kind: "code", code: 1, message });
    expect((await errorOf(call(client, "getlistmail"))).code).toBe("login_refused");
  });

  it.each([
    [1, "Permission: Not perm"],
    [1, "Nothing was found for: Not perm"],
    [0, "Not perm2"],
  ])("are not read into code %d with %j", async (code, message) => {
    const client = await clientUnder({ kind: "code", code, message });
    expect((await call(client, "getlistmail")).code).toBe(code);
  });

  it("are said of an account without API access", async () => {
    const accounts = [{ name: "demo", password: accountPassword, api: false }];
    const panel = await startPanel({ accounts });
    expect((await errorOf(call(new Client(settingsFor(panel)), "addmail"))).code).toBe("login_refused");
  });
});

describe("the proof of a login", () => {
  it("is the blank page that answers a call with no operation", async () => {
    const panel = await startPanel();
    const client = new Client(settingsFor(panel));
    expect(await client.provesLogin()).toBe(true);
    expect(panel.requests.map(({ operation, fieldNames }) => [operation, fieldNames])).toEqual([
      ["none", ["login", "pass", "username", "password"]],
    ]);
  });

  it("is asked for once, and not at all after an answer that only an accepted login gets", async () => {
    const panel = await startPanel();
    const client = new Client(settingsFor(panel));
    await call(client, "onspf");
    expect([await client.provesLogin(), await client.provesLogin()]).toEqual([true, true]);
    expect(panel.requests.map(({ operation }) => operation)).toEqual(["onspf"]);
  });

  it("is not given by code 1", async () => {
    const panel = await startPanel();
    const client = new Client(settingsFor(panel));
    expect((await call(client, "getlistmail")).code).toBe(1);
    expect(await client.provesLogin()).toBe(true);
    expect(panel.requests.map(({ operation }) => operation)).toEqual(["getlistmail", "none"]);
  });

  it("is an error for a login that is refused", async () => {
    const panel = await startPanel();
    const error = await errorOf(new Client(settingsFor(panel, { password: "wr0ng" })).provesLogin());
    expect([error.code, error.message.slice(0, 28)]).toEqual([
      "login_refused",
      "the login: the panel refused",
    ]);
  });

  it.each<FaultAnswer>([
    { kind: "html" },
    { kind: "body", body: '{"code":1,"message":"?"}' },
    { kind: "status", status: 404 },
    { kind: "status", status: 502 },
    { kind: "redirect", location: "/login" },
  ])("is not given by %j", async (answer) => {
    expect(await (await clientUnder(answer)).provesLogin()).toBe(false);
  });
});
