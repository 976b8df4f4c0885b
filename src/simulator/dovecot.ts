import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { dovecotConfiguration, filesIn, type FolderStyle } from "./dovecotConfiguration";
import { freePort, greetingAt, serverProgram } from "./localServer";
import type { TlsFiles } from "./server";

export interface DovecotOptions extends FolderStyle {
  /** Holds all that it keeps; made where there is none. What is in it from an earlier start counts. */
  folder: string;
  /** The key and the certificate of its server, as PEM. */
  tls: TlsFiles;
}

/** Dovecot's program; undefined where it is not installed. */
export const dovecotProgram = serverProgram("dovecot");

/** @throws Error where Dovecot is not installed */
export function requireDovecot(): void {
  if (dovecotProgram === undefined)
    throw new Error("Dovecot is not installed; install it (Debian: apt-get install dovecot-imapd)");
}

/** Whose the mail is when root starts the server: a number that needs no user of this machine. */
const mailOwnerOfRoot = 5000;

/** A real IMAP server on free ports of this machine, whose accounts stand in a passwd-file. */
export class Dovecot {
  /** The file with its accounts; the next login sees a change. */
  readonly passwdFile: string;
  /** The folder with its mail: `ADDRESS/Maildir` below it. */
  readonly maildir: string;
  /** The certificate of its server, as PEM. */
  readonly certFile: string;
  /** What `doveadm -c` takes. */
  readonly configuration: string;
  private readonly logFile: string;
  private master: ChildProcess | undefined;

  private constructor(
    private readonly options: DovecotOptions,
    private readonly runFolder: string,
    /** IMAP over TLS. */
    readonly tlsPort: number,
    /** IMAP in clear text, and with STARTTLS. */
    readonly plainPort: number,
  ) {
    const files = filesIn(options.folder);
    this.passwdFile = files.passwdFile;
    this.maildir = files.maildir;
    this.certFile = files.cert;
    this.configuration = files.configuration;
    this.logFile = files.log;
  }

  /** Starts one. @throws Error where Dovecot is not installed, or does not start. */
  static async start(options: DovecotOptions): Promise<Dovecot> {
    requireDovecot();
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    refuseClosedFolders(options.folder);
    const runFolder = mkdtempSync(join(tmpdir(), "dovecot-"));
    for (let triesLeft = 5; ; triesLeft--) {
      const server = new Dovecot(options, runFolder, await freePort(), await freePort());
      try {
        await server.restart();
        return server;
      } catch (error) {
        // Another program may have taken a port in the meantime.
        if (triesLeft > 1) continue;
        await server.stop();
        throw error;
      }
    }
  }

  /** What it has logged so far. */
  get log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, "utf8") : "";
  }

  /** Ends it if it runs, and starts it on the same ports; accounts and mail stay. */
  async restart(): Promise<void> {
    await this.end("SIGTERM");
    const greeting = `Dovecot ${randomBytes(8).toString("hex")}`;
    this.writeFiles(greeting);
    // A group of its own: a Ctrl-C in the terminal does not end it before those who use it.
    const master = spawn(dovecotProgram ?? "", ["-F", "-c", this.configuration], {
      detached: true,
      stdio: "ignore",
    });
    this.master = master;
    process.once("exit", this.endWithThisProcess);
    while (master.exitCode === null && master.signalCode === null) {
      if ((await greetingAt(this.plainPort)).includes(greeting) && (await isOpen(this.tlsPort))) return;
      await wait(20);
    }
    throw new Error(
      `Dovecot does not start on the ports ${this.tlsPort} and ${this.plainPort}:\n${this.log}`,
    );
  }

  /** Ends it, with all sessions; what it keeps stays in its folder. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
    rmSync(this.runFolder, { recursive: true, force: true });
  }

  /** Ends all of its processes at once, as a failure of the machine does. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  private async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const { master } = this;
    this.master = undefined;
    process.removeListener("exit", this.endWithThisProcess);
    if (master?.pid === undefined || master.exitCode !== null || master.signalCode !== null) return;
    const ended = once(master, "exit");
    process.kill(signal === "SIGKILL" ? -master.pid : master.pid, signal);
    await ended;
    // Its other processes take a moment, and listen until then.
    while (await isOpen(this.plainPort)) await wait(20);
  }

  private readonly endWithThisProcess = () => {
    this.master?.kill();
  };

  private writeFiles(greeting: string): void {
    const { folder, tls } = this.options;
    const { uid, gid } =
      process.geteuid?.() === 0
        ? { uid: mailOwnerOfRoot, gid: mailOwnerOfRoot }
        : { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
    mkdirSync(this.maildir, { recursive: true, mode: 0o700 });
    chownSync(this.maildir, uid, gid);
    // The mail's owner has to get through.
    chmodSync(folder, 0o711);
    chmodSync(this.runFolder, 0o755);
    if (!existsSync(this.passwdFile)) writeFileSync(this.passwdFile, "", { mode: 0o600 });
    const files = filesIn(folder);
    writeFileSync(files.key, tls.key, { mode: 0o600 });
    writeFileSync(files.cert, tls.cert);
    const { tlsPort, plainPort, runFolder, options } = this;
    const places = { ...options, runFolder, tlsPort, plainPort, greeting, mailOwner: { uid, gid } };
    writeFileSync(this.configuration, dovecotConfiguration(places));
  }
}

/** Started by root, the mail belongs to somebody else, who has to get to it. */
function refuseClosedFolders(folder: string): void {
  if (process.geteuid?.() !== 0) return;
  for (let outer = dirname(folder); outer !== dirname(outer); outer = dirname(outer)) {
    if ((statSync(outer).mode & 0o001) === 0)
      throw new Error(
        `The mail in ${folder} does not belong to root, but only root can enter ${outer}. Choose another folder.`,
      );
  }
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
