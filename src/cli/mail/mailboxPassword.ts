import { Failure } from "../failure";
import type { Terminal } from "../terminal";

const variable = "BRAINYCP_MAILBOX_PASSWORD";

/**
 * The passwords of mailboxes, by their addresses: asked for at a terminal; that of a single one may be in the environment.
 *
 * @throws Failure where there is nobody to ask.
 */
export async function mailboxPasswords(
  addresses: readonly string[],
  { env, ask }: Terminal,
): Promise<ReadonlyMap<string, string>> {
  const given = env[variable] ?? "";
  const [only] = addresses;
  if (given !== "" && addresses.length === 1 && only !== undefined) return new Map([[only, given]]);
  if (ask === undefined) {
    throw new Failure(
      given === ""
        ? `The password of ${addresses.join(", ")} is missing: read -rs ${variable} && export ${variable}`
        : `${variable} is the password of one mailbox: name one address, or run it at a terminal, which asks for each`,
    );
  }
  const passwords = new Map<string, string>();
  for (const address of addresses) {
    const password = await ask(`Password of ${address} (it is not shown)`, true);
    if (password === "") throw new Failure(`The password of ${address} is empty; nothing was done.`);
    passwords.set(address, password);
  }
  return passwords;
}
