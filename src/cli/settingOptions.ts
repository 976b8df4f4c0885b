import { InvalidArgumentError, Option } from "commander";
import { resolve } from "node:path";
import { settingNames, settingOf, type SettingName } from "../settings";

/** The options of a command line that are settings, as commander gives them. */
export type SettingOptions = Readonly<Record<string, unknown>>;

/** The options of the command line that are settings; there is none for a password, as others can read arguments. */
export function settingOptions(): Option[] {
  return settingNames.flatMap((name) => optionOf(name) ?? []);
}

/** The settings that options give, by the names that they have in a stack's configuration. */
export function settingsFrom(options: SettingOptions, folder: string): Record<string, string> {
  const given = settingNames.flatMap((name) => {
    const option = optionOf(name);
    const value = option === undefined ? undefined : options[option.attributeName()];
    if (value === true) return [[name, "true"]];
    // a file in full: the program runs in another folder
    if (typeof value === "string")
      return [[name, option?.flags.includes("<file>") === true ? resolve(folder, value) : value]];
    return [];
  });
  return Object.fromEntries(given) as Record<string, string>;
}

function optionOf(name: SettingName): Option | undefined {
  const { option } = settingOf(name) ?? {};
  if (option === undefined) return undefined;
  const made = new Option(option.flags, option.help);
  return option.flags.includes("<seconds>") ? made.argParser(secondsArgument) : made;
}

function secondsArgument(written: string): string {
  const seconds = /^\s*\d+\s*$/.test(written) ? Number(written) : 0;
  if (seconds < 1 || seconds > 3600) throw new InvalidArgumentError("It is a whole number from 1 to 3600.");
  return String(seconds);
}
