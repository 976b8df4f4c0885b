import execa from "execa";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { anyAddress, describeWithDovecot, startDovecot } from "../support/testDovecot";
import { mailIn } from "../support/maildirContents";
import { asMailProgram, mailServerFor } from "../support/mailProgram";
import { largeMessage } from "../support/oddMessages";

/** Archives a mailbox and restores it into another, in a process of its own, and prints by how much that grew. */
const program = `
const { Archive, ImapMailbox, sweep, restoreMail } = Object.assign({}, ...["archive", "imapMailbox", "sweep", "restoreMail"].map((name) => require("./dist/mail/" + name)));
const { server, root, from, to } = JSON.parse(process.argv[1]);
const peak = () => process.resourceUsage().maxRSS / 1024;
(async () => {
  const source = await ImapMailbox.open(server, from);
  const target = await ImapMailbox.open(server, to);
  const archive = Archive.create(root, { address: from.address, owner: "ann", endpoint: "http://127.0.0.1/", at: "2026-11-27T19:40:00Z" });
  const atRest = peak();
  await sweep(source, archive);
  const archived = peak();
  await restoreMail(archive, target);
  console.log(JSON.stringify({ out: archived - atRest, back: peak() - atRest }));
  await source.close();
  await target.close();
})();
`;

describeWithDovecot("the memory that mail takes", () => {
  it("stays below 150 MB more than at rest for messages of 60 MB", async () => {
    const dovecot = await startDovecot();
    const root = mkdtempSync(join(tmpdir(), "brainycp-archive-"));
    const [from, to] = [anyAddress(), anyAddress()].map((address) => ({ address, password: "secret" }));
    if (from === undefined || to === undefined) throw new Error("there are two");
    for (const { address, password } of [from, to]) dovecot.addAccount(address, password);
    await asMailProgram(dovecot, from, async (client) => {
      for (const size of [60_000_000, 59_000_000])
        await client.append("INBOX", largeMessage(size), ["\\Seen"], new Date("2024-02-29T12:00:00Z"));
    });
    const given = JSON.stringify({ server: mailServerFor(dovecot), root, from, to });
    const { stdout } = await execa(process.execPath, ["-e", program, given], {
      cwd: join(__dirname, "../.."),
    });
    rmSync(root, { recursive: true });
    const grown = JSON.parse(stdout) as { out: number; back: number };
    expect(mailIn(dovecot.maildirOf(to.address))).toEqual(mailIn(dovecot.maildirOf(from.address)));
    expect(grown.out).toBeLessThan(100);
    expect(grown.back).toBeLessThan(150);
  });
});
