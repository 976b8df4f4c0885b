import { InvalidArgumentError, Option, type Command } from "commander";
import { resolve } from "node:path";
import { settingNames, settingOf, type SettingName } from "../settings";

/** The options of a command line that are settings, as commander gives them. */
export type SettingOptions = Readonly<Record<string, unknown>>;

/**
 * Adds the options that are settings to a command, and to its help how to name the panel and this text.
 *
 * @param isForMail whether the command reaches the mail server too
 */
export function addSettingOptions(command: Command, help: string, isForMail = false): Command {
  const wanted = settingNames.filter((name) => {
    const about = settingOf(name)?.option?.about;
    return about === undefined || (about === "mail server" && isForMail);
  });
  return addOptions(command, wanted).addHelpText("after", `\n${howToName()}\n\n${help}`);
}

/** Adds the options that are these settings to a command. */
export function addOptions(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const option = optionOf(name);
    if (option !== undefined) command.addOption(option);
  }
  return command;
}

function howToName(): string {
  const variables = settingNames.flatMap((name) => {
    const { environment, question } = settingOf(name) ?? {};
    return environment === undefined || question === undefined ? [] : [environment];
  });
  return (
    `The panel is named by ${new Intl.ListFormat("en-GB").format(variables)}. What is\n` +
    "missing is asked for at a terminal. There is no option for the password, because other users can\n" +
    "read a command's arguments."
  );
}

/** The settings that options give, by the names that they have in a stack's configuration. */
export function settingsFrom(options: SettingOptions, folder: string): Record<string, string> {
  const given = settingNames.flatMap((name) => {
    const option = optionOf(name);
    const value = option === undefined ? undefined : options[option.attributeName()];
    if (value === true) return [[name, "true"]];
    // a path in full: the program runs in another folder
    const isPath = /<(file|folder)>/.test(option?.flags ?? "");
    if (typeof value === "string") return [[name, isPath ? resolve(folder, value) : value]];
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
  if (seconds < 1 || seconds > 3600)
    throw new InvalidArgumentError("It must be a whole number from 1 to 3600.");
  return String(seconds);
}
