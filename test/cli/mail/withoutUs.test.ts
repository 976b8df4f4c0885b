import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Archive } from "../../../src/mail/archive";
import { emptyFolder } from "../../support/archives";
import { describeWithDovecot, startDovecot, type TestDovecot } from "../../support/testDovecot";
import { readDocument } from "../../support/documents";
import { mailIn } from "../../support/maildirContents";
import { addMailbox, mailboxPassword as password, optionsFor, runMail } from "../../support/mailCommands";
import { fillMailbox } from "../../support/mailProgram";

const [checking = "", saving = "", program = "", importing = ""] = readDocument(
  "docs/keeping-mail.md",
).snippets.flatMap(({ treatment, code }) =>
  treatment.how === "run-by" && treatment.test === "test/cli/mail/withoutUs.test.ts" ? [code] : [],
);

/** The messages of a Maildir, without their folders, dates and flags, each once. */
const hashesIn = (maildir: string): string[] => [
  ...new Set(mailIn(maildir).map((line) => line.split("\t")[1] ?? "")),
];

describeWithDovecot("an archive, restored by the commands of docs/keeping-mail.md alone", () => {
  let dovecot: TestDovecot;
  let from: string;
  let archive: string;
  beforeAll(async () => {
    dovecot = await startDovecot();
    from = addMailbox(dovecot);
    await fillMailbox(dovecot, { address: from, password });
    const root = emptyFolder();
    const args = ["archive", from, "--archive", root, ...optionsFor(dovecot)];
    await runMail(args, { env: { BRAINYCP_MAILBOX_PASSWORD: password } });
    archive = Archive.find(root)[0] ?? "";
    writeFileSync(join(archive, "maildir.py"), program);
  });

  /** Runs commands of the documentation on the test server, whose folders begin with `INBOX.`. */
  function run(commands: string, address: string): string {
    const programs = emptyFolder();
    const doveadm = `#!/bin/sh\nexec doveadm -c '${dovecot.configuration}' "$@"\n`;
    const path = process.env.PATH ?? "";
    writeFileSync(join(programs, "doveadm"), doveadm.replace("exec", `PATH='${path}' exec`), { mode: 0o755 });
    const code = commands
      .replaceAll("ann@example.com", address)
      .replaceAll("Restored", "INBOX.Restored")
      .replace('maildir.py . "$maildir"', 'maildir.py . "$maildir" INBOX');
    const env = { ...process.env, PATH: `${programs}${delimiter}${path}` };
    return execFileSync("bash", ["-ec", code], { cwd: archive, env, encoding: "utf8" });
  }

  it("proves its messages by their names, and finds one", () => {
    const [cd = "", check = "", find = ""] = checking.split("\n");
    expect(cd).toMatch(/^cd /);
    expect(run(check, from)).toBe("");
    expect(run(find.replace("invoice", "twins"), from)).toMatch(/^objects\/[0-9a-f]{64}\.eml\n$/);
  });

  it("puts every message into one folder", () => {
    const to = addMailbox(dovecot);
    run(saving, to);
    expect(hashesIn(dovecot.maildirOf(to)).sort()).toEqual(hashesIn(dovecot.maildirOf(from)).sort());
  });

  it("puts every message back with folder, date, flags and keywords", () => {
    const to = addMailbox(dovecot);
    run(importing, to);
    expect(mailIn(dovecot.maildirOf(to))).toEqual(mailIn(dovecot.maildirOf(from)));
  });
});
