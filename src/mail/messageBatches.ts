import type { Message } from "./message";

/** Up to this size, many messages travel together; larger ones alone, and in pieces. In bytes. */
export const largestTogether = 256 * 1024;
/** What travels together at most, and the size of a piece. In bytes. */
export const portion = 1024 * 1024;
/** Messages that one command names: its line must stay short enough for every server. */
export const mostTogether = 500;

/** Messages in the order in which they come, as many together as shall travel together. */
export function* messageBatches<Each extends Message>(
  messages: readonly Each[],
): Generator<readonly [Each, ...Each[]]> {
  let batch: Each[] = [];
  let bytes = 0;
  for (const message of messages) {
    const isLarge = message.size > largestTogether;
    const isFull = bytes + message.size > portion || batch.length === mostTogether;
    if ((isLarge || isFull) && isFilled(batch)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    if (isLarge) yield [message];
    else {
      batch.push(message);
      bytes += message.size;
    }
  }
  if (isFilled(batch)) yield batch;
}

function isFilled<Each>(batch: readonly Each[]): batch is readonly [Each, ...Each[]] {
  return batch.length > 0;
}
