/** How much mail there is. */
export interface Tally {
  readonly messages: number;
  readonly bytes: number;
}

/** Told after each message, of what is done and of what there is to do as far as that is known. */
export type Progress = (done: Tally, all: Tally) => void;

/** Mail in words, such as `12 messages (3.4 MB)`. */
export function tallyWords({ messages, bytes }: Tally): string {
  const megabytes = bytes / 1_000_000;
  const size = megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes).toLocaleString("en-GB");
  return `${messages.toLocaleString("en-GB")} ${messages === 1 ? "message" : "messages"} (${size} MB)`;
}
