import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Archive } from "../../../src/mail/archive";
import type { ArchiveSummary } from "../../../src/cli/mail/archiveSummary";
import { emptyFolder, facts, inbox, passphrase, put } from "../../support/archives";
import { runMail } from "../../support/mailCommands";

/** The folders of an archive for each state, each begun an hour after the one before. */
async function archivesIn(root: string): Promise<{
  complete: string;
  underWay: string;
  unfinished: string;
  encrypted: string;
  damaged: string;
  headless: string;
}> {
  const make = async (hour: number, address: string, key?: string): Promise<Archive> => {
    const archive = Archive.create(root, { ...facts, address, at: `2026-11-27T1${hour}:40:00.000Z` }, key);
    await put(archive, inbox, `Subject: ${hour}\r\n\r\n${"x".repeat(1_500_000)}\r\n`, { uid: hour });
    return archive;
  };
  const complete = await make(1, "ann@example.com");
  complete.seal();
  complete.finish(new Date("2026-11-28T00:00:00Z"));
  const underWay = await make(2, "ben@example.com");
  underWay.setNote({ step: "restoring" });
  const unfinished = await make(3, "ann@example.com");
  const encrypted = await make(4, "eve@example.com", passphrase);
  encrypted.seal();
  const damaged = await make(5, "dan@example.com");
  damaged.seal();
  writeFileSync(join(damaged.folder, "manifest.jsonl"), "");
  const headless = await make(6, "dan@example.com");
  rmSync(join(headless.folder, "archive.json"));
  return {
    complete: complete.folder,
    underWay: underWay.folder,
    unfinished: unfinished.folder,
    encrypted: encrypted.folder,
    damaged: damaged.folder,
    headless: headless.folder,
  };
}

describe("mail list", () => {
  it("shows every archive with its state, the oldest first", async () => {
    const root = emptyFolder();
    const { complete, underWay, unfinished, encrypted, damaged, headless } = await archivesIn(root);
    const { code, output, errors } = await runMail(["list", "--archive", root]);
    expect(code).toBe(0);
    expect(output.split("\n")).toEqual([
      "ADDRESS          WHEN (UTC)        MESSAGES    SIZE  STATE                  FOLDER",
      `ann@example.com  2026-11-27 11:40         1  1.5 MB  complete               ${complete}`,
      `ben@example.com  2026-11-27 12:40         1  1.5 MB  under way (restoring)  ${underWay}`,
      `ann@example.com  2026-11-27 13:40         1  1.5 MB  unfinished             ${unfinished}`,
      `eve@example.com  2026-11-27 14:40         ?       ?  encrypted              ${encrypted}`,
      `dan@example.com  2026-11-27 15:40         ?       ?  damaged                ${damaged}`,
      `dan@example.com  ?                        ?       ?  damaged                ${headless}`,
    ]);
    expect(errors).toContain(`${damaged}\n  The archive of mail in ${damaged} is damaged`);
  });

  it("shows those of one address", async () => {
    const root = emptyFolder();
    const { complete, unfinished } = await archivesIn(root);
    const { output } = await runMail(["list", "Ann@Example.com", "--archive", root]);
    const folders = output.split("\n").map((line) => line.split(/ {2,}/).at(-1));
    expect(folders).toEqual(["FOLDER", complete, unfinished]);
  });

  it("prints them for a script", async () => {
    const root = emptyFolder();
    const { complete, underWay, encrypted, damaged } = await archivesIn(root);
    const env = { BRAINYCP_ARCHIVE_KEY: passphrase };
    const { code, output } = await runMail(["list", "--json", "--archive", root], { env });
    expect(code).toBe(0);
    const archives = JSON.parse(output) as ArchiveSummary[];
    const at = (wanted: string): ArchiveSummary | undefined =>
      archives.find(({ folder }) => folder === wanted);
    expect(at(complete)).toEqual({
      folder: complete,
      address: "ann@example.com",
      at: "2026-11-27T11:40:00.000Z",
      isEncrypted: false,
      state: "complete",
      messages: 1,
      bytes: 1_500_016,
      finishedAt: "2026-11-28T00:00:00.000Z",
    });
    expect(at(underWay)).toMatchObject({ state: "under way", step: "restoring" });
    expect(at(encrypted)).toMatchObject({ state: "complete", isEncrypted: true, messages: 1 });
    expect(at(damaged)).toMatchObject({
      state: "damaged",
      problem: expect.stringContaining("is damaged") as string,
    });
  });

  it("takes an archive of another key for encrypted, not for damaged", async () => {
    const root = emptyFolder();
    Archive.create(root, facts, "another passphrase").seal();
    const env = { BRAINYCP_ARCHIVE_KEY: passphrase };
    const { output } = await runMail(["list", "--json", "--archive", root], { env });
    expect(JSON.parse(output)).toMatchObject([{ state: "encrypted" }]);
  });

  it("says where there is nothing, without a failure", async () => {
    const folder = emptyFolder();
    const none = await runMail(["list", "ann@example.com", "--archive", "nowhere"], { folder });
    expect(none).toEqual({
      code: 0,
      output: "",
      errors: `There are no archives of ann@example.com in ${join(folder, "nowhere")}.`,
    });
    const forScript = await runMail(["list", "--json", "--archive", "nowhere"], { folder });
    expect(forScript).toEqual({ code: 0, output: "[]", errors: "" });
  });

  it("looks into the user's state folder where no folder is named", async () => {
    const home = emptyFolder();
    const archive = Archive.create(join(home, "pulumi-brainycp", "archive"), facts);
    const { output } = await runMail(["list"], { env: { XDG_STATE_HOME: home } });
    expect(output).toContain(archive.folder);
  });
});
