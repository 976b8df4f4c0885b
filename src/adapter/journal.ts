import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { log } from "./log";

/** What a journal can hold an intent for. */
export type JournalKind = "mailbox" | "forwarding" | "spf" | "dkim";

const entry = z.object({
  /** Whether a list proved, before anything was sent, that the object was not there. */
  wasAbsent: z.boolean(),
  /** Whether the panel said that the object was made. */
  made: z.boolean(),
  /** What is needed to tell whether it is as the program wants it; never a secret. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
});

/** An object that a run set out to make. */
export type JournalEntry = z.infer<typeof entry>;

/**
 * Intents of runs, on disk, so that what a killed run made is known as its own by the next one of the same project. An
 * entry stands from just before an object is made until the run ends well, or the object is seen in the state as it was
 * made, or deleted. It holds no secret.
 *
 * A journal that cannot be written is no reason to stop: runs then know only what they made themselves.
 */
export class Journal {
  private readonly folder: string;
  /** The files of objects that the engine records when this process answers it. */
  private readonly answered = new Set<string>();

  /**
   * @param folder the journal's folder; several runners may share it
   * @param project the Pulumi project: the intents of another are not ours
   * @param endpoint the panel
   */
  constructor(
    folder: string,
    private readonly project: string,
    private readonly endpoint: string,
  ) {
    this.folder = join(folder, "journal");
  }

  /** Notes that an object is about to be made. */
  intend(kind: JournalKind, name: string, wasAbsent: boolean, detail: JournalEntry["detail"]): void {
    this.write(kind, name, { wasAbsent, made: false, detail });
  }

  /** Notes that the panel said that it was made. */
  made(kind: JournalKind, name: string): void {
    const known = this.read(kind, name);
    if (known !== undefined) this.write(kind, name, { ...known, made: true });
  }

  /** What an earlier run noted of an object that, if it is there now, that run has made; undefined where none did. */
  own(kind: JournalKind, name: string): JournalEntry | undefined {
    const known = this.read(kind, name);
    return known !== undefined && (known.made || known.wasAbsent) ? known : undefined;
  }

  /** Notes that the engine is being told of the object: it then records it. */
  answer(kind: JournalKind, name: string): void {
    this.answered.add(this.file(kind, name));
  }

  /** Forgets what the engine was told of: it ends its plugins after it has recorded what they made. */
  end(): void {
    for (const file of this.answered) this.remove(file);
  }

  /**
   * Forgets an object that stands in the state with this detail. With another, the state may be that of an object which
   * the noted one replaced.
   */
  settle(kind: JournalKind, name: string, detail: JournalEntry["detail"]): void {
    const known = this.read(kind, name);
    if (known !== undefined && isDeepStrictEqual(known.detail, detail)) this.forget(kind, name);
  }

  /** Forgets an object: it is gone, or it was not made. */
  forget(kind: JournalKind, name: string): void {
    this.remove(this.file(kind, name));
  }

  private remove(file: string): void {
    try {
      rmSync(file, { force: true });
    } catch (error) {
      log(`the journal ${this.folder} cannot be written: ${String(error)}`);
    }
  }

  private read(kind: JournalKind, name: string): JournalEntry | undefined {
    try {
      return entry.parse(JSON.parse(readFileSync(this.file(kind, name), "utf8")));
    } catch {
      // not there, or cut off by the death of its writer: nothing was sent then
      return undefined;
    }
  }

  private write(kind: JournalKind, name: string, value: JournalEntry): void {
    const file = this.file(kind, name);
    const temporary = `${file}.${process.pid}`;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writeFileSync(temporary, JSON.stringify(value), { mode: 0o600 });
      // a reader sees the old entry or the new one, never half of it
      renameSync(temporary, file);
    } catch (error) {
      log(`the journal ${this.folder} cannot be written: ${String(error)}`);
    }
  }

  private file(kind: JournalKind, name: string): string {
    const key = JSON.stringify([this.project, this.endpoint, kind, name]);
    return join(this.folder, `${createHash("sha256").update(key).digest("hex")}.json`);
  }
}
