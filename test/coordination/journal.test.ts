import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrainycpError } from "../../src/adapter/errors";
import { FolderStore } from "../../src/coordination/folderStore";
import { Journal } from "../../src/coordination/journal";
import { NamedFolder } from "../../src/coordination/namedFolder";
import type { StateFolder } from "../../src/coordination/stateFolder";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-journal-"));
});

afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const endpoint = "http://127.0.0.1:8002/api/api.php";
const open = (project = "mail", panel = endpoint): Journal =>
  new Journal(new FolderStore(new NamedFolder(folder)), project, panel);
const entries = (): string[] => readdirSync(join(folder, "journal"));

const day = 24 * 3_600_000;

/** Makes the one entry as old as this, in its text, by its file's time, or in both. */
function age(milliseconds: number, where: readonly ("text" | "file")[] = ["text", "file"]): Date {
  const file = join(folder, "journal", entries()[0] ?? "");
  const at = new Date(Date.now() - milliseconds);
  if (where.includes("text")) {
    const noted = JSON.parse(readFileSync(file, "utf8")) as object;
    writeFileSync(file, JSON.stringify({ ...noted, at: at.toISOString() }));
  }
  if (where.includes("file")) utimesSync(file, at, at);
  return at;
}

describe("a journal", () => {
  it("knows what an earlier run set out to make, where it was proved absent before", () => {
    open().intend("mailbox", "ann@example.com", true, { quota: 5 });
    expect(open().own("mailbox", "ann@example.com")).toEqual({
      wasAbsent: true,
      made: false,
      detail: { quota: 5 },
    });
  });

  it("does not take for its own what may have been there before, until the panel said that it was made", () => {
    open().intend("mailbox", "ann@example.com", false, {});
    expect(open().own("mailbox", "ann@example.com")).toBeUndefined();
    open().made("mailbox", "ann@example.com");
    expect(open().own("mailbox", "ann@example.com")).toMatchObject({ made: true });
  });

  it.each([
    ["another kind", open, "spf", "ann@example.com"],
    ["another object", open, "mailbox", "bob@example.com"],
    ["another project", () => open("other"), "mailbox", "ann@example.com"],
    ["another panel", () => open("mail", "http://127.0.0.1:9/api/api.php"), "mailbox", "ann@example.com"],
  ] as const)("knows nothing of %s", (_, journal, kind, name) => {
    open().intend("mailbox", "ann@example.com", true, {});
    expect(journal().own(kind, name)).toBeUndefined();
  });

  it("forgets an object that stands in the state as it was made, and keeps one that replaced it", () => {
    open().intend("forwarding", "info@example.com", true, { targets: ["a@example.com"], saveLocal: false });
    open().settle("forwarding", "info@example.com", { targets: ["b@example.com"], saveLocal: false });
    expect(open().own("forwarding", "info@example.com")).toBeDefined();
    open().settle("forwarding", "info@example.com", { targets: ["a@example.com"], saveLocal: false });
    expect(open().own("forwarding", "info@example.com")).toBeUndefined();
  });

  it("takes along at the end of a run what the engine was told, and nothing else", () => {
    const journal = open();
    for (const name of ["ann@example.com", "bob@example.com"]) journal.intend("mailbox", name, true, {});
    journal.answer("mailbox", "ann@example.com");
    expect(entries()).toHaveLength(2);
    journal.end();
    expect(open().own("mailbox", "ann@example.com")).toBeUndefined();
    expect(open().own("mailbox", "bob@example.com")).toBeDefined();
  });

  it("takes an entry that was cut off for none", () => {
    open().intend("dkim", "example.com", true, {});
    writeFileSync(join(folder, "journal", entries()[0] ?? ""), '{"wasAbsent":tr');
    expect(open().own("dkim", "example.com")).toBeUndefined();
  });

  it("without a folder knows what this run set out to make, and leaves nothing", () => {
    const nowhere: StateFolder = { find: () => undefined, open: () => undefined, failed: () => undefined };
    const journal = new Journal(new FolderStore(nowhere), "mail", endpoint);
    journal.intend("spf", "example.com", false, {});
    expect(journal.own("spf", "example.com")).toBeUndefined();
    journal.made("spf", "example.com");
    expect(journal.own("spf", "example.com")).toMatchObject({ made: true });
    expect(new Journal(new FolderStore(nowhere), "mail", endpoint).own("spf", "example.com")).toBeUndefined();
    journal.forget("spf", "example.com");
    expect(journal.own("spf", "example.com")).toBeUndefined();
  });
});

describe("a journal whose folder fills up during a run", () => {
  /** What stands in the way of new entries, though the folder itself can be written. */
  function block(): void {
    rmSync(join(folder, "journal"), { recursive: true, force: true });
    writeFileSync(join(folder, "journal"), "");
  }

  it("stops what is about to be made where somebody relies on the folder", () => {
    const journal = open();
    journal.open();
    block();
    expect(() => journal.intend("mailbox", "ann@example.com", true, {})).toThrow(BrainycpError);
  });

  it("is told of, and is no reason to stop, where nobody does", () => {
    const failures: unknown[] = [];
    const own: StateFolder = {
      find: () => folder,
      open: () => folder,
      failed: (error) => void failures.push(error),
    };
    const journal = new Journal(new FolderStore(own), "mail", endpoint);
    block();
    journal.intend("mailbox", "ann@example.com", true, {});
    expect(failures).toHaveLength(1);
    expect(journal.own("mailbox", "ann@example.com")).toBeUndefined();
  });

  it("is no reason to stop once something was made, or is gone", () => {
    const journal = open();
    journal.intend("mailbox", "ann@example.com", true, {});
    block();
    journal.made("mailbox", "ann@example.com");
    journal.forget("mailbox", "ann@example.com");
    journal.answer("mailbox", "ann@example.com");
    journal.end();
    expect(journal.own("mailbox", "ann@example.com")).toBeUndefined();
  });
});

