import fc from "fast-check";
import { Archive } from "../../src/mail/archive";
import { folderName, type Folder } from "../../src/mail/folder";
import { emptyFolder, facts, folderAt, mailIn, put, sha256 } from "../support/archives";

interface Known {
  folder: Folder;
  uidValidity: string | undefined;
  messages: Map<number, { content: string; flags: string[] }>;
}

const folder = fc
  .constantFrom(["INBOX"], ["A"], ["A", "B"], ["A/B"], ["__proto__"], ["Ä\n"])
  .map((path) => folderAt(path));
const uid = fc.integer({ min: 1, max: 4 });
const flags = fc.subarray(["$Label1", "\\Flagged", "\\Seen"]);
/** A step that changes a folder, or one for the archive as a whole. */
const step = fc.oneof(
  fc.record({ does: fc.constant("add" as const), folder, isSubscribed: fc.boolean() }),
  fc.record({
    does: fc.constant("put" as const),
    folder,
    uid,
    flags,
    content: fc.constantFrom("", "1", "22"),
  }),
  fc.record({ does: fc.constant("drop" as const), folder, uid }),
  fc.record({ does: fc.constantFrom("empty" as const, "drop folder" as const), folder }),
  fc.constantFrom("seal" as const, "note" as const, "open" as const),
);

/** What `mailIn` is to give. */
function expected(model: Map<string, Known>): Record<string, unknown> {
  const rows = [...model].map(([name, known]) => {
    const messages = [...known.messages]
      .sort(([one], [other]) => one - other)
      .map(([number, { content, flags: set }]) => ({
        ...{ uid: number, flags: set, content, size: content.length },
        ...{ hash: sha256(content), date: "2024-02-29T12:00:00Z" },
      }));
    return [name, { ...known.folder, uidValidity: known.uidValidity, messages }];
  });
  return Object.fromEntries(rows) as Record<string, unknown>;
}

it("An archive has what was put in, after any steps, opened again anywhere between them", async () => {
  const root = emptyFolder();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const model = new Map<string, Known>();
      let archive = Archive.create(root, facts);
      for (const one of steps) {
        if (one === "open") archive = Archive.open(archive.folder);
        else if (one === "seal") archive.seal();
        else if (one === "note") archive.setNote({ steps: steps.length });
        else {
          const name = folderName(one.folder);
          const known = model.get(name);
          if (one.does === "add") {
            const added = { ...one.folder, isSubscribed: one.isSubscribed };
            archive.addFolder(added);
            model.set(name, { uidValidity: undefined, messages: new Map(), ...known, folder: added });
          } else if (one.does === "put") {
            await put(archive, one.folder, one.content, one);
            const before = known ?? { folder: one.folder, messages: new Map() };
            before.messages.set(one.uid, { content: one.content, flags: one.flags });
            model.set(name, { ...before, uidValidity: "7" });
          } else if (one.does === "drop") {
            archive.dropMessage(one.folder, one.uid);
            known?.messages.delete(one.uid);
          } else if (one.does === "empty") {
            archive.dropMessages(one.folder);
            if (known !== undefined)
              model.set(name, { ...known, uidValidity: undefined, messages: new Map() });
          } else {
            archive.dropFolder(one.folder);
            model.delete(name);
          }
        }
      }
      archive.seal();
      for (const found of [archive, Archive.open(archive.folder)]) {
        const mail = await mailIn(found);
        const messages = [...model.values()].flatMap((known) => [...known.messages.values()]);
        const tally = {
          messages: messages.length,
          bytes: messages.map(({ content }) => content).join("").length,
        };
        expect([mail, found.tally(), await found.check()]).toEqual([expected(model), tally, tally]);
      }
    }),
    { numRuns: 100 },
  );
});
