import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Dovecot, requireDovecot } from "./dovecot";
import { readCommandLine, type CommandLine } from "./simulatorArguments";
import { helpText } from "./simulatorHelp";
import type { RequestEntry } from "./requestLog";
import { selfSigned } from "./selfSigned";
import { defaultSeed, readSeedFile, type SeedFile } from "./seedFile";
import { defaultSettings, settingsSchema } from "./simulatorSettings";
import { startSimulator, type Simulator } from "./simulator";
import { refuseFolders, startupFailure } from "./startupFailure";

/** The password for accounts without one, and the line that sets it in a shell. */
interface PasswordSource {
  password: string;
  exportLine: string;
}

/**
 * Runs the command: prints what a shell needs to reach the simulator, then a line for every call. Returns the
 * simulator, or `undefined` after `--help`. Only a generated password is ever printed.
 *
 * @throws Error whose message is one line: what is wrong, and what to do
 */
export async function runSimulator(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Promise<Simulator | undefined> {
  const commandLine = readCommandLine(args);
  if (commandLine.help) {
    print(helpText());
    return undefined;
  }
  try {
    return await start(commandLine, env, print);
  } catch (error) {
    throw new Error(startupFailure(error, commandLine), { cause: error });
  }
}

async function start(
  commandLine: CommandLine,
  env: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Promise<Simulator> {
  refuseFolders(commandLine);
  const seed = commandLine.seed === undefined ? defaultSeed : readSeedFile(commandLine.seed);
  const source = passwordSource(env);
  const dovecot = commandLine.dovecot === undefined ? undefined : await startDovecot(commandLine.dovecot);
  try {
    const mail = dovecot ?? commandLine.mail;
    const simulator = await startSeeded(
      {
        ...commandLine,
        mail: mail && {
          passwdFile: mail.passwdFile,
          maildir: mail.maildir,
          aliasesFile: commandLine.aliasesFile,
        },
      },
      seed,
      source.password,
      print,
    );
    const lines = greeting(simulator, seed, source.exportLine, commandLine.seed);
    for (const line of [...lines, ...(dovecot === undefined ? [] : mailGreeting(dovecot))]) print(line);
    const close = async () => {
      await dovecot?.stop();
      await simulator.close();
    };
    return { ...simulator, close };
  } catch (error) {
    await dovecot?.stop();
    throw error;
  }
}

async function startDovecot(folder: string): Promise<Dovecot> {
  requireDovecot();
  return await Dovecot.start({ folder: resolve(folder), tls: selfSigned(resolve(folder)) });
}

async function startSeeded(
  { port, state, mail, settings }: CommandLine,
  seed: SeedFile,
  password: string,
  print: (line: string) => void,
): Promise<Simulator> {
  const isNew = state === undefined || !existsSync(state);
  const simulator = await startSimulator({
    accounts: seed.accounts.map((account) => ({ ...account, password: account.password ?? password })),
    settings: settingsSchema.parse({ ...defaultSettings, ...seed.settings, ...settings }),
    port,
    onRequest: (entry) => print(requestLine(entry)),
    ...(state === undefined ? {} : { stateFile: state }),
    ...(mail === undefined ? {} : { mail }),
  });
  try {
    if (isNew) fill(simulator, seed);
    return simulator;
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

function fill({ panel }: Simulator, { mailboxes, forwards }: SeedFile): void {
  for (const { email, ...box } of mailboxes) panel.addMailbox(email, box);
  for (const { source, targets, saveLocal } of forwards) panel.setForward(source, targets, saveLocal);
}

function passwordSource(env: Readonly<Record<string, string | undefined>>): PasswordSource {
  const own = env.BRAINYCP_SIMULATOR_PASSWORD ?? "";
  if (own !== "") {
    return { password: own, exportLine: 'export BRAINYCP_PASSWORD="$BRAINYCP_SIMULATOR_PASSWORD"' };
  }
  const client = env.BRAINYCP_PASSWORD ?? "";
  if (client !== "") return { password: client, exportLine: "export BRAINYCP_PASSWORD # already set" };
  const password = randomBytes(15).toString("base64url");
  return { password, exportLine: `export BRAINYCP_PASSWORD=${shellWord(password)}` };
}

function greeting(
  { url, pageUrl }: Simulator,
  seed: SeedFile,
  exportLine: string,
  seedPath: string | undefined,
): string[] {
  const [first] = seed.accounts;
  const name = first?.name ?? "";
  return [
    "A simulated panel is running. Press Ctrl+C to stop it. Set these in the shell that uses it:",
    "",
    `export BRAINYCP_ENDPOINT=${shellWord(url)}`,
    `export BRAINYCP_USERNAME=${shellWord(name)}`,
    first?.password === undefined
      ? exportLine
      : `# BRAINYCP_PASSWORD is the password of ${name} in ${seedPath ?? ""}`,
    "",
    `A browser shows the panel and every call at ${pageUrl}`,
    "",
  ];
}

/** What a stack has to be told of the mail server. */
function mailGreeting({ tlsPort, certFile }: Dovecot): string[] {
  return [
    "Its mail is on a Dovecot of its own, which a stack is told of with",
    "",
    "pulumi config set brainycp:imapHost 127.0.0.1",
    `pulumi config set brainycp:imapPort ${tlsPort}`,
    `pulumi config set brainycp:imapCaCert ${shellWord(certFile)}`,
    "",
  ];
}

function requestLine({ operation, object, code }: RequestEntry): string {
  const subject = object === undefined ? "" : ` ${printable(object)}`;
  return `${operation === "none" ? "login" : operation}${subject} -> ${code ?? "blank page"}`;
}

// Callers must not be able to send control characters to the terminal.
function printable(text: string): string {
  return text.replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "?").slice(0, 320);
}

function shellWord(text: string): string {
  return /^[\w.:/@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
