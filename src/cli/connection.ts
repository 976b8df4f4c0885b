import { settingNames, settingOf, type PanelSettings } from "../settings";
import { readStackSettings } from "../stackSettings";
import { Failure } from "./failure";
import { settingsFrom, type SettingOptions } from "./settingOptions";
import type { Terminal } from "./terminal";

/**
 * The settings of the panel, from environment and options. What the environment lacks is asked for at a terminal.
 *
 * @throws BrainycpError (`config`) that names every missing or wrong setting.
 */
export async function connectionFrom(
  options: SettingOptions,
  terminal: Terminal,
  fixed: Readonly<Record<string, string>> = {},
): Promise<PanelSettings> {
  const given: Readonly<Record<string, unknown>> = {
    ...(await answers(terminal)),
    ...settingsFrom(options, terminal.folder),
    ...fixed,
  };
  const read = (key: string): unknown => given[key.replace(/^brainycp:/, "")];
  const { unnamed } = readStackSettings(read, terminal.env);
  if (unnamed === undefined) throw new Failure("There is no panel to reach.");
  return unnamed;
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
