import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserFolder, type SystemUser } from "../../src/coordination/userFolder";
import { Archive } from "../../src/mail/archive";
import { findArchiveRoot, openArchiveRoot, prune } from "../../src/mail/archiveRoot";
import { emptyFolder, facts, inbox, passphrase, put } from "../support/archives";

/** A user with a home, unless said otherwise, whose warnings are not looked at. */
function userFolder(place: string, user: Partial<SystemUser> = {}): UserFolder {
  return new UserFolder(() => undefined, {
    env: { XDG_STATE_HOME: join(place, "state") },
    homedir: () => join(place, "home"),
    tmpdir: () => place,
    uid: () => process.getuid?.(),
    ...user,
  });
}

describe("the root of archives", () => {
  it("is the folder that brainycp:archive names", () => {
    const place = emptyFolder();
    const user = userFolder(place);
    for (const root of [findArchiveRoot, openArchiveRoot]) {
      expect(root({ archive: "/srv/mail" }, user)).toBe("/srv/mail");
      expect(root({ archive: "mail" }, user)).toBe(join(process.cwd(), "mail"));
      expect(root({ archive: "panel" }, user)).toBeUndefined();
    }
    expect(readdirSync(place)).toEqual([]);
  });

  it("is in the user's state folder where that says nothing, and looking for it makes nothing", () => {
    const place = emptyFolder();
    expect(findArchiveRoot({ archive: undefined }, userFolder(place))).toBeUndefined();
    expect(readdirSync(place)).toEqual([]);
    const root = join(place, "state", "pulumi-brainycp", "archive");
    expect(openArchiveRoot({ archive: undefined }, userFolder(place))).toBe(root);
    expect(findArchiveRoot({ archive: undefined }, userFolder(place))).toBe(root);
  });

  it("is never below the system's temporary folder, which a restart empties", () => {
    const place = emptyFolder();
    writeFileSync(join(place, "file"), "");
    for (const tmpdir of [place, join(place, "file")]) {
      const user = userFolder(place, {
        env: { XDG_STATE_HOME: join(place, "file") },
        tmpdir: () => tmpdir,
      });
      expect(() => openArchiveRoot({ archive: undefined }, user)).toThrow(
        expect.objectContaining({
          code: "archive_failed",
          nextStep: "Set brainycp:archive to a folder that outlives this machine's restarts",
        }) as Error,
      );
    }
  });
});

describe("pruning", () => {
  const finished = new Date("2026-12-01T12:00:00Z");
  const later = (days: number, seconds = 0): Date =>
    new Date(finished.getTime() + days * 86_400_000 + seconds * 1000);

  it("removes what has been finished for more than so many days, with or without a key", async () => {
    const root = emptyFolder();
    const archives = [Archive.create(root, facts), Archive.create(root, facts, passphrase)];
    for (const archive of archives) {
      await put(archive, inbox, "one", { uid: 1 });
      archive.seal();
      archive.finish(finished);
    }
    const folders = Archive.find(root);
    expect([prune(root, 30, later(30)), prune(root, 30, later(-1)), Archive.find(root)]).toEqual([
      [],
      [],
      folders,
    ]);
    expect(prune(root, 30, later(30, 1))).toEqual(folders);
    expect(readdirSync(root)).toEqual([]);
  });

  it("keeps what is unfinished, noted or changed again, and what cannot be read or is none of ours", async () => {
    const root = emptyFolder();
    const [unfinished, noted, changed, damaged] = [1, 2, 3, 4].map(() => Archive.create(root, facts)) as [
      Archive,
      Archive,
      Archive,
      Archive,
    ];
    for (const archive of [noted, changed, damaged]) archive.finish(finished);
    noted.setNote({ step: "restore" });
    await put(changed, inbox, "one", { uid: 1 });
    writeFileSync(join(damaged.folder, "finished.json"), '{"at":"2000-01-01T00:00:00Z"}');
    mkdirSync(join(root, "mine", ".removed-mine"), { recursive: true });
    unfinished.seal();
    const folders = Archive.find(root);
    expect(prune(root, 1, later(1000))).toEqual([]);
    expect([Archive.find(root), folders.length, readdirSync(join(root, "mine"))]).toEqual([
      folders,
      4,
      [".removed-mine"],
    ]);
    noted.setNote(undefined);
    expect(prune(root, 1, later(1000))).toEqual([noted.folder]);
  });

  it("removes what a killed removal left, and is content without a root", () => {
    const root = emptyFolder();
    const { folder } = Archive.create(root, facts);
    renameSync(folder, join(dirname(folder), `.removed-${basename(folder)}`));
    expect(prune(root, 30, later(0))).toEqual([]);
    expect(readdirSync(dirname(folder))).toEqual([]);
    expect(prune(join(root, "none"), 30, later(0))).toEqual([]);
  });
});
