import type { Command } from "commander";
import { BrainycpError } from "../../adapter/errors";
import { Archive } from "../../mail/archive";
import { tallyWords, type Tally } from "../../mail/tally";
import { commandLineWords } from "../commandLineWords";
import { beginMail } from "./mailProgress";
import { addArchiveOptions, findArchives, mailSettingsFrom } from "./mailSettings";
import { namedArchives } from "./namedArchives";
import type { SettingOptions } from "../settingOptions";
import type { Terminal } from "../terminal";

const help = `
Nothing is written anywhere. Exit code 0: every archive is complete and as it was written; 1: one is
not, or cannot be read.

Examples:
  $ pulumi-brainycp mail verify ann@example.com
  $ pulumi-brainycp mail verify ./archive/ann@example.com/2026-11-27T19-40-00.000Z-0123abcd`;

/** Adds `mail verify`, which fails where an archive is not as it was written. */
export function addVerify(mail: Command, terminal: Terminal, fail: () => void): void {
  const command = mail
    .command("verify")
    .summary("read archives back, and compare every message with its hash")
    .description("Reads archives back from the disk, and compares every message with its hash.")
    .argument("<archive...>", "the folder of an archive, or an address: all archives of it");
  addArchiveOptions(command)
    .addHelpText("after", help)
    .action(async (written: readonly string[], options: SettingOptions) => {
      if (!(await runVerify(written, options, terminal))) fail();
    });
}

/** Reads archives back, and prints what it found of each. Returns whether all are right. */
async function runVerify(
  written: readonly string[],
  options: SettingOptions,
  terminal: Terminal,
): Promise<boolean> {
  const settings = mailSettingsFrom(options, terminal);
  const root = findArchives(settings, terminal);
  const folders = new Set(written.flatMap((each) => namedArchives(each, terminal.folder, root)));
  let isRight = true;
  for (const folder of folders) {
    const found = await verify(folder, settings.archiveKey, terminal);
    if (found instanceof BrainycpError) {
      const { problem, nextStep } = found.in(commandLineWords);
      terminal.print(`wrong  ${folder}\n       ${problem}\n       ${nextStep}`);
      isRight = false;
    } else terminal.print(`ok     ${folder}: ${tallyWords(found)}`);
  }
  return isRight;
}

async function verify(
  folder: string,
  key: string | undefined,
  terminal: Terminal,
): Promise<Tally | BrainycpError> {
  using progress = await terminal.progress();
  try {
    return await Archive.open(folder, key).check(beginMail(progress, `Reading ${folder}`));
  } catch (error) {
    if (error instanceof BrainycpError) return error;
    throw error;
  }
}
