import { createDecipheriv, scryptSync } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Archive } from "../../src/mail/archive";
import type { Tally } from "../../src/mail/tally";
import { runArchiveProcess } from "../support/archiveProcess";
import {
  emptyFolder,
  facts,
  filesIn,
  folderAt,
  inbox,
  keys,
  mailIn,
  passphrase,
  put,
  sha256,
} from "../support/archives";

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

describe.each(keys)("%s", (_title, key) => {
  it("gives back every folder and message as it was put in, also after it was opened again", async () => {
    const archive = Archive.create(emptyFolder(), facts, key);
    const folders = [
      inbox,
      folderAt(["Work"], { holdsMessages: false, isSubscribed: false }),
      folderAt(["Work", "2024/25 100%"]),
      folderAt(["Входящие", "日本\n語 🙂", 'quote " and \\', "\ud800 alone"]),
      folderAt(["Empty"], { isSubscribed: false }),
    ];
    for (const folder of folders) archive.addFolder(folder);
    await put(archive, inbox, "Subject: one\r\n\r\n1", { uid: 9, flags: ["$Label1", "\\Seen"] });
    await put(archive, inbox, bytes("\0 \xff\n\r odd \r"), { uid: 3, date: "1970-01-01T00:00:00Z" });
    await put(archive, inbox, "", { uid: 4_294_967_295 });
    for (const folder of [folders[2], folders[3]])
      if (folder !== undefined) await put(archive, folder, "s", { uid: 1, uidValidity: "99" });
    const message = (uid: number, content: string, more: object = {}): object => ({
      ...{ uid, flags: [], date: "2024-02-29T12:00:00Z", size: content.length, content },
      ...{ hash: sha256(bytes(content)), ...more },
    });
    const expected = {
      INBOX: {
        ...{ ...inbox, uidValidity: "7" },
        messages: [
          message(3, "\0 \xff\n\r odd \r", { date: "1970-01-01T00:00:00Z" }),
          message(9, "Subject: one\r\n\r\n1", { flags: ["$Label1", "\\Seen"] }),
          message(4_294_967_295, ""),
        ],
      },
      Work: { ...folders[1], uidValidity: undefined, messages: [] },
      "Work/2024%2F25 100%25": { ...folders[2], uidValidity: "99", messages: [message(1, "s")] },
      'Входящие/日本\n語 🙂/quote " and \\/\ud800 alone': {
        ...{ ...folders[3], uidValidity: "99" },
        messages: [message(1, "s")],
      },
      Empty: { ...folders[4], uidValidity: undefined, messages: [] },
    };
    expect(await mailIn(archive)).toEqual(expected);
    const unsealed = Archive.open(archive.folder, key);
    expect([await mailIn(unsealed), unsealed.isSealed, unsealed.facts]).toEqual([expected, false, facts]);
    archive.seal();
    const sealed = Archive.open(archive.folder, key);
    expect([await mailIn(sealed), sealed.isSealed]).toEqual([expected, true]);
    const tally = { messages: 5, bytes: 17 + 11 + 2 };
    expect([sealed.tally(), await sealed.check()]).toEqual([tally, tally]);
  });

  it("counts the same bytes as often as they are there, and keeps them once", async () => {
    const archive = Archive.create(emptyFolder(), facts, key);
    for (const uid of [1, 2, 3]) await put(archive, inbox, "twin", { uid });
    await put(archive, folderAt(["Other"]), "twin", { uid: 1 });
    archive.seal();
    expect(filesIn(join(archive.folder, "objects"))).toHaveLength(1);
    expect([archive.tally(), await archive.check()]).toEqual([
      { messages: 4, bytes: 16 },
      { messages: 4, bytes: 16 },
    ]);
    expect(filesIn(archive.folder).filter((path) => path.startsWith("incoming"))).toEqual([]);
  });

  it("goes by the last word of each folder and message, also after it was opened again", async () => {
    const archive = Archive.create(emptyFolder(), facts, key);
    const [gone, emptied] = [folderAt(["Gone"]), folderAt(["Emptied"])];
    for (const folder of [inbox, gone, emptied])
      for (const uid of [1, 2]) await put(archive, folder, "old", { uid });
    await put(archive, inbox, "new", { uid: 1, flags: ["\\Deleted"] });
    archive.dropMessage(inbox, 2);
    archive.dropFolder(gone);
    archive.dropMessages(emptied);
    await put(archive, emptied, "again", { uid: 2, uidValidity: "8" });
    archive.addFolder({ ...inbox, isSubscribed: false });
    const expected = {
      INBOX: { isSubscribed: false, uidValidity: "7", messages: [{ content: "new", flags: ["\\Deleted"] }] },
      Emptied: { uidValidity: "8", messages: [{ uid: 2, content: "again" }] },
    };
    for (const found of [archive, Archive.open(archive.folder, key)]) {
      const mail = await mailIn(found);
      expect([mail, Object.keys(mail), found.tally()]).toMatchObject([
        expected,
        ["INBOX", "Emptied"],
        { messages: 2, bytes: 8 },
      ]);
    }
  });

  it("stays sealed when nothing new is said, and is sealed and finished no longer after a change", async () => {
    const archive = Archive.create(emptyFolder(), facts, key);
    await put(archive, inbox, "one", { uid: 1 });
    archive.seal();
    archive.finish(new Date("2026-12-01T00:00:00Z"));
    const manifest = join(archive.folder, "manifest.jsonl");
    const before = readFileSync(manifest);
    await put(archive, inbox, "one", { uid: 1 });
    archive.addFolder(inbox);
    archive.dropMessage(inbox, 5);
    archive.dropFolder(folderAt(["Unknown"]));
    archive.dropMessages(folderAt(["Unknown"]));
    archive.seal();
    const state = (): unknown => {
      const { isSealed, finishedAt } = Archive.open(archive.folder, key);
      return [archive.isSealed, archive.finishedAt, isSealed, finishedAt];
    };
    const finished = new Date("2026-12-01T00:00:00Z");
    expect([state(), readFileSync(manifest)]).toEqual([[true, finished, true, finished], before]);
    archive.dropMessage(inbox, 1);
    expect(state()).toEqual([false, undefined, false, undefined]);
    archive.seal();
    expect([state(), await archive.check()]).toEqual([
      [true, undefined, true, undefined],
      { messages: 0, bytes: 0 },
    ]);
  });

  it("notes what a move needs, beside its seal, until the note is taken back", () => {
    const archive = Archive.create(emptyFolder(), facts, key);
    archive.addFolder(inbox);
    archive.seal();
    const note = { step: "delete", state: { INBOX: [1, "é"] }, at: null };
    archive.setNote({ step: "sweep" });
    archive.setNote(note);
    const again = Archive.open(archive.folder, key);
    expect([archive.note, again.note, again.isSealed]).toEqual([note, note, true]);
    again.setNote(undefined);
    expect([again.note, Archive.open(archive.folder, key).note]).toEqual([undefined, undefined]);
  });

  it("tells its progress after each message that it checked", async () => {
    const archive = Archive.create(emptyFolder(), facts, key);
    for (const uid of [1, 2]) await put(archive, inbox, "12345", { uid });
    archive.seal();
    const told: Tally[][] = [];
    await archive.check((done, all) => told.push([done, all]));
    const all = { messages: 2, bytes: 10 };
    expect(told).toEqual([
      [{ messages: 1, bytes: 5 }, all],
      [all, all],
    ]);
  });

  it("leaves nothing of a message whose bytes end in an error, and passes that error on", async () => {
    const archive = Archive.create(emptyFolder(), facts, key);
    const broken = new Error("the connection is gone");
    const source = async function* (): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from("half"));
      throw broken;
    };
    await expect(archive.store(source())).rejects.toBe(broken);
    const files = filesIn(archive.folder);
    expect(files).toEqual(["archive.json", "manifest.jsonl"]);
    await put(archive, inbox, "whole", { uid: 1 });
    archive.seal();
    expect(await archive.check()).toEqual({ messages: 1, bytes: 5 });
  });

  it("never has a whole message in memory while it stores or checks one", () => {
    const printed = runArchiveProcess(`
      const archive = Archive.create(${JSON.stringify(emptyFolder())}, ${JSON.stringify(facts)}, ${JSON.stringify(key)});
      const rest = process.memoryUsage().rss;
      let most = 0;
      setInterval(() => (most = Math.max(most, process.memoryUsage().rss - rest)), 2).unref();
      const source = function* () { for (let count = 0; count < 3200; count += 1) yield Buffer.alloc(65_536, count); };
      (async () => {
        const stored = await archive.store(source());
        archive.addMessage(inbox, { uid: 1, flags: [], date: "2024-02-29T12:00:00Z", ...stored }, "7");
        archive.seal();
        const { bytes } = await archive.check();
        archive.remove();
        console.log(JSON.stringify({ bytes, most }));
      })();`);
    const { bytes: size, most } = JSON.parse(printed) as { bytes: number; most: number };
    expect(size).toBe(200 * 2 ** 20);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(100 * 2 ** 20);
  });

  it("takes 100,000 messages, and opens with them", () => {
    const archive = Archive.create(emptyFolder(), facts, key);
    const hash = sha256("one");
    for (let uid = 1; uid <= 100_000; uid += 1)
      archive.addMessage(inbox, { uid, size: 3, flags: ["\\Seen"], date: "2024-02-29T12:00:00Z", hash }, "7");
    archive.seal();
    const tally = { messages: 100_000, bytes: 300_000 };
    expect([archive.tally(), Archive.open(archive.folder, key).tally()]).toEqual([tally, tally]);
  });
});

