import { messages } from "../../src/simulator/messages";
import { operations } from "../../src/simulator/panelOperations";
import type { Simulator } from "../../src/simulator/simulator";
import { contract } from "../support/contract";
import { ann, call, demo, fourAccounts, root, simulatorStarter, type Reply } from "../support/panelClient";

const start = simulatorStarter();

const box = { email: "a@example.com", password: "secret", quota: "10" };
const forward = { source: "a@example.com", target: "b@example.net" };
const domain = { domain: "example.com" };

type Situation = (simulator: Simulator) => Promise<Reply>;

/** What leads to each code by the panel's own work, with the Russian text that it then says. */
const situations: Record<string, Record<string, [string, Situation]>> = {
  addmail: {
    0: ["Почтовый ящик успешно добавлен: a@example.com", (s) => call(s, "addmail", box)],
    1: [
      "Такой почтовый ящик уже существует: a@example.com",
      async (s) => {
        await call(s, "addmail", box);
        return call(s, "addmail", box);
      },
    ],
    2: ["Ошибка в массиве параметров", (s) => call(s, "addmail", { ...box, quota: "" })],
    4: [
      "Указанный в почтовом ящике домен не найден в системе: a@example.net",
      (s) => call(s, "addmail", { ...box, email: "a@example.net" }),
    ],
    1000: [
      "У вас нет прав на администрирование этого пользователя",
      (s) => call(s, "addmail", { ...box, panel_user: "ann" }),
    ],
    1001: [
      "Такого пользователя нет в ISP-панели",
      (s) => call(s, "addmail", { ...box, panel_user: "nobody" }, root),
    ],
  },
  delmail: {
    0: [
      "Почтовый ящик успешно удалён",
      async (s) => {
        await call(s, "addmail", box);
        return call(s, "delmail", box);
      },
    ],
    1: [
      "Ошибка при удалении почтового ящика: почтовый ящик a@example.com не существует",
      (s) => call(s, "delmail", box),
    ],
    2: ["Ошибка в массиве параметров", (s) => call(s, "delmail", { email: box.email })],
    1000: [
      "У вас нет прав на администрирование этого пользователя",
      (s) => call(s, "delmail", { ...box, panel_user: "ann" }),
    ],
    1001: [
      "Такого пользователя нет в ISP-панели",
      (s) => call(s, "delmail", { ...box, panel_user: "nobody" }, root),
    ],
  },
  addforward: {
    0: [
      "Переадресация почтового ящика успешно задана: a@example.com => b@example.net",
      (s) => call(s, "addforward", forward),
    ],
    1: [
      "Ошибка переадресации почтового ящика: домен ящика a@example.net не найден",
      (s) => call(s, "addforward", { ...forward, source: "a@example.net" }),
    ],
    2: ["Ошибка в массиве параметров", (s) => call(s, "addforward", { ...forward, target: "" })],
    1000: [
      "У вас нет прав на администрирование этого пользователя",
      (s) => call(s, "addforward", forward, ann),
    ],
    1001: [
      "Такого пользователя нет в ISP-панели",
      (s) => {
        s.panel.removeAccount(demo.name);
        return call(s, "addforward", forward, root);
      },
    ],
  },
  delforward: {
    0: [
      "Переадресация почтового ящика удалена",
      async (s) => {
        await call(s, "addforward", forward);
        return call(s, "delforward", forward);
      },
    ],
    1: [
      "Ошибка при удалении переадресации почтового ящика: a@example.com => b@example.net не существует",
      (s) => call(s, "delforward", forward),
    ],
    2: ["Ошибка в массиве параметров", (s) => call(s, "delforward", { target: forward.target })],
    1000: [
      "У вас нет прав на администрирование этого пользователя",
      (s) => call(s, "delforward", forward, ann),
    ],
    1001: [
      "Такого пользователя нет в ISP-панели",
      (s) => {
        s.panel.removeAccount(demo.name);
        return call(s, "delforward", forward, root);
      },
    ],
  },
  onspf: {
    0: ["Запись для домена включена", (s) => call(s, "onspf", domain)],
    1: ["Ошибка в массиве параметров", (s) => call(s, "onspf")],
    2: [
      "Ошибка при включении записи SPF для домена example.net",
      (s) => call(s, "onspf", { domain: "example.net" }),
    ],
    3: [
      "SPF уже включён для домена: example.com",
      (s) => {
        s.panel.setSpf("example.com", true);
        return call(s, "onspf", domain);
      },
    ],
  },
  offspf: {
    0: [
      "Запись для домена отключена",
      (s) => {
        s.panel.setSpf("example.com", true);
        return call(s, "offspf", domain);
      },
    ],
    1: ["Ошибка в массиве параметров", (s) => call(s, "offspf", { domain: "" })],
    2: [
      "Ошибка при отключении записи SPF для домена ann.example",
      (s) => call(s, "offspf", { domain: "ann.example" }),
    ],
    3: ["SPF уже отключён для домена: example.com", (s) => call(s, "offspf", domain)],
  },
  ondkim: {
    0: ["Запись для домена включена", (s) => call(s, "ondkim", domain)],
    1: ["Ошибка в массиве параметров", (s) => call(s, "ondkim")],
    2: [
      "Ошибка при включении записи dkim для домена ann.example",
      (s) => call(s, "ondkim", { domain: "ann.example" }),
    ],
    3: [
      "dkim уже включён для домена: example.com",
      (s) => {
        s.panel.setDkim("example.com", true);
        return call(s, "ondkim", domain);
      },
    ],
  },
  offdkim: {
    0: [
      "Запись для домена отключена",
      (s) => {
        s.panel.setDkim("example.com", true);
        return call(s, "offdkim", domain);
      },
    ],
    1: ["Ошибка в массиве параметров", (s) => call(s, "offdkim")],
    2: [
      "Ошибка при отключении записи Dkim для домена example.net",
      (s) => call(s, "offdkim", { domain: "example.net" }),
    ],
    3: ["Dkim уже отключён для домена: example.com", (s) => call(s, "offdkim", domain)],
  },
  getlistmail: {
    0: [
      "Список почтовых ящиков успешно получен для: demo",
      async (s) => {
        await call(s, "addmail", box);
        return call(s, "getlistmail");
      },
    ],
    1: ["Ничего не найдено для: ann", (s) => call(s, "getlistmail", { panel_user: "ann" }, root)],
    1000: ["У вас нет прав администратора", (s) => call(s, "getlistmail", { panel_user: "ann" })],
    1001: [
      "Такого пользователя нет в ISP-панели: nobody",
      (s) => call(s, "getlistmail", { panel_user: "nobody" }, root),
    ],
  },
  getforwardmail: {
    0: [
      "Список почтовых ящиков успешно получен для: demo",
      async (s) => {
        await call(s, "addforward", forward);
        return call(s, "getforwardmail");
      },
    ],
    1: ["Ничего не найдено для: demo", (s) => call(s, "getforwardmail")],
    1000: ["У вас нет прав администратора", (s) => call(s, "getforwardmail", { panel_user: "ann" })],
    1001: [
      "Такого пользователя нет в ISP-панели: nobody",
      (s) => call(s, "getforwardmail", { panel_user: "nobody" }, root),
    ],
  },
  show_zones: {
    0: ["Зона: example.com", (s) => call(s, "show_zones", { zone: "example.com" })],
    100: [
      "Зона не найдена: example.com",
      (s) => {
        s.panel.setZoneHosted("example.com", false);
        return call(s, "show_zones", { zone: "example.com" });
      },
    ],
    101: ["Пустое значение или нет прав", (s) => call(s, "show_zones")],
  },
};

