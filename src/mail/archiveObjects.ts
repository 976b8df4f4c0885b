import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { archiveFailed, writing } from "./archiveErrors";
import type { ArchiveForm } from "./archiveForm";
import { makeDurableFolder, syncFolder } from "./durableFile";

/** A disk brings several files to safety, and finds several, in little more time than one. */
const filesAtOnce = 16;

/** What is known of stored bytes. */
export interface StoredObject {
  /** SHA-256 in hexadecimal digits. */
  readonly hash: string;
  readonly size: number;
}

/** The messages of an archive, each in a file that its hash names; the same bytes are there once. */
export class ArchiveObjects {
  private readonly folder: string;
  /** Where files grow; what a killed run left there is removed when the archive is sealed. */
  private readonly incoming: string;
  private readonly inTurn = pLimit(filesAtOnce);

  /** @param archive the archive's folder */
  constructor(
    private readonly archive: string,
    private readonly form: ArchiveForm,
  ) {
    this.folder = join(archive, "objects");
    this.incoming = join(archive, "incoming");
  }

  /** Makes the folder of messages. @throws Error of the file system. */
  make(): void {
    makeDurableFolder(this.folder);
  }

  /**
   * Stores bytes while they stream in; of many at the same time, some wait for others. They are on disk when it returns; their name is with `sync`.
   *
   * @throws BrainycpError (archive_failed), or what reading the bytes throws; nothing is left behind then.
   */
  store(bytes: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<StoredObject> {
    return this.inTurn(() => this.storeNow(bytes));
  }

  /** Brings the names of all that was stored to the disk. @throws Error of the file system. */
  sync(): void {
    syncFolder(this.folder);
  }

  /** Removes what killed runs left half written. @throws Error of the file system. */
  tidy(): void {
    rmSync(this.incoming, { recursive: true, force: true });
  }

  /** Whether bytes are stored, asked for many of them. @throws Error of the file system. */
  known(): (hash: string) => boolean {
    const names = new Set(readdirSync(this.folder));
    return (hash) => names.has(this.form.objectName(hash));
  }

  /** Stored bytes, all in memory; of many at the same time, some wait for others. @throws Error where they are missing, or not those of the hash. */
  content(hash: string): Promise<Buffer> {
    return this.inTurn(() =>
      this.reading(hash, async (file) => {
        const content = Buffer.allocUnsafe(Math.max(0, (await file.stat()).size - this.form.overhead));
        let size = 0;
        for await (const piece of this.form.read(file)) size += piece.copy(content, size);
        return { value: content, hash: createHash("sha256").update(content).digest("hex") };
      }),
    );
  }

  /** Reads stored bytes back, a piece at a time. @throws Error where they are missing, or not those of the hash. */
  async check(hash: string): Promise<void> {
    await this.reading(hash, async (file) => {
      const digest = createHash("sha256");
      for await (const piece of this.form.read(file)) digest.update(piece);
      return { value: undefined, hash: digest.digest("hex") };
    });
  }

  private async storeNow(bytes: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<StoredObject> {
    const temporary = join(this.incoming, randomUUID());
    writing(this.archive, () => mkdirSync(this.incoming, { recursive: true, mode: 0o700 }));
    try {
      const stored = await this.write(temporary, bytes);
      this.put(temporary, stored);
      return stored;
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }

  private async reading<Value>(
    hash: string,
    read: (file: FileHandle) => Promise<{ value: Value; hash: string }>,
  ): Promise<Value> {
    const file = await open(this.pathOf(hash), "r");
    try {
      const found = await read(file);
      if (found.hash !== hash) throw new Error("its bytes are not those that were stored");
      return found.value;
    } finally {
      await file.close();
    }
  }

  private async write(
    temporary: string,
    bytes: AsyncIterable<Buffer> | Iterable<Buffer>,
  ): Promise<StoredObject> {
    const file = await this.written(open(temporary, "wx", 0o600));
    try {
      const digest = createHash("sha256");
      const writer = this.form.writer();
      let size = 0;
      // what reading the bytes throws is none of the archive's errors
      const write = async (piece: Buffer): Promise<void> => {
        if (piece.length > 0) await this.written(file.writeFile(piece));
      };
      await write(writer.head);
      for await (const piece of bytes) {
        digest.update(piece);
        size += piece.length;
        await write(writer.update(piece));
      }
      await write(writer.final());
      await this.written(file.sync());
      return { hash: digest.digest("hex"), size };
    } finally {
      await file.close();
    }
  }

  private put(temporary: string, { hash, size }: StoredObject): void {
    const path = this.pathOf(hash);
    const isThere = statSync(path, { throwIfNoEntry: false })?.size === size + this.form.overhead;
    writing(this.archive, () => {
      if (isThere) rmSync(temporary);
      else renameSync(temporary, path);
    });
  }

  private async written<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      throw archiveFailed(this.archive, error);
    }
  }

  private pathOf(hash: string): string {
    return join(this.folder, this.form.objectName(hash));
  }
}
