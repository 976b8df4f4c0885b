import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { eximConfiguration } from "./eximConfiguration";
import { freePort, greetingAt, serverProgram } from "./localServer";
import type { MailPlaces } from "./mailAccounts";

/** Exim's program; undefined where it is not installed. */
export const eximProgram = serverProgram("exim4");

type MailPlacesWithAliases = MailPlaces & { aliasesFile: string };

export interface EximOptions {
  /** Holds all that it keeps; made where there is none. */
  folder: string;
  /** Where it delivers; whoever owns the mail runs it. */
  mail: MailPlacesWithAliases;
}

/** A real SMTP server on a free port of this machine, for mailboxes and forwardings that a simulator provisions. */
export class Exim {
  private server: ChildProcess | undefined;
  private output = "";

  private constructor(
    private readonly folder: string,
    /** SMTP, without TLS. */
    readonly port: number,
    private readonly owner: { uid: number; gid: number },
  ) {}

  /** Starts one. @throws Error where Exim is not installed, or does not start. */
  static async start({ folder, mail }: EximOptions): Promise<Exim> {
    if (eximProgram === undefined)
      throw new Error("Exim is not installed (Debian: apt-get install exim4-daemon-light).");
    const { uid, gid } = statSync(mail.maildir);
    if (!existsSync(mail.aliasesFile)) writeFileSync(mail.aliasesFile, "");
    for (const path of [folder, join(folder, "spool")]) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      chownSync(path, uid, gid);
    }
    // Whoever writes it anew leaves it to its owner, who now is the mail's.
    chownSync(mail.passwdFile, uid, gid);
    for (let triesLeft = 5; ; triesLeft--) {
      const exim = new Exim(folder, await freePort(), { uid, gid });
      try {
        await exim.run(mail);
        return exim;
      } catch (error) {
        await exim.stop();
        // Another program may have taken the port in the meantime.
        if (triesLeft === 1) throw error;
      }
    }
  }

  /** What it has logged so far. */
  get log(): string {
    const file = join(this.folder, "mainlog");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** Waits until all that it has taken is delivered or sent back. @throws Error where that takes longer than a minute. */
  async settle(): Promise<void> {
    for (let waited = 0; waited < 60_000; waited += 100) {
      if (this.queue().length === 0) return;
      await wait(100);
    }
    throw new Error(`Exim still holds ${this.queue().join(", ")}:\n${this.log}`);
  }

  /** Ends it; what it has not delivered yet stays in its folder. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    process.removeListener("exit", this.endWithThisProcess);
    if (server?.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill();
    await ended;
  }

  private async run(mail: MailPlacesWithAliases): Promise<void> {
    const { folder, port, owner } = this;
    const greeting = `Exim ${randomBytes(8).toString("hex")}`;
    const configuration = join(folder, "exim.conf");
    writeFileSync(configuration, eximConfiguration({ ...mail, folder, port, greeting, mailOwner: owner }));
    // It runs as the mail's owner also where root starts it; the queue is looked through once a second.
    const server = spawn(eximProgram ?? "", ["-C", configuration, "-bdf", "-q1s"], {
      ...(process.geteuid?.() === 0 ? owner : {}),
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.server = server;
    process.once("exit", this.endWithThisProcess);
    server.stderr.on("data", (text: Buffer) => (this.output += text.toString()));
    while (server.exitCode === null && server.signalCode === null) {
      if ((await greetingAt(port)).includes(greeting)) return;
      await wait(20);
    }
    throw new Error(`Exim does not start on port ${port}:\n${this.output}${this.log}`);
  }

  private queue(): string[] {
    const input = join(this.folder, "spool", "input");
    return existsSync(input) ? readdirSync(input) : [];
  }

  private readonly endWithThisProcess = () => {
    this.server?.kill();
  };
}
