import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { UserFolder } from "../../src/coordination/userFolder";
import { ArchivePlace } from "../../src/mail/archivePlace";
import { emptyFolder } from "../support/archives";

/** The archives of a run whose user has a state folder in this place. */
function archivesIn(place: string, archive?: string): ArchivePlace {
  const env = { XDG_STATE_HOME: place };
  const user = { env, homedir: () => place, tmpdir: () => place, uid: () => process.getuid?.() };
  return new ArchivePlace({ archive }, new UserFolder(() => undefined, user));
}

describe("where a run finds archives", () => {
  it("is nowhere while there are none", () => {
    const root = join(emptyFolder(), "mail");
    const archives = archivesIn(emptyFolder(), root);
    expect(archives.find()).toBeUndefined();
    // another run's
    mkdirSync(root);
    expect(archives.find()).toBeUndefined();
    expect(archivesIn(emptyFolder(), root).find()).toBe(root);
  });

  it("is where it makes one, from before that is there", () => {
    for (const archive of [join(emptyFolder(), "mail"), undefined]) {
      const archives = archivesIn(emptyFolder(), archive);
      expect(archives.find()).toBeUndefined();
      const root = archives.open();
      expect(root).toBeDefined();
      expect(archives.find()).toBe(root);
    }
  });

  it("is no folder where the panel keeps the mail", () => {
    const archives = archivesIn(emptyFolder(), "panel");
    expect([archives.find(), archives.open(), archives.find()]).toEqual([undefined, undefined, undefined]);
  });
});
