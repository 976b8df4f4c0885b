import type { Form } from "./form";
import { passwordMatches } from "./password";
import type { SimulatorSettings } from "./simulatorSettings";
import type { Account, PanelState } from "./state";

/** The account that a form's credentials belong to; `undefined` if they are wrong. */
export function authenticate(
  form: Form,
  state: PanelState,
  mode: SimulatorSettings["credentials"],
): Account | undefined {
  const { name, password } = readCredentials(form, mode);
  if (name === undefined || password === undefined) return undefined;
  const account = state.accounts.get(name);
  return account !== undefined && passwordMatches(account.password, password) ? account : undefined;
}

function readCredentials(
  form: Form,
  mode: SimulatorSettings["credentials"],
): { name: string | undefined; password: string | undefined } {
  switch (mode) {
    case "login":
      return { name: form.text("login"), password: form.text("pass") };
    case "username":
      return { name: form.text("username"), password: form.text("password") };
    case "page":
      return { name: form.text("username"), password: form.all("password")[0] };
    case "either":
      return {
        name: form.text("login") ?? form.text("username"),
        password: form.text("pass") ?? form.text("password"),
      };
  }
}
