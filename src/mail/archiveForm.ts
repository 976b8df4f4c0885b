import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

/** Turns a message's bytes into those of its file, while they stream in. */
export interface ObjectWriter {
  readonly head: Buffer;
  readonly update: (bytes: Buffer) => Buffer;
  readonly final: () => Buffer;
}

/** How an archive writes what it holds: as it is, or encrypted. */
export interface ArchiveForm {
  readonly isEncrypted: boolean;
  /** How many bytes longer a message's file is than the message. */
  readonly overhead: number;
  /** The name of the file that holds the message with this SHA-256. */
  objectName(hash: string): string;
  writer(): ObjectWriter;
  /** A message's bytes; each piece counts only until the next. @throws Error where they were changed. */
  read(file: FileHandle): AsyncIterable<Buffer>;
  /** A line of text that is to stand in a file. */
  encode(text: string): string;
  /** @throws Error where the line was changed. */
  decode(line: string): string;
  /** A digest of a text, which with a key only its holder can make. */
  sign(text: string): string;
}

const nothing = Buffer.alloc(0);

/** Plain messages and plain JSON, for people and for other programs. */
export const plainForm: ArchiveForm = {
  isEncrypted: false,
  overhead: 0,
  objectName: (hash) => `${hash}.eml`,
  writer: () => ({ head: nothing, update: (bytes) => bytes, final: () => nothing }),
  read: async function* (file) {
    yield* piecesOf(file, 0, (await file.stat()).size);
  },
  encode: (text) => text,
  decode: (line) => line,
  sign: (text) => createHash("sha256").update(text).digest("hex"),
};

const pieceSize = 262_144;

/** The bytes of a file from one place to another. @throws Error where it ends before. */
export async function* piecesOf(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(pieceSize, Math.max(0, end - start)));
  for (let place = start; place < end;) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - place), place);
    if (bytesRead === 0) throw new Error("it was cut off while it was read");
    place += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