describe("an archive's files", () => {
  it("can be read by people", async () => {
    const archive = Archive.create(emptyFolder(), facts);
    await put(archive, folderAt(["Work", "Grüße"]), "Subject: hi\r\n\r\nhi", { uid: 5, flags: ["\\Seen"] });
    archive.seal();
    const hash = sha256("Subject: hi\r\n\r\nhi");
    const files = ["archive.json", "manifest.jsonl", `objects/${hash}.eml`, "seal.json"];
    expect(filesIn(archive.folder)).toEqual(files);
    const [head, manifest, message] = files.map((file) => readFileSync(join(archive.folder, file), "utf8"));
    expect(message).toBe("Subject: hi\r\n\r\nhi");
    expect(JSON.parse(head ?? "")).toMatchObject({ format: 1, ...facts });
    expect(manifest).toBe(
      [
        '{"entry":"folder","folder":["Work","Grüße"],"isSubscribed":true,"holdsMessages":true}',
        '{"entry":"message","folder":["Work","Grüße"],"uid":5,"uidValidity":"7","size":17,"flags":["\\\\Seen"],' +
          `"date":"2024-02-29T12:00:00Z","hash":"${hash}"}`,
        '{"entry":"synced"}',
        "",
      ].join("\n"),
    );
  });

  it("are its owner's alone", async () => {
    const root = join(emptyFolder(), "new", "root");
    const archive = Archive.create(root, facts);
    await put(archive, inbox, "one", { uid: 1 });
    archive.setNote({ step: "x" });
    archive.finish(new Date());
    const incoming = statSync(join(archive.folder, "incoming")).mode & 0o777;
    archive.seal();
    const modes = filesIn(archive.folder).map((file) => statSync(join(archive.folder, file)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600, 0o600, 0o600, 0o600]);
    const folders = [root, dirname(archive.folder), archive.folder, join(archive.folder, "objects")];
    expect([incoming, ...folders.map((folder) => statSync(folder).mode & 0o777)]).toEqual(
      Array(5).fill(0o700),
    );
  });

  it("are in a folder of the address, with the time of the archive", () => {
    const root = emptyFolder();
    const folderOf = (address: string): string => Archive.create(root, { ...facts, address }).folder;
    const time = "2026-11-27T19-40-00\\.000Z-[0-9a-f]{8}$";
    expect(folderOf("ann+x@example.com")).toMatch(new RegExp(`^${root}/ann\\+x@example\\.com/${time}`));
    expect(folderOf("../a/b*@example.com")).toMatch(
      new RegExp(`^${root}/%2E\\.%2Fa%2Fb%2A@example\\.com/${time}`),
    );
    const long = `${"ж".repeat(64)}@example.com`;
    const other = `${"ж".repeat(64)}@example.org`;
    const parents = [long, other].map((address) => dirname(folderOf(address)));
    expect(parents[0]).not.toBe(parents[1]);
    expect(Archive.find(root, long).map(dirname)).toEqual([parents[0]]);
  });

  it("are refused to a message of another UIDVALIDITY in a folder that has messages", async () => {
    const archive = Archive.create(emptyFolder(), facts);
    await put(archive, inbox, "one", { uid: 1 });
    await expect(put(archive, inbox, "two", { uid: 2, uidValidity: "8" })).rejects.toThrow(
      'folder "INBOX" has messages of another UIDVALIDITY',
    );
    await expect(put(archive, inbox, "two", { uid: 0 })).rejects.toThrow();
    expect(Archive.open(archive.folder).tally()).toEqual({ messages: 1, bytes: 3 });
  });

  it("are refused to a second run that writes them at the same time", async () => {
    const archive = Archive.create(emptyFolder(), facts);
    await put(archive, inbox, "one", { uid: 1 });
    const other = Archive.open(archive.folder);
    await put(other, inbox, "two", { uid: 2 });
    await expect(put(archive, inbox, "three", { uid: 3 })).rejects.toMatchObject({
      code: "archive_failed",
      message: expect.stringContaining(
        "is written by another run at the same time. Wait until that run has ended",
      ) as string,
    });
    expect(Object.keys(await mailIn(Archive.open(archive.folder)))).toEqual(["INBOX"]);
    expect(Archive.open(archive.folder).tally()).toEqual({ messages: 2, bytes: 6 });
  });
});

