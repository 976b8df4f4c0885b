import type { Form } from "./form";
import { failures, fillMessage, messages, type Message, type OperationName } from "./messages";
import type { SimulatorSettings } from "./simulatorSettings";
import type { Account, PanelState } from "./state";

/** What an operation answers. */
export interface Answer {
  code: number;
  message: string;
  /** The list or the zone, and which switch says where in the reply it stands. */
  content?: { value: unknown; place: "listIn" | "zoneIn" };
}

/** One call of an operation whose credentials were right. */
export interface Call {
  state: PanelState;
  settings: Readonly<SimulatorSettings>;
  account: Account;
  form: Form;
  operation: OperationName;
}

const takesLanguage: ReadonlySet<OperationName> = new Set([
  "addmail",
  "delmail",
  "getlistmail",
  "getforwardmail",
] as const);

/** The operation's documented text for a code, in the language that the call may ask for. */
export function answer(
  call: Pick<Call, "form" | "operation">,
  code: number,
  values: Readonly<Record<string, string>> = {},
): Answer {
  const texts: Readonly<Record<number, Message | undefined>> = messages[call.operation];
  const text = texts[code];
  return {
    code,
    message: text === undefined ? "" : fillMessage(inLanguage(call, text), { ...subject(call), ...values }),
  };
}

/** Code 1 with its free text, for the operations that have one. */
export function failure(call: Pick<Call, "form" | "operation">, reason: keyof typeof failures): Answer {
  return answer(call, 1, { err_msg: fillMessage(inLanguage(call, failures[reason]), subject(call)) });
}

/** The value of a field that is there and not empty; an array is no value, as in a panel that expects text. */
export function required(form: Form, name: string): string | undefined {
  const value = form.text(name);
  return value === "" ? undefined : value;
}

function inLanguage(call: Pick<Call, "form" | "operation">, text: Message): string {
  return takesLanguage.has(call.operation) && call.form.text("language") === "en" ? text.en : text.ru;
}

function subject({ form }: Pick<Call, "form">): Record<string, string | undefined> {
  return {
    boxname: form.text("email") ?? form.text("source"),
    source: form.text("source"),
    target: form.text("target"),
    domen: form.text("domain"),
    zone: form.text("zone"),
    name: form.text("panel_user"),
    user: form.text("panel_user"),
  };
}
