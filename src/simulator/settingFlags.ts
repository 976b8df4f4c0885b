import * as z from "zod";
import {
  defaultSettings,
  settingsSchema,
  someSettingsSchema,
  type SimulatorSettings,
} from "./simulatorSettings";

/** A setting as an option of the command line. */
export interface SettingOption {
  name: keyof SimulatorSettings;
  /** The option without its dashes. */
  flag: string;
  /** Whether it takes no value, and `--no-` turns it off. */
  isSwitch: boolean;
  /** What stands for its value in the help; empty for a switch. */
  placeholder: string;
  /** What it takes, as a part of a sentence. */
  takes: string;
}

const alternatives = new Intl.ListFormat("en-GB", { type: "disjunction" });

export const settingOptions: readonly SettingOption[] = (
  Object.keys(settingsSchema.shape) as (keyof SimulatorSettings)[]
).map((name) => ({ name, flag: kebab(name), ...valueOf(name) }));

/** The settings among the values of the options. @throws Error naming the wrong option and what it takes. */
export function readSettings(values: Readonly<Record<string, unknown>>): z.infer<typeof someSettingsSchema> {
  const given = settingOptions.filter(({ flag }) => values[flag] !== undefined);
  const raw = Object.fromEntries(given.map(({ name, flag }) => [name, settingValue(name, values[flag])]));
  const result = someSettingsSchema.safeParse(raw);
  if (result.success) return result.data;
  const wrong = given.find(({ name }) => result.error.issues.some(({ path }) => path[0] === name));
  if (wrong === undefined) throw result.error;
  throw new Error(`--${wrong.flag} takes ${wrong.takes}, not ${JSON.stringify(values[wrong.flag])}`);
}

function settingValue(name: keyof SimulatorSettings, given: unknown): unknown {
  if (name === "quotaFactor" && given === "none") return null;
  return typeof defaultSettings[name] === "number" ? Number(given) : given;
}

function valueOf(name: keyof SimulatorSettings): Pick<SettingOption, "isSwitch" | "placeholder" | "takes"> {
  const schema = settingsSchema.shape[name];
  if (schema instanceof z.ZodBoolean) return { isSwitch: true, placeholder: "", takes: "no value" };
  if (schema instanceof z.ZodEnum)
    return { isSwitch: false, placeholder: "VALUE", takes: alternatives.format(schema.options) };
  if (schema instanceof z.ZodString) return { isSwitch: false, placeholder: "NAME", takes: "a name" };
  return name === "quotaFactor"
    ? { isSwitch: false, placeholder: "NUMBER|none", takes: "a whole number from 1 up, or none" }
    : { isSwitch: false, placeholder: "NUMBER", takes: "a whole number from 0 up" };
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
