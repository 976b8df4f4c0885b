import { InvalidArgumentError, type Command } from "commander";
import { resolve } from "node:path";
import { normaliseDomain } from "../../adapter/address";
import { quotaUnits, type QuotaUnit } from "../../adapter/quota";
import { connectionFrom } from "../connection";
import { readContents, type Reading } from "./panelContents";
import { nextSteps } from "./nextSteps";
import { ownPackage } from "../ownPackage";
import { addSettingOptions, settingsFrom, type SettingOptions } from "../settingOptions";
import { programFor } from "./program";
import { projectFiles, refuseExisting, writeProject } from "./project";
import type { Terminal } from "../terminal";
import type { PanelSettings } from "../../settings";

/** What `import` was told. */
interface ImportOptions extends SettingOptions {
  /** Where the project goes; undefined only with `json`. */
  readonly directory?: string;
  /** Whether the contents is printed, and nothing written. */
  readonly json?: boolean;
  readonly domain?: readonly string[];
  readonly quotaUnit?: QuotaUnit;
}

const help = `The program takes over mailboxes, forwardings, SPF and DKIM as they are: \`pulumi up\` of it changes
nothing on the panel. Existing files are never overwritten.

Examples:
  $ pulumi-brainycp import --directory mail
  $ pulumi-brainycp import --json`;

/** Adds `import`. */
export function addImport(program: Command, terminal: Terminal): void {
  const command = program
    .command("import")
    .summary("write a Pulumi project that takes over what the panel holds")
    .description("Reads the panel and writes a Pulumi project that takes over what it holds.")
    .option("-d, --directory <dir>", "the folder of the project; created if it does not exist")
    .option("--json", "print what the panel holds, and write nothing")
    .option("--domain <name>", "include this domain too; may be repeated", domainsArgument)
    .option(
      "--quota-unit <n>",
      `how many units of the list make one of \`quota\`: ${quotaUnits.join(", ")} (guessed by default)`,
      quotaUnitArgument,
    );
  addSettingOptions(command, help).action(async (options: ImportOptions) => {
    // an empty one is a variable of a shell that was not set
    if ((options.directory ?? "") === "" && options.json !== true) {
      command.error("error: name a folder for the project: --directory DIR (or --json to write nothing)");
    }
    await runImport(options, terminal);
  });
}

function domainsArgument(written: string, others: readonly string[] = []): string[] {
  const domain = normaliseDomain(written);
  if ("refused" in domain) throw new InvalidArgumentError(`It ${domain.refused}.`);
  return [...others, domain.value];
}

function quotaUnitArgument(written: string): QuotaUnit {
  const unit = quotaUnits.find((each) => String(each) === written.trim());
  if (unit === undefined) throw new InvalidArgumentError(`It must be one of ${quotaUnits.join(", ")}.`);
  return unit;
}

/** Reads a panel and writes a project that takes over what it holds. */
async function runImport(options: ImportOptions, terminal: Terminal): Promise<void> {
  const { directory, json = false } = options;
  const folder = directory === undefined || json ? undefined : resolve(terminal.folder, directory);
  // first of all: nobody should wait for a panel to be told this
  if (folder !== undefined) refuseExisting(folder);
  const settings = await connectionFrom(options, terminal);
  const { contents, warnings } = await reading(settings, options, terminal);
  for (const warning of warnings) terminal.tell(`pulumi-brainycp: ${warning}`);
  if (folder === undefined || directory === undefined) {
    terminal.print(JSON.stringify(contents, undefined, 2));
    return;
  }
  writeProject(folder, projectFiles(folder, programFor(contents, options.quotaUnit), ownPackage()));
  const { endpoint, username } = settings;
  const config = { endpoint, username, ...settingsFrom(options, terminal.folder) };
  for (const line of nextSteps(directory, contents, config)) terminal.print(line);
}

async function reading(
  settings: PanelSettings,
  options: ImportOptions,
  terminal: Terminal,
): Promise<Reading> {
  using progress = await terminal.progress();
  return await readContents(settings, options.domain ?? [], progress);
}
