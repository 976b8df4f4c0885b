import { BrainycpError } from "../../adapter/errors";
import { serverWords, stackWords, type SettingWords } from "../../adapter/settingWords";
import type { PanelSettings } from "../../settings";
import { commandLineWords } from "../commandLineWords";
import { connectionFrom, stackSettingsFrom } from "../connection";
import { Failure } from "../failure";
import type { PulumiStack } from "../pulumiStack";
import type { SettingOptions } from "../settingOptions";
import type { Terminal } from "../terminal";
import { ok, wrong, type Check } from "./finding";

/** One panel that is looked at. */
export interface ExaminedPanel {
  /** Its name in `brainycp:servers`; undefined for the unnamed one. */
  readonly server?: string;
  readonly settings: PanelSettings;
  /** What its settings are called. */
  readonly words: SettingWords;
}

/** What the doctor looks at: the panels of a stack, or the one that the environment names. */
export interface Subject {
  readonly panels: readonly ExaminedPanel[];
  /** What there is to say of its settings; those that are wrong leave it without panels. */
  readonly checks: readonly Check[];
  /** Why it has no panels; undefined where it has some. */
  readonly unreadable?: string;
  /** What the settings of the unnamed panel are called. */
  readonly words: SettingWords;
  /** The folder whose stack files are looked at. */
  readonly folder: string;
}

/** The panel that environment and options name. */
export async function environmentSubject(options: SettingOptions, terminal: Terminal): Promise<Subject> {
  const where = { words: commandLineWords, folder: terminal.folder };
  return orMistakes(where, [], async () => [
    { settings: await connectionFrom(options, terminal), words: commandLineWords },
  ]);
}

/** Every panel of a stack. */
export async function stackSubject(
  stack: PulumiStack,
  options: SettingOptions,
  terminal: Terminal,
): Promise<Subject> {
  const { name, isSelected, folder } = stack;
  const where = { words: stackWords, folder };
  try {
    const configuration = await stack.configuration();
    // a project of this name has its program's own settings among them
    const keys = stack.project === "brainycp" ? [] : configuration.keys();
    const isOther = isSelected
      ? ""
      : `; it is not the selected one: add --stack ${name} to the commands below`;
    return await orMistakes(where, [ok("stack", `${name}${isOther}`)], () => {
      const { unnamed, named } = stackSettingsFrom(configuration, options, terminal, keys);
      return [
        ...(unnamed === undefined ? [] : [{ settings: unnamed, words: stackWords }]),
        ...Array.from(named, ([server, settings]) => ({ server, settings, words: serverWords(server) })),
      ];
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const unread = wrong("stack", `${name}: ${error.message}`, "Correct this, then run it again");
    return { ...where, panels: [], checks: [unread], unreadable: "the stack's settings are unknown" };
  }
}

/** A subject with these panels, or with what is wrong with their settings. */
async function orMistakes(
  where: Pick<Subject, "words" | "folder">,
  checks: readonly Check[],
  read: () => ExaminedPanel[] | Promise<ExaminedPanel[]>,
): Promise<Subject> {
  try {
    return { ...where, panels: (await read()).map(hasty), checks };
  } catch (error) {
    if (!(error instanceof BrainycpError) || error.code !== "config") throw error;
    const mistakes = error.mistakes.map(({ what, remedy }) => wrong("settings", what, remedy));
    const unreadable = "the settings are incomplete";
    return { ...where, panels: [], checks: [...checks, ...mistakes], unreadable };
  }
}

/** A doctor who keeps people waiting helps nobody. */
function hasty({ settings, ...panel }: ExaminedPanel): ExaminedPanel {
  return { ...panel, settings: { ...settings, maxRetries: Math.min(settings.maxRetries, 1) } };
}
