import type { Command } from "commander";
import { Archive } from "../../mail/archive";
import { findOver, prune } from "../../mail/archiveRoot";
import { findArchives, mailSettingsFrom } from "./mailSettings";
import { addOptions, type SettingOptions } from "../settingOptions";
import type { Terminal } from "../terminal";

/** What `mail prune` was told. */
interface PruneOptions extends SettingOptions {
  /** Whether nothing is removed, and only said what would be. */
  readonly dryRun?: boolean;
}

const help = `
An archive is finished when its mail is where it belongs, or when \`pulumi up\` removed its mailbox.
Never removed are archives that are under way or unfinished, and those that you made by hand.

Examples:
  $ pulumi-brainycp mail prune --dry-run
  $ pulumi-brainycp mail prune --days 90`;

/** Adds `mail prune`. */
export function addPrune(mail: Command, terminal: Terminal): void {
  const command = mail
    .command("prune")
    .summary("remove finished archives that are old")
    .description("Removes the archives that were finished more than so many days ago.")
    .option("--dry-run", "only say which archives would be removed");
  addOptions(command, ["archive", "archiveDays"])
    .addHelpText("after", help)
    .action((options: PruneOptions) => runPrune(options, terminal));
}

/** Removes old archives, and prints which. */
function runPrune(options: PruneOptions, terminal: Terminal): void {
  const settings = mailSettingsFrom(options, terminal);
  const root = findArchives(settings, terminal);
  const number = root === undefined ? 0 : Archive.find(root).length;
  const now = new Date();
  const isTrial = options.dryRun === true;
  const removed = root === undefined ? [] : (isTrial ? findOver : prune)(root, settings.archiveDays, now);
  for (const folder of removed) terminal.print(`${isTrial ? "would remove" : "removed"}  ${folder}`);
  const kept = number - removed.length;
  terminal.tell(
    isTrial
      ? `${counted(removed.length)} would be removed, ${kept} kept.`
      : `${counted(removed.length)} removed, ${kept} kept.`,
  );
}

function counted(number: number): string {
  return `${number} ${number === 1 ? "archive" : "archives"}`;
}
