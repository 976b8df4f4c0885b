import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MailAccounts } from "../../src/simulator/mailAccounts";

let folder: string;
let passwdFile: string;
let maildir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-mail-accounts-"));
  passwdFile = join(folder, "users");
  maildir = join(folder, "mail");
  mkdirSync(maildir);
});
afterEach(() => rmSync(folder, { recursive: true }));

// The digest of some password, and its salt.
const password = { salt: "0a0b", digest: "ff00" };

it("writes a line as Dovecot reads it, and makes a Maildir", () => {
  new MailAccounts({ passwdFile, maildir }).add("a@example.com", { password, storage: "5M" });
  const { uid, gid } = statSync(maildir);
  expect(readFileSync(passwdFile, "utf8")).toBe(
    `a@example.com:{SSHA256}/wAKCw==:${uid}:${gid}::${maildir}/a@example.com::userdb_quota_rule=*:storage=5M\n`,
  );
  expect(statSync(passwdFile).mode & 0o777).toBe(0o600);
  for (const part of ["cur", "new", "tmp"])
    expect(existsSync(join(maildir, "a@example.com", "Maildir", part))).toBe(true);
});

it("leaves the lines of others, the file's mode and the mail of an account that changes", () => {
  writeFileSync(passwdFile, "other@example.com:{PLAIN}x::::::\n");
  chmodSync(passwdFile, 0o640);
  const accounts = new MailAccounts({ passwdFile, maildir });
  accounts.add("a@example.com", { password, storage: "5M" });
  writeFileSync(join(accounts.maildirOf("a@example.com"), "new", "1"), "mail");
  accounts.add("a@example.com", { password, storage: "6M" });
  expect(readFileSync(passwdFile, "utf8").split("\n")).toEqual([
    "other@example.com:{PLAIN}x::::::",
    expect.stringMatching(/^a@example\.com:.*storage=6M$/),
    "",
  ]);
  expect(statSync(passwdFile).mode & 0o777).toBe(0o640);
  expect(existsSync(join(accounts.maildirOf("a@example.com"), "new", "1"))).toBe(true);
});

it.each([
  [false, false],
  [true, true],
])("removes an account with its mail, or leaves the mail: %s", (leaveMaildir, isThere) => {
  const accounts = new MailAccounts({ passwdFile, maildir });
  accounts.add("a@example.com", { password, storage: "5M" });
  accounts.remove("a@example.com", { leaveMaildir });
  expect(readFileSync(passwdFile, "utf8")).toBe("");
  expect(existsSync(accounts.maildirOf("a@example.com"))).toBe(isThere);
});

it.each(["a/../../b@example.com", "a:b@example.com", "..", "a@b\nc@d"])(
  "refuses the address %j",
  (address) => {
    const accounts = new MailAccounts({ passwdFile, maildir });
    expect(() => accounts.add(address, { password, storage: "5M" })).toThrow("A passwd-file cannot hold");
    expect(() => accounts.remove(address)).toThrow("A passwd-file cannot hold");
    expect(existsSync(passwdFile)).toBe(false);
  },
);

it("says that there is no mail folder", () => {
  expect(() => new MailAccounts({ passwdFile, maildir: join(folder, "none") })).toThrow(
    `There is no mail folder ${folder}/none: make it first.`,
  );
});
