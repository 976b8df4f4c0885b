/** The name of one of the panel's operations: `addmail`. */
export type OperationName = keyof typeof messages;

/** A text in the panel's two languages; `<name>` stands for a value. */
export interface Message {
  en: string;
  ru: string;
}

const badParameters = { en: "Error in the parameter array", ru: "Ошибка в массиве параметров" };
const noPermission = {
  en: "You do not have permission to administer this user",
  ru: "У вас нет прав на администрирование этого пользователя",
};
const noSuchUser = {
  en: "There is no such user in the ISP-panel",
  ru: "Такого пользователя нет в ISP-панели",
};
const refusals = { 2: badParameters, 1000: noPermission, 1001: noSuchUser };
const emptyOrNoRights = { en: "Empty value or no rights", ru: "Пустое значение или нет прав" };

const on = {
  done: { en: "Entry for domain is enabled", ru: "Запись для домена включена" },
  turning: { en: "enabling", ru: "включении" },
  state: { en: "enabled", ru: "включён" },
};
const off = {
  done: { en: "The record is disabled for the domain", ru: "Запись для домена отключена" },
  turning: { en: "disabling", ru: "отключении" },
  state: { en: "disabled", ru: "отключён" },
};
function switchMessages(record: string, { done, turning, state }: Record<keyof typeof on, Message>) {
  return {
    0: done,
    1: badParameters,
    2: {
      en: `Error ${turning.en} ${record} record for domain <domen>`,
      ru: `Ошибка при ${turning.ru} записи ${record} для домена <domen>`,
    },
    3: {
      en: `${record} is already ${state.en} for domain: <domen>`,
      ru: `${record} уже ${state.ru} для домена: <domen>`,
    },
  };
}

const lists = {
  0: {
    en: "The mailbox list was successfully retrieved for: <name>",
    ru: "Список почтовых ящиков успешно получен для: <name>",
  },
  1: { en: "Nothing was found for: <name>", ru: "Ничего не найдено для: <name>" },
  1000: { en: "You do not have administrator rights", ru: "У вас нет прав администратора" },
  1001: {
    en: "There is no such user in the ISP-panel: <user>",
    ru: "Такого пользователя нет в ISP-панели: <user>",
  },
};

/** The text of each code of each operation; the English is the vendor's wherever the vendor documents it. */
export const messages = {
  addmail: {
    0: { en: "Mailbox added successfully: <boxname>", ru: "Почтовый ящик успешно добавлен: <boxname>" },
    1: { en: "This mailbox already exists: <boxname>", ru: "Такой почтовый ящик уже существует: <boxname>" },
    3: {
      en: "An error occurred while adding mailbox: <boxname>",
      ru: "Произошла ошибка при добавлении почтового ящика: <boxname>",
    },
    4: {
      en: "The specified domain in the mailbox was not found in the system: <boxname>",
      ru: "Указанный в почтовом ящике домен не найден в системе: <boxname>",
    },
    ...refusals,
  },
  delmail: {
    0: { en: "Mailbox successfully deleted", ru: "Почтовый ящик успешно удалён" },
    1: { en: "Error deleting mailbox: <err_msg>", ru: "Ошибка при удалении почтового ящика: <err_msg>" },
    ...refusals,
  },
  addforward: {
    0: {
      en: "Mailbox forwarding was successfully defined: <source> => <target>",
      ru: "Переадресация почтового ящика успешно задана: <source> => <target>",
    },
    1: { en: "Mailbox forwarding error: <err_msg>", ru: "Ошибка переадресации почтового ящика: <err_msg>" },
    ...refusals,
  },
  delforward: {
    0: { en: "Mailbox forwarding was deleted", ru: "Переадресация почтового ящика удалена" },
    1: {
      en: "Error deleting mailbox forwarding: <err_msg>",
      ru: "Ошибка при удалении переадресации почтового ящика: <err_msg>",
    },
    ...refusals,
  },
  onspf: switchMessages("SPF", on),
  offspf: switchMessages("SPF", off),
  ondkim: switchMessages("dkim", on),
  offdkim: switchMessages("Dkim", off),
  getlistmail: lists,
  getforwardmail: lists,
  show_zones: {
    0: { en: "Zone: <zone>", ru: "Зона: <zone>" },
    100: { en: "Zone not found: <zone>", ru: "Зона не найдена: <zone>" },
    101: emptyOrNoRights,
  },
  list_zones: {
    0: { en: "List of zones", ru: "Список зон" },
    101: emptyOrNoRights,
  },
} satisfies Record<string, Record<number, Message>>;

/** The free text (`<err_msg>`) of the failures with code 1. */
export const failures = {
  noMailbox: { en: "mailbox <boxname> does not exist", ru: "почтовый ящик <boxname> не существует" },
  noDomain: { en: "domain of <boxname> not found", ru: "домен ящика <boxname> не найден" },
  noForward: { en: "<source> => <target> does not exist", ru: "<source> => <target> не существует" },
  forwardThere: { en: "<source> => <target> already exists", ru: "<source> => <target> уже существует" },
  oneTargetOnly: { en: "one target at a time", ru: "только один получатель за раз" },
  forced: { en: "internal error", ru: "внутренняя ошибка" },
} satisfies Record<string, Message>;

/** Fills in the placeholders; one without a value becomes empty. */
export function fillMessage(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(/<([a-z_]+)>/g, (_, name: string) => values[name] ?? "");
}
