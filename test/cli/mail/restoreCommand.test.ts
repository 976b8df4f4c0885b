import { Archive } from "../../../src/mail/archive";
import { emptyFolder, facts, inbox, put } from "../../support/archives";
import { describeWithDovecot, startDovecot, type TestDovecot } from "../../support/testDovecot";
import { contentsOf, mailIn } from "../../support/maildirContents";
import {
  addMailbox,
  mailboxPassword as password,
  optionsFor,
  remake,
  runMail,
} from "../../support/mailCommands";
import { asMailProgram, fillMailbox, plainMessage } from "../../support/mailProgram";

describeWithDovecot("mail restore", () => {
  let dovecot: TestDovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });

  const env = { BRAINYCP_MAILBOX_PASSWORD: password };
  const add = (address: string, bytes: Buffer): Promise<unknown> =>
    asMailProgram(dovecot, { address, password }, (client) => client.append("INBOX", bytes));

  it("puts everything back into a mailbox that was made anew, and may be repeated", async () => {
    const address = addMailbox(dovecot);
    await fillMailbox(dovecot, { address, password });
    await asMailProgram(dovecot, { address, password }, (client) =>
      client.list({ statusQuery: { messages: true } }),
    );
    const before = contentsOf(dovecot.maildirOf(address));
    const root = emptyFolder();
    const options = ["--archive", root, ...optionsFor(dovecot)];
    expect(await runMail(["archive", address, ...options], { env })).toMatchObject({ code: 0 });
    remake(dovecot, address);
    for (let run = 1; run <= 2; run += 1) {
      const { code, output, errors } = await runMail(["restore", address, ...options], { env });
      expect([code, errors]).toEqual([0, `Restoring into ${address}`]);
      expect(output.startsWith(`${address}: ${before.messages.length} messages (`)).toBe(true);
      expect(output).toMatch(/ MB\), read back and as they were archived$/);
      expect(contentsOf(dovecot.maildirOf(address))).toEqual(before);
    }
  });

  it("puts it into another mailbox beside what that holds", async () => {
    const [ann, ben] = [addMailbox(dovecot), addMailbox(dovecot)];
    await add(ann, plainMessage(1));
    await add(ben, plainMessage(2));
    const root = emptyFolder();
    await runMail(["archive", ann, "--archive", root, ...optionsFor(dovecot)], { env });
    const [folder = ""] = Archive.find(root);
    const { code, output } = await runMail(["restore", folder, "--to", ben, ...optionsFor(dovecot)], { env });
    expect([code, output]).toEqual([
      0,
      `${ben}: 1 message (0.0 MB) of ${ann}, read back and as they were archived`,
    ]);
    const own = mailIn(dovecot.maildirOf(ben));
    expect(own).toHaveLength(2);
    expect(own).toEqual(expect.arrayContaining([...mailIn(dovecot.maildirOf(ann))]));
  });

  it("names the archives of an address that has several", async () => {
    const root = emptyFolder();
    const folders = [1, 2].map(() => Archive.create(root, facts).folder);
    const { code, errors } = await runMail(
      ["restore", facts.address, "--archive", root, ...optionsFor(dovecot)],
      { env },
    );
    expect(code).toBe(1);
    expect(errors).toContain("There are several archives of ann@example.com. Name the folder of one:");
    for (const folder of folders) expect(errors).toContain(`\n  ${folder}`);
  });

  it("says that messages may be missing from an archive that was never completed, and restores the rest", async () => {
    const address = addMailbox(dovecot);
    const archive = Archive.create(emptyFolder(), { ...facts, address });
    await put(archive, inbox, plainMessage(1), { uid: 1 });
    const { code, errors } = await runMail(["restore", archive.folder, ...optionsFor(dovecot)], { env });
    expect(code).toBe(0);
    expect(errors).toContain("The archive was never completed: messages may be missing from it");
    expect(mailIn(dovecot.maildirOf(address))).toHaveLength(1);
  });

  it("says what to do where the mailbox is too small", async () => {
    const address = addMailbox(dovecot, 100_000);
    const archive = Archive.create(emptyFolder(), { ...facts, address });
    await put(archive, inbox, plainMessage(1, 200_000), { uid: 1 });
    archive.seal();
    const args = ["restore", archive.folder, ...optionsFor(dovecot)];
    const { code, output, errors } = await runMail(args, { env });
    expect([code, output]).toEqual([1, ""]);
    expect(errors).toContain("Give the mailbox a larger quota and run it again; it goes on where it stopped");
  });

  it("restores nothing from a folder that is no archive", async () => {
    const folder = emptyFolder();
    const { code, errors } = await runMail(["restore", folder, ...optionsFor(dovecot)], { env });
    expect(code).toBe(1);
    expect(errors).toContain(`There is no archive of mail in ${folder}`);
  });
});
