import type { Form } from "./form";
import { failures, fillMessage, messages, type Message, type OperationName } from "./messages";
import type { SimulatorSettings } from "./simulatorSettings";
import type { Account, PanelState } from "./state";

export interface Answer {
  code: number;
  message: string;
  /** The list or the zone, and the setting that says where in the reply it goes. */
  content?: { value: unknown; place: "listIn" | "zoneIn" };
}

/** One call of an operation, made with the right credentials. */
export interface Call {
  state: PanelState;
  settings: Readonly<SimulatorSettings>;
  account: Account;
  form: Form;
  operation: OperationName;
}

/** What a call asks for, whatever its credentials. */
type Asked = Pick<Call, "form" | "operation">;

const takesLanguage = new Set<OperationName>(["addmail", "delmail", "getlistmail", "getforwardmail"]);

/** The operation's documented text for a code, in the language that the call may ask for. */
export function answer(call: Asked, code: number, values: Readonly<Record<string, string>> = {}): Answer {
  const texts: Readonly<Record<number, Message | undefined>> = messages[call.operation];
  const text = texts[code];
  return {
    code,
    message: text === undefined ? "" : fillMessage(inLanguage(call, text), { ...subject(call), ...values }),
  };
}

/** Code 1 with its free text, for the operations that have one. */
export function failure(call: Asked, reason: keyof typeof failures): Answer {
  return answer(call, 1, { err_msg: fillMessage(inLanguage(call, failures[reason]), subject(call)) });
}

/** The value of a required field; `undefined` if it is missing, empty or an array, where the panel expects text. */
export function required(form: Form, name: string): string | undefined {
  const value = form.text(name);
  return value === "" ? undefined : value;
}

function inLanguage(call: Asked, text: Message): string {
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
