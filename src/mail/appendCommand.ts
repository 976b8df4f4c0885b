import type { Message } from "./message";

/** A message with the bytes to store. */
export interface NewMessage {
  readonly message: Message;
  readonly bytes: Buffer;
}

/** A part of a command as imapflow takes it. */
export type CommandPart =
  | { readonly type: "STRING" | "ATOM"; readonly value: string }
  | { readonly type: "LITERAL"; readonly value: Buffer }
  | readonly CommandPart[];

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/**
 * What follows APPEND where several messages are stored with one command, all or none (MULTIAPPEND, RFC 3502).
 *
 * @param path - The folder's name as the server writes it.
 */
export function appendArguments(path: string, messages: readonly NewMessage[]): readonly CommandPart[] {
  const parts = messages.flatMap(({ message: { flags, date }, bytes }): CommandPart[] => [
    flags.filter(isAtom).map((value) => ({ type: "ATOM", value })),
    { type: "STRING", value: internalDate(new Date(date)) },
    { type: "LITERAL", value: bytes },
  ]);
  return [{ type: "STRING", value: path }, ...parts];
}

/** Servers take no other flags; whether one is missing is seen when the message is read back. */
function isAtom(flag: string): boolean {
  return /^\\?[\x21\x23\x24\x26\x27+-[^-z|}~]+$/.test(flag);
}

/** A date as IMAP writes it, such as `29-Feb-2024 12:00:00 +0000`. */
function internalDate(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = `${two(date.getUTCDate())}-${months[date.getUTCMonth()] ?? ""}-${String(date.getUTCFullYear()).padStart(4, "0")}`;
  return `${day} ${[date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(":")} +0000`;
}
