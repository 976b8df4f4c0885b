import type { Command } from "commander";
import { Archive } from "../../mail/archive";
import { ImapMailbox } from "../../mail/imapMailbox";
import { restoreMail } from "../../mail/restoreMail";
import { tallyWords, type Tally } from "../../mail/tally";
import { Failure } from "../failure";
import { mailboxPasswords } from "./mailboxPassword";
import { beginMail } from "./mailProgress";
import { addMailServerOptions, findArchives, mailConnectionFrom, type MailConnection } from "./mailSettings";
import { addressArgument, namedArchives } from "./namedArchives";
import type { SettingOptions } from "../settingOptions";
import type { Terminal } from "../terminal";

/** What `mail restore` was told. */
interface RestoreOptions extends SettingOptions {
  /** The mailbox that gets the mail; the archive's own where undefined. */
  readonly to?: string;
}

const help = `
A message that the mailbox has already is not added again, and what else is in it stays as it is. So
you may repeat it after an interruption. What was added is read back and compared.

Examples:
  $ pulumi-brainycp mail restore ann@example.com
  $ pulumi-brainycp mail restore ./archive/ann@example.com/2026-11-27T19-40-00.000Z-0123abcd \\
      --to ben@example.com`;

/** Adds `mail restore`. */
export function addRestore(mail: Command, terminal: Terminal): void {
  const command = mail
    .command("restore")
    .summary("put the mail of an archive into a mailbox")
    .description("Puts all mail of an archive into a mailbox: folders, messages, flags and subscriptions.")
    .argument("<archive>", "the folder of an archive, or an address that has only one")
    .option("--to <address>", "the mailbox that gets it, if not the archive's own", addressArgument);
  addMailServerOptions(command)
    .addHelpText("after", help)
    .action((written: string, options: RestoreOptions) => runRestore(written, options, terminal));
}

/** Restores an archive, and prints what the mailbox has from it. */
async function runRestore(written: string, options: RestoreOptions, terminal: Terminal): Promise<void> {
  const connection = await mailConnectionFrom(options, terminal);
  const { settings } = connection;
  const folder = onlyArchive(written, terminal.folder, findArchives(settings, terminal));
  const archive = Archive.open(folder, settings.archiveKey);
  const { address } = archive.facts;
  const to = options.to ?? address;
  if (!archive.isSealed)
    terminal.tell(
      "The archive was never completed: messages may be missing from it. What it has is restored.",
    );
  for (const [, password] of await mailboxPasswords([to], terminal)) {
    const tally = await restore(archive, { address: to, password }, connection, terminal);
    const whose = to === address ? "" : ` of ${address}`;
    terminal.print(`${to}: ${tallyWords(tally)}${whose}, read back and as they were archived`);
  }
}

async function restore(
  archive: Archive,
  login: { readonly address: string; readonly password: string },
  { server }: MailConnection,
  terminal: Terminal,
): Promise<Tally> {
  using progress = await terminal.progress();
  const restored = beginMail(progress, `Restoring into ${login.address}`);
  await using mailbox = await ImapMailbox.open(server, login);
  return await restoreMail(archive, mailbox, restored);
}

/** The folder of the one archive that is meant. @throws Failure where there are several. */
function onlyArchive(written: string, here: string, root: string | undefined): string {
  const [folder, ...others] = namedArchives(written, here, root);
  if (folder !== undefined && others.length === 0) return folder;
  throw new Failure(
    `There are several archives of ${written}. Name the folder of one:\n` +
      [folder, ...others].map((each) => `  ${each ?? ""}`).join("\n"),
  );
}
