import { settingNames, settingOf } from "../settings";
import type { SettingWords } from "../stackSettings";

/** The words for settings that come from the environment and the command line. */
export const commandLineWords: SettingWords = { nameOf, howToSet };

/** What a setting is called here: `BRAINYCP_ENDPOINT`, `--timeout`. */
function nameOf(setting: string): string {
  const { environment, option } = settingOf(setting) ?? {};
  return environment ?? option?.flags.split(" ")[0] ?? setting;
}

function howToSet(setting: string): string {
  const { environment, option, example } = settingOf(setting) ?? {};
  // asked for by the shell: written out, a password would stand in the shell's history
  if (setting === "password") return `read -rs ${nameOf(setting)} && export ${nameOf(setting)}`;
  if (environment !== undefined)
    return `export ${environment}=${setting === "username" ? "ACCOUNT" : "https://panel.example.com:8002"}`;
  return option?.flags.replace(/<(.+)>/, (_, value: string) => value.toUpperCase()) ?? example ?? setting;
}

/** A message of the adapter, which speaks of a stack's configuration, in the words of this command. */
export function inCommandLineWords(message: string): string {
  return message.replace(/\bbrainycp:([a-zA-Z]+)/g, (key, setting: string) =>
    settingNames.some((name) => name === setting) ? nameOf(setting) : key,
  );
}
