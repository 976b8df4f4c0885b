import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Archive } from "../../../src/mail/archive";
import { emptyFolder, facts, inbox, passphrase, put } from "../../support/archives";
import { runMail } from "../../support/mailCommands";

const day = 86_400_000;

async function archiveIn(root: string, finishedDaysAgo?: number, key?: string): Promise<Archive> {
  const archive = Archive.create(root, facts, key);
  await put(archive, inbox, "Subject: 1\r\n\r\n", { uid: 1 });
  archive.seal();
  if (finishedDaysAgo !== undefined) archive.finish(new Date(Date.now() - finishedDaysAgo * day));
  return archive;
}

describe("mail prune", () => {
  it("removes what was finished more than 30 days ago, and nothing else", async () => {
    const root = emptyFolder();
    const old = [await archiveIn(root, 31), await archiveIn(root, 300, passphrase)];
    const recent = await archiveIn(root, 29);
    const madeByHand = await archiveIn(root);
    const underWay = await archiveIn(root, 300);
    underWay.setNote({ step: "restoring" });
    const unfinished = await archiveIn(root, 300);
    await put(unfinished, inbox, "Subject: 2\r\n\r\n", { uid: 2 });
    const kept = [recent, madeByHand, underWay, unfinished].map(({ folder }) => folder).sort();
    const folders = old.map(({ folder }) => folder).sort();

    const trial = await runMail(["prune", "--dry-run", "--archive", root]);
    expect([trial.code, trial.output.split("\n").sort(), trial.errors]).toEqual([
      0,
      folders.map((folder) => `would remove  ${folder}`),
      "2 archives would be removed, 4 kept.",
    ]);
    expect(Archive.find(root).sort()).toEqual([...kept, ...folders].sort());

    const { code, output, errors } = await runMail(["prune", "--archive", root]);
    expect([code, output.split("\n").sort(), errors]).toEqual([
      0,
      folders.map((folder) => `removed  ${folder}`),
      "2 archives removed, 4 kept.",
    ]);
    expect(Archive.find(root).sort()).toEqual(kept);
  });

  it("counts the days that it is told", async () => {
    const root = emptyFolder();
    const { folder } = await archiveIn(root, 8);
    expect(await runMail(["prune", "--days", "9", "--archive", root])).toMatchObject({ output: "" });
    expect(await runMail(["prune", "--days", "7", "--archive", root])).toMatchObject({
      output: `removed  ${folder}`,
    });
  });

  it.each(["0", "soon", "-1"])("takes %s for no number of days, and removes nothing", async (days) => {
    const root = emptyFolder();
    const { folder } = await archiveIn(root, 300);
    const { code, errors } = await runMail(["prune", `--days=${days}`, "--archive", root]);
    expect([code, errors]).toEqual([1, expect.stringContaining("--days must be ")]);
    expect(Archive.find(root)).toEqual([folder]);
  });

  it("leaves what it cannot read", async () => {
    const root = emptyFolder();
    const { folder } = await archiveIn(root, 300);
    writeFileSync(join(folder, "finished.json"), "{}");
    const { output, errors } = await runMail(["prune", "--archive", root]);
    expect([output, errors]).toEqual(["", "0 archives removed, 1 kept."]);
    expect(Archive.find(root)).toEqual([folder]);
  });

  it("has nothing to do where there is no folder", async () => {
    const { code, errors } = await runMail(["prune", "--archive", join(emptyFolder(), "nowhere")]);
    expect([code, errors]).toEqual([0, "0 archives removed, 0 kept."]);
  });
});
