import { createHash } from "node:crypto";
import { deliveryOf, isSameDelivery, type Delivery } from "./delivery";
import { folderName, type Folder } from "./folder";
import type { ImapMailbox } from "./imapMailbox";
import type { MailSource } from "./mailSource";
import type { KnownMessage, Message } from "./message";
import { restoreMail } from "./restoreMail";

/** A message in its folder, known by its bytes and by what it has in common with copies of it. */
interface Arrival {
  readonly folder: Folder;
  readonly message: KnownMessage;
  readonly delivery: Delivery;
}

/** How much earlier the other copy of a message may have been delivered, in milliseconds. */
const longestDelay = 24 * 3_600_000;

/**
 * Brings into a mailbox what arrived in another one meanwhile, each message once: one of which the mailbox holds a copy
 * by the same delivery, in whatever folder, is not added. Counted, so that a message that arrived twice stays twice.
 * Interrupted anywhere, it may be called again.
 *
 * @returns How many messages the mailbox lacked.
 */
export async function mergeMail(source: ImapMailbox, target: ImapMailbox): Promise<number> {
  const arrivals = await arrivalsIn(source, () => true);
  const [first] = arrivals.map(({ message }) => Date.parse(message.date)).sort((a, b) => a - b);
  if (first === undefined) return 0;
  const there = await arrivalsIn(target, ({ date }) => Date.parse(date) >= first - longestDelay);
  const expected: Arrival[] = [];
  const others = arrivals.filter((arrival) => {
    // what an earlier call added, with the flags that it has by now
    const same = takeFrom(there, (one) => isSameMessage(one, arrival));
    if (same !== undefined)
      expected.push({ ...arrival, message: { ...arrival.message, flags: same.message.flags } });
    return same === undefined;
  });
  const missing = others.filter(
    ({ delivery }) => takeFrom(there, (one) => isSameDelivery(one.delivery, delivery)) === undefined,
  );
  if (missing.length > 0)
    await restoreMail(await sourceOf([...expected, ...missing], source, target), target);
  return missing.length;
}

/** Messages to restore, in folders as the target has them, where it has them. */
async function sourceOf(
  arrivals: readonly Arrival[],
  source: ImapMailbox,
  target: ImapMailbox,
): Promise<MailSource> {
  const theirs = new Map((await target.folders()).map((folder) => [folderName(folder), folder]));
  const byFolder = new Map<string, { folder: Folder; messages: KnownMessage[] }>();
  for (const { folder, message } of arrivals) {
    const name = folderName(folder);
    const known = byFolder.get(name) ?? { folder: theirs.get(name) ?? folder, messages: [] };
    known.messages.push(message);
    byFolder.set(name, known);
  }
  return {
    folders: () => Promise.resolve([...byFolder.values()].map(({ folder }) => folder)),
    messages: (folder) => Promise.resolve(byFolder.get(folderName(folder))?.messages ?? []),
    contents: (folder, messages) => source.contents(folder, messages),
  };
}

async function arrivalsIn(mailbox: ImapMailbox, isWanted: (message: Message) => boolean): Promise<Arrival[]> {
  const found: Arrival[] = [];
  for (const folder of (await mailbox.folders()).filter(({ holdsMessages }) => holdsMessages)) {
    const wanted = (await mailbox.list(folder)).filter(isWanted);
    for await (const batch of mailbox.read(folder, wanted))
      for (const { message, bytes } of batch) {
        const pieces: Buffer[] = [];
        for await (const piece of bytes) pieces.push(piece);
        const content = Buffer.concat(pieces);
        const hash = createHash("sha256").update(content).digest("hex");
        found.push({ folder, message: { ...message, hash }, delivery: deliveryOf(content) });
      }
  }
  return found;
}

/** Takes the first one out of a list that is meant, if there is one. */
function takeFrom(arrivals: Arrival[], isMeant: (one: Arrival) => boolean): Arrival | undefined {
  const place = arrivals.findIndex(isMeant);
  return place < 0 ? undefined : arrivals.splice(place, 1)[0];
}

function isSameMessage(a: Arrival, b: Arrival): boolean {
  return (
    a.message.hash === b.message.hash &&
    a.message.date === b.message.date &&
    folderName(a.folder) === folderName(b.folder)
  );
}
