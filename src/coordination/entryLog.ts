import { randomUUID } from "node:crypto";
import { appendFileSync, closeSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { isFields } from "../adapter/lists/json";
import { EntryMap } from "./entryMap";
import { keptDays, type EntryKey, type Kept } from "./journalStore";
import { makeWithin, shareFile } from "./stateFolder";

/** What a run added. */
interface Added extends EntryKey {
  /** One more than that of the newest line of the same entry which its writer knew. */
  readonly version: number;
  /** Missing where the entry was removed. */
  readonly value?: unknown;
}

/** What a file says last of an entry, and when the file was last written, in milliseconds. */
interface Line extends Added {
  readonly written: number;
  readonly file: string;
  /** Its place in the file. */
  readonly place: number;
}

/** The file of one run, with its last line of each entry. */
interface RunFile {
  readonly path: string;
  readonly written: number;
  /** Whether its run adds no more lines to it. */
  readonly isClosed: boolean;
  readonly lines: EntryMap<Line>;
  /** Whether it holds earlier lines of the same entries. */
  readonly hasEarlier: boolean;
}

/** The last line of a run that ended. */
const end = "end";

/** How many lines are written at a time: a run of thousands of resources has as many when it ends. */
const atATime = 1000;

/** After how long without a line a file is removed, in milliseconds. */
const lifetime = keptDays * 24 * 3_600_000;

/**
 * A folder of files, each with the lines that one run added: an entry as it was noted, or that it was removed. No two
 * processes write to one file, so lines stay whole on network drives too, and a line that was cut off by the death of its
 * writer harms no other. An entry is what its newest line says.
 */
export class EntryLog {
  private own: string | undefined;
  private readonly versions = new EntryMap<number>();

  /**
   * @param root a folder that is there; whoever may write in it may write in what is made below it
   * @param folder the log's own folder below it, made with the first line
   */
  constructor(
    private readonly root: string,
    private readonly folder: string,
  ) {}

  /** The entries as all runs have left them. What cannot be read is not there. */
  read(): Kept[] {
    const newest = new EntryMap<Line>();
    for (const { lines } of this.files(() => true)) {
      for (const found of lines.values()) {
        const known = newest.get(found);
        if (known === undefined || isNewer(found, known)) newest.set(found, found);
      }
    }
    const all = newest.values();
    for (const found of all) this.versions.set(found, found.version);
    return all.flatMap(({ kind, name, value, written }) =>
      value === undefined ? [] : [{ kind, name, value, written }],
    );
  }

  /** Adds a line for each change; one without a value removes the entry. @throws Error where that fails. */
  add(changes: readonly (EntryKey & { readonly value?: unknown })[]): void {
    for (let first = 0; first < changes.length; first += atATime) {
      const lines = changes.slice(first, first + atATime).map(({ kind, name, value }) => {
        const version = (this.versions.get({ kind, name }) ?? 0) + 1;
        return { kind, name, version, value };
      });
      this.write(lines.map((added) => JSON.stringify(added)));
      for (const added of lines) this.versions.set(added, added.version);
    }
  }

  /**
   * Removes what says nothing that counts any more, where this run has added anything: files, and earlier lines of its own.
   *
   * @throws Error where one cannot be read: what it says may count. All stay then.
   */
  end(): void {
    if (this.own === undefined) return;
    const isOld = ({ written }: RunFile): boolean => written < Date.now() - lifetime;
    const isEnded = ({ isClosed, path }: RunFile): boolean => isClosed || path === this.own;
    // another run that ends may just have removed one
    const files = new Set(this.files(isMissing, isThere));
    const idle = (): RunFile | undefined => {
      const lines = linesOf(files);
      return [...files].find((file) => isOld(file) || (isEnded(file) && !counts(file, lines)));
    };
    // a file that only hides lines of another is idle once that is gone
    for (let file = idle(); file !== undefined; file = idle()) {
      // another run that ends may be as far
      rmSync(file.path, { force: true });
      files.delete(file);
    }
    const own = [...files].find(({ path }) => path === this.own);
    if (own !== undefined) this.close(own);
    this.own = undefined;
  }

  /** Leaves the last line of each entry, in another file that is whole before the first one goes. */
  private close({ path, lines, hasEarlier }: RunFile): void {
    this.write([end]);
    if (!hasEarlier) return;
    this.own = undefined;
    const places = new Set(lines.values().map(({ place }) => place));
    let last: string[] = [];
    for (const [place, text] of linesIn(path)) {
      if (!places.has(place)) continue;
      last.push(text);
      if (last.length < atATime) continue;
      this.write(last);
      last = [];
    }
    this.write([...last, end]);
    rmSync(path, { force: true });
  }

  private write(texts: readonly string[]): void {
    const own = this.own ?? join(this.folder, `${Date.now()}-${randomUUID()}.jsonl`);
    // a line that was cut off, by a full disk, ends here
    const added = texts.map((text) => `\n${text}`).join("");
    try {
      appendFileSync(own, added, { mode: 0o600 });
    } catch (error) {
      if (!isMissing(error)) throw error;
      makeWithin(this.root, this.folder);
      appendFileSync(own, added, { mode: 0o600 });
    }
    if (this.own === undefined) shareFile(this.root, own);
    this.own = own;
  }

  /**
   * The files of all runs, the oldest first.
   *
   * @param passesOver whether what cannot be read is passed over
   * @param kept what is kept of the value in a line
   * @throws Error for what is not passed over
   */
  private files(
    passesOver: (error: unknown) => boolean,
    kept = (value: unknown): unknown => value,
  ): RunFile[] {
    const reading = <T>(read: () => T[]): T[] => {
      try {
        return read();
      } catch (error) {
        if (passesOver(error)) return [];
        throw error;
      }
    };
    const list = (): string[] => reading(() => readdirSync(this.folder).sort());
    for (;;) {
      const names = list();
      const files = names.map((name) => reading(() => [readRunFile(join(this.folder, name), kept)]));
      const unread = names.filter((_name, place) => files[place]?.length === 0);
      const there = new Set(unread.length === 0 ? [] : list());
      // what a run removes as it ends, it leaves in a later file
      if (unread.every((name) => there.has(name))) return files.flat();
    }
  }
}

/** @throws Error where it cannot be read */
function readRunFile(path: string, kept: (value: unknown) => unknown): RunFile {
  const written = statSync(path).mtimeMs;
  const file = basename(path);
  const lines = new EntryMap<Line>();
  let hasEarlier = false;
  let last = "";
  for (const [place, text] of linesIn(path)) {
    last = text;
    const added = trying(() => JSON.parse(text) as unknown);
    if (!isAdded(added)) continue;
    const { kind, name, version, value } = added;
    hasEarlier ||= lines.has(added);
    lines.set(added, { kind, name, version, value: kept(value), written, file, place });
  }
  return { path, written, isClosed: last === end, lines, hasEarlier };
}

/** Whether a line is whole, and about an entry. */
function isAdded(value: unknown): value is Added {
  if (!isFields(value)) return false;
  const { kind, name, version } = value;
  return typeof kind === "string" && typeof name === "string" && Number.isFinite(version);
}

/** What of a value tells a line from one that removes the entry. */
function isThere(value: unknown): true | undefined {
  return value === undefined ? undefined : true;
}

/**
 * The lines of a file, each with its place, which stays where more are added. A file may be long: its text is never held
 * as a whole.
 *
 * @throws Error where it cannot be read
 */
function* linesIn(path: string): Generator<[place: number, text: string]> {
  const file = openSync(path, "r");
  try {
    const decoder = new StringDecoder("utf8");
    const piece = Buffer.alloc(64 * 1024);
    let rest = "";
    let place = 0;
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      const texts = (rest + decoder.write(piece.subarray(0, read))).split("\n");
      rest = texts.pop() ?? "";
      for (const text of texts) yield [place++, text];
    }
    yield [place, rest + decoder.end()];
  } finally {
    closeSync(file);
  }
}

