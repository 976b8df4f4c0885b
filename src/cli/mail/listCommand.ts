import type { Command } from "commander";
import { Archive } from "../../mail/archive";
import { megabytes } from "../../mail/tally";
import { summarise, type ArchiveSummary } from "./archiveSummary";
import { columns } from "../columns";
import { addArchiveOptions, findArchives, mailSettingsFrom } from "./mailSettings";
import { addressArgument } from "./namedArchives";
import type { SettingOptions } from "../settingOptions";
import type { Terminal } from "../terminal";

/** What `mail list` was told. */
interface ListOptions extends SettingOptions {
  /** Whether the archives are printed for a script. */
  readonly json?: boolean;
}

const help = `
A state is one of:
  complete     it was filled to the end; \`mail verify\` reads it back
  under way    \`pulumi up\` is moving its mail, or goes on with that when it runs next
  unfinished   filling it was interrupted: messages may be missing
  encrypted    it cannot be read without its passphrase
  damaged      it is not as it was written

Examples:
  $ pulumi-brainycp mail list
  $ pulumi-brainycp mail list ann@example.com --json`;

/** Adds `mail list`. */
export function addList(mail: Command, terminal: Terminal): void {
  const command = mail
    .command("list")
    .summary("show which archives there are")
    .description("Shows the archives, the oldest first. Their messages are not read.")
    .argument("[address]", "the mailbox whose archives are shown", addressArgument)
    .option("--json", "print the archives as JSON");
  addArchiveOptions(command)
    .addHelpText("after", help)
    .action((address: string | undefined, options: ListOptions) => runList(address, options, terminal));
}

function runList(address: string | undefined, options: ListOptions, terminal: Terminal): void {
  const settings = mailSettingsFrom(options, terminal);
  const root = findArchives(settings, terminal);
  const folders = root === undefined ? [] : Archive.find(root, address);
  const archives = folders.map((folder) => summarise(folder, settings.archiveKey));
  if (options.json === true) {
    terminal.print(JSON.stringify(archives, undefined, 2));
    return;
  }
  if (archives.length === 0) {
    const whose = address === undefined ? "" : ` of ${address}`;
    terminal.tell(`There are no archives${whose}${root === undefined ? "" : ` in ${root}`}.`);
    return;
  }
  for (const line of table(archives)) terminal.print(line);
  for (const { state, folder, problem } of archives)
    if (state === "damaged" && problem !== undefined) terminal.tell(`\n${folder}\n  ${problem}`);
}

function table(archives: readonly ArchiveSummary[]): string[] {
  const head = ["ADDRESS", "WHEN (UTC)", "MESSAGES", "SIZE", "STATE", "FOLDER"];
  const rows = archives.map(({ address, at, messages, bytes, state, step, folder }) => [
    address,
    at === undefined ? "?" : at.slice(0, 16).replace("T", " "),
    messages === undefined ? "?" : messages.toLocaleString("en-GB"),
    bytes === undefined ? "?" : `${megabytes(bytes)} MB`,
    step === undefined ? state : `${state} (${step})`,
    folder,
  ]);
  return columns([head, ...rows], [2, 3]);
}
