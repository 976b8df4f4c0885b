/** A message as a folder lists it. */
export interface Message {
  readonly uid: number;
  /** Bytes, as the server counts them. */
  readonly size: number;
  /** System flags and keywords, sorted, without `\Recent`. */
  readonly flags: readonly string[];
  /** When the server received it, ISO 8601 in UTC, to the second: `2024-02-29T12:00:00Z`. */
  readonly date: string;
}

/** A message that is known by its bytes. */
export interface KnownMessage extends Message {
  /** SHA-256 of its bytes, in hexadecimal digits. */
  readonly hash: string;
}

/** A date as a message has it, to the second. */
export function toTheSecond(date: Date): string {
  return `${date.toISOString().slice(0, -5)}Z`;
}
