import type { SettingWords } from "../adapter/settingWords";
import { settingOf } from "../settings";

/** The words for settings that come from the environment and the command line. */
export const commandLineWords: SettingWords = { nameOf, howToSet };

/** What a setting is called here: `BRAINYCP_ENDPOINT`, `--timeout`. */
function nameOf(setting: string): string {
  const { environment, option } = settingOf(setting) ?? {};
  return environment ?? option?.flags.split(" ")[0] ?? setting;
}

function howToSet(setting: string): string {
  const { environment, option, example, isSecret } = settingOf(setting) ?? {};
  // asked for by the shell: written out, a password would stand in the shell's history
  if (isSecret === true) return `read -rs ${nameOf(setting)} && export ${nameOf(setting)}`;
  if (environment !== undefined)
    return `export ${environment}=${setting === "username" ? "ACCOUNT" : "https://panel.example.com:8002"}`;
  return option?.flags.replace(/<(.+)>/, (_, value: string) => value.toUpperCase()) ?? example ?? setting;
}
