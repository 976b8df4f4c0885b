import { runCli, expectNoSecret, type Run, type Surroundings } from "./terminals";
import { anyAddress, type TestDovecot } from "./testDovecot";
import { passphrase } from "./archives";

/** The password of every mailbox in tests of `mail`. */
export const mailboxPassword = "box secret/1";

/** The options that reach a test server. */
export function optionsFor(dovecot: TestDovecot): string[] {
  return ["--imap-host", dovecot.host, "--imap-port", String(dovecot.plainPort), "--imap-security", "none"];
}

/** Runs a command of `mail`. Nothing that it says may name a secret. */
export async function runMail(args: readonly string[], surroundings: Surroundings = {}): Promise<Run> {
  const run = await runCli(["mail", ...args], surroundings);
  for (const secret of [mailboxPassword, passphrase]) expectNoSecret([run.output, run.errors], secret);
  return run;
}

/** Adds a mailbox that no other test has. */
export function addMailbox(dovecot: TestDovecot, quotaBytes?: number): string {
  const address = anyAddress();
  dovecot.addAccount(address, mailboxPassword, quotaBytes);
  return address;
}

/** Deletes a mailbox and adds it again, as a panel does. */
export function remake(dovecot: TestDovecot, address: string): void {
  dovecot.removeAccount(address);
  dovecot.addAccount(address, mailboxPassword);
}
