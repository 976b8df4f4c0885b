import { settingNames, settingOf, type PanelSettings } from "../settings";
import { readStackSettings, type StackSettings } from "../stackSettings";
import { Failure } from "./failure";
import { settingsFrom, type SettingOptions } from "./settingOptions";
import type { Terminal } from "./terminal";

/**
 * The settings of the panel, from environment and options. What the environment lacks is asked for at a terminal.
 *
 * @throws BrainycpError (`config`) that names every missing or wrong setting.
 */
export async function connectionFrom(options: SettingOptions, terminal: Terminal): Promise<PanelSettings> {
  const given = new Map<string, unknown>(
    Object.entries(await answers(terminal)).map(([name, value]) => [`brainycp:${name}`, value]),
  );
  const { unnamed } = stackSettingsFrom(given, options, terminal);
  if (unnamed === undefined) throw new Failure("There is no panel to reach.");
  return unnamed;
}

/**
 * The settings of every panel of a stack, as `pulumi up` has them: from the environment where its configuration says
 * nothing. Options come before those of the unnamed panel.
 *
 * @param keys the keys of its configuration among which there may be unknown settings
 * @throws BrainycpError (`config`) that names every missing, wrong or unknown setting.
 */
export function stackSettingsFrom(
  configuration: ReadonlyMap<string, unknown>,
  options: SettingOptions,
  terminal: Terminal,
  keys: Iterable<string> = configuration.keys(),
): StackSettings {
  const given = new Map(configuration);
  for (const [name, value] of Object.entries(settingsFrom(options, terminal.folder)))
    given.set(`brainycp:${name}`, value);
  return readStackSettings((key) => given.get(key), terminal.env, keys);
}

/** What the environment lacks, asked for at a terminal. */
async function answers({ ask, env }: Terminal): Promise<Record<string, string>> {
  const given: Record<string, string> = {};
  if (ask === undefined) return given;
  for (const name of settingNames) {
    const { environment, question, isSecret = false } = settingOf(name) ?? {};
    if (environment === undefined || question === undefined || (env[environment] ?? "") !== "") continue;
    given[name] = await ask(question, isSecret);
  }
  return given;
}