describe("a journal in a folder that was named", () => {
  const blocked = (): Journal =>
    new Journal(new FolderStore(new NamedFolder("/dev/null/journal")), "mail", endpoint);

  it("and cannot be written is an error that names the setting, before anything is made", () => {
    const words =
      /^brainycp:coordinator must name a folder that can be written; \/dev\/null\/journal cannot: ENOTDIR[^]*pulumi config set brainycp:coordinator FOLDER$/;
    expect(() => blocked().open()).toThrow(words);
    expect(() => blocked().intend("spf", "example.com", true, {})).toThrow(words);
    expect(() => blocked().own("spf", "example.com")).toThrow(words);
  });

  it("is not asked for where nothing is written: a preview goes on", () => {
    blocked().settle("spf", "example.com", {});
    blocked().forget("spf", "example.com");
    blocked().answer("spf", "example.com");
    blocked().end();
  });

  it("is made when it is first written", () => {
    const path = join(folder, "new", "one");
    const journal = new Journal(new FolderStore(new NamedFolder(path)), "mail", endpoint);
    journal.settle("spf", "example.com", {});
    expect(readdirSync(folder)).toEqual([]);
    journal.intend("spf", "example.com", true, {});
    expect(readdirSync(path)).toEqual(["journal"]);
  });
});

describe("a journal of runs whose state the engine writes when they close", () => {
  const openFor = (resource: string | undefined): Journal =>
    new Journal(new FolderStore(new NamedFolder(folder)), "mail", endpoint, {
      areWrittenAtOnce: false,
      resource: () => resource,
    });

  it("keeps what was made after a run that ended well, and claims it for its resource alone", () => {
    const journal = openFor("urn of ann");
    journal.intendOwn("mailbox", "ann@example.com", true, { quota: 5 });
    journal.made("mailbox", "ann@example.com");
    journal.answer("mailbox", "ann@example.com");
    expect(openFor("urn of ann").recall("mailbox", "ann@example.com")).not.toHaveProperty("ended");
    journal.end();
    const noted = { made: true, detail: { quota: 5 }, ended: true };
    expect(openFor("urn of ann").recall("mailbox", "ann@example.com")).toMatchObject(noted);
    expect(openFor(undefined).recall("mailbox", "ann@example.com")).toMatchObject(noted);
    expect(openFor("urn of bob").recall("mailbox", "ann@example.com")).toBeUndefined();
    // what is seen in the state
    openFor("urn of ann").settle("mailbox", "ann@example.com", { quota: 5 });
    expect(openFor("urn of ann").recall("mailbox", "ann@example.com")).toBeUndefined();
  });
});

describe("the age of an intent", () => {
  const own = (): unknown => open().own("mailbox", "ann@example.com");

  beforeEach(() => open().intend("mailbox", "ann@example.com", true, { quota: 5 }));

  it.each([0, 6.9 * day, -0.5 * 3_600_000])("of %d ms still counts", (milliseconds) => {
    age(milliseconds);
    expect(own()).toEqual({ wasAbsent: true, made: false, detail: { quota: 5 } });
  });

  it.each([
    [7.1 * day, ["text", "file"], "old"],
    [400 * day, ["text", "file"], "old"],
    [7.1 * day, ["text"], "old"],
    [7.1 * day, ["file"], "old"],
    [-2 * 3_600_000, ["text"], "ahead"],
    [-2 * 3_600_000, ["file"], "ahead"],
    [-400 * day, ["text", "file"], "ahead"],
  ] as const)("of %d ms in its %j claims nothing, and is recalled as %s", (milliseconds, where, expected) => {
    const at = age(milliseconds, where);
    expect(own()).toBeUndefined();
    const known = open().recall("mailbox", "ann@example.com");
    expect(known).toMatchObject({ age: expected, wasAbsent: true, detail: { quota: 5 } });
    // a file's time may be kept in less than milliseconds
    expect(Math.abs((known?.at.getTime() ?? 0) - at.getTime())).toBeLessThan(2);
  });

  it.each([
    [6 * day, true],
    [8 * day, false],
    [-day, false],
  ])("that was written by an earlier version is its file's: %d ms, counts: %p", (milliseconds, counts) => {
    const file = join(folder, "journal", entries()[0] ?? "");
    writeFileSync(file, JSON.stringify({ wasAbsent: true, made: false, detail: { quota: 5 } }));
    age(milliseconds, ["file"]);
    expect(own() !== undefined).toBe(counts);
  });

  it("begins when the object is about to be made, and not again when the panel says that it was", () => {
    age(8 * day);
    open().made("mailbox", "ann@example.com");
    expect(own()).toBeUndefined();
    open().intend("mailbox", "ann@example.com", true, { quota: 6 });
    expect(own()).toMatchObject({ detail: { quota: 6 } });
  });
});
