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
  root,
  simulatorStarter,
  type Login,
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
      "a name that is not there",
      [
        ["login", "nobody"],
        ["pass", "demo-password"],
      ],
    ],
    [
      "a name of JavaScript's own",
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

  it("keep their reply whatever the switches say", async () => {
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

describe("whose objects a call is about", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await start({ accounts: fourAccounts });
  });
  const box = { password: "x", quota: "1" };

  it.each<[string, string, Login, Record<string, string>, number]>([
    ["its own domain, itself", "a@example.com", demo, {}, 0],
    ["its own domain, itself by name", "a@example.com", demo, { panel_user: "demo" }, 0],
    ["its own domain, an empty panel_user", "a@example.com", demo, { panel_user: "" }, 0],
    ["another's domain, itself", "a@ann.example", demo, {}, 1000],
    ["another's domain, the other", "a@ann.example", demo, { panel_user: "ann" }, 1000],
    ["a user who is not there", "a@example.com", demo, { panel_user: "nobody" }, 1000],
    ["an administrator for the owner", "a@ann.example", root, { panel_user: "ann" }, 0],
    ["an administrator as itself", "a@root.example", root, {}, 0],
    ["an administrator as itself in another's domain", "a@ann.example", root, {}, 4],
    ["an administrator for the wrong user", "a@ann.example", root, { panel_user: "demo" }, 4],
    ["an administrator for nobody", "a@ann.example", root, { panel_user: "nobody" }, 1001],
  ])("decides addmail for %s", async (_, email, account, fields, expected) => {
    expect(await code(simulator, "addmail", { ...box, email, ...fields }, account)).toBe(expected);
    expect(simulator.panel.mailboxes().map((added) => added.email)).toEqual(expected === 0 ? [email] : []);
  });

  it.each<[string, Login, Record<string, string>, number]>([
    ["its owner", ann, {}, 0],
    ["another user", demo, {}, 1000],
    ["an administrator as itself", root, {}, 1],
    ["an administrator for the owner", root, { panel_user: "ann" }, 0],
    ["an administrator for the wrong user", root, { panel_user: "demo" }, 1],
  ])("decides delmail by %s", async (_, account, fields, expected) => {
    simulator.panel.addMailbox("a@ann.example", { quota: 1, password: "x" });
    expect(await code(simulator, "delmail", { ...box, email: "a@ann.example", ...fields }, account)).toBe(
      expected,
    );
    expect(simulator.panel.mailboxes()).toHaveLength(expected === 0 ? 0 : 1);
  });

  it("shows each user the mailboxes and forwardings of its own domains", async () => {
    for (const domain of ["example.com", "ann.example", "root.example"]) {
      simulator.panel.addMailbox(`a@${domain}`, { quota: 1, password: "x" });
      simulator.panel.setForward(`f@${domain}`, ["t@example.net"]);
    }
    const own = (domain: string) => [
      [{ email: `a@${domain}`, quota: 1 }],
      { [`f@${domain}`]: "t@example.net" },
    ];
    const lists = async (account: Login, fields = {}) => [
      (await call(simulator, "getlistmail", fields, account)).data,
      (await call(simulator, "getforwardmail", fields, account)).data,
    ];
    expect(await lists(demo)).toEqual(own("example.com"));
    expect(await lists(ann)).toEqual(own("ann.example"));
    expect(await lists(root)).toEqual(own("root.example"));
    expect(await lists(root, { panel_user: "ann" })).toEqual(own("ann.example"));
  });

  it("lets an administrator forward from, and switch, any domain; panel_user is not looked at", async () => {
    const forward = { source: "a@ann.example", target: "t@example.net", panel_user: "nobody" };
    expect(await code(simulator, "addforward", forward, root)).toBe(0);
    expect(await code(simulator, "delforward", forward, root)).toBe(0);
    const domain = { domain: "ann.example", panel_user: "nobody" };
    for (const operation of ["onspf", "offspf", "ondkim", "offdkim"]) {
      expect([operation, await code(simulator, operation, domain, root)]).toEqual([operation, 0]);
    }
    expect(simulator.requests[0]?.fieldNames.at(-1)).toBe("panel_user");
  });

  it("shows zones to their owner, and to an administrator with user_edit", async () => {
    const zone = { zone: "ann.example" };
    const codes = [
      await code(simulator, "show_zones", zone, ann),
      await code(simulator, "show_zones", zone, demo),
      await code(simulator, "show_zones", { ...zone, user_edit: "ann" }, demo),
      await code(simulator, "show_zones", zone, root),
      await code(simulator, "show_zones", { ...zone, user_edit: "ann" }, root),
      await code(simulator, "show_zones", { ...zone, user_edit: "demo" }, root),
      await code(simulator, "show_zones", { ...zone, user_edit: "nobody" }, root),
    ];
    expect(codes).toEqual([0, 100, 101, 100, 0, 100, 100]);
    simulator.settings.adminSeesAllZones = true;
    expect(await code(simulator, "show_zones", zone, root)).toBe(0);
    expect(await code(simulator, "show_zones", zone, demo)).toBe(100);
  });

  it("lists the zones of the account that the panel's name server holds", async () => {
    simulator.panel.setZoneHosted("example.org", false);
    expect((await call(simulator, "list_zones")).data).toEqual(["example.com"]);
    simulator.settings.adminSeesAllZones = true;
    expect((await call(simulator, "list_zones", {}, root)).data).toEqual([
      "example.com",
      "ann.example",
      "root.example",
      "mute.example",
    ]);
    simulator.panel.setZoneHosted("ann.example", false);
    expect(await call(simulator, "list_zones", {}, ann)).toEqual({
      error: 101,
      mess: "Пустое значение или нет прав",
    });
  });
});
