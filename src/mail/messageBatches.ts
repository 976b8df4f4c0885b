import type { Message } from "./message";

/** Up to this size, many messages travel together; larger ones alone, and in pieces. In bytes. */
const largestTogether = 256 * 1024;
/** What travels together at most, and the size of a piece. In bytes. */
export const portion = 1024 * 1024;
/** Messages that one command names: its line must stay short enough for every server. */
export const mostTogether = 500;

/** Messages that travel together; there is one at least. */
export type Batch<Each> = readonly [Each, ...Each[]];

/** Messages in the order in which they come, as many together as shall travel together. */
export function* messageBatches<Each extends Message>(messages: readonly Each[]): Generator<Batch<Each>> {
  let batch: Each[] = [];
  let bytes = 0;
  for (const message of messages) {
    const isFull = bytes + message.size > portion || batch.length === mostTogether;
    if ((isLarge(message) || isFull) && isFilled(batch)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    if (isLarge(message)) yield [message];
    else {
      batch.push(message);
      bytes += message.size;
    }
  }
  if (isFilled(batch)) yield batch;
}

/**
 * Reads messages batch by batch: the next one while the caller works with the one before, unless one of them is a large
 * message, since one of these is in memory at a time.
 *
 * @param read begins to read a batch
 */
export async function* eachBatch<Each extends Message, Found>(
  messages: readonly Each[],
  read: (batch: Batch<Each>) => Promise<Found>,
): AsyncGenerator<readonly [Batch<Each>, Found]> {
  const batches = [...messageBatches(messages)];
  let ahead: Promise<Found> | undefined;
  try {
    for (const [place, batch] of batches.entries()) {
      const found = await (ahead ?? read(batch));
      const next = batches[place + 1];
      ahead = next === undefined || isLarge(batch[0]) || isLarge(next[0]) ? undefined : read(next);
      // a failure is told when they are asked for
      ahead?.catch(() => undefined);
      yield [batch, found];
    }
  } finally {
    // a caller that has enough finds nothing under way
    await ahead?.catch(() => undefined);
  }
}

/** Whether a message travels alone, and in pieces. */
export function isLarge({ size }: Message): boolean {
  return size > largestTogether;
}

function isFilled<Each>(batch: readonly Each[]): batch is Batch<Each> {
  return batch.length > 0;
}
