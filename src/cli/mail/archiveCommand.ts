import type { Command } from "commander";
import type { Archive } from "../../mail/archive";
import { ImapMailbox } from "../../mail/imapMailbox";
import { sweep } from "../../mail/sweep";
import { tallyWords } from "../../mail/tally";
import { archiveFor } from "./archiveFor";
import { messageOf } from "../failure";
import { mailboxPasswords } from "./mailboxPassword";
import { beginMail } from "./mailProgress";
import { addMailServerOptions, mailConnectionFrom, openArchives, type MailConnection } from "./mailSettings";
import { addressArguments } from "./namedArchives";
import type { SettingOptions } from "../settingOptions";
import type { Terminal } from "../terminal";

const help = `
Nothing changes in the mailboxes. After an interruption, run it again: what was archived is not
fetched again. What you archive by hand is kept until you remove its folder.

Examples:
  $ pulumi-brainycp mail archive ann@example.com --imap-host mail.example.com
  $ pulumi-brainycp mail archive ann@example.com ben@example.com --archive /srv/mail-archive`;

/** Adds `mail archive`, which fails where a mailbox could not be archived. */
export function addArchive(mail: Command, terminal: Terminal, fail: () => void): void {
  const command = mail
    .command("archive")
    .summary("copy the mail of mailboxes into archives")
    .description(
      "Copies all mail of mailboxes into archives of plain files, and reads them back to check them.",
    )
    .argument("<address...>", "the mailboxes", addressArguments);
  addMailServerOptions(command)
    .addHelpText("after", help)
    .action(async (addresses: readonly string[], options: SettingOptions) => {
      if (!(await runArchive(addresses, options, terminal))) fail();
    });
}

/** Archives mailboxes one after the other, and prints where each is. Returns whether all are archived. */
async function runArchive(
  addresses: readonly string[],
  options: SettingOptions,
  terminal: Terminal,
): Promise<boolean> {
  const connection = await mailConnectionFrom(options, terminal);
  const passwords = await mailboxPasswords(addresses, terminal);
  const root = openArchives(connection.settings, terminal);
  let isRight = true;
  for (const [address, password] of passwords) {
    try {
      const archive = await archiveMailbox({ address, password }, root, connection, terminal);
      terminal.print(`${address}: ${tallyWords(archive.tally())} in ${archive.folder}`);
    } catch (error) {
      if (addresses.length === 1) throw error;
      // the others can still be archived
      terminal.tell(`pulumi-brainycp: ${address}: ${messageOf(error)}`);
      isRight = false;
    }
  }
  return isRight;
}

async function archiveMailbox(
  login: { readonly address: string; readonly password: string },
  root: string,
  connection: MailConnection,
  terminal: Terminal,
): Promise<Archive> {
  const { address } = login;
  using progress = await terminal.progress();
  const archived = beginMail(progress, `Archiving ${address}`);
  const archive = await fill();
  await archive.check(beginMail(progress, `Reading the archive of ${address} back`));
  return archive;

  async function fill(): Promise<Archive> {
    await using mailbox = await ImapMailbox.open(connection.server, login);
    const filled = await archiveFor(mailbox, address, root, connection);
    await sweep(mailbox, filled, undefined, archived);
    return filled;
  }
}
