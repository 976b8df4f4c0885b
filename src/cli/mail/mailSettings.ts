import type { Command } from "commander";
import { thisUser, UserFolder } from "../../coordination/userFolder";
import { findArchiveRoot, openArchiveRoot } from "../../mail/archiveRoot";
import { mailServerOf, type MailServer } from "../../mail/mailServer";
import type { MailSettings } from "../../settings";
import { readMailSettings } from "../../stackSettings";
import { Failure } from "../failure";
import { addOptions, settingsFrom, type SettingOptions } from "../settingOptions";
import type { Terminal } from "../terminal";

const keyHelp = "BRAINYCP_ARCHIVE_KEY holds the passphrase of archives that are encrypted.";

/** Adds the option that says where archives are, and to the help what else says how to read them. */
export function addArchiveOptions(command: Command): Command {
  return addOptions(command, ["archive"]).addHelpText("after", `\n${keyHelp}`);
}

/** Adds the options that say where archives and the mail server are, and to the help where passwords come from. */
export function addMailServerOptions(command: Command): Command {
  return addOptions(command, [
    "archive",
    "imapHost",
    "imapPort",
    "imapSecurity",
    "imapCaCert",
    "imapTlsFingerprint",
    "timeoutSeconds",
  ]).addHelpText(
    "after",
    `
The mail server is the host of BRAINYCP_ENDPOINT, unless --imap-host names another. The password of
a mailbox is asked for at a terminal, or is in BRAINYCP_MAILBOX_PASSWORD. There is no option for it,
because other users can read a command's arguments.

${keyHelp}`,
  );
}

/** The settings from environment and options. @throws BrainycpError (`config`) that names every wrong one. */
export function mailSettingsFrom(
  options: SettingOptions,
  terminal: Terminal,
  more: Readonly<Record<string, string>> = {},
): MailSettings {
  const given: Readonly<Record<string, unknown>> = { ...settingsFrom(options, terminal.folder), ...more };
  return readMailSettings((key) => given[key.replace(/^brainycp:/, "")], terminal.env);
}

/** How a command reaches the mail server. */
export interface MailConnection {
  readonly settings: MailSettings;
  readonly server: MailServer;
  /** The panel's address, where it is named, else the mail server's. */
  readonly endpoint: string;
}

/**
 * The mail server from environment and options. What neither names is asked for at a terminal.
 *
 * @throws BrainycpError (`config`), or Failure where nothing names a mail server.
 */
export async function mailConnectionFrom(
  options: SettingOptions,
  terminal: Terminal,
): Promise<MailConnection> {
  const settings = mailSettingsFrom(options, terminal, await answers(options, terminal));
  const endpoint = settings.endpoint ?? `imap://${settings.imapHost ?? ""}`;
  return { settings, server: mailServerOf({ ...settings, endpoint }), endpoint };
}

async function answers(
  { imapHost }: SettingOptions,
  { env, ask }: Terminal,
): Promise<Record<string, string>> {
  if (imapHost !== undefined || (env.BRAINYCP_ENDPOINT ?? "") !== "") return {};
  const host = (await ask?.("Mail server, such as mail.example.com", false))?.trim() ?? "";
  if (host !== "") return { imapHost: host };
  throw new Failure(
    "There is no mail server to reach. Name it: --imap-host HOST; or, where it is on the panel's host, " +
      "export BRAINYCP_ENDPOINT=https://panel.example.com:8002",
  );
}

/** The folder of all archives as it may be there already; undefined where there is none. */
export function findArchives(settings: MailSettings, terminal: Terminal): string | undefined {
  return findArchiveRoot(settings, userFolder(terminal));
}

/** The folder of all archives. @throws BrainycpError (archive_failed) where it cannot be written. */
export function openArchives(settings: MailSettings, terminal: Terminal): string {
  const root = openArchiveRoot(settings, userFolder(terminal));
  if (root === undefined) throw new Failure("Name a folder for the archives: --archive FOLDER.");
  return root;
}

function userFolder(terminal: Terminal): UserFolder {
  return new UserFolder((line) => terminal.tell(line), { ...thisUser, env: terminal.env });
}
