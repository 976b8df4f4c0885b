import { InvalidArgumentError, type Command } from "commander";
import { resolve } from "node:path";
import { quotaUnits, type QuotaUnit } from "../../adapter/quota";
import { connectionFrom } from "../connection";
import { domainsArgument } from "../domainsArgument";
import { readContents, type PanelContents, type Reading } from "./panelContents";
import { nextSteps, writtenFile, writtenProject, type Written } from "./nextSteps";
import { ownPackage } from "../ownPackage";
import { addSettingOptions, settingsFrom, type SettingOptions } from "../settingOptions";
import { programFor } from "./program";
import { ProgramFile } from "./programFile";
import { projectFiles, refuseExisting, writeProject } from "./project";
import type { Terminal } from "../terminal";
import type { PanelSettings } from "../../settings";

/** What `import` was told. */
interface ImportOptions extends SettingOptions {
  /** Where the project goes. */
  readonly directory?: string;
  /** The file that the resources go into, for a program that is there. */
  readonly into?: string;
  /** Whether the contents is printed, and nothing written. */
  readonly json?: boolean;
  readonly domain?: readonly string[];
  readonly quotaUnit?: QuotaUnit;
}

const help = `The program takes over mailboxes, forwardings, SPF and DKIM as they are: \`pulumi up\` of it changes
nothing on the panel. Existing files are never overwritten.

Examples:
  $ pulumi-brainycp import --directory mail
  $ pulumi-brainycp import --into mail.ts
  $ pulumi-brainycp import --json`;

/** Adds `import`. */
export function addImport(program: Command, terminal: Terminal): void {
  const command = program
    .command("import")
    .summary("write a Pulumi project that takes over what the panel holds")
    .description("Reads the panel and writes a Pulumi project that takes over what it holds.")
    .option("-d, --directory <dir>", "the folder of the project; created if it does not exist")
    .option("--into <file>", "write the resources alone, into a new file of your own program")
    .option("--json", "print what the panel holds, and write nothing")
    .option("--domain <name>", "include this domain too; may be repeated", domainsArgument)
    .option(
      "--quota-unit <n>",
      `how many units of the list make one of \`quota\`: ${quotaUnits.join(", ")} (guessed by default)`,
      quotaUnitArgument,
    );
  addSettingOptions(command, help).action(async (options: ImportOptions) => {
    // an empty one is a variable of a shell that was not set
    const named = [options.directory, options.into].filter((path) => (path ?? "") !== "");
    if (named.length === 0 && options.json !== true) {
      command.error(
        "error: name a folder for the project: --directory DIR (or --into FILE for a program of your own, or --json " +
          "to write nothing)",
      );
    }
    if (named.length > 1) command.error("error: --directory and --into exclude each other");
    await runImport(options, terminal);
  });
}

function quotaUnitArgument(written: string): QuotaUnit {
  const unit = quotaUnits.find((each) => String(each) === written.trim());
  if (unit === undefined) throw new InvalidArgumentError(`It must be one of ${quotaUnits.join(", ")}.`);
  return unit;
}

/** Reads a panel and writes a program that takes over what it holds. */
async function runImport(options: ImportOptions, terminal: Terminal): Promise<void> {
  // first of all: nobody should wait for a panel to be told that there is something already
  const write = options.json === true ? undefined : writerFor(options, terminal);
  const settings = await connectionFrom(options, terminal);
  const { contents, warnings } = await reading(settings, options, terminal);
  for (const warning of warnings) terminal.tell(`pulumi-brainycp: ${warning}`);
  if (write === undefined) {
    terminal.print(JSON.stringify(contents, undefined, 2));
    return;
  }
  const { endpoint, username } = settings;
  const config = { endpoint, username, ...settingsFrom(options, terminal.folder) };
  for (const line of nextSteps(write(contents), contents, config)) terminal.print(line);
}

/** What writes the program to where it was told to. @throws Failure where something is there already */
function writerFor(
  { directory = "", into = "", quotaUnit }: ImportOptions,
  terminal: Terminal,
): (contents: PanelContents) => Written {
  const own = ownPackage();
  if (into !== "") {
    const file = new ProgramFile(resolve(terminal.folder, into));
    return (contents) => {
      file.write(programFor(contents, quotaUnit, file.moduleForm));
      return writtenFile(into, file, own.source);
    };
  }
  const folder = resolve(terminal.folder, directory);
  refuseExisting(folder);
  return (contents) => {
    writeProject(folder, projectFiles(folder, programFor(contents, quotaUnit), own));
    return writtenProject(directory);
  };
}

async function reading(
  settings: PanelSettings,
  options: ImportOptions,
  terminal: Terminal,
): Promise<Reading> {
  using progress = await terminal.progress();
  return await readContents(settings, options.domain ?? [], progress);
}
