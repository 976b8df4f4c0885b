import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Archive } from "../../../src/mail/archive";
import { emptyFolder, facts, inbox, passphrase, put } from "../../support/archives";
import { runMail } from "../../support/mailCommands";

async function archiveIn(root: string, address = facts.address, key?: string): Promise<Archive> {
  const archive = Archive.create(root, { ...facts, address }, key);
  for (const uid of [1, 2]) await put(archive, inbox, `Subject: ${uid}\r\n\r\n`, { uid });
  archive.seal();
  return archive;
}

/** Changes one byte of a message, as a failing disk does. */
function damage({ folder }: Archive): void {
  const [name = ""] = readdirSync(join(folder, "objects"));
  writeFileSync(join(folder, "objects", name), "Subject: x\r\n\r\n");
}

describe("mail verify", () => {
  it("reads all archives of an address back", async () => {
    const root = emptyFolder();
    const archives = [await archiveIn(root), await archiveIn(root)];
    await archiveIn(root, "ben@example.com");
    const { code, output, errors } = await runMail(["verify", "ann@example.com", "--archive", root]);
    const folders = archives.map(({ folder }) => folder).sort();
    expect([code, output.split("\n").sort()]).toEqual([
      0,
      folders.map((folder) => `ok     ${folder}: 2 messages (0.0 MB)`),
    ]);
    expect(errors.split("\n").sort()).toEqual(folders.map((folder) => `Reading ${folder}`));
  });

  it("ends with code 1 where one is damaged, and says which message", async () => {
    const root = emptyFolder();
    const [right, wrong] = [await archiveIn(root), await archiveIn(root)];
    damage(wrong);
    const { code, output } = await runMail(["verify", wrong.folder, right.folder]);
    expect(code).toBe(1);
    const [first, problem, , last] = output.split("\n");
    expect([first, last]).toEqual([`wrong  ${wrong.folder}`, `ok     ${right.folder}: 2 messages (0.0 MB)`]);
    expect(problem).toMatch(/^ {7}The archive of mail in .* is damaged: message \d of 2024-02-29T12:00:00Z /);
  });

  it("takes a folder relative to the current one, and an address for one where that is no archive", async () => {
    const root = emptyFolder();
    const archive = await archiveIn(root);
    const name = archive.folder.slice(root.length + 1);
    expect(await runMail(["verify", name], { folder: root })).toMatchObject({ code: 0 });
    const byAddress = await runMail(["verify", "ann@example.com", "--archive", "."], { folder: root });
    expect([byAddress.code, byAddress.output]).toEqual([0, expect.stringContaining(archive.folder)]);
  });

  it("is not content with an archive that was never completed", async () => {
    const archive = Archive.create(emptyFolder(), facts);
    await put(archive, inbox, "Subject: 1\r\n\r\n", { uid: 1 });
    const { code, output } = await runMail(["verify", archive.folder]);
    expect([code, output]).toEqual([1, expect.stringContaining("it was never completed")]);
  });

  it("needs the passphrase of an archive that is encrypted", async () => {
    const { folder } = await archiveIn(emptyFolder(), facts.address, passphrase);
    const without = await runMail(["verify", folder]);
    expect([without.code, without.output]).toEqual([
      1,
      expect.stringContaining("is encrypted, and BRAINYCP_ARCHIVE_KEY is not set"),
    ]);
    const env = { BRAINYCP_ARCHIVE_KEY: passphrase };
    expect(await runMail(["verify", folder], { env })).toMatchObject({ code: 0 });
  });

  it("fails where there is nothing to verify", async () => {
    const root = emptyFolder();
    const { code, errors } = await runMail(["verify", "ann@example.com", "--archive", root]);
    expect([code, errors]).toEqual([
      1,
      expect.stringContaining(`There is no archive of ann@example.com in ${root}.`),
    ]);
  });
});
