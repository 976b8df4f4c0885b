import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Archive, type ArchiveFacts } from "../../src/mail/archive";
import { folderName, type Folder } from "../../src/mail/folder";

const places: string[] = [];
afterAll(() => {
  for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true });
});

/** An empty folder that is removed after the test file. */
export function emptyFolder(): string {
  const place = mkdtempSync(join(tmpdir(), "brainycp-archive-"));
  places.push(place);
  return place;
}

export const facts: ArchiveFacts = {
  address: "ann@example.com",
  owner: "user",
  endpoint: "https://panel.example.com:8002/api/api.php",
  at: "2026-11-27T19:40:00.000Z",
};
export const passphrase = "correct horse battery staple";
/** What archives are made with: without a key, and with one. */
export const keys: readonly (readonly [string, string | undefined])[] = [
  ["a plain archive", undefined],
  ["an encrypted archive", passphrase],
];

/** A folder that is subscribed and holds messages, unless said otherwise. */
export function folderAt(path: readonly string[], more: Partial<Folder> = {}): Folder {
  return { path, isSubscribed: true, holdsMessages: true, ...more };
}
export const inbox = folderAt(["INBOX"]);

/** What a message is recorded with, beside its bytes. */
export interface Recorded {
  readonly uid: number;
  readonly flags?: readonly string[];
  readonly date?: string;
  readonly uidValidity?: string;
}

/** Stores and records a message, as archiving does it. */
export async function put(
  archive: Archive,
  folder: Folder,
  content: string | Buffer,
  { uid, flags = [], date = "2024-02-29T12:00:00Z", uidValidity = "7" }: Recorded,
): Promise<void> {
  const stored = await archive.store([Buffer.from(content)]);
  archive.addMessage(folder, { uid, flags, date, ...stored }, uidValidity);
}

/** All that stands in an archive, read as restoring reads it: folders, and messages with their content. */
export async function mailIn(archive: Archive): Promise<Record<string, unknown>> {
  const mail: [string, unknown][] = [];
  for (const folder of await archive.folders()) {
    const contents = await archive.contents(folder, await archive.messages(folder));
    const messages = contents.map(({ message, bytes }) => ({
      ...message,
      content: bytes.toString("latin1"),
    }));
    mail.push([folderName(folder), { ...folder, uidValidity: archive.uidValidity(folder), messages }]);
  }
  return Object.fromEntries(mail);
}

/** A copy of an archive, to damage. */
export function copyOf(archive: Archive): string {
  const copy = join(emptyFolder(), "copy");
  cpSync(archive.folder, copy, { recursive: true });
  return copy;
}

/** The files below a folder, as paths from it, sorted. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(folder, path))
    .sort();
}

export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
