import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

import { ImapFlow } from "imapflow";

import { Archive } from "../../dist/mail/archive.js";
import { archiveMail } from "../../dist/mail/archiveMail.js";
import { restoreMail } from "../../dist/mail/restoreMail.js";
import { sweep } from "../../dist/mail/sweep.js";
import { messagesIn } from "./mailGround.mjs";
import { folders, messagesOf } from "./sampleMail.mjs";

/** @typedef {import("./mailGround.mjs").MailGround} MailGround */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} [needs] A program, and where it is from.
 * @property {(ground: MailGround, copy: string) => Promise<number>} [out]
 *   Copies the source mailbox into a new folder of this name; how many messages are in it then.
 * @property {(ground: MailGround, copy: string, address: string) => Promise<unknown>} back
 *   Copies all of that into an empty mailbox.
 */

/** @type {Contender} */
export const ours = {
  name: "pulumi-brainycp",
  out: (ground, copy) =>
    ground.inMailbox(ground.source, async (mailbox) => {
      const at = new Date().toISOString();
      const facts = { address: ground.source, owner: "bench", endpoint: "https://panel.test", at };
      const archive = Archive.create(ground.makeFolder(copy), facts);
      // as before a mailbox is deleted
      await archiveMail(mailbox, archive);
      await sweep(mailbox, archive);
      return (await archive.check()).messages;
    }),
  back: (ground, copy, address) =>
    ground.inMailbox(address, (mailbox) => {
      const [archive = ""] = Archive.find(join(ground.folder, copy));
      return restoreMail(Archive.open(archive), mailbox);
    }),
};

/** @type {Contender} */
const bareAppends = {
  name: "bare appends over imapflow",
  async back({ server, password }, _copy, address) {
    const { host, port, caCert = "" } = server;
    const auth = { user: address, pass: password };
    const tls = { ca: caCert };
    const client = new ImapFlow({
      host,
      port,
      secure: true,
      tls,
      auth,
      logger: false,
      disableAutoIdle: true,
    });
    await client.connect();
    for (const folder of folders) {
      const path = folder.path.join("/");
      if (path !== "INBOX") await client.mailboxCreate(path);
      for (const { message, bytes } of messagesOf(folder))
        await client.append(path, bytes, [...message.flags], new Date(message.date));
    }
    await client.logout();
  },
};

/** @type {Contender} */
const mbsync = {
  name: "mbsync",
  needs: "mbsync (Debian: apt-get install isync)",
  out(ground, copy) {
    const maildir = join(ground.makeFolder(copy), "Maildir");
    runMbsync(ground, maildir, ground.source, "Pull");
    return Promise.resolve(messagesIn(maildir));
  },
  back(ground, copy, address) {
    runMbsync(ground, join(ground.folder, copy, "Maildir"), address, "Push");
    return Promise.resolve();
  },
};

function runMbsync(
  /** @type {MailGround} */ { folder, server, dovecot, password },
  /** @type {string} */ maildir,
  /** @type {string} */ address,
  /** @type {"Pull" | "Push"} */ direction,
) {
  const state = mkdtempSync(join(folder, "mbsync-"));
  const configuration = join(state, "mbsyncrc");
  const settings = `IMAPAccount server
Host localhost
Port ${server.port}
User ${address}
Pass ${password}
SSLType IMAPS
CertificateFile ${dovecot.certFile}

IMAPStore server
Account server

MaildirStore copy
Inbox ${maildir}
SubFolders Maildir++

Channel mail
Far :server:
Near :copy:
Patterns *
Sync ${direction}
Create ${direction === "Pull" ? "Near" : "Far"}
CopyArrivalDate yes
SyncState ${state}/
`;
  writeFileSync(configuration, settings);
  run("mbsync", ["--config", configuration, "--quiet", "mail"]);
}

/** @type {Contender} */
const doveadm = {
  name: "doveadm sync -1, on the server",
  needs: "doveadm (Debian: apt-get install dovecot-core)",
  out(ground, copy) {
    const maildir = ground.makeFolder(copy);
    const { configuration } = ground.dovecot;
    run("doveadm", ["-c", configuration, "sync", "-1", "-u", ground.source, `maildir:${maildir}`]);
    return Promise.resolve(messagesIn(maildir));
  },
  back(ground, copy, address) {
    const { configuration } = ground.dovecot;
    const from = `maildir:${join(ground.folder, copy)}`;
    run("doveadm", ["-c", configuration, "sync", "-1", "-R", "-u", address, from]);
    return Promise.resolve();
  },
};

/** @type {readonly Contender[]} */
export const contenders = [ours, mbsync, bareAppends, doveadm];

/** Whether the program that it needs is installed. */
export function isInstalled(/** @type {Contender} */ { needs }) {
  if (needs === undefined) return true;
  const [program = ""] = needs.split(" ");
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function run(/** @type {string} */ program, /** @type {readonly string[]} */ words) {
  const { status, stderr, error } = spawnSync(program, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`);
}
