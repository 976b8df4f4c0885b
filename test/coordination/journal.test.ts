import { createHash } from "node:crypto";
import fs, {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
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

/** The journal of a run that begins. */
async function open(project = "mail", panel = endpoint): Promise<Journal> {
  const journal = new Journal(new FolderStore(new NamedFolder(folder), project, panel));
  await journal.load();
  return journal;
}

/** A run that notes something, and is killed. */
async function noting(note: (journal: Journal) => void): Promise<void> {
  const journal = await open();
  note(journal);
  await journal.saved();
}

/** The files of all runs. */
const files = (): string[] => {
  const journals = join(folder, "journal");
  return readdirSync(journals, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => join(journals, name));
};

const hour = 3_600_000;
const day = 24 * hour;

/** Makes the one entry as old as this, in its text, by its file's time, or in both. */
function age(milliseconds: number, where: readonly ("text" | "file")[] = ["text", "file"]): Date {
  const [file = ""] = files();
  const at = new Date(Date.now() - milliseconds);
  if (where.includes("text")) {
    const lines = readFileSync(file, "utf8");
    writeFileSync(file, lines.replaceAll(/"at":"[^"]*"/g, `"at":"${at.toISOString()}"`));
  }
  if (where.includes("file")) utimesSync(file, at, at);
  return at;
}

describe("a journal", () => {
  it("knows what an earlier run set out to make, where it was proved absent before", async () => {
    await noting((journal) => journal.intend("mailbox", "ann@example.com", true, { quota: 5 }));
    expect((await open()).own("mailbox", "ann@example.com")).toEqual({
      wasAbsent: true,
      made: false,
      detail: { quota: 5 },
    });
  });

  it("does not take for its own what may have been there before, until the panel said that it was made", async () => {
    await noting((journal) => journal.intend("mailbox", "ann@example.com", false, {}));
    expect((await open()).own("mailbox", "ann@example.com")).toBeUndefined();
    await noting((journal) => journal.made("mailbox", "ann@example.com"));
    expect((await open()).own("mailbox", "ann@example.com")).toMatchObject({ made: true });
  });

  it.each([
    ["another kind", open, "spf", "ann@example.com"],
    ["another object", open, "mailbox", "bob@example.com"],
    ["another project", () => open("other"), "mailbox", "ann@example.com"],
    ["another panel", () => open("mail", "http://127.0.0.1:9/api/api.php"), "mailbox", "ann@example.com"],
  ] as const)("knows nothing of %s", async (_, journal, kind, name) => {
    await noting((noted) => noted.intend("mailbox", "ann@example.com", true, {}));
    expect((await journal()).own(kind, name)).toBeUndefined();
  });

  it("forgets an object that stands in the state as it was made, and keeps one that replaced it", async () => {
    const [a, b] = ["a@example.com", "b@example.com"].map((target) => ({
      targets: [target],
      saveLocal: false,
    }));
    await noting((journal) => journal.intend("forwarding", "info@example.com", true, a ?? {}));
    await noting((journal) => journal.settle("forwarding", "info@example.com", b ?? {}));
    expect((await open()).own("forwarding", "info@example.com")).toBeDefined();
    await noting((journal) => journal.settle("forwarding", "info@example.com", a ?? {}));
    expect((await open()).own("forwarding", "info@example.com")).toBeUndefined();
  });

  it("tells of another run that it may be at work, until that notes what came of it, and not for days", async () => {
    const name = "ann@example.com";
    const own = await open();
    own.note("successor", name, {});
    await own.saved();
    expect((await open()).isOtherAtWork(1000)).toBe(false);
    own.intend("mailbox", name, true, {});
    expect(own.isOtherAtWork(1000)).toBe(false);
    await own.saved();
    expect((await open()).isOtherAtWork(1000)).toBe(true);
    age(3 * hour);
    expect((await open()).isOtherAtWork(1000)).toBe(false);
    expect((await open()).isOtherAtWork(3 * hour)).toBe(true);
    own.made("mailbox", name);
    await own.saved();
    expect((await open()).isOtherAtWork(3 * hour)).toBe(false);
  });

  it("takes along at the end of a run what the engine was told, and nothing else", async () => {
    await noting((journal) => {
      for (const name of ["ann@example.com", "bob@example.com"]) journal.intend("mailbox", name, true, {});
      journal.answer("mailbox", "ann@example.com");
    });
    expect((await open()).own("mailbox", "ann@example.com")).toBeDefined();
    await noting((journal) => {
      journal.answer("mailbox", "ann@example.com");
      journal.end();
    });
    expect((await open()).own("mailbox", "ann@example.com")).toBeUndefined();
    expect((await open()).own("mailbox", "bob@example.com")).toBeDefined();
  });

  it("takes an entry that was cut off for none, and knows those around it", async () => {
    await noting((journal) => journal.intend("dkim", "example.com", true, {}));
    const [file = ""] = files();
    truncateSync(file, statSync(file).size - 1);
    expect((await open()).own("dkim", "example.com")).toBeUndefined();
    // the disk was full for a moment
    const journal = await open();
    journal.intend("dkim", "example.org", true, {});
    await journal.saved();
    const own = files().find((name) => name !== file) ?? "";
    truncateSync(own, statSync(own).size - 1);
    journal.intend("dkim", "example.net", true, {});
    await journal.saved();
    const next = await open();
    expect([next.own("dkim", "example.org"), next.own("dkim", "example.net")?.wasAbsent]).toEqual([
      undefined,
      true,
    ]);
  });

  it("without a folder knows what this run set out to make, and leaves nothing", async () => {
    const nowhere: StateFolder = { find: () => undefined, open: () => undefined, failed: () => undefined };
    const openNowhere = async (): Promise<Journal> => {
      const journal = new Journal(new FolderStore(nowhere, "mail", endpoint));
      await journal.load();
      return journal;
    };
    const journal = await openNowhere();
    journal.intend("spf", "example.com", false, {});
    expect(journal.own("spf", "example.com")).toBeUndefined();
    journal.made("spf", "example.com");
    await journal.saved();
    expect(journal.own("spf", "example.com")).toMatchObject({ made: true });
    expect((await openNowhere()).own("spf", "example.com")).toBeUndefined();
    await journal.reload();
    expect(journal.own("spf", "example.com")).toMatchObject({ made: true });
    journal.forget("spf", "example.com");
    expect(journal.own("spf", "example.com")).toBeUndefined();
  });

  it("read again, still knows what could not be kept", async () => {
    await noting((journal) => journal.intend("spf", "example.org", true, {}));
    const failed = jest.fn();
    const full: StateFolder = { find: () => folder, open: () => folder, failed };
    const journal = new Journal(new FolderStore(full, "mail", endpoint));
    await journal.load();
    const write = jest.spyOn(fs, "writeSync").mockImplementation(() => {
      throw new Error("ENOSPC");
    });
    journal.intend("spf", "example.com", true, {});
    await journal.saved();
    write.mockRestore();
    expect(failed).toHaveBeenCalled();
    await journal.reload();
    for (const name of ["example.com", "example.org"]) expect(journal.own("spf", name)).toBeDefined();
  });

  it("is read where it is when it is first written, also where that is another folder than was found", async () => {
    await noting((journal) => journal.intend("spf", "example.com", true, {}));
    const elsewhere = join(folder, "elsewhere");
    const moves: StateFolder = { find: () => elsewhere, open: () => folder, failed: () => undefined };
    const journal = new Journal(new FolderStore(moves, "mail", endpoint));
    await journal.load();
    expect(journal.recall("spf", "example.com")).toBeUndefined();
    expect(journal.own("spf", "example.com")).toBeDefined();
  });
});

describe("the files of a journal", () => {
  const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `box${i}@example.com`);

  /** A run from its beginning to its end. */
  async function run(work: (journal: Journal) => void | Promise<void>): Promise<void> {
    const store = new FolderStore(new NamedFolder(folder), "mail", endpoint);
    const journal = new Journal(store);
    await journal.load();
    await work(journal);
    await journal.saved();
    journal.end();
    await journal.saved();
    store.end();
  }

  it("are gone after a run of which nothing is left to tell", async () => {
    await run((journal) => {
      for (const name of names(50)) {
        journal.intend("mailbox", name, true, {});
        journal.made("mailbox", name);
        journal.answer("mailbox", name);
      }
    });
    expect(files()).toEqual([]);
  });

  it("stay for what is left to tell, and go with a later run that settles it", async () => {
    await run((journal) => {
      for (const name of names(3)) journal.intend("mailbox", name, true, { quota: 5 });
    });
    expect(files()).toHaveLength(1);
    await run((journal) => journal.settle("mailbox", "box0@example.com", { quota: 5 }));
    expect(files()).toHaveLength(2);
    await run((journal) => journal.settle("mailbox", "box1@example.com", { quota: 5 }));
    const last = await open();
    const known = names(3).filter((name) => last.own("mailbox", name) !== undefined);
    expect(known).toEqual(["box2@example.com"]);
    await run((journal) => journal.settle("mailbox", "box2@example.com", { quota: 5 }));
    expect(files()).toEqual([]);
  });

  it("hold one line of each entry once their run has ended, and say the same", async () => {
    await run((journal) => {
      for (const name of names(3)) journal.intend("mailbox", name, true, { quota: 5 });
      journal.made("mailbox", "box0@example.com");
      journal.made("mailbox", "box1@example.com");
      journal.forget("mailbox", "box2@example.com");
    });
    const [file = "", ...others] = files();
    expect(others).toEqual([]);
    expect(readFileSync(file, "utf8").trim().split("\n")).toEqual([
      expect.stringContaining("box0@example.com"),
      expect.stringContaining("box1@example.com"),
      expect.stringContaining("box2@example.com"),
      "end",
    ]);
    const next = await open();
    expect(names(3).map((name) => next.own("mailbox", name)?.made)).toEqual([true, true, undefined]);
  });

  it("hold no less where a run has thousands of entries", async () => {
    const many = names(2500);
    await run(async (journal) => {
      for (const name of many) journal.intend("mailbox", name, true, { quota: 5 });
      await journal.saved();
      for (const name of many) journal.made("mailbox", name);
    });
    const [file = "", ...others] = files();
    expect(others).toEqual([]);
    const lines = readFileSync(file, "utf8").trim().split("\n");
    expect([lines.length, lines.at(-1)]).toEqual([many.length + 1, "end"]);
    const next = await open();
    expect(many.filter((name) => next.own("mailbox", name)?.made !== true)).toEqual([]);
  });

  it("are all known to a run that begins while another, which ends, leaves its lines in a new one", async () => {
    const ending = new FolderStore(new NamedFolder(folder), "mail", endpoint);
    const journal = new Journal(ending);
    await journal.load();
    journal.intend("mailbox", "box0@example.com", true, { quota: 1 });
    await journal.saved();
    journal.made("mailbox", "box0@example.com");
    await journal.saved();
    const [before] = files();
    // the other run ends between the look into the folder and that into the file
    const stat = jest.spyOn(fs, "statSync").mockImplementationOnce((...args) => {
      ending.end();
      return statSync(...args);
    });
    const beginning = await open();
    expect(stat).toHaveBeenCalled();
    stat.mockRestore();
    expect(files()).not.toContain(before);
    expect(beginning.own("mailbox", "box0@example.com")).toMatchObject({ made: true });
  });

  it("are read as far as they can be: others that lie there hold up nobody", async () => {
    await noting((journal) => journal.intend("mailbox", "box0@example.com", true, { quota: 1 }));
    const [file = ""] = files();
    symlinkSync("nowhere", join(dirname(file), "0-link.jsonl"));
    mkdirSync(join(dirname(file), "1-folder.jsonl"));
    expect((await open()).own("mailbox", "box0@example.com")?.detail).toEqual({ quota: 1 });
  });

  it("of a killed run stay while it may live: what was removed from them does not come back", async () => {
    await noting((journal) => journal.intend("mailbox", "box0@example.com", true, { quota: 5 }));
    for (let runs = 0; runs < 3; runs++) {
      await run((journal) => journal.settle("mailbox", "box0@example.com", { quota: 5 }));
      expect((await open()).own("mailbox", "box0@example.com")).toBeUndefined();
    }
    expect(files()).toHaveLength(2);
    const long = new Date(Date.now() - 91 * day);
    for (const file of files()) utimesSync(file, long, long);
    await run((journal) => {
      journal.intend("mailbox", "box1@example.com", true, {});
      journal.answer("mailbox", "box1@example.com");
    });
    expect(files()).toEqual([]);
  });

  it("are added to by runs side by side, and each knows what was there when it began", async () => {
    const [one, two] = [await open(), await open()];
    one.intend("mailbox", "box0@example.com", true, { quota: 1 });
    two.intend("mailbox", "box1@example.com", true, { quota: 2 });
    await Promise.all([one.saved(), two.saved()]);
    expect(two.own("mailbox", "box0@example.com")).toBeUndefined();
    const next = await open();
    expect(names(2).map((name) => next.own("mailbox", name)?.detail.quota)).toEqual([1, 2]);
  });

  it("say last what was noted last, whatever the clocks of the machines say", async () => {
    await noting((journal) => journal.intend("mailbox", "box0@example.com", true, { quota: 1 }));
    const [first = ""] = files();
    await noting((journal) => journal.intend("mailbox", "box0@example.com", true, { quota: 2 }));
    const late = new Date(Date.now() + 30 * 60_000);
    utimesSync(first, late, late);
    expect((await open()).own("mailbox", "box0@example.com")?.detail).toEqual({ quota: 2 });
    await noting((journal) => journal.forget("mailbox", "box0@example.com"));
    utimesSync(first, late, late);
    expect((await open()).own("mailbox", "box0@example.com")).toBeUndefined();
  });
});

describe("the rights to a journal", () => {
  const modes = (): string[] => {
    const journals = join(folder, "journal");
    return ["", ...readdirSync(journals, { recursive: true, encoding: "utf8" })]
      .map((name) => statSync(join(journals, name)).mode & 0o777)
      .map((mode) => mode.toString(8));
  };

  it.each([
    [0o700, ["700", "700", "600"]],
    [0o755, ["700", "700", "600"]],
    [0o2770, ["770", "770", "660"]],
    [0o1777, ["777", "777", "666"]],
  ])("are those to write in a folder of mode %d", async (mode, expected) => {
    chmodSync(folder, mode);
    await noting((journal) => journal.intend("mailbox", "ann@example.com", true, {}));
    expect(modes()).toEqual(expected);
  });
});

describe("a journal whose folder fills up during a run", () => {
  /** What stands in the way of new entries, though the folder itself can be written. */
  function block(): void {
    rmSync(join(folder, "journal"), { recursive: true, force: true });
    writeFileSync(join(folder, "journal"), "");
  }

  it("stops what is about to be made where somebody relies on the folder", async () => {
    const journal = await open();
    journal.open();
    block();
    journal.intend("mailbox", "ann@example.com", true, {});
    await expect(journal.saved()).rejects.toThrow(BrainycpError);
    rmSync(join(folder, "journal"));
    await journal.saved();
    expect((await open()).own("mailbox", "ann@example.com")).toBeDefined();
  });

  it("warns, and does not stop the run, where nobody relies on the folder", async () => {
    const failures: unknown[] = [];
    const own: StateFolder = {
      find: () => folder,
      open: () => folder,
      failed: (error) => void failures.push(error),
    };
    const journal = new Journal(new FolderStore(own, "mail", endpoint));
    await journal.load();
    block();
    journal.intend("mailbox", "ann@example.com", true, {});
    await journal.saved();
    expect(failures).toHaveLength(1);
    expect((await open()).own("mailbox", "ann@example.com")).toBeUndefined();
  });

  it("does not stop the run once something was made or deleted", async () => {
    const journal = await open();
    journal.intend("mailbox", "ann@example.com", true, {});
    await journal.saved();
    block();
    journal.made("mailbox", "ann@example.com");
    journal.forget("mailbox", "ann@example.com");
    journal.answer("mailbox", "ann@example.com");
    journal.end();
    expect(journal.own("mailbox", "ann@example.com")).toBeUndefined();
  });
});

describe("a journal in a folder that was named", () => {
  const blocked = async (): Promise<Journal> => {
    const store = new FolderStore(new NamedFolder("/dev/null/journal"), "mail", endpoint);
    const journal = new Journal(store);
    await journal.load();
    return journal;
  };

  it("and cannot be written is an error that names the setting, before anything is made", async () => {
    const words =
      /^brainycp:coordinator must name a folder that can be written; \/dev\/null\/journal cannot: ENOTDIR[^]*pulumi config set brainycp:coordinator FOLDER$/;
    const journal = await blocked();
    expect(() => journal.open()).toThrow(words);
    expect(() => journal.intend("spf", "example.com", true, {})).toThrow(words);
    expect(() => journal.own("spf", "example.com")).toThrow(words);
  });

  it("is not asked for where nothing is written: a preview goes on", async () => {
    const journal = await blocked();
    journal.settle("spf", "example.com", {});
    journal.forget("spf", "example.com");
    journal.answer("spf", "example.com");
    journal.end();
    await journal.saved();
  });

  it("is made when it is first written", async () => {
    const path = join(folder, "new", "one");
    const journal = new Journal(new FolderStore(new NamedFolder(path), "mail", endpoint));
    await journal.load();
    journal.settle("spf", "example.com", {});
    await journal.saved();
    expect(readdirSync(folder)).toEqual([]);
    journal.intend("spf", "example.com", true, {});
    await journal.saved();
    expect(readdirSync(path)).toEqual(["journal"]);
  });
});

describe("a journal of runs whose state the engine writes when they close", () => {
  async function openFor(resource: string | undefined): Promise<Journal> {
    const store = new FolderStore(new NamedFolder(folder), "mail", endpoint);
    const journal = new Journal(store, {
      areWrittenAtOnce: false,
      resource: () => resource,
    });
    await journal.load();
    return journal;
  }

  it("keeps what was made after a run that ended well, and claims it for its resource alone", async () => {
    const journal = await openFor("urn of ann");
    journal.intendOwn("mailbox", "ann@example.com", true, { quota: 5 });
    journal.made("mailbox", "ann@example.com");
    journal.answer("mailbox", "ann@example.com");
    await journal.saved();
    expect((await openFor("urn of ann")).recall("mailbox", "ann@example.com")).not.toHaveProperty("ended");
    journal.end();
    await journal.saved();
    const noted = { made: true, detail: { quota: 5 }, ended: true };
    expect((await openFor("urn of ann")).recall("mailbox", "ann@example.com")).toMatchObject(noted);
    expect((await openFor(undefined)).recall("mailbox", "ann@example.com")).toMatchObject(noted);
    expect((await openFor("urn of bob")).recall("mailbox", "ann@example.com")).toBeUndefined();
    // what is seen in the state
    const next = await openFor("urn of ann");
    next.settle("mailbox", "ann@example.com", { quota: 5 });
    await next.saved();
    expect((await openFor("urn of ann")).recall("mailbox", "ann@example.com")).toBeUndefined();
  });
});

describe("the age of an intent", () => {
  const own = async (): Promise<unknown> => (await open()).own("mailbox", "ann@example.com");
  const intend = (quota: number): Promise<void> =>
    noting((journal) => journal.intend("mailbox", "ann@example.com", true, { quota }));

  beforeEach(() => intend(5));

  it.each([0, 6.9 * day, -0.5 * 3_600_000])("of %d ms still counts", async (milliseconds) => {
    age(milliseconds);
    expect(await own()).toEqual({ wasAbsent: true, made: false, detail: { quota: 5 } });
  });

  it.each([
    [7.1 * day, ["text", "file"], "old"],
    [400 * day, ["text", "file"], "old"],
    [7.1 * day, ["text"], "old"],
    [7.1 * day, ["file"], "old"],
    [-2 * 3_600_000, ["text"], "ahead"],
    [-2 * 3_600_000, ["file"], "ahead"],
    [-400 * day, ["text", "file"], "ahead"],
  ] as const)(
    "of %d ms in its %j claims nothing, and is recalled as %s",
    async (milliseconds, where, expected) => {
      const at = age(milliseconds, where);
      expect(await own()).toBeUndefined();
      const known = (await open()).recall("mailbox", "ann@example.com");
      expect(known).toMatchObject({ age: expected, wasAbsent: true, detail: { quota: 5 } });
      // a file's time may be kept in less than milliseconds
      expect(Math.abs((known?.at.getTime() ?? 0) - at.getTime())).toBeLessThan(2);
    },
  );

  it("begins when the object is about to be made, and not again when the panel says that it was", async () => {
    age(8 * day);
    await noting((journal) => journal.made("mailbox", "ann@example.com"));
    expect(await own()).toBeUndefined();
    await intend(6);
    expect(await own()).toMatchObject({ detail: { quota: 6 } });
  });
});

describe("an entry that version 0.1.0 wrote", () => {
  const noted = { wasAbsent: true, made: false, detail: { quota: 5 } };

  /** Writes it as that version did: a file that is named after what the entry is about. */
  function write(at?: Date): string {
    const about = JSON.stringify(["mail", endpoint, "mailbox", "ann@example.com"]);
    const file = join(folder, "journal", `${createHash("sha256").update(about).digest("hex")}.json`);
    mkdirSync(join(folder, "journal"), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...noted, ...(at === undefined ? {} : { at: at.toISOString() }) }));
    if (at !== undefined) utimesSync(file, at, at);
    return file;
  }

  it.each([
    [6 * day, true],
    [8 * day, false],
    [-day, false],
  ])("of %d ms counts: %p", async (milliseconds, counts) => {
    write(new Date(Date.now() - milliseconds));
    const own = (await open()).own("mailbox", "ann@example.com");
    expect(own).toEqual(counts ? noted : undefined);
  });

  it("may not say when it was written: its file does", async () => {
    const file = write();
    expect((await open()).own("mailbox", "ann@example.com")).toEqual(noted);
    utimesSync(file, new Date(), new Date(Date.now() - 8 * day));
    expect((await open()).own("mailbox", "ann@example.com")).toBeUndefined();
  });

  it("can be changed, and does not come back once it is forgotten", async () => {
    write();
    await noting((journal) => journal.made("mailbox", "ann@example.com"));
    expect((await open()).own("mailbox", "ann@example.com")).toEqual({ ...noted, made: true });
    await noting((journal) => journal.forget("mailbox", "ann@example.com"));
    expect((await open()).own("mailbox", "ann@example.com")).toBeUndefined();
  });
});
