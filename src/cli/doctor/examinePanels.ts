import pLimit from "p-limit";
import { BrainycpError } from "../../adapter/errors";
import { serverWords, stackWords } from "../../adapter/settingWords";
import type { PanelSettings } from "../../settings";
import type { StackSettings } from "../../stackSettings";
import { commandLineWords } from "../commandLineWords";
import { connectionFrom, stackSettingsFrom } from "../connection";
import { Failure } from "../failure";
import type { Progress } from "../progress";
import type { PulumiStack } from "../pulumiStack";
import type { SettingOptions } from "../settingOptions";
import type { Terminal } from "../terminal";
import { findings, ok, skip, wrong, type Check, type Finding } from "./finding";
import { Examination, panelChecks } from "./panelChecks";
import { checkStackFiles } from "./stackFilePasswords";

/** How many panels are looked at at the same time. */
const panelsAtOnce = 4;

/** Looks at the panel that environment and options name. */
export async function examineEnvironment(options: SettingOptions, terminal: Terminal): Promise<Finding[]> {
  const settings = await orMistakes(() => connectionFrom(options, terminal));
  using progress = await terminal.progress();
  const checks = Array.isArray(settings) ? settings : await examinePanel(settings, progress);
  return findings([...checks, ...checkStackFiles(terminal.folder)], commandLineWords);
}

/** Looks at every panel of a stack. */
export async function examineStack(
  stack: PulumiStack,
  options: SettingOptions,
  terminal: Terminal,
): Promise<Finding[]> {
  const passwords = checkStackFiles(stack.folder);
  const settings = await stackSettings(stack, options, terminal);
  if (Array.isArray(settings)) return findings([...settings, ...passwords], stackWords);
  using progress = await terminal.progress();
  const limit = pLimit(panelsAtOnce);
  const { unnamed, named } = settings;
  const [own, ...others] = await Promise.all([
    unnamed === undefined ? [] : limit(() => examinePanel(unnamed, progress)),
    ...Array.from(named, ([server, each]) =>
      limit(async () => findings(await examinePanel(each, progress, server), serverWords(server), server)),
    ),
  ]);
  return [...findings([aboutStack(stack), ...own, ...passwords], stackWords), ...others.flat()];
}

/** The settings of every panel of a stack, or what is wrong with them. */
async function stackSettings(
  stack: PulumiStack,
  options: SettingOptions,
  terminal: Terminal,
): Promise<StackSettings | Check[]> {
  try {
    const configuration = await stack.configuration();
    const settings = await orMistakes(() => stackSettingsFrom(configuration, options, terminal));
    return Array.isArray(settings) ? [aboutStack(stack), ...settings] : settings;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const unread = wrong("stack", `${stack.name}: ${error.message}`, "Correct this, then run it again");
    return [unread, ...notLookedAt("the stack's settings are unknown")];
  }
}

function aboutStack({ name, isSelected }: PulumiStack): Check {
  const isOther = isSelected ? "" : `; it is not the selected one: add --stack ${name} to the commands below`;
  return ok("stack", `${name}${isOther}`);
}

async function examinePanel(settings: PanelSettings, progress: Progress, server?: string): Promise<Check[]> {
  const begins = (stage: string): void =>
    progress.begins(server === undefined ? stage : `${server}: ${stage}`);
  // a doctor who keeps people waiting helps nobody
  const hasty = { ...settings, maxRetries: Math.min(settings.maxRetries, 1) };
  const found = await new Examination(hasty, begins).run();
  return [ok("settings", `${settings.endpoint}, as ${settings.username}`), ...found];
}

/** The settings, or what is wrong with them. */
async function orMistakes<Settings extends object>(
  read: () => Settings | Promise<Settings>,
): Promise<Settings | Check[]> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof BrainycpError) || error.code !== "config") throw error;
    return [
      ...error.mistakes.map(({ what, remedy }) => wrong("settings", what, remedy)),
      ...notLookedAt("the settings are incomplete"),
    ];
  }
}

function notLookedAt(why: string): Check[] {
  return panelChecks.map((name) => skip(name, `not checked, because ${why}`));
}
