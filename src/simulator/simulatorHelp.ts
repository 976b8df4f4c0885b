import { settingOptions, type SettingOption } from "./settingFlags";
import { settingsHelp } from "./settingsHelp";
import { defaultPort } from "./simulatorArguments";
import { defaultSettings } from "./simulatorSettings";

/** A seed with something of everything. */
export const exampleSeed = `{
  "accounts": [
    { "name": "demo", "domains": ["example.com", { "name": "example.org", "spf": true, "dkim": true }] },
    { "name": "boss", "password": "boss-password", "admin": true },
    { "name": "ann", "password": "ann-password", "domains": [{ "name": "example.net", "hosted": false }] },
    { "name": "eve", "password": "eve-password", "api": false }
  ],
  "mailboxes": [{ "email": "ann@example.com", "password": "box-password", "quota": 500 }],
  "forwards": [
    { "source": "info@example.com", "targets": ["ann@example.com", "ben@example.org"], "saveLocal": true }
  ],
  "settings": { "listShape": "keyedQuotas", "quotaFactor": 1024, "latencyMs": 50 }
}`;

const column = 36;

export function helpText(): string {
  return `Usage: brainycp-simulator [options]

Simulates the mail API of a BrainyCP panel on 127.0.0.1. A browser shows the panel and its calls at the same address.

${[
  option("--port NUMBER", `the panel's port (default: ${defaultPort}); 0 picks a free one`),
  option("--state FILE", "keeps the panel's state in a file, made if there is none"),
  option("--seed FILE", "what a new panel starts with (see below)"),
  option(
    "--dovecot FOLDER",
    "runs a mail server for the mailboxes, which keeps all in FOLDER (needs dovecot-imapd)",
  ),
  option(
    "--passwd-file FILE",
    "makes and removes the accounts of a mail server of your own, in Dovecot's passwd-file",
  ),
  option("--maildir FOLDER", "where that server keeps its mail: FOLDER/ADDRESS/Maildir"),
  option("--aliases-file FILE", "the forwardings for a mail server, as SOURCE: TARGET, TARGET"),
  option("-h, --help", "prints this text"),
].join("\n")}

The account's password comes from BRAINYCP_SIMULATOR_PASSWORD or BRAINYCP_PASSWORD. If neither is set, a random
password is generated and printed. Without a seed the account is "demo", with example.com and example.org.

A seed, as JSON:

${exampleSeed.replaceAll(/^/gm, "  ")}

An account without a password gets the one of the environment. An "admin" may act for other users; an account
without "api" may make no call. A domain that is not "hosted" has no zone on the panel. "saveLocal" keeps a copy.
"settings" are the options below, spelled without dashes: listShape, quotaFactor.

How the panel behaves, where BrainyCP's documentation leaves it open (an option overrides the seed):

${settingOptions.flatMap(settingLines).join("\n")}
`;
}

function settingLines({ name, flag, isSwitch, placeholder }: SettingOption): string[] {
  const help = settingsHelp[name];
  const usage = isSwitch ? `--[no-]${flag}` : `--${flag} ${placeholder}`;
  const byDefault = defaultSettings[name];
  const shown = isSwitch ? (byDefault === true ? "yes" : "no") : String(byDefault);
  const values = "values" in help ? Object.entries(help.values) : [];
  return [
    option(usage, `${help.about} (default: ${shown})`),
    ...values.map(([value, meaning]) => option(`    ${value}`, meaning)),
  ];
}

function option(usage: string, about: string): string {
  return `  ${usage}`.padEnd(column) + about;
}