describe("archives below a root", () => {
  it("are found oldest first, of one address or of all, and what is none is passed over", () => {
    const root = emptyFolder();
    const create = (address: string, at: string): string =>
      Archive.create(root, { ...facts, address, at }).folder;
    const third = create("ann@example.com", "2026-11-27T19:40:00.002Z");
    const first = create("bob@example.com", "2025-01-01T00:00:00Z");
    const second = create("ann@example.com", "2026-11-27T19:40:00.001Z");
    mkdirSync(join(root, "lost+found"));
    mkdirSync(join(root, "ann@example.com", "other"));
    writeFileSync(join(root, "ann@example.com", "2026-11-27T19-40-00.001Z-00000000"), "");
    writeFileSync(join(first, "archive.json"), "damaged");
    expect(Archive.find(root)).toEqual([first, second, third]);
    expect(Archive.find(root, "ann@example.com")).toEqual([second, third]);
    expect([Archive.find(root, "eve@example.com"), Archive.find(join(root, "none"))]).toEqual([[], []]);
  });

  it("are removed without a trace", () => {
    const root = emptyFolder();
    const [one, other] = [Archive.create(root, facts), Archive.create(root, facts)];
    one.remove();
    expect([Archive.find(root), readdirSync(join(root, "ann@example.com"))]).toEqual([
      [other.folder],
      [other.folder.slice(root.length + "/ann@example.com/".length)],
    ]);
    other.remove();
    expect(readdirSync(root)).toEqual([]);
  });

  it("cannot be made where no folder can be: the error says what to do", () => {
    const file = join(emptyFolder(), "file");
    writeFileSync(file, "");
    expect(() => Archive.create(file, facts)).toThrow(
      expect.objectContaining({
        code: "archive_failed",
        message: expect.stringMatching(
          /cannot be written: (ENOTDIR|EEXIST).*set brainycp:archive to another/,
        ) as string,
      }) as Error,
    );
  });
});

