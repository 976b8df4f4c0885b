/** A text as one word of a shell's command. */
export function shellWord(text: string): string {
  return /^[\w.:/@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A text as a value after a command's options: one that begins like an option is none. */
export function shellValue(text: string): string {
  return text.startsWith("-") ? `-- ${shellWord(text)}` : shellWord(text);
}
