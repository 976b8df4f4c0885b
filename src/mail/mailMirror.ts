import { folderName, type Folder } from "./folder";
import type { ImapMailbox } from "./imapMailbox";
import type { MailSource } from "./mailSource";
import type { KnownMessage, Message } from "./message";
import { hasSameFlags, reconcile } from "./reconcile";
import { restoreMail } from "./restoreMail";
import type { Progress } from "./tally";

/** What was copied of a folder, by UID. */
interface Copied {
  readonly uidValidity: string;
  readonly messages: Map<number, KnownMessage>;
}

/** Keeps a second mailbox on the same mail as a first one: what comes, changes or goes in the first one is followed. */
export class MailMirror {
  private readonly copied = new Map<string, Copied>();

  /** @param isOurs whether a folder of the second mailbox is none of the first one's */
  constructor(private readonly isOurs: (folder: Folder) => boolean) {}

  /** Brings the second mailbox in line. Both are open meanwhile. */
  async update(first: ImapMailbox, second: ImapMailbox, progress?: Progress): Promise<void> {
    const folders = await first.folders();
    const fresh = new Map<string, readonly KnownMessage[]>();
    const isFirstTime = this.copied.size === 0;
    const shrunk: Folder[] = [];
    for (const folder of folders.filter(({ holdsMessages }) => holdsMessages)) {
      const { news, hasLess } = await this.follow(folder, first);
      fresh.set(folderName(folder), news);
      if (hasLess || isFirstTime) shrunk.push(folder);
    }
    const source: MailSource = {
      folders: () => Promise.resolve(folders),
      messages: (folder) => Promise.resolve(fresh.get(folderName(folder)) ?? []),
      contents: (folder, messages) => first.contents(folder, messages),
    };
    await restoreMail(source, second, progress);
    const names = new Set(folders.map(folderName));
    const gone = (await second.folders()).filter((folder) => !names.has(folderName(folder)));
    for (const folder of [...shrunk, ...gone])
      if (folder.holdsMessages && !this.isOurs(folder)) await this.letGo(folder, second);
  }

  /** What is new in a folder, or has other flags; and whether anything is gone from it. */
  private async follow(
    folder: Folder,
    first: ImapMailbox,
  ): Promise<{ news: readonly KnownMessage[]; hasLess: boolean }> {
    const name = folderName(folder);
    const listed = await first.list(folder);
    const uidValidity = await first.uidValidity(folder);
    const before = this.copied.get(name);
    const known = before?.uidValidity === uidValidity ? before.messages : new Map<number, KnownMessage>();
    const unknown = listed.filter(({ uid }) => !known.has(uid));
    const identified = new Map(
      (await first.identify(folder, unknown)).map((message) => [message.uid, message]),
    );
    const now = new Map<number, KnownMessage>();
    const news: KnownMessage[] = [];
    for (const message of listed) {
      const same = known.get(message.uid);
      const copy = same === undefined ? identified.get(message.uid) : withFlags(same, message);
      // one that is gone already is followed the next time
      if (copy === undefined) continue;
      now.set(message.uid, copy);
      if (same === undefined || !hasSameFlags(same, message)) news.push(copy);
    }
    this.copied.set(name, { uidValidity, messages: now });
    return { news, hasLess: [...(before?.messages.keys() ?? [])].some((uid) => !now.has(uid)) };
  }

  /** Deletes from a folder of the second mailbox what the first one does not have there. */
  private async letGo(folder: Folder, second: ImapMailbox): Promise<void> {
    const wanted = [...(this.copied.get(folderName(folder))?.messages.values() ?? [])];
    const there = await second.list(folder);
    if (there.length <= wanted.length) return;
    const { missing: surplus } = reconcile(await second.identify(folder, there), wanted);
    await second.deleteMessages(folder, surplus);
  }
}

function withFlags(known: KnownMessage, { flags }: Message): KnownMessage {
  return { ...known, flags };
}
