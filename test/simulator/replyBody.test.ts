import type { Simulator } from "../../src/simulator/simulator";
import { settingsSchema, type SimulatorSettings } from "../../src/simulator/simulatorSettings";
import { call, demo, encode, post, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

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

  it("follows a setting that changes at run time", async () => {
    const simulator = await start();
    simulator.settings.codeKey = "code";
    expect(await call(simulator, "onspf", { domain: "example.com" })).toEqual({
      code: 0,
      mess: "Запись для домена включена",
    });
  });
});

const mailboxes = ["a@example.com", "B.c+d@example.com", "a@example.org"];
const forwards = {
  "f@example.com": "t@example.net,u@example.net",
  "g@example.com": "t@example.net",
  "f@example.org": "v@example.net",
};

async function withMail(settings: Partial<SimulatorSettings>): Promise<Simulator> {
  const simulator = await start({ settings });
  simulator.panel.addMailbox("a@example.com", { quota: 10, password: "x" });
  simulator.panel.addMailbox("B.c+d@example.com", { quota: 0, password: "x" });
  simulator.panel.addMailbox("a@example.org", { quota: 2, password: "x" });
  simulator.panel.setForward("f@example.com", ["t@example.net", "u@example.net"]);
  simulator.panel.setForward("g@example.com", ["t@example.net"]);
  simulator.panel.setForward("f@example.org", ["v@example.net"], true);
  return simulator;
}

describe("a list's place in the reply", () => {
  const mess = "The mailbox list was successfully retrieved for: demo";
  const places: Record<SimulatorSettings["listIn"], [object, object]> = {
    data: [
      { error: 0, mess, data: mailboxes },
      { error: 0, mess, data: forwards },
    ],
    list: [
      { error: 0, mess, list: mailboxes },
      { error: 0, mess, list: forwards },
    ],
    mess: [
      { error: 0, mess: mailboxes },
      { error: 0, mess: forwards },
    ],
    top: [
      { error: 0, mess, 0: "a@example.com", 1: "B.c+d@example.com", 2: "a@example.org" },
      { error: 0, mess, ...forwards },
    ],
  };

  it.each(settingsSchema.shape.listIn.options)("may be %s", async (listIn) => {
    const simulator = await withMail({ listIn, listShape: "addresses" });
    const language = { language: "en" };
    expect([
      await call(simulator, "getlistmail", language),
      await call(simulator, "getforwardmail", language),
    ]).toEqual(places[listIn]);
  });

  it("may be the message's, under the configured key", async () => {
    const simulator = await withMail({ listIn: "mess", messageKey: "message", listShape: "addresses" });
    expect(await call(simulator, "getlistmail")).toEqual({ error: 0, message: mailboxes });
  });
});