/** What all files say of each entry. */
function linesOf(files: Iterable<RunFile>): EntryMap<Line[]> {
  const all = new EntryMap<Line[]>();
  for (const { lines } of files) {
    for (const found of lines.values()) {
      const known = all.get(found);
      if (known === undefined) all.set(found, [found]);
      else known.push(found);
    }
  }
  return all;
}

/** Whether entries would be others without a file. */
function counts({ lines }: RunFile, all: EntryMap<Line[]>): boolean {
  return lines.values().some((own) => {
    const rivals = (all.get(own) ?? []).filter((rival) => rival !== own);
    return own.value === undefined
      ? rivals.some((rival) => isNewer(own, rival))
      : rivals.every((rival) => isNewer(own, rival));
  });
}

/**
 * Whether a line is the newer of two of the same entry. Of two whose runs did not know each other's, one that notes counts
 * before one that removes: whoever removed the entry had not seen what was noted.
 */
function isNewer(one: Line, other: Line): boolean {
  if (one.version !== other.version) return one.version > other.version;
  const isRemoval = one.value === undefined;
  if (isRemoval !== (other.value === undefined)) return !isRemoval;
  if (one.written !== other.written) return one.written > other.written;
  return one.file > other.file;
}

/** Whether an error of the file system says that something is not there. */
function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

/** The answer of what may fail; undefined where it does. */
function trying<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
