import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { ImapMailbox } from "../../dist/mail/imapMailbox.js";
import { messageBatches } from "../../dist/mail/messageBatches.js";
import { Dovecot } from "../../dist/simulator/dovecot.js";
import { MailAccounts } from "../../dist/simulator/mailAccounts.js";
import { digestPassword } from "../../dist/simulator/password.js";
import { selfSigned } from "../../dist/simulator/selfSigned.js";
import { folders, messagesOf } from "./sampleMail.mjs";

/** A real Dovecot with mail, in a temporary folder whose disk is also that of all copies. */
export class MailGround {
  /** The mailbox whose mail is copied out. */
  source = "source@example.com";
  password = "secret";

  /** @private */
  constructor(/** @type {string} */ folder, /** @type {Dovecot} */ dovecot) {
    this.folder = folder;
    this.dovecot = dovecot;
    /** @type {import("../../dist/mail/mailServer.js").MailServer} */
    this.server = {
      host: "127.0.0.1",
      port: dovecot.tlsPort,
      security: "tls",
      caCert: readFileSync(dovecot.certFile, "utf8"),
      timeoutSeconds: 60,
      connections: 4,
    };
  }

  /** Starts a server with empty mailboxes, and one that is filled with the samples. */
  static async make(/** @type {readonly string[]} */ emptyMailboxes) {
    const folder = mkdtempSync(join(tmpdir(), "bench-mail-"));
    // the mail's owner has to get through
    chmodSync(folder, 0o711);
    const server = join(folder, "dovecot");
    const dovecot = await Dovecot.start({ folder: server, tls: selfSigned(server), separator: "/" });
    const ground = new MailGround(folder, dovecot);
    const accounts = new MailAccounts(dovecot);
    for (const address of [ground.source, ...emptyMailboxes])
      accounts.add(address, { password: digestPassword(ground.password), storage: "1G" });
    // the server looks for new accounts once a second
    await wait(1100);
    await ground.fill();
    return ground;
  }

  /** Ends the server, and removes all copies. */
  async remove() {
    await this.dovecot.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * @template Result
   * @returns {Promise<Result>} What the work with an open mailbox returns.
   */
  async inMailbox(
    /** @type {string} */ address,
    /** @type {(mailbox: ImapMailbox) => Promise<Result>} */ work,
  ) {
    const mailbox = await ImapMailbox.open(this.server, { address, password: this.password });
    try {
      return await work(mailbox);
    } finally {
      await mailbox.close();
    }
  }

  /** An empty folder for a copy, which belongs to whom the mail belongs to. */
  makeFolder(/** @type {string} */ name) {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    const { uid, gid } = statSync(this.dovecot.maildir);
    chownSync(folder, uid, gid);
    return folder;
  }

  maildirOf(/** @type {string} */ address) {
    return join(this.dovecot.maildir, address, "Maildir");
  }

  /** @private */
  fill() {
    return this.inMailbox(this.source, async (mailbox) => {
      await mailbox.makeFolders(folders);
      await mailbox.folders();
      for (const folder of folders) {
        const samples = [...messagesOf(folder)];
        const bytesOf = new Map(samples.map(({ message, bytes }) => [message, bytes]));
        for (const batch of messageBatches(samples.map(({ message }) => message)))
          await mailbox.appendTogether(
            folder,
            batch.map((message) => ({ message, bytes: bytesOf.get(message) ?? Buffer.alloc(0) })),
          );
        // a mailbox that is in use has been listed before
        await mailbox.list(folder);
      }
    });
  }
}

/** How many messages a Maildir and those in it hold. */
export function messagesIn(/** @type {string} */ maildir) {
  const files = readdirSync(maildir, { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile() && ["cur", "new"].includes(basename(file.parentPath))).length;
}
