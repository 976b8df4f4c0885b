import { settingOf } from "../settings";

/** What a reader calls the settings of a panel. */
export interface SettingWords {
  /** What the reader calls the setting. */
  nameOf(setting: string): string;
  /** What the reader does to set it; to an example where no value is given. */
  howToSet(setting: string, value?: string): string;
}

/** What the settings of a stack's configuration are called. */
export interface StackWords extends SettingWords {
  /** What the reader does to remove what is no setting. */
  howToRemove(name: string): string;
}

/** The words for the settings of the unnamed panel in a stack's configuration. */
export const stackWords = wordsUnder("brainycp:");

/** The words for the settings of a panel in `brainycp:servers`. */
export function serverWords(server: string): StackWords {
  return wordsUnder(
    `brainycp:servers${/^[\w-]+$/.test(server) ? `.${server}` : `[${JSON.stringify(server)}]`}.`,
  );
}

function wordsUnder(prefix: string): StackWords {
  const path = prefix === "brainycp:" ? "" : "--path ";
  const keyOf = (name: string): string =>
    /["\s]/.test(prefix + name) ? `'${prefix}${name}'` : prefix + name;
  return {
    nameOf: (setting) => prefix + setting,
    howToSet(setting, value) {
      const { isSecret = false, example = "VALUE" } = settingOf(setting) ?? {};
      // a secret is asked for at the terminal: on the command line it would stand in the shell's history
      return `pulumi config set ${path}${isSecret ? `--secret ${keyOf(setting)}` : `${keyOf(setting)} ${value ?? example}`}`;
    },
    howToRemove: (name) => `pulumi config rm ${path}${keyOf(name)}`,
  };
}
