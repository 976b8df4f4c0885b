import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { log } from "../adapter/log";
import { makeFolder, reasonOf, type StateFolder } from "./stateFolder";

const entry = z.object({
  /** Whether a list proved, before anything was sent, that the object was not there. */
  wasAbsent: z.boolean(),
  /** Whether the panel said that the object was made. */
  made: z.boolean(),
  /** What is needed to tell whether it is as the program wants it; never a secret. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  /** When it was about to be made; entries of earlier versions do not say. */
  at: z.iso.datetime().optional(),
});

/** An object that a run set out to make. */
export type JournalEntry = Omit<z.infer<typeof entry>, "at">;

/** What an earlier run set out to make, and whether it still counts. */
export interface Intent extends JournalEntry {
  readonly at: Date;
  /** Only a current one, at most seven days old, claims what is there. */
  readonly age: "current" | "old" | "ahead";
}

/** The intent, where it still counts. */
export function current(intent: Intent | undefined): Intent | undefined {
  return intent?.age === "current" ? intent : undefined;
}

const hour = 3_600_000;
/** How long an intent counts. */
const lifetime = 7 * 24 * hour;
/** How far ahead the clock of another runner may be. */
const clockSkew = hour;

/**
 * Intents of runs, on disk, so that what a killed run made is known as its own by the next one of the same project. An
 * entry stands from just before an object is made until the run ends well, or the object is seen in the state as it was
 * made, or deleted; after seven days it claims nothing. It holds no secret.
 *
 * Without a folder it is kept in memory: a run then knows only what it made itself.
 */
export class Journal {
  /** The entries by their names, where there is no folder. */
  private readonly memory = new Map<string, string>();
  /** The names of entries whose objects the engine records when this process answers it. */
  private readonly answered = new Set<string>();

  /**
   * @param folder what the journal is a part of; several runners may share it
   * @param project the Pulumi project: the intents of another are not ours
   * @param endpoint the panel
   */
  constructor(
    private readonly folder: StateFolder,
    private readonly project: string,
    private readonly endpoint: string,
  ) {}

  /** Makes sure before a write that the journal can be kept. @throws BrainycpError where its folder is relied on. */
  open(): void {
    this.folder.open();
  }

  /**
   * Notes that an object is about to be made.
   *
   * @throws BrainycpError where the journal cannot be written and its folder is relied on.
   */
  intend(kind: string, name: string, wasAbsent: boolean, detail: JournalEntry["detail"]): void {
    this.folder.open();
    try {
      this.write(kind, name, { wasAbsent, made: false, detail, at: new Date().toISOString() });
    } catch (error) {
      this.folder.failed(error);
    }
  }

  /** Notes that the panel said that it was made. */
  made(kind: string, name: string): void {
    const known = this.read(kind, name);
    if (known !== undefined) this.trying(() => this.write(kind, name, { ...known.entry, made: true }));
  }

  /**
   * What an earlier run noted of an object that, if it is there now, that run has made; undefined where none did.
   *
   * @throws BrainycpError where the journal cannot be written and its folder is relied on: entries would outlive their
   * objects in it.
   */
  own(kind: string, name: string): JournalEntry | undefined {
    this.folder.open();
    const known = this.recall(kind, name);
    if (known?.age !== "current") return undefined;
    const { wasAbsent, made, detail } = known;
    return { wasAbsent, made, detail };
  }

  /** As `own`, also where it is too old to count, and in a preview too: to say what was intended, and when. */
  recall(kind: string, name: string): Intent | undefined {
    const known = this.read(kind, name);
    if (known === undefined || !(known.entry.made || known.entry.wasAbsent)) return undefined;
    const { at, ...noted } = known.entry;
    // a copied file has a later time than its entry, and a clock may be set: both must be right
    const times = [known.written, at === undefined ? known.written : Date.parse(at)];
    const [earlier, later] = [Math.min(...times), Math.max(...times)];
    if (later > Date.now() + clockSkew) return { ...noted, at: new Date(later), age: "ahead" };
    const isOld = Date.now() - earlier > lifetime;
    return { ...noted, at: new Date(earlier), age: isOld ? "old" : "current" };
  }

  /** Notes that the engine is being told of the object: it then records it. */
  answer(kind: string, name: string): void {
    this.answered.add(this.nameOf(kind, name));
  }

  /** Forgets what the engine was told of: it ends its plugins after it has recorded what they made. */
  end(): void {
    for (const entryName of this.answered) this.remove(entryName);
  }

  /**
   * Forgets an object that stands in the state with this detail. With another, the state may be that of an object which
   * the noted one replaced.
   */
  settle(kind: string, name: string, detail: JournalEntry["detail"]): void {
    const known = this.read(kind, name)?.entry.detail;
    const isSo = ([key, value]: [string, unknown]): boolean => isDeepStrictEqual(known?.[key], value);
    if (known !== undefined && Object.entries(detail).every(isSo)) this.forget(kind, name);
  }

  /** Forgets an object: it is gone, or it was not made. */
  forget(kind: string, name: string): void {
    this.remove(this.nameOf(kind, name));
  }

  private remove(entryName: string): void {
    this.memory.delete(entryName);
    const folder = this.folder.find();
    if (folder !== undefined) this.trying(() => rmSync(fileIn(folder, entryName), { force: true }));
  }

  /** An entry, and when its file was written. */
  private read(kind: string, name: string): { entry: z.infer<typeof entry>; written: number } | undefined {
    const entryName = this.nameOf(kind, name);
    const folder = this.folder.find();
    try {
      if (folder !== undefined) {
        const file = fileIn(folder, entryName);
        return {
          entry: entry.parse(JSON.parse(readFileSync(file, "utf8"))),
          written: statSync(file).mtimeMs,
        };
      }
      const text = this.memory.get(entryName);
      return text === undefined ? undefined : { entry: entry.parse(JSON.parse(text)), written: Date.now() };
    } catch {
      // not there, or cut off by the death of its writer: nothing was sent then
      return undefined;
    }
  }

  private write(kind: string, name: string, value: z.infer<typeof entry>): void {
    const entryName = this.nameOf(kind, name);
    const folder = this.folder.find();
    if (folder === undefined) {
      this.memory.set(entryName, JSON.stringify(value));
      return;
    }
    const file = fileIn(folder, entryName);
    const temporary = `${file}.${process.pid}`;
    makeFolder(dirname(file));
    writeFileSync(temporary, JSON.stringify(value), { mode: 0o600 });
    // a reader sees the old entry or the new one, never half of it
    renameSync(temporary, file);
  }

  /** Does what a run can go on without: a failure is only logged. */
  private trying(work: () => void): void {
    try {
      work();
    } catch (error) {
      log(`the journal cannot be written: ${reasonOf(error)}`);
    }
  }

  private nameOf(kind: string, name: string): string {
    const key = JSON.stringify([this.project, this.endpoint, kind, name]);
    return createHash("sha256").update(key).digest("hex");
  }
}

function fileIn(folder: string, entryName: string): string {
  return join(folder, "journal", `${entryName}.json`);
}
