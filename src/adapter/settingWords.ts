import { settingOf } from "../settings";

/** What a reader calls the settings of a panel. */
export interface SettingWords {
  /** What the reader calls the setting. */
  nameOf(setting: string): string;
  /** What the reader does to set it; to an example where no value is given. */
  howToSet(setting: string, value?: string): string;
}

/** The words for the settings of the unnamed panel in a stack's configuration. */
export const stackWords = wordsUnder("brainycp:");

/** The words for the settings of a panel in `brainycp:servers`. */
export function serverWords(server: string): SettingWords {
  return wordsUnder(
    `brainycp:servers${/^[\w-]+$/.test(server) ? `.${server}` : `[${JSON.stringify(server)}]`}.`,
  );
}

function wordsUnder(prefix: string): SettingWords {
  const path = prefix === "brainycp:" ? "" : "--path ";
  return {
    nameOf: (setting) => prefix + setting,
    howToSet(setting, value) {
      const key = prefix.includes('"') ? `'${prefix}${setting}'` : prefix + setting;
      const { isSecret = false, example = "VALUE" } = settingOf(setting) ?? {};
      // a secret is asked for at the terminal: on the command line it would stand in the shell's history
      return `pulumi config set ${path}${isSecret ? `--secret ${key}` : `${key} ${value ?? example}`}`;
    },
  };
}
