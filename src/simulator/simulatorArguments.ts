import { parseArgs } from "node:util";
import * as z from "zod";
import type { MailPlaces } from "./mailAccounts";
import { readSettings, settingOptions } from "./settingFlags";

export interface CommandLine {
  help: boolean;
  port: number;
  seed: string | undefined;
  state: string | undefined;
  mail: MailPlaces | undefined;
  /** The folder of a Dovecot that the simulator runs. */
  dovecot: string | undefined;
  aliasesFile: string | undefined;
  settings: ReturnType<typeof readSettings>;
}

// The real panel's port. A stack records its panel's address, so the port should not change between runs.
export const defaultPort = "8002";

/** Reads the arguments. @throws Error naming the wrong argument and what it takes. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const values = readOptions(args);
  const port = z.coerce.number().int().min(0).max(65535).safeParse(values.port);
  if (!port.success) throw new Error(`--port takes a number from 0 to 65535, not "${values.port}"`);
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

function readOptions(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(
          settingOptions.map(({ flag, isSwitch }) => [
            flag,
            { type: isSwitch ? "boolean" : "string" } as const,
          ]),
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
    return values;
  } catch (error) {
    // What Node says after its first sentence is about arguments that are no options, of which there are none.
    const [problem] = (error as Error).message.split(/\. |\.?\n/, 1);
    throw new Error(`${problem}; --help lists the options`, { cause: error });
  }
}

function readMailPlaces(values: {
  "passwd-file"?: string | undefined;
  maildir?: string | undefined;
  dovecot?: string | undefined;
}): MailPlaces | undefined {
  const { "passwd-file": passwdFile, maildir, dovecot } = values;
  if (passwdFile === undefined && maildir === undefined) return undefined;
  if (passwdFile === undefined || maildir === undefined)
    throw new Error("--passwd-file and --maildir go together: give both");
  if (dovecot !== undefined)
    throw new Error("--dovecot has accounts and mail of its own: leave out --passwd-file and --maildir");
  return { passwdFile, maildir };
}

function readAliasesFile(values: {
  "aliases-file"?: string | undefined;
  "passwd-file"?: string | undefined;
  dovecot?: string | undefined;
}): string | undefined {
  const { "aliases-file": aliasesFile, "passwd-file": passwdFile, dovecot } = values;
  if (aliasesFile !== undefined && passwdFile === undefined && dovecot === undefined)
    throw new Error("--aliases-file needs a mail server: add --dovecot, or --passwd-file and --maildir");
  return aliasesFile;
}
