/** How much mail there is. */
export interface Tally {
  readonly messages: number;
  readonly bytes: number;
}

/** Told after each message, of what is done and of what there is to do as far as that is known. */
export type Progress = (done: Tally, all: Tally) => void;

/** Mail in words, such as `12 messages (3.4 MB)`. */
export function tallyWords({ messages, bytes }: Tally): string {
  const noun = messages === 1 ? "message" : "messages";
  return `${messages.toLocaleString("en-GB")} ${noun} (${megabytes(bytes)} MB)`;
}

/** Bytes in megabytes, without the unit: `3.4`, `1,204`. */
export function megabytes(bytes: number): string {
  const count = bytes / 1_000_000;
  return count < 10 ? count.toFixed(1) : Math.round(count).toLocaleString("en-GB");
}
