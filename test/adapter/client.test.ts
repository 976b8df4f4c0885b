import fc from "fast-check";
import { Client } from "../../src/adapter/client";
import { operations } from "../../src/adapter/operations";
import { call, contract, names, values } from "../support/calls";
import { accountPassword, errorOf, settingsFor, startPanel, startWeb } from "../support/servers";

describe("what is sent", () => {
  it.each(names)(
    "for %s is the documented fields in the page's order, behind both pairs of credentials",
    async (name) => {
      const panel = await startPanel();
      await call(new Client(settingsFor(panel)), name);
      const documented = contract.operations[name].fields.slice(2).map((field) => field.name);
      expect(panel.requests.map(({ fieldNames }) => fieldNames)).toEqual([
        ["login", "pass", "username", "password", ...documented],
      ]);
    },
  );

  it.each(names)("for %s is its constants by their own names, and the values as they are", async (name) => {
    const { url, forms } = await startWeb((_form, _request, response) =>
      response.end('{"error":0,"mess":""}'),
    );
    await call(new Client(settingsFor({ url })), name);
    const sent = [...new URLSearchParams(forms[0])];
    const { module, fields } = operations[name];
    expect(sent).toEqual([
      ["login", "demo"],
      ["pass", accountPassword],
      ["username", "demo"],
      ["password", accountPassword],
      [module, module],
      [name, name],
      ...fields.map((field) => [field, field === "language" ? "en" : values[field]]),
    ]);
  });

  it.each(["addmail", "delmail"] as const)(
    "for %s has the mailbox's password last of the two",
    async (name) => {
      const { url, forms } = await startWeb((_form, _request, response) => response.end('{"error":0}'));
      await call(new Client(settingsFor({ url })), name);
      expect(new URLSearchParams(forms[0]).getAll("password")).toEqual([accountPassword, "box-password"]);
    },
  );

  it("leaves out what is not given", async () => {
    const panel = await startPanel();
    await new Client(settingsFor(panel)).call(
      "addmail",
      { email: "ann@example.com", password: "box-password", quota: "1" },
      "ann",
    );
    expect(panel.requests[0]?.fieldNames.slice(4)).toEqual([
      "mailclient",
      "addmail",
      "email",
      "password",
      "quota",
      "language",
    ]);
  });

  it("is a form, sent by POST, that asks for JSON", async () => {
    const seen: unknown[] = [];
    const { url } = await startWeb((_form, { method, url: path, headers }, response) => {
      seen.push([method, path, headers["content-type"], headers.accept]);
      response.end('{"error":0}');
    });
    await call(new Client(settingsFor({ url })), "onspf");
    expect(seen).toEqual([["POST", "/api/api.php", "application/x-www-form-urlencoded", "application/json"]]);
  });

  it.each(["either", "login", "username", "page"] as const)(
    "opens a panel that reads the credentials as %s, for what has no password of its own",
    async (credentials) => {
      const panel = await startPanel({ settings: { credentials } });
      expect((await call(new Client(settingsFor(panel)), "onspf")).meaning).toBe("done");
    },
  );

  it.each(["either", "login", "page"] as const)(
    "makes a mailbox on a panel that reads the credentials as %s",
    async (credentials) => {
      const panel = await startPanel({ settings: { credentials } });
      const fields = { email: "ann@example.com", password: "box-password", quota: "10" };
      expect((await new Client(settingsFor(panel)).call("addmail", fields, "ann")).meaning).toBe("done");
      expect(panel.panel.mailboxPasswordIs("ann@example.com", "box-password")).toBe(true);
    },
  );
});

describe("a mailbox's password arrives byte for byte", () => {
  const odd = [
    ["a blank at both ends", "  x  "],
    ["signs of forms", "a&b=c;d#e?f/g:h@i"],
    ["a plus sign and blanks", "a+b c"],
    ["percent signs and codes", "100% %41%zz%"],
    ["an encoded plus sign", "%2B"],
    ["quotes and backslashes", "\"'`\\\\ \\n \\u0041"],
    ["Cyrillic", "пароль Ёё"],
    ["an emoji", "🔑👩‍👩‍👧"],
    ["a composed and a decomposed letter", "é e\u0301"],
    ["markup", "<b>&amp;</b>"],
    ["brackets", "a[]=b{c}"],
    ["line ends and a tab", "a\r\nb\nc\td"],
    ["what reads as the account's field", "x&pass=y&password=z"],
    ["1,000 characters", "äöü ".repeat(250)],
  ] as const;

  it.each(odd)("with %s", async (_, password) => {
    const panel = await startPanel();
    const fields = { email: "ann@example.com", password, quota: "1" };
    expect((await new Client(settingsFor(panel)).call("addmail", fields, "ann")).code).toBe(0);
    expect(panel.panel.mailboxPasswordIs("ann@example.com", password)).toBe(true);
    expect(panel.panel.mailboxPasswordIs("ann@example.com", `${password} `)).toBe(false);
  });

  it("whatever it is, as long as it is text", async () => {
    const panel = await startPanel();
    const client = new Client(settingsFor(panel));
    const text = fc
      .string({ unit: "binary", minLength: 1, maxLength: 40 })
      .filter((one) => one.isWellFormed());
    let box = 0;
    await fc.assert(
      fc.asyncProperty(text, async (password) => {
        const email = `box${++box}@example.com`;
        expect((await client.call("addmail", { email, password, quota: "1" }, email)).code).toBe(0);
        expect(panel.panel.mailboxPasswordIs(email, password)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("and so does the account's", async () => {
    const password = " ä&+% \"'\\🔑 ";
    const panel = await startPanel({ accounts: [{ name: "demo", password, domains: ["example.com"] }] });
    expect((await call(new Client(settingsFor(panel, { password })), "getforwardmail")).meaning).toBe(
      "nothingFound",
    );
  });
});

describe("debug output", () => {
  it("names operation, object and outcome, and no secret", async () => {
    const lines: string[] = [];
    const write = jest.spyOn(console, "error").mockImplementation((line: string) => void lines.push(line));
    process.env.BRAINYCP_LOG = "debug";
    try {
      const panel = await startPanel();
      const client = new Client(settingsFor(panel));
      await client.call(
        "addmail",
        { email: "ann@example.com", password: "b0x-secret", quota: "1" },
        "ann@example.com",
      );
      panel.faults.push({ answer: { kind: "html" } });
      await errorOf(call(client, "delmail"));
      expect(lines.map((line) => line.replace(/:\d+ /, " ").replace(/\d+ ms/, "N ms"))).toEqual([
        "brainycp: 127.0.0.1 addmail ann@example.com: 0 done (N ms)",
        "brainycp: 127.0.0.1 delmail the object: brainycp not_json (N ms)",
      ]);
    } finally {
      delete process.env.BRAINYCP_LOG;
      write.mockRestore();
    }
  });

  it("is not written unless it is asked for", async () => {
    const write = jest.spyOn(console, "error").mockImplementation(() => undefined);
    await call(new Client(settingsFor(await startPanel())), "onspf");
    expect(write).not.toHaveBeenCalled();
    write.mockRestore();
  });
});
