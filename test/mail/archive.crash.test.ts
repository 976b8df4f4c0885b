import fs, { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { once } from "node:events";
import { basename, join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Archive } from "../../src/mail/archive";
import { canMountDisks, runOnSmallDisk, startArchiveProcess } from "../support/archiveProcess";
import {
  copyOf,
  emptyFolder,
  facts,
  filesIn,
  inbox,
  keys,
  mailIn,
  passphrase,
  put,
} from "../support/archives";

/** Three messages that are on disk for sure, and three more that a power cut may take. */
async function halfSynced(key?: string): Promise<{ archive: Archive; synced: number }> {
  const archive = Archive.create(emptyFolder(), facts, key);
  for (const uid of [1, 2, 3]) await put(archive, inbox, `message ${uid}`, { uid });
  archive.setNote({ step: "sweep" });
  const synced = readFileSync(join(archive.folder, "manifest.jsonl")).length;
  for (const uid of [4, 5, 6]) await put(archive, inbox, `message ${uid}`, { uid });
  return { archive, synced };
}

async function uidsIn(archive: Archive): Promise<number[]> {
  return (await archive.messages(inbox)).map(({ uid }) => uid);
}

describe.each(keys)("%s after a power cut", (_title, key) => {
  it("has what was synced and what is whole after it, wherever its list was cut, and goes on from there", async () => {
    const { archive, synced } = await halfSynced(key);
    archive.setNote(undefined);
    const list = join(copyOf(archive), "manifest.jsonl");
    const whole = readFileSync(list);
    const lines = whole
      .subarray(synced)
      .toString()
      .split(/(?<=\n)/);
    const [fourth = "", fifth = "", sixth = ""] = lines;
    const step = key === undefined ? 1 : 97;
    for (let length = synced; length < synced + (fourth + fifth + sixth).length; length += step) {
      for (const torn of ["", "\0\0\0", "\0\n\0"]) {
        if (torn !== "" && length % 50 !== 0) continue;
        writeFileSync(list, Buffer.concat([whole.subarray(0, length), Buffer.from(torn)]));
        const opened = Archive.open(join(list, ".."), key);
        const more = length - synced;
        const kept = [1, 2, 3];
        if (more >= fourth.length) kept.push(4);
        if (more >= (fourth + fifth).length) kept.push(5);
        expect([length, await uidsIn(opened)]).toEqual([length, kept]);
        for (const uid of [4, 5, 6]) await put(opened, inbox, `message ${uid}`, { uid });
        opened.seal();
        const again = Archive.open(opened.folder, key);
        expect([await uidsIn(again), await again.check()]).toEqual([
          [1, 2, 3, 4, 5, 6],
          { messages: 6, bytes: 54 },
        ]);
        rmSync(join(opened.folder, "seal.json"));
      }
    }
  });

  it("does not trust a line that was never synced and whose message is not there", async () => {
    const { archive } = await halfSynced(key);
    const copy = copyOf(archive);
    const found: unknown[] = [];
    for (const name of filesIn(join(copy, "objects"))) {
      const path = join(copy, "objects", name);
      const content = readFileSync(path);
      rmSync(path);
      const opened = Archive.open(copy, key);
      // one that was synced is damage, and no power cut
      const checked: unknown = await opened.check().catch((error: unknown) => (error as Error).message);
      const missing = /message \d/.exec(String(checked))?.[0];
      found.push([missing, await uidsIn(opened)]);
      writeFileSync(path, content);
    }
    const damaged = [1, 2, 3].map((uid) => [`message ${uid}`, [1, 2, 3, 4, 5, 6]]);
    const cut = [
      [1, 2, 3],
      [1, 2, 3, 4],
      [1, 2, 3, 4, 5],
    ].map((uids) => [undefined, uids]);
    expect(found.sort()).toEqual([...cut, ...damaged].sort());
  });

  it("is refused where a line is unreadable that had been synced", async () => {
    const { archive } = await halfSynced(key);
    const list = join(archive.folder, "manifest.jsonl");
    const whole = readFileSync(list);
    const start = whole.indexOf("\n") + 1;
    for (const place of [0, start, start + 1]) {
      const changed = Buffer.from(whole);
      changed[place] = 0;
      writeFileSync(list, changed);
      expect(() => Archive.open(archive.folder, key)).toThrow(
        /manifest\.jsonl, cannot be read \(line \d+ of its manifest, or one before it, is unreadable\)/,
      );
    }
  });
});

it("Every message is on disk before it is listed, and all of it before the seal and the note", async () => {
  const archive = Archive.create(emptyFolder(), facts);
  const steps: string[] = [];
  const paths = new Map<number, string>();
  const name = (path: unknown): string =>
    relative(archive.folder, String(path))
      .replace(/incoming\/.+/, "temporary")
      .replace(/objects\/.+/, "message") || "folder";
  const handle = await open(join(archive.folder, "archive.json"));
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const real = {
    openSync: fs.openSync,
    renameSync: fs.renameSync,
    fsyncSync: fs.fsyncSync,
    writeSync: fs.writeSync,
  };
  const sync = Object.getOwnPropertyDescriptor(prototype, "sync")?.value as () => Promise<void>;
  jest.spyOn(prototype, "sync").mockImplementation(function (this: FileHandle) {
    steps.push("sync temporary");
    return sync.call(this);
  });
  jest.spyOn(fs, "openSync").mockImplementation((path, ...rest) => {
    const file = real.openSync(path, ...rest);
    paths.set(file, name(path));
    return file;
  });
  jest.spyOn(fs, "fsyncSync").mockImplementation((file) => {
    steps.push(`sync ${paths.get(file)}`);
    real.fsyncSync(file);
  });
  jest.spyOn(fs, "writeSync").mockImplementation(((
    file: number,
    ...rest: [Buffer, number, number, number]
  ) => {
    steps.push(`write ${paths.get(file)}`);
    return real.writeSync(file, ...rest);
  }) as typeof fs.writeSync);
  jest.spyOn(fs, "renameSync").mockImplementation((from, to) => {
    steps.push(`rename ${name(from)} to ${name(to)}`);
    real.renameSync(from, to);
  });
  archive.addFolder(inbox);
  await put(archive, inbox, "one", { uid: 1 });
  archive.seal();
  archive.setNote({ step: "delete" });
  await put(archive, inbox, "two", { uid: 2 });
  archive.setNote({ step: "merge" });
  jest.restoreAllMocks();
  const stored = ["sync temporary", "rename temporary to message", "write manifest.jsonl"];
  const synced = ["sync objects", "sync manifest.jsonl", "write manifest.jsonl", "sync manifest.jsonl"];
  const replaced = (file: string): string[] => [
    `write ${file}.part`,
    `sync ${file}.part`,
    `rename ${file}.part to ${file}`,
    "sync folder",
  ];
  const noted = replaced("move.json");
  const sealed = replaced("seal.json");
  const unsealed = ["sync folder"];
  expect(steps).toEqual([
    ...["write manifest.jsonl", ...stored, ...synced, ...sealed, ...noted],
    // the seal is gone for good before the list changes
    ...[...stored.slice(0, 2), ...unsealed, "write manifest.jsonl", ...synced, ...noted],
  ]);
});

it.each([undefined, passphrase])(
  "An archive whose process is killed at any moment opens, and can be completed (key: %s)",
  async (key) => {
    const root = emptyFolder();
    for (const delay of [0, 1, 3, 7, 20, 50, 120]) {
      const child = startArchiveProcess(`
        const archive = Archive.create(${JSON.stringify(root)}, ${JSON.stringify(facts)}, ${JSON.stringify(key)});
        (async () => {
          for (let uid = 1; uid <= 100_000; uid += 1) {
            await put(archive, uid, "message " + uid + "\\r\\n".repeat(uid % 5000));
            if (uid % 20 === 0) archive.seal();
            if (uid % 33 === 0) archive.setNote({ uid });
            if (uid === 5) console.log(archive.folder);
          }
        })();`);
      const exited = once(child, "exit");
      const [line] = (await once(child.stdout ?? child, "data")) as [Buffer];
      await wait(delay);
      child.kill("SIGKILL");
      await exited;
      const archive = Archive.open(line.toString().trim(), key);
      const uids = await uidsIn(archive);
      expect(uids.length).toBeGreaterThanOrEqual(5);
      expect(uids).toEqual(uids.map((_, index) => index + 1));
      await put(archive, inbox, "the last", { uid: 1_000_000 });
      archive.seal();
      const again = Archive.open(archive.folder, key);
      expect((await again.check()).messages).toBe(uids.length + 1);
      expect(readdirSync(again.folder)).not.toContain("incoming");
    }
  },
);

it("What a killed creation or removal left is not found", () => {
  const root = emptyFolder();
  const archive = Archive.create(root, facts);
  const parent = join(archive.folder, "..");
  for (const left of [".new-", ".removed-"])
    fs.renameSync(copyOf(archive), join(parent, left + basename(archive.folder)));
  expect(Archive.find(root)).toEqual([archive.folder]);
});

(canMountDisks ? describe : describe.skip)("on a small disk (needs unshare and mount)", () => {
  it.each([undefined, passphrase])(
    "a full one is told, and nothing half written is left (key: %s)",
    (key) => {
      const place = emptyFolder();
      const printed = runOnSmallDisk(
        3,
        place,
        `
      const fs = require("node:fs");
      const archive = Archive.create(${JSON.stringify(place)}, ${JSON.stringify(facts)}, ${JSON.stringify(key)});
      const result = {};
      (async () => {
        let uid = 0;
        try {
          for (;; uid += 1) await put(archive, uid + 1, String(uid) + "x".repeat(400_000));
        } catch (error) { result.store = error; }
        result.stored = uid;
        result.incoming = fs.readdirSync(archive.folder + "/incoming");
        // the rest of the disk, to the last byte
        const file = fs.openSync(${JSON.stringify(join(place, "ballast"))}, "w");
        try { for (;;) fs.writeSync(file, "x".repeat(4096)); } catch {}
        for (const [what, work] of Object.entries({
          list: () => { for (let n = 1; ; n += 1) archive.addFolder({ ...inbox, path: ["n".repeat(500), String(n)] }); },
          note: () => archive.setNote({ step: "x".repeat(9000) }),
        })) try { work(); } catch (error) { result[what] = error; }
        result.sealedWhenFull = archive.isSealed;
        fs.closeSync(file);
        fs.rmSync(${JSON.stringify(join(place, "ballast"))});
        archive.addFolder({ ...inbox, path: ["room"] });
        await put(archive, uid + 1, "small");
        archive.seal();
        const again = Archive.open(archive.folder, ${JSON.stringify(key)});
        result.checked = (await again.check()).messages;
        result.note = again.note ?? "none";
        result.parts = fs.readdirSync(archive.folder, { recursive: true }).filter((name) => /part|incoming/.test(name));
        for (const [what, error] of Object.entries(result))
          if (error instanceof Error) result[what] = error.code + ": " + error.message;
        console.log(JSON.stringify(result));
      })();`,
      );
      const result = JSON.parse(printed) as { stored: number };
      const told = expect.stringMatching(
        /^archive_failed: The archive of mail in .* cannot grow: its disk is full \(ENOSPC.*Make room on that disk, and run again/,
      ) as string;
      expect(result.stored).toBeGreaterThan(3);
      expect(result).toEqual({
        ...{ store: told, list: told, note: told, incoming: [], sealedWhenFull: false },
        ...{ stored: result.stored, checked: result.stored + 1, note: "none", parts: [] },
      });
    },
  );
});

it("A list that was cut at a line is taken for shorter only while it is not sealed", async () => {
  const { archive } = await halfSynced();
  archive.seal();
  const list = join(archive.folder, "manifest.jsonl");
  const lines = readFileSync(list, "utf8").split(/(?<=\n)/);
  truncateSync(list, Buffer.byteLength(lines.slice(0, -2).join("")));
  expect(() => Archive.open(archive.folder)).toThrow(/not what its seal, seal\.json, vouches for/);
  rmSync(join(archive.folder, "seal.json"));
  expect(Object.keys(await mailIn(Archive.open(archive.folder)))).toEqual(["INBOX"]);
});