/** Codes for which the page gives no cause: they come when a test asks for them. */
const onlyForced = [["addmail", "3"]];

const documented = Object.entries(contract.operations).flatMap(([name, { codes }]) =>
  Object.keys(codes).map((code) => [name, code] as const),
);
const natural = Object.entries(situations).flatMap(([name, codes]) =>
  Object.entries(codes).map(([code, [message, situation]]) => [name, code, message, situation] as const),
);

describe("the documented codes", () => {
  it("are all covered here, and no others", () => {
    const reached = [...natural.map(([name, code]) => [name, code]), ...onlyForced];
    expect(reached.map(String).sort()).toEqual(documented.map(String).sort());
  });

  it.each(natural)("%s answers %s: %s", async (name, code, message, situation) => {
    const simulator = await start({ accounts: fourAccounts });
    const reply = await situation(simulator);
    expect([reply.error, reply.mess]).toEqual([Number(code), message]);
    expect(simulator.requests.at(-1)).toMatchObject({ operation: name, code: Number(code) });
  });

  it.each(documented)("%s answers %s when a fault asks for it, and does no work", async (name, code) => {
    const answer = { kind: "code", code: Number(code) } as const;
    const simulator = await start({ faults: [{ operation: operationNamed(name), answer }] });
    const fields = { ...box, ...forward, ...domain, zone: "example.com", language: "en" };
    expect(await call(simulator, name, fields)).toMatchObject({ error: Number(code) });
    expect([simulator.panel.mailboxes(), simulator.panel.forwards()]).toEqual([[], []]);
    expect([simulator.panel.spf("example.com"), simulator.panel.dkim("example.com")]).toEqual([false, false]);
  });

  it("say in English what the vendor's page says", () => {
    const english = documented.flatMap(([name, code]) => {
      const text = contract.operations[name]?.codes[code]?.en;
      return text === undefined ? [] : [[name, code, text]];
    });
    const texts: Record<string, Record<string, { en: string }>> = messages;
    expect(english.map(([name = "", code = ""]) => [name, code, texts[name]?.[code]?.en])).toEqual(english);
    expect(english).toHaveLength(46);
  });
});

describe("the language", () => {
  it.each(Object.keys(contract.operations))(
    "of %s is English on request if the operation documents the field",
    async (name) => {
      const takesLanguage = contract.operations[name]?.fields.some((field) => field.name === "language");
      const simulator = await start({
        faults: [{ times: 2, answer: { kind: "code", code: name === "show_zones" ? 101 : 0 } }],
      });
      const english = String((await call(simulator, name, { language: "en" })).mess);
      const russian = String((await call(simulator, name)).mess);
      expect(/[а-я]/i.test(russian)).toBe(true);
      expect(/[а-я]/i.test(english)).toBe(takesLanguage === false);
      expect(simulator.requests[0]?.fields.language).toBe("en");
    },
  );
});

function operationNamed(name: string): keyof typeof operations {
  if (!(name in operations)) throw new Error(`The simulator does not know ${name}.`);
  return name as keyof typeof operations;
}
