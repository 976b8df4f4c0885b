import { parseArgs } from "node:util";
import { z } from "zod";
import type { MailPlaces } from "./mailAccounts";
import {
  defaultSettings,
  settingsSchema,
  someSettingsSchema,
  type SimulatorSettings,
} from "./simulatorSettings";

export interface CommandLine {
  help: boolean;
  port: number;
  seed: string | undefined;
  state: string | undefined;
  mail: MailPlaces | undefined;
  /** The folder of a Dovecot that the simulator runs. */
  dovecot: string | undefined;
  aliasesFile: string | undefined;
  settings: z.infer<typeof someSettingsSchema>;
}

// The real panel's port. A stack records its panel's address, so the port should not change between runs.
const defaultPort = "8002";

const settingNames = Object.keys(settingsSchema.shape) as (keyof SimulatorSettings)[];

/** Reads the arguments. @throws Error naming the wrong argument and what is wrong with it. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(
        settingNames.map((name) => [kebab(name), { type: isSwitch(name) ? "boolean" : "string" } as const]),
      ),
      help: { type: "boolean", short: "h", default: false },
      port: { type: "string", default: defaultPort },
      seed: { type: "string" },
      state: { type: "string" },
      "passwd-file": { type: "string" },
      maildir: { type: "string" },
      dovecot: { type: "string" },
      "aliases-file": { type: "string" },
    },
    allowNegative: true,
  });
  const port = z.coerce.number().int().min(0).max(65535).safeParse(values.port);
  if (!port.success) throw new Error(`--port ${values.port}: not a port`);
  return {
    help: values.help,
    port: port.data,
    seed: values.seed,
    state: values.state,
    mail: readMailPlaces(values),
    dovecot: values.dovecot,
    aliasesFile: readAliasesFile(values),
    settings: readSettings(values),
  };
}

export function helpText(): string {
  const switches = settingNames.map(
    (name) => `  ${`--${isSwitch(name) ? "[no-]" : ""}${kebab(name)}`.padEnd(34)}${valuesText(name)}`,
  );
  return `Usage: brainycp-simulator [options]

Simulates the mail API of a BrainyCP panel on 127.0.0.1.

  --port NUMBER                     ${defaultPort} by default; 0 picks a free port
  --state FILE                      keeps the panel's state in a file (created if missing)
  --seed FILE                       accounts, mailboxes, forwardings and settings, as JSON
  --passwd-file FILE                makes and removes the accounts of a mail server in Dovecot's passwd-file
  --maildir FOLDER                  its mail: FOLDER/ADDRESS/Maildir
  --aliases-file FILE               its forwardings: SOURCE: TARGET, TARGET (the source too where a copy is kept)
  --dovecot FOLDER                  runs a Dovecot with all that it keeps in FOLDER (needs dovecot-imapd)
  -h, --help

The account's password comes from BRAINYCP_SIMULATOR_PASSWORD or BRAINYCP_PASSWORD. If neither is set, a random
password is generated and printed. Without a seed the account is "demo", with example.com and example.org.

How the panel behaves (an option overrides the seed's "settings"):

${switches.join("\n")}
`;
}

function readMailPlaces(values: {
  "passwd-file"?: string | undefined;
  maildir?: string | undefined;
  dovecot?: string | undefined;
}): MailPlaces | undefined {
  const { "passwd-file": passwdFile, maildir, dovecot } = values;
  if (passwdFile === undefined && maildir === undefined) return undefined;
  if (passwdFile === undefined || maildir === undefined)
    throw new Error("--passwd-file and --maildir: one needs the other");
  if (dovecot !== undefined) throw new Error("--dovecot: it has a passwd-file and a mail folder of its own");
  return { passwdFile, maildir };
}

function readAliasesFile(values: {
  "aliases-file"?: string | undefined;
  "passwd-file"?: string | undefined;
  dovecot?: string | undefined;
}): string | undefined {
  const { "aliases-file": aliasesFile, "passwd-file": passwdFile, dovecot } = values;
  if (aliasesFile !== undefined && passwdFile === undefined && dovecot === undefined)
    throw new Error("--aliases-file: it needs --passwd-file and --maildir, or --dovecot");
  return aliasesFile;
}

function readSettings(values: Readonly<Record<string, unknown>>): CommandLine["settings"] {
  const given = settingNames.filter((name) => values[kebab(name)] !== undefined);
  const raw = Object.fromEntries(given.map((name) => [name, settingValue(name, values[kebab(name)])]));
  const result = someSettingsSchema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`--${kebab(String(issue?.path[0]))}: ${issue?.message ?? "invalid value"}`);
}

function settingValue(name: keyof SimulatorSettings, given: unknown): unknown {
  if (name === "quotaFactor" && given === "none") return null;
  return typeof defaultSettings[name] === "number" ? Number(given) : given;
}

function isSwitch(name: keyof SimulatorSettings): boolean {
  return typeof defaultSettings[name] === "boolean";
}

function valuesText(name: keyof SimulatorSettings): string {
  const schema = settingsSchema.shape[name];
  const byDefault = String(defaultSettings[name]);
  if (schema instanceof z.ZodEnum) return `${schema.options.join(" | ")} (${byDefault})`;
  if (name === "quotaFactor") return `a number | none (${byDefault})`;
  return typeof defaultSettings[name] === "number" ? `a number (${byDefault})` : `(${byDefault})`;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