describe("an encrypted archive", () => {
  it("shows nothing of a message, a folder's name, a flag or a note", async () => {
    const archive = Archive.create(emptyFolder(), facts, passphrase);
    const content = "Subject: SecretSubject\r\n\r\nSecretText";
    await put(archive, folderAt(["SecretFolder"]), content, { uid: 1, flags: ["SecretFlag"] });
    archive.setNote({ step: "SecretNote" });
    archive.seal();
    const files = filesIn(archive.folder);
    expect(files).toHaveLength(5);
    const all = files.join() + files.map((file) => readFileSync(join(archive.folder, file), "latin1")).join();
    expect(all).not.toMatch(/Secret/);
    expect(all).not.toContain(sha256(content));
    expect(all).not.toContain(Buffer.from("SecretFolder").toString("base64").slice(2, 14));
    expect(all).not.toContain(passphrase);
  });

  it("names the same message otherwise than another archive, and writes it otherwise", async () => {
    const root = emptyFolder();
    const archives = [1, 2].map(() => Archive.create(root, facts, passphrase));
    for (const archive of archives) await put(archive, inbox, "known", { uid: 1 });
    const names = archives.map(({ folder }) => filesIn(join(folder, "objects"))[0] ?? "");
    const contents = archives.map(({ folder }, index) =>
      readFileSync(join(folder, "objects", names[index] ?? "")).toString("hex"),
    );
    const lines = archives.map(({ folder }) => readFileSync(join(folder, "manifest.jsonl"), "utf8"));
    for (const [one, other] of [names, contents, lines]) expect(one).not.toBe(other);
    expect(names[0]).toMatch(/^[0-9a-f]{64}\.eml\.enc$/);
  });

  it("can be decrypted without us, as its documentation says", async () => {
    const archive = Archive.create(emptyFolder(), facts, passphrase);
    await put(archive, inbox, "Subject: 1\r\n\r\n", { uid: 1 });
    const { folder } = archive;
    const head = JSON.parse(readFileSync(join(folder, "archive.json"), "utf8")) as {
      encryption: { scrypt: { N: number; r: number; p: number; salt: string } };
    };
    const { salt, ...cost } = head.encryption.scrypt;
    const key = scryptSync(passphrase, Buffer.from(salt, "hex"), 32, { ...cost, maxmem: 2 ** 27 });
    const decrypt = (file: Buffer): string => {
      const decipher = createDecipheriv("aes-256-gcm", key, file.subarray(0, 12));
      decipher.setAuthTag(file.subarray(-16));
      return decipher.update(file.subarray(12, -16)).toString() + decipher.final().toString();
    };
    const [object = ""] = filesIn(join(folder, "objects"));
    expect(decrypt(readFileSync(join(folder, "objects", object)))).toBe("Subject: 1\r\n\r\n");
    const lines = readFileSync(join(folder, "manifest.jsonl"), "utf8").trim().split("\n");
    const entries = lines.map((line) => JSON.parse(decrypt(Buffer.from(line, "base64"))) as object);
    expect(entries).toEqual([
      expect.objectContaining({ entry: "folder", folder: ["INBOX"] }),
      expect.objectContaining({ entry: "message", uid: 1, hash: sha256("Subject: 1\r\n\r\n") }),
    ]);
  });

  it("is not opened without its key, or with another: the error names the setting", () => {
    const { folder } = Archive.create(emptyFolder(), facts, passphrase);
    const error = (message: RegExp): Error =>
      expect.objectContaining({
        code: "archive_damaged",
        message: expect.stringMatching(message) as string,
      }) as Error;
    expect(() => Archive.open(folder)).toThrow(
      error(/is encrypted, and brainycp:archiveKey is not set\. Set brainycp:archiveKey to the passphrase/),
    );
    expect(() => Archive.open(folder, `${passphrase} `)).toThrow(
      error(/is encrypted with another passphrase than brainycp:archiveKey\. Set brainycp:archiveKey to/),
    );
    expect(Archive.open(folder, passphrase).tally()).toEqual({ messages: 0, bytes: 0 });
  });
});

it("A plain archive opens with a key too, as one may be set later", async () => {
  const archive = Archive.create(emptyFolder(), facts);
  await put(archive, inbox, "one", { uid: 1 });
  expect(Archive.open(archive.folder, passphrase).tally()).toEqual({ messages: 1, bytes: 3 });
});
