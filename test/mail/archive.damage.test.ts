import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Archive } from "../../src/mail/archive";
import { emptyFolder, facts, filesIn, folderAt, inbox, keys, copyOf, put, sha256 } from "../support/archives";

/** A small sealed archive with every kind of file. */
async function sealedArchive(key?: string): Promise<Archive> {
  const archive = Archive.create(emptyFolder(), facts, key);
  await put(archive, inbox, "Subject: 1\r\n\r\n", { uid: 1, flags: ["\\Seen"] });
  await put(archive, folderAt(["Work", "2024"]), "", { uid: 12 });
  archive.seal();
  archive.setNote({ step: "delete" });
  archive.finish(new Date("2026-12-01T00:00:00Z"));
  return archive;
}

/** What opening and checking says of a folder; nothing where it finds no fault. */
async function faultOf(
  folder: string,
  key?: string,
): Promise<{ code?: string; message?: string } | undefined> {
  try {
    await Archive.open(folder, key).check();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** The places of a file to change: all, or some of them, where a try is slow. */
function placesIn(length: number, most: number): number[] {
  const step = Math.max(1, Math.floor(length / most));
  return Array.from({ length }, (_, place) => place).filter(
    (place) => place % step === 0 || place === length - 1,
  );
}

describe.each(keys)("%s that is sealed", (_title, key) => {
  // a key takes a moment to derive, each time
  const most = key === undefined ? Infinity : 3;

  it("is refused with a changed byte anywhere, in any file", async () => {
    const archive = await sealedArchive(key);
    const copy = copyOf(archive);
    expect(await faultOf(copy, key)).toBeUndefined();
    const missed: string[] = [];
    for (const file of filesIn(copy)) {
      const path = join(copy, file);
      const whole = readFileSync(path);
      for (const place of placesIn(whole.length, most)) {
        const changed = Buffer.from(whole);
        changed[place] = (changed[place] ?? 0) ^ 1;
        writeFileSync(path, changed);
        if ((await faultOf(copy, key))?.code !== "archive_damaged") missed.push(`${file} at ${place}`);
      }
      writeFileSync(path, whole);
    }
    expect(missed).toEqual([]);
    expect(await faultOf(copy, key)).toBeUndefined();
  });

  it("is refused when any file is cut anywhere, or longer", async () => {
    const copy = copyOf(await sealedArchive(key));
    const missed: string[] = [];
    for (const file of filesIn(copy)) {
      const path = join(copy, file);
      const whole = readFileSync(path);
      const tries = [
        ...placesIn(whole.length, most).map((length) => whole.subarray(0, length)),
        Buffer.concat([whole, Buffer.from("\n")]),
      ];
      for (const changed of tries) {
        writeFileSync(path, changed);
        const fault = await faultOf(copy, key);
        if (fault?.code !== "archive_damaged") missed.push(`${file} with ${changed.length} bytes`);
      }
      writeFileSync(path, whole);
    }
    expect(missed).toEqual([]);
  });

  it("is refused when a file is missing, and the error says which", async () => {
    const copy = copyOf(await sealedArchive(key));
    const faults: Record<string, string> = {};
    for (const file of filesIn(copy)) {
      const away = join(copy, "..", "away");
      renameSync(join(copy, file), away);
      const fault = await faultOf(copy, key);
      faults[file.replace(/^objects.*/, "object")] = fault?.message?.replace(copy, "FOLDER") ?? "none";
      renameSync(away, join(copy, file));
    }
    expect(faults).toEqual({
      "archive.json": expect.stringMatching(
        /^There is no archive of mail in FOLDER: .*archive\.json/,
      ) as string,
      // both say what was under way or done, which says nothing of the mail
      "finished.json": "none",
      "move.json": "none",
      "manifest.jsonl": expect.stringMatching(/its list of messages, manifest\.jsonl, is missing/) as string,
      object: expect.stringMatching(/^The archive of mail in FOLDER is damaged: message \d+ of/) as string,
      "seal.json": expect.stringMatching(/it was never completed/) as string,
    });
  });

  it("is named with folder and message when a message is not what was stored", async () => {
    const archive = Archive.create(emptyFolder(), facts, key);
    await put(archive, inbox, "one", { uid: 1 });
    const [before] = filesIn(join(archive.folder, "objects"));
    const work = folderAt(["Work", "2024"]);
    await put(archive, work, "two", { uid: 12, date: "2024-12-31T23:59:59Z" });
    archive.seal();
    const file = filesIn(join(archive.folder, "objects")).find((name) => name !== before) ?? "";
    const path = join(archive.folder, "objects", file);
    const whole = readFileSync(path);
    const words = (reason: RegExp): unknown => ({
      code: "archive_damaged",
      problem: expect.stringMatching(
        new RegExp(
          `^The archive of mail in ${archive.folder} is damaged: ` +
            `message 12 of 2024-12-31T23:59:59Z in folder "Work/2024" ${reason.source}`,
        ),
      ) as string,
    });
    const [message] = await archive.messages(work);
    if (message === undefined) throw new Error("there is no message");
    const faults = async (): Promise<unknown[]> => [
      await archive.check().catch((error: unknown) => error),
      await archive.contents(work, [message]).catch((error: unknown) => error),
    ];
    writeFileSync(path, Buffer.concat([whole.subarray(0, -1), Buffer.from("?")]));
    const changed = words(/cannot be read/);
    expect(await faults()).toMatchObject([changed, changed]);
    rmSync(path);
    const missing = words(/is missing/);
    expect(await faults()).toMatchObject([missing, missing]);
    // the other message can still be read
    const [first] = await archive.messages(inbox);
    if (first !== undefined)
      expect((await archive.contents(inbox, [first]))[0]?.bytes.toString()).toBe("one");
    // storing the same bytes again mends it
    await archive.store([Buffer.from("two")]);
    expect(await archive.check()).toEqual({ messages: 2, bytes: 6 });
    truncateSync(path, 1);
    await archive.store([Buffer.from("two")]);
    expect(await archive.check()).toEqual({ messages: 2, bytes: 6 });
  });
});

it("A manifest that somebody changed after it was opened is found by a check, and not sealed over", async () => {
  const archive = await sealedArchive();
  const path = join(archive.folder, "manifest.jsonl");
  const whole = readFileSync(path, "utf8");
  writeFileSync(path, whole.replace('["\\\\Seen"]', "[]        "));
  await expect(archive.check()).rejects.toMatchObject({
    code: "archive_damaged",
    message: expect.stringContaining("manifest.jsonl") as string,
  });
  await put(archive, inbox, "2", { uid: 2 }).catch(() => undefined);
  writeFileSync(path, whole);
  const open = Archive.open(archive.folder);
  await put(open, inbox, "2", { uid: 2 });
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace('["\\\\Seen"]', "[        ]"));
  expect(() => open.seal()).toThrow(/manifest\.jsonl, is not on disk as it was written/);
  expect(Archive.open(archive.folder).isSealed).toBe(false);
});

it("A folder that is no archive is told from a damaged one", () => {
  const folder = emptyFolder();
  expect(() => Archive.open(folder)).toThrow(/^There is no archive of mail in .*Name the folder that holds/);
  expect(() => Archive.open(join(folder, "none"))).toThrow(/^There is no archive of mail in/);
});

it("A first file of another format is refused", () => {
  const { folder } = Archive.create(emptyFolder(), facts);
  const value = { format: 2, ...facts };
  const text = JSON.stringify({ ...value, sha256: sha256(JSON.stringify(value)) }, undefined, 2);
  writeFileSync(join(folder, "archive.json"), `${text}\n`);
  expect(() => Archive.open(folder)).toThrow(/archive\.json, cannot be read/);
});
