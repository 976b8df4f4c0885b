import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

import { ImapFlow } from "imapflow";

import { tableOf } from "./table.mjs";

/**
 * @typedef {import("./panel.mjs").MailServer} MailServer
 *
 * @typedef {{ email: string, password: string }} Login
 *
 * @typedef {object} FolderContents What is in one folder.
 * @property {number} messages
 * @property {number} bytes
 * @property {string} digest Of every message's bytes, date and flags: equal where all of them are.
 */

/** Puts some mail into a mailbox, as a mail program does. */
export async function fillMailbox(/** @type {MailServer} */ server, /** @type {Login} */ login) {
  await withLogin(server, login, async (client) => {
    for (const path of [["Work"], ["Work", "2026"], ["Photos from München"]])
      await client.mailboxCreate(path);
    for (const folder of await client.list()) {
      for (const { text, flags, date } of sampleMail[folder.name] ?? [])
        await client.append(folder.path, text, flags, date);
    }
  });
}

/** What is in each folder of a mailbox, read to the last byte. */
export async function readMailbox(/** @type {MailServer} */ server, /** @type {Login} */ login) {
  return await withLogin(server, login, async (client) => {
    /** @type {Map<string, FolderContents>} */
    const contents = new Map();
    for (const { path } of await client.list()) {
      const { exists } = await client.mailboxOpen(path, { readOnly: true });
      const wanted = { source: true, flags: true, internalDate: true };
      const messages = exists === 0 ? [] : await client.fetchAll("1:*", wanted);
      const lines = messages.map(({ source = Buffer.alloc(0), flags = [], internalDate = 0 }) => {
        const lasting = [...flags].filter((flag) => flag !== "\\Recent").sort();
        return `${sha256(source)} ${new Date(internalDate).toISOString()} ${lasting.join(" ")}`;
      });
      contents.set(path, {
        messages: messages.length,
        bytes: messages.reduce((sum, { source }) => sum + (source?.length ?? 0), 0),
        digest: sha256(lines.sort().join("\n")),
      });
    }
    return contents;
  });
}

/**
 * What was in a mailbox and what is in it, folder by folder.
 *
 * @param {Map<string, FolderContents>} before
 * @param {Map<string, FolderContents>} after
 */
export function compareMailboxes(before, after) {
  const none = { messages: 0, bytes: 0, digest: undefined };
  const folders = [...new Set([...before.keys(), ...after.keys()])].sort();
  const compared = folders.map((folder) => {
    const [was, is] = [before.get(folder) ?? none, after.get(folder) ?? none];
    const counts = [was.messages, is.messages, was.bytes, is.bytes].map((count) =>
      count.toLocaleString("en-GB"),
    );
    return {
      isSame: was.digest === is.digest,
      row: [folder, ...counts, was.digest === is.digest ? "yes" : "NO"],
    };
  });
  const head = ["folder", "messages before", "after", "bytes before", "after", "same"];
  const rows = compared.map(({ row }) => row);
  return {
    table: tableOf(rows, { head, rightAligned: [1, 2, 3, 4] }),
    isSame: compared.every(({ isSame }) => isSame),
  };
}

/**
 * @template T
 * @param {MailServer} server
 * @param {Login} login
 * @param {(client: ImapFlow) => Promise<T>} work
 */
async function withLogin({ host, port, caCert }, { email, password }, work) {
  const ca = await readFile(caCert, "utf8");
  const auth = { user: email, pass: password };
  const client = new ImapFlow({
    host,
    port,
    secure: true,
    auth,
    tls: { ca },
    logger: false,
    disableAutoIdle: true,
  });
  // A connection that breaks is seen by the command that needs it.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

const sha256 = (/** @type {string | Uint8Array} */ data) => createHash("sha256").update(data).digest("hex");

/**
 * The mail that a mailbox is filled with, by the name of the folder.
 *
 * @type {Record<string, ReturnType<typeof samples>>}
 */
const sampleMail = {
  INBOX: samples(24, "Inbox", (index) => (index % 3 === 0 ? [] : ["\\Seen"])),
  Sent: samples(6, "Sent", () => ["\\Seen"]),
  Drafts: samples(1, "Unfinished", () => ["\\Draft"]),
  Work: samples(5, "Work", (index) => (index === 0 ? ["\\Flagged", "$Important"] : ["\\Seen", "\\Answered"])),
  2026: samples(4, "Meeting", () => ["\\Seen"]),
  "Photos from München": samples(2, "A photo", () => ["\\Seen"], 400_000),
};

/**
 * Messages of one kind, a day apart.
 *
 * @param {number} count
 * @param {string} subject
 * @param {(index: number) => string[]} flagsOf
 * @param {number} [size] Bytes of the body, in about.
 */
function samples(count, subject, flagsOf, size = 2_000) {
  return Array.from({ length: count }, (_, index) => {
    const date = new Date(Date.UTC(2026, 0, index + 1, 9, 30));
    const head = [
      "From: Ben <ben@example.com>",
      "To: Ann <ann@example.com>",
      `Subject: ${subject}, number ${index + 1}`,
      `Date: ${date.toUTCString().replace("GMT", "+0000")}`,
      `Message-ID: <${randomBytes(8).toString("hex")}@example.com>`,
      "Content-Transfer-Encoding: base64",
    ];
    const body =
      randomBytes((size * 3) / 4)
        .toString("base64")
        .match(/.{1,76}/g) ?? [];
    return { text: [...head, "", ...body, ""].join("\r\n"), flags: flagsOf(index), date };
  });
}
