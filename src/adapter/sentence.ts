import type { SettingName } from "../settings";
import { stackWords, type SettingWords } from "./settingWords";

/** A place in a sentence that waits for its reader's words. */
type Reference = (words: SettingWords) => string;

/** A sentence, or plain text where it speaks of no setting. */
export type Text = string | Sentence;

/** A sentence that speaks of settings, which have other names for each of its readers. */
export class Sentence {
  constructor(readonly parts: readonly (string | Reference)[]) {}

  /** The sentence in a reader's words. */
  in(words: SettingWords): string {
    return this.parts.map((part) => (typeof part === "string" ? part : part(words))).join("");
  }

  /** The sentence in the words of a stack's configuration. */
  toString(): string {
    return this.in(stackWords);
  }

  /** The sentence with its text changed, but for the settings. */
  map(change: (text: string) => string): Sentence {
    return new Sentence(this.parts.map((part) => (typeof part === "string" ? change(part) : part)));
  }
}

/**
 * Writes a sentence as a template.
 *
 * @example sentence`Check ${setting("endpoint")}, ${url}`
 */
export function sentence(
  texts: TemplateStringsArray,
  ...values: readonly (Text | number | Reference)[]
): Sentence {
  const parts = texts.flatMap((text, place) => {
    const value = values[place] ?? "";
    if (value instanceof Sentence) return [text, ...value.parts];
    return [text, typeof value === "number" ? String(value) : value];
  });
  return new Sentence(parts);
}

/** How a sentence names the settings of a panel, and says how to set them. */
export interface References {
  nameOf(setting: string): Reference | string;
  howToSet(setting: string): Reference | string;
}

/** The settings as the sentence's reader calls them. */
export const readersWords: References = {
  nameOf: (name) => (words) => words.nameOf(name),
  howToSet: (name) => (words) => words.howToSet(name),
};

/** The name of a setting, in a sentence. */
export function setting(name: SettingName): Reference | string {
  return readersWords.nameOf(name);
}

/** A text as a sentence begins with it. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
