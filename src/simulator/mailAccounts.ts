import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import type { PasswordDigest } from "./password";

/** Where a mail server finds its accounts and forwardings, and keeps its mail. */
export interface MailPlaces {
  /** A passwd-file as Dovecot reads it; made where there is none. Lines of accounts of others stay. */
  passwdFile: string;
  /** An existing folder: the mail of an account is in `ADDRESS/Maildir` below it, and belongs to its owner. */
  maildir: string;
  /** An aliases file for the forwardings, made where there is none; all of it is the panel's. @defaultValue none */
  aliasesFile?: string | undefined;
}

/** An account of the mail server. */
export interface MailAccount {
  password: PasswordDigest;
  /** As Dovecot's quota rules write it: `500M`, `64K`, `1000B`. */
  storage: string;
}

/**
 * The accounts and the Maildirs of a mail server, as a panel makes and removes them. Dovecot looks for a change of its
 * passwd-file once a second: where it has looked in this second already, only a login in the next one sees it.
 */
export class MailAccounts {
  private readonly passwdFile: string;
  private readonly maildir: string;

  /** @throws Error where the mail folder does not exist. */
  constructor({ passwdFile, maildir }: MailPlaces) {
    if (!existsSync(maildir)) throw new Error(`There is no mail folder ${maildir}: make it first.`);
    this.passwdFile = resolve(passwdFile);
    this.maildir = resolve(maildir);
  }

  /** Adds an account, or changes the one of this address, whose mail stays. */
  add(address: string, account: MailAccount): void {
    const { uid, gid } = statSync(this.maildir);
    const home = this.homeOf(address);
    for (const folder of ["", "Maildir", "Maildir/cur", "Maildir/new", "Maildir/tmp"]) {
      const path = join(home, folder);
      if (existsSync(path)) continue;
      mkdirSync(path, { mode: 0o700 });
      chownSync(path, uid, gid);
    }
    const { password, storage } = account;
    const line = [address, dovecotHash(password), uid, gid, "", home, "", quotaRule(storage)].join(":");
    this.rewrite(address, [line]);
  }

  /** Removes an account, and its mail unless that is left behind. */
  remove(address: string, { leaveMaildir = false } = {}): void {
    const home = this.homeOf(address);
    this.rewrite(address, []);
    if (leaveMaildir || !existsSync(home)) return;
    // Moved away at once, since a session that is still open may write into it.
    const going = join(this.maildir, `.removed-${randomBytes(8).toString("hex")}`);
    renameSync(home, going);
    rmSync(going, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The Maildir of an account. */
  maildirOf(address: string): string {
    return join(this.homeOf(address), "Maildir");
  }

  private homeOf(address: string): string {
    if (/[:/\0\s]/.test(address) || !address.includes("@"))
      throw new Error(`A passwd-file cannot hold the address ${JSON.stringify(address)}.`);
    return join(this.maildir, address);
  }

  /** Writes the file with these lines for an address, atomically; its owner and its mode stay. */
  private rewrite(address: string, lines: readonly string[]): void {
    const { passwdFile } = this;
    const before = existsSync(passwdFile) ? readFileSync(passwdFile, "utf8").split("\n") : [];
    const others = before.filter((line) => line !== "" && line.split(":")[0] !== address);
    const temporary = `${passwdFile}.${process.pid}.tmp`;
    writeFileSync(temporary, [...others, ...lines].map((line) => `${line}\n`).join(""), { mode: 0o600 });
    if (existsSync(passwdFile)) {
      const { uid, gid, mode, mtimeMs } = statSync(passwdFile);
      chownSync(temporary, uid, gid);
      chmodSync(temporary, mode & 0o777);
      // Dovecot takes a file of the same size and second for unchanged.
      const time = Math.max(Date.now() / 1000, Math.floor(mtimeMs / 1000) + 1);
      utimesSync(temporary, time, time);
    }
    renameSync(temporary, passwdFile);
  }
}

function quotaRule(storage: string): string {
  return `userdb_quota_rule=*:storage=${storage}`;
}

/** The digest in Dovecot's words: SHA-256 of the password and the salt, followed by the salt. */
function dovecotHash({ salt, digest }: PasswordDigest): string {
  return `{SSHA256}${Buffer.from(digest + salt, "hex").toString("base64")}`;
}
