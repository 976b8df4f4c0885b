import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dovecot, dovecotProgram } from "../../src/simulator/dovecot";
import type { FolderStyle } from "../../src/simulator/dovecotConfiguration";
import { MailAccounts } from "../../src/simulator/mailAccounts";
import { digestPassword } from "../../src/simulator/password";
import { makeCertificate, type Certificate } from "./certificates";

/** `describe` for tests with a real mail server, which are skipped where Dovecot is not installed. */
export function describeWithDovecot(title: string, tests: () => void): void {
  if (dovecotProgram !== undefined) describe(title, tests);
  else describe.skip(`${title} (needs Dovecot: apt-get install dovecot-imapd)`, tests);
}

/** A real Dovecot for tests, in a temporary folder: accounts come and go as a panel would make and remove them. */
export interface TestDovecot {
  readonly host: "127.0.0.1";
  /** IMAP over TLS. */
  readonly tlsPort: number;
  /** IMAP in clear text, and with STARTTLS. */
  readonly plainPort: number;
  /** `cert` is what signed the server's certificate: itself. */
  readonly certificate: Certificate;
  /** What a simulator that provisions it is started with. */
  readonly passwdFile: string;
  readonly maildir: string;
  /** What `doveadm -c` takes. */
  readonly configuration: string;
  /** What it has logged so far. */
  readonly log: string;
  /** Adds an account, or gives the one of this address another password and quota; 1 GB by default. */
  addAccount(address: string, password: string, quotaBytes?: number): void;
  removeAccount(address: string, options?: { leaveMaildir?: boolean }): void;
  maildirOf(address: string): string;
  /** Ends it and starts it on the same ports. */
  restart(): Promise<void>;
  /** Ends all of its processes at once; `restart` starts it again. */
  kill(): Promise<void>;
}

const running: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** Starts one, which is ended and removed after the test file. */
export async function startDovecot(style: FolderStyle = {}): Promise<TestDovecot> {
  const certificate = await makeCertificate();
  const folder = await mkdtemp(join(tmpdir(), "brainycp-dovecot-"));
  const server = await Dovecot.start({ ...style, folder, tls: certificate }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  running.push(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const accounts = new MailAccounts(server);
  return {
    host: "127.0.0.1",
    tlsPort: server.tlsPort,
    plainPort: server.plainPort,
    certificate,
    passwdFile: server.passwdFile,
    maildir: server.maildir,
    configuration: server.configuration,
    get log() {
      return server.log;
    },
    addAccount: (address, password, quotaBytes = 2 ** 30) => {
      accounts.add(address, { password: digestPassword(password), storage: `${quotaBytes}B` });
      waitForNextSecond();
    },
    removeAccount: (address, options) => {
      accounts.remove(address, options);
      waitForNextSecond();
    },
    maildirOf: (address) => accounts.maildirOf(address),
    restart: () => server.restart(),
    kill: () => server.kill(),
  };
}

/** Waits until a login sees what was written to the passwd-file: Dovecot looks for changes once a second. */
export function waitForNextSecond(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1010 - (Date.now() % 1000));
}

/** An address that no other test has. */
export function anyAddress(): string {
  return `box-${randomBytes(4).toString("hex")}@example.com`;
}
