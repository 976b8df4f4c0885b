import { chownSync, mkdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A message as it lies in a Maildir. */
export interface StoredMessage {
  readonly bytes: Buffer | string;
  /** The folder as the disk names it: `Work.2024`; the inbox by default. */
  readonly folder?: string;
  /** Maildir's letters, in their order: `FS`. */
  readonly flags?: string;
  readonly keywords?: readonly string[];
  readonly date?: Date;
}

/** A mailbox's mail, to be written to disk. */
export interface StoredMail {
  readonly messages: readonly StoredMessage[];
  /** Folders beside those of the messages, as the disk names them. */
  readonly folders?: readonly string[];
  /** The subscribed ones, as the disk names them. */
  readonly subscriptions?: readonly string[];
}

/** Writes mail into a Maildir that Dovecot has not opened yet: far faster than to store it over IMAP. */
export function writeMaildir(
  maildir: string,
  { messages, folders = [], subscriptions = [] }: StoredMail,
): void {
  const { uid, gid } = statSync(dirname(dirname(maildir)));
  const make = (path: string): void => {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chownSync(path, uid, gid);
  };
  const write = (file: string, content: Buffer | string): void => {
    writeFileSync(file, content, { mode: 0o600 });
    chownSync(file, uid, gid);
  };
  const pathOf = (folder: string): string => (folder === "" ? maildir : join(maildir, `.${folder}`));
  for (const folder of new Set(["", ...folders, ...messages.map((message) => message.folder ?? "")])) {
    make(pathOf(folder));
    for (const part of ["cur", "new", "tmp"]) make(join(pathOf(folder), part));
    if (folder !== "") write(join(pathOf(folder), "maildirfolder"), "");
  }
  const words = new Map<string, string[]>();
  messages.forEach(({ bytes, folder = "", flags = "", keywords = [], date = new Date(0) }, index) => {
    const known = words.get(folder) ?? [];
    words.set(folder, known);
    for (const word of keywords) if (!known.includes(word)) known.push(word);
    const letters = keywords
      .map((word) => String.fromCharCode("a".charCodeAt(0) + known.indexOf(word)))
      .sort();
    const name = `${1_600_000_000 + index}.M${index}.test:2,${flags}${letters.join("")}`;
    const file = join(pathOf(folder), "cur", name);
    write(file, bytes);
    utimesSync(file, date, date);
  });
  for (const [folder, known] of words) {
    if (known.length === 0) continue;
    const lines = known.map((word, index) => `${index} ${word}\n`);
    write(join(pathOf(folder), "dovecot-keywords"), lines.join(""));
  }
  write(join(maildir, "subscriptions"), subscriptions.map((name) => `${name}\n`).join(""));
}
