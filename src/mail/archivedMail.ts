import { isDeepStrictEqual } from "node:util";
import { folderName, type Folder } from "./folder";
import type { ManifestEntry } from "./manifestEntry";
import type { KnownMessage } from "./message";
import type { Tally } from "./tally";

interface ArchivedFolder {
  readonly folder: Folder;
  readonly uidValidity: string | undefined;
  readonly messages: Map<number, KnownMessage>;
}

/** What stands in an archive after all the entries of its manifest. */
export class ArchivedMail {
  private readonly byName = new Map<string, ArchivedFolder>();
  private count = 0;
  private bytes = 0;

  get tally(): Tally {
    return { messages: this.count, bytes: this.bytes };
  }

  folders(): Folder[] {
    return [...this.byName.values()].map(({ folder }) => folder);
  }

  has(folder: Pick<Folder, "path">): boolean {
    return this.byName.has(folderName(folder));
  }

  /** The messages of a folder by UID: the order in which they stood there. */
  messages(folder: Pick<Folder, "path">): KnownMessage[] {
    const known = this.byName.get(folderName(folder));
    return known === undefined ? [] : [...known.messages.values()].sort((one, other) => one.uid - other.uid);
  }

  uidValidity(folder: Pick<Folder, "path">): string | undefined {
    return this.byName.get(folderName(folder))?.uidValidity;
  }

  /** Whether an entry would change anything. */
  isNews(entry: ManifestEntry): boolean {
    if (entry.entry === "synced") return true;
    const known = this.byName.get(folderName({ path: entry.folder }));
    switch (entry.entry) {
      case "folder":
        return !isDeepStrictEqual(known?.folder, folderOf(entry));
      case "message":
        return (
          known?.uidValidity !== entry.uidValidity ||
          !isDeepStrictEqual(known.messages.get(entry.uid), messageOf(entry))
        );
      case "folder gone":
        return known !== undefined;
      case "message gone":
        return known?.messages.has(entry.uid) === true;
      case "messages gone":
        return known?.uidValidity !== undefined;
    }
  }

  /** @throws Error for an entry that does not fit what came before it. */
  refuseUnfit(entry: ManifestEntry): void {
    if (entry.entry === "synced" || entry.entry === "folder") return;
    const name = folderName({ path: entry.folder });
    const known = this.byName.get(name);
    if (known === undefined) throw new Error(`folder ${JSON.stringify(name)} is unknown`);
    if (entry.entry !== "message" || known.messages.size === 0) return;
    // a UID counts only under its UIDVALIDITY: messages of two would be taken for each other
    if (known.uidValidity !== entry.uidValidity)
      throw new Error(`folder ${JSON.stringify(name)} has messages of another UIDVALIDITY`);
  }

  /** @throws Error for an entry that does not fit what came before it. */
  apply(entry: ManifestEntry): void {
    this.refuseUnfit(entry);
    if (entry.entry === "synced") return;
    const name = folderName({ path: entry.folder });
    const known = this.byName.get(name);
    if (entry.entry === "folder") {
      const before = known ?? { uidValidity: undefined, messages: new Map<number, KnownMessage>() };
      this.byName.set(name, { ...before, folder: folderOf(entry) });
      return;
    }
    if (known === undefined) return;
    switch (entry.entry) {
      case "message":
        this.add(name, known, entry.uidValidity, messageOf(entry));
        return;
      case "message gone":
        this.drop(known, entry.uid);
        return;
      case "messages gone":
      case "folder gone":
        for (const uid of known.messages.keys()) this.drop(known, uid);
        if (entry.entry === "folder gone") this.byName.delete(name);
        else this.byName.set(name, { ...known, uidValidity: undefined });
    }
  }

  private add(name: string, known: ArchivedFolder, uidValidity: string, message: KnownMessage): void {
    this.drop(known, message.uid);
    known.messages.set(message.uid, message);
    this.count += 1;
    this.bytes += message.size;
    if (known.uidValidity !== uidValidity) this.byName.set(name, { ...known, uidValidity });
  }

  private drop({ messages }: ArchivedFolder, uid: number): void {
    const message = messages.get(uid);
    if (message === undefined) return;
    messages.delete(uid);
    this.count -= 1;
    this.bytes -= message.size;
  }
}

function folderOf({
  folder: path,
  isSubscribed,
  holdsMessages,
}: Extract<ManifestEntry, { entry: "folder" }>): Folder {
  return { path, isSubscribed, holdsMessages };
}

function messageOf({
  uid,
  size,
  flags,
  date,
  hash,
}: Extract<ManifestEntry, { entry: "message" }>): KnownMessage {
  return { uid, size, flags, date, hash };
}
