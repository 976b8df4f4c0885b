import type { Simulator } from "../../src/simulator/simulator";
import {
  ann,
  call,
  callFields,
  code,
  demo,
  encode,
  fourAccounts,
  mute,
  post,
  simulatorStarter,
} from "../support/panelClient";

const start = simulatorStarter();

const notPerm2 = { code: 1, message: "Not perm2" };

async function answerTo(simulator: Simulator, fields: readonly [string, string][]): Promise<unknown> {
  return (await post(simulator, encode(fields))).json();
}

function addmailWith(credentials: readonly [string, string][]): [string, string][] {
  return [
    ...credentials,
    ["mailclient", "mailclient"],
    ["addmail", "addmail"],
    ["email", "a@example.com"],
    ["password", "box-password"],
    ["quota", "1"],
    ["language", "en"],
  ];
}

describe("credentials", () => {
  const byLogin: [string, string][] = [
    ["login", demo.name],
    ["pass", demo.password],
  ];
  const byUsername: [string, string][] = [
    ["username", demo.name],
    ["password", demo.password],
  ];
  const list: [string, string][] = [
    ["mailclient", "mailclient"],
    ["getlistmail", "getlistmail"],
    ["language", "en"],
  ];
  const nothing = { error: 1, mess: "Nothing was found for: demo" };
  const added = { error: 0, mess: "Mailbox added successfully: a@example.com" };

  it.each([
    ["either", nothing, nothing, nothing],
    ["login", nothing, notPerm2, nothing],
    ["username", notPerm2, nothing, nothing],
    ["page", notPerm2, nothing, nothing],
  ] as const)(
    "in mode %s open the list by login and pass, by username and password, by both",
    async (...row) => {
      const [credentials, login, username, both] = row;
      const simulator = await start({ settings: { credentials } });
      expect(await answerTo(simulator, [...byLogin, ...list])).toEqual(login);
      expect(await answerTo(simulator, [...byUsername, ...list])).toEqual(username);
      expect(await answerTo(simulator, [...byLogin, ...byUsername, ...list])).toEqual(both);
    },
  );

  it.each([
    ["either", added, notPerm2, added],
    ["login", added, notPerm2, added],
    ["username", notPerm2, notPerm2, notPerm2],
    ["page", notPerm2, added, added],
  ] as const)("in mode %s open addmail, whose own password hides the account's", async (...row) => {
    const [credentials, login, username, both] = row;
    for (const [sent, expected] of [
      [byLogin, login],
      [byUsername, username],
      [[...byLogin, ...byUsername], both],
    ] as const) {
      const simulator = await start({ settings: { credentials } });
      expect(await answerTo(simulator, addmailWith(sent))).toEqual(expected);
      expect(simulator.panel.mailboxPasswordIs("a@example.com", "box-password")).toBe(expected === added);
    }
  });

  it("of login and pass come before username and password", async () => {
    const simulator = await start({ accounts: fourAccounts });
    const mixed: [string, string][] = [["login", ann.name], ["pass", ann.password], ...byUsername];
    expect(await answerTo(simulator, [...mixed, ...list])).toEqual({
      error: 1,
      mess: "Nothing was found for: ann",
    });
  });

  it.each([
    [
      "a wrong password",
      [
        ["login", "demo"],
        ["pass", "demo-passwor"],
      ],
    ],
    [
      "a password in another case",
      [
        ["login", "demo"],
        ["pass", "Demo-Password"],
      ],
    ],
    [
      "an unknown name",
      [
        ["login", "nobody"],
        ["pass", "demo-password"],
      ],
    ],
    [
      "the name of a JavaScript property",
      [
        ["login", "constructor"],
        ["pass", ""],
      ],
    ],
    ["no password", [["login", "demo"]]],
    ["no name", [["pass", "demo-password"]]],
    [
      "an empty login before a right username",
      [
        ["login", ""],
        ["username", "demo"],
        ["pass", "demo-password"],
      ],
    ],
    ["nothing", []],
  ] as [string, [string, string][]][])(
    "that are %s answer Not perm2, with an operation or without",
    async (_, sent) => {
      const simulator = await start();
      expect(await answerTo(simulator, sent)).toEqual(notPerm2);
      expect(await answerTo(simulator, [...sent, ...list])).toEqual(notPerm2);
    },
  );

  it("of an account without API access answer Not perm", async () => {
    const simulator = await start({ accounts: fourAccounts });
    const refused = { code: 1, message: "Not perm" };
    expect(await call(simulator, "getlistmail", {}, mute)).toEqual(refused);
    expect(await answerTo(simulator, callFields("", {}, mute))).toEqual(refused);
    expect(await call(simulator, "getlistmail", {}, { ...mute, password: "wrong" })).toEqual(notPerm2);
  });

  it("that are wrong get the same reply under all settings", async () => {
    const settings = { codeKey: "error", codeAs: "string", messageKey: "mess" } as const;
    const simulator = await start({ settings });
    expect(await call(simulator, "getlistmail", {}, { ...demo, password: "wrong" })).toEqual(notPerm2);
  });

  it("change when the panel changes the account's password", async () => {
    const simulator = await start();
    simulator.panel.setAccountPassword("demo", "new");
    expect(await call(simulator, "getlistmail")).toEqual(notPerm2);
    expect(await code(simulator, "getlistmail", {}, { ...demo, password: "new" })).toBe(1);
    simulator.panel.removeAccount("demo");
    expect(await call(simulator, "getlistmail", {}, { ...demo, password: "new" })).toEqual(notPerm2);
  });
});
