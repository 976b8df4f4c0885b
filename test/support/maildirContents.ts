import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const flagOf: Readonly<Record<string, string>> = {
  D: "\\Draft",
  F: "\\Flagged",
  R: "\\Answered",
  S: "\\Seen",
  T: "\\Deleted",
};

/** What a Maildir holds, read from its files and not over IMAP: two that are the same have equal lines. */
export interface MaildirContents {
  /** A line for each message, sorted: folder, SHA-256, date, flags, keywords, with tabs between them. */
  readonly messages: readonly string[];
  /** The names of all folders as the disk has them, empty ones too, sorted. */
  readonly folders: readonly string[];
  /** The subscribed ones, sorted. */
  readonly subscriptions: readonly string[];
}

/** Reads a Maildir of Dovecot's; one that is not there holds nothing. */
export function contentsOf(maildir: string): MaildirContents {
  const isThere = existsSync(maildir);
  const inner = isThere
    ? readdirSync(maildir, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && entry.name.startsWith("."))
        .map(({ name }) => name)
    : [];
  const messages = [["INBOX", maildir], ...inner.map((name) => [name.slice(1), join(maildir, name)])];
  return {
    messages: messages.flatMap(([name = "", path = ""]) => messagesIn(name, path)).sort(),
    folders: [...(isThere ? ["INBOX"] : []), ...inner.map((name) => name.slice(1))].sort(),
    subscriptions: subscriptionsIn(maildir),
  };
}

/** The lines of all messages of a Maildir: the judge of whether mail is the same. */
export function mailIn(maildir: string): readonly string[] {
  return contentsOf(maildir).messages;
}

function messagesIn(folder: string, path: string): string[] {
  const keywords = keywordsIn(path);
  return ["cur", "new"]
    .map((part) => join(path, part))
    .filter((part) => existsSync(part))
    .flatMap((part) =>
      readdirSync(part).map((name) => {
        const letters = Array.from(name.split(":2,")[1] ?? "");
        const file = join(part, name);
        const date = new Date(Math.floor(statSync(file).mtimeMs / 1000) * 1000).toISOString();
        const flags = letters.flatMap((letter) => flagOf[letter] ?? []).sort();
        const words = letters
          .filter((letter) => /[a-z]/.test(letter))
          .map((letter) => keywords[letter] ?? letter);
        return [folder, hashOf(readFileSync(file)), date, flags.join(" "), words.sort().join(" ")].join("\t");
      }),
    );
}

/** The hash of a file's bytes as IMAP shows them: CRLF where the file has LF alone, 0x80 instead of NUL. */
export function hashOf(stored: Buffer): string {
  const bytes = stored
    .toString("latin1")
    .replaceAll(/(?<!\r)\n/g, "\r\n")
    .replaceAll("\0", "\x80");
  return createHash("sha256").update(bytes, "latin1").digest("hex");
}

/** A folder's keywords by the letter that stands for them in the names of its files. */
function keywordsIn(path: string): Record<string, string> {
  const file = join(path, "dovecot-keywords");
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const [number = "", ...word] = line.split(" ");
      return [String.fromCharCode("a".charCodeAt(0) + Number(number)), word.join(" ")];
    }),
  );
}

/** The second version of Dovecot's file has a head of two lines, and tabs between the names of a path. */
function subscriptionsIn(maildir: string): string[] {
  const file = join(maildir, "subscriptions");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const isSecond = lines[0]?.startsWith("V\t2") === true;
  return (isSecond ? lines.slice(1) : lines).map((line) => line.replaceAll("\t", ".")).sort();
}
