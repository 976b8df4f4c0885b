import type { Form } from "./form";
import { passwordMatches } from "./password";
import type { SimulatorSettings } from "./simulatorSettings";
import type { Account, PanelState } from "./state";

type Mode = SimulatorSettings["credentials"];

/** The account that a form's credentials open, if they open one. */
export function authenticate(form: Form, state: PanelState, mode: Mode): Account | undefined {
  const [name, password] = readers[mode](form);
  const account = name === undefined ? undefined : state.accounts.get(name);
  if (account === undefined || password === undefined) return undefined;
  return passwordMatches(account.password, password) ? account : undefined;
}

/** The name and the password in a form, for each way of reading it. */
const readers: Record<Mode, (form: Form) => [name: string | undefined, password: string | undefined]> = {
  login: (form) => [form.text("login"), form.text("pass")],
  username: (form) => [form.text("username"), form.text("password")],
  page: (form) => [form.text("username"), form.all("password")[0]],
  either: (form) => [form.text("login") ?? form.text("username"), form.text("pass") ?? form.text("password")],
};
