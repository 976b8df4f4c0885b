import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeWithDovecot } from "../support/testDovecot";
import { startMailStack, type MailStack } from "../support/engine/mailStack";
import { hashOf } from "../support/maildirContents";
import type { StoredMail, StoredMessage } from "../support/maildirWriter";
import { oddMail } from "../support/oddMail";
import { largeMessage, oddMessages } from "../support/oddMessages";

const ann = "ann@example.com";
const anna = "anna@example.com";

/** A mailbox as it is after some years: 5,000 messages, the odd ones, large ones. */
function manyMessages(): StoredMail {
  const day = (index: number): Date => new Date(Date.UTC(2015, 0, 1, 8, 0, index % 60) + index * 43_200_000);
  const usual = Array.from({ length: 5000 }, (_, index): StoredMessage => ({
    bytes:
      `From: ben@example.com\r\nTo: ${ann}\r\nSubject: number ${index}\r\n` +
      `Message-ID: <${index}@example.com>\r\n\r\n${`line of message ${index}\r\n`.repeat(1 + (index % 200))}`,
    folder: ["", "Archive.2023", "Archive.2024.Q1", "Lists.Dovecot"][index % 4] ?? "",
    flags: ["S", "FS", "", "RS"][index % 4] ?? "",
    keywords: index % 50 === 0 ? ["$Forwarded"] : [],
    date: day(index),
  }));
  const odd = oddMessages().map(({ bytes }, index) => ({ bytes, folder: "Odd", date: day(index) }));
  const large = [1, 2].map((index) => ({ bytes: largeMessage(25_000_000 + index), date: day(index) }));
  return {
    ...oddMail,
    messages: [...oddMail.messages, ...usual, ...odd, ...large],
    folders: [...(oddMail.folders ?? []), "Archive", "Archive.2024", "Lists"],
  };
}

const program = (email: string, quota: number, password: string, options = {}): string => `
  const box = new b.Mailbox("box", ${JSON.stringify({ email, quota, password })}, ${JSON.stringify(options)});
  new b.MailForward("info", { source: "info@example.com", targets: [box.email] });`;

describeWithDovecot("a mailbox with 5,000 messages in nested folders", () => {
  let house: MailStack;
  beforeAll(async () => {
    house = await startMailStack();
    await house.stack.program(program(ann, 500, "secret"));
    expect(await house.stack.up()).toMatchObject({ succeeded: true });
    house.fill(ann, manyMessages());
  });
  afterAll(() => house.end());

  test("keeps them through a change of quota, of password, of address, and its removal", async () => {
    const { stack, simulator, mailOf } = house;
    // an update is refused to no protected resource
    await stack.configure({ refuseMailLoss: "true" });
    const before = mailOf(ann);
    const count = before.messages.length;
    expect(count).toBeGreaterThan(5000);

    await stack.program(program(ann, 600, "secret"));
    const preview = await stack.preview();
    expect(preview.steps).toEqual({ box: "update", info: "same" });
    const megabytes = String(Math.round(sizeOf(house) / 1_000_000));
    expect(preview.output).toContain(
      `carries its mail over: ${count.toLocaleString("en-GB")} messages (${megabytes} MB)`,
    );
    simulator.requests.length = 0;
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "update", info: "same" } });
    expect(mailOf(ann)).toEqual(before);
    expect(writes(house)).toEqual([`delmail ${ann}`, `addmail ${ann}`]);

    await stack.program(program(ann, 600, "another secret"));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "update", info: "same" } });
    expect(mailOf(ann)).toEqual(before);
    expect(simulator.panel.mailboxPasswordIs(ann, "another secret")).toBe(true);

    await stack.program(program(anna, 600, "another secret"));
    expect((await stack.preview()).output).toContain("as it is currently marked for protection");
    await stack.program(program(anna, 600, "another secret", { protect: false }));
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "replace" } });
    expect(mailOf(anna)).toEqual(before);
    expect(mailOf(ann).messages).toEqual([]);

    const refused = await stack.destroy();
    expect(refused.succeeded).toBe(false);
    expect(refused.output).toContain(`mailbox ${anna} is not deleted`);
    expect(mailOf(anna)).toEqual(before);
    await stack.configure({ refuseMailLoss: "false" });
    expect(await stack.up()).toMatchObject({ succeeded: true });
    const destroyed = await stack.destroy();
    expect(destroyed).toMatchObject({ succeeded: true });
    const archive = /mail restore (\S+) --to ADDRESS/.exec(destroyed.output)?.[1] ?? "";
    const objects = readdirSync(join(archive, "objects"));
    const hashes = new Set(before.messages.map((line) => line.split("\t")[1]));
    expect(new Set(objects.map((name) => hashOf(readFileSync(join(archive, "objects", name)))))).toEqual(
      hashes,
    );
  });
});

/** What the messages are in bytes, as IMAP counts them. */
function sizeOf({ dovecot }: MailStack): number {
  const maildir = dovecot.maildirOf(ann);
  const folders = readdirSync(maildir).map((name) => join(maildir, name, "cur"));
  return [join(maildir, "cur"), ...folders]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => readFileSync(join(folder, name))))
    .reduce((sum, bytes) => sum + bytes.length, 0);
}

function writes({ simulator }: MailStack): string[] {
  return simulator.requests
    .filter(({ operation }) => /^(add|del)/.test(operation))
    .map(({ operation, object }) => `${operation} ${object ?? ""}`);
}

describeWithDovecot("Ctrl-C", () => {
  let house: MailStack;
  beforeEach(async () => {
    house = await startMailStack();
    await house.stack.program(program(ann, 500, "secret"));
    expect(await house.stack.up()).toMatchObject({ succeeded: true });
    house.fill(ann, oddMail);
  });
  afterEach(() => house.end());

  test("before the mailbox is deleted leaves all as it was", async () => {
    const { stack, mailGate, simulator, mailOf } = house;
    const before = mailOf(ann);
    await stack.program(program(ann, 600, "another secret"));
    simulator.requests.length = 0;
    const filling = mailGate.hold({ who: ann, says: /UID FETCH .*BODY\.PEEK/, nth: 2 });
    const run = stack.up();
    await filling;
    await stack.interrupt();
    mailGate.release();
    const { succeeded, output } = await run;
    expect(succeeded).toBe(false);
    expect(output).toContain("the mailbox is as it was");
    expect(writes(house)).toEqual([]);
    expect(mailOf(ann)).toEqual(before);
    expect(existsSync(join(stack.machineState, "pulumi-brainycp", "archive", ann))).toBe(false);
  });

  test("after it was deleted lets the move be finished first", async () => {
    const { stack, mailGate, simulator, mailOf } = house;
    const before = mailOf(ann);
    await stack.program(program(ann, 600, "another secret"));
    const restoring = mailGate.hold({ who: ann, says: /APPEND/, nth: 3 });
    const run = stack.up();
    await restoring;
    await stack.interrupt();
    mailGate.release();
    const { succeeded } = await run;
    expect(succeeded).toBe(false);
    expect(mailOf(ann)).toEqual(before);
    expect(simulator.panel.mailboxPasswordIs(ann, "another secret")).toBe(true);
    expect(await stack.up()).toMatchObject({ succeeded: true, steps: { box: "same" } });
  });
});
