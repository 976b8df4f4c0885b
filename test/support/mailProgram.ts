import type { ImapFlow } from "imapflow";
import type { MailLogin } from "../../src/mail/imapSession";
import type { MailServer } from "../../src/mail/mailServer";
import type { TestDovecot } from "./testDovecot";
import { withLogin } from "./imapLogin";
import { oddMessages } from "./oddMessages";

/** A test server as the settings of a panel would name it. */
export function mailServerFor(dovecot: TestDovecot, changes: Partial<MailServer> = {}): MailServer {
  return {
    host: dovecot.host,
    port: dovecot.tlsPort,
    security: "tls",
    caCert: dovecot.certificate.cert,
    timeoutSeconds: 20,
    connections: 4,
    ...changes,
  };
}

/** Does something in a mailbox as a mail program would, without our code. */
export async function asMailProgram<Result>(
  dovecot: TestDovecot,
  { address, password }: MailLogin,
  work: (client: ImapFlow) => Promise<Result>,
): Promise<Result> {
  return await withLogin(dovecot, { user: address, pass: password }, work);
}

/** A message that no other is like. */
export function plainMessage(number: number, bytes = 300): Buffer {
  const head = `From: ann@example.com\r\nSubject: message ${number}\r\nMessage-ID: <${number}@example.com>\r\n\r\n`;
  return Buffer.from(`${head}${String(number).repeat(bytes).slice(0, bytes)}\r\n`);
}

/** Names that programs which are not careful write wrongly. */
const oddFolders = [
  "Work.2024.Q1",
  "a&b",
  "&-",
  "Grüße",
  "日本語 ☃ 😀",
  "100%",
  "st*r",
  'quo"te',
  "back\\slash",
  "(p) {3} [q]",
  " space ",
  "NIL",
  "x".repeat(180),
];

/** Fills a mailbox with a bit of all that is hard to keep. Some folders are empty, some are not subscribed. */
export async function fillMailbox(dovecot: TestDovecot, login: MailLogin): Promise<void> {
  await asMailProgram(dovecot, login, async (client) => {
    const flags = [
      [],
      ["\\Seen"],
      ["\\Flagged", "\\Answered", "$Forwarded"],
      ["\\Deleted", "&AOk-t", "NonJunk"],
    ];
    const date = (number: number): Date => new Date(Date.UTC(2019, 1, 28, 23, 59, number * 7));
    const add = (path: string, bytes: Buffer, number: number): Promise<unknown> =>
      client.append(path, bytes, [...(flags[number % flags.length] ?? [])], date(number));
    for (const [number, { bytes }] of oddMessages().entries()) await add("INBOX", bytes, number);
    for (const [number, name] of oddFolders.entries()) {
      const path = `INBOX.${name}`;
      await client.mailboxCreate(path);
      if (number % 3 === 0) await client.mailboxUnsubscribe(path);
      if (number % 4 !== 3)
        for (const more of [1, 2]) await add(path, plainMessage(number * 10 + more), number);
    }
    // one that stands there twice with the same date, and once more with other flags
    for (const more of [0, 0, 1]) {
      const twin = plainMessage(999);
      await client.append("INBOX.a&b", twin, [...(flags[more] ?? [])], date(99));
    }
    await client.mailboxCreate("INBOX.Sent");
    await client.append(
      "INBOX.Sent",
      plainMessage(5000, 700_000),
      ["\\Seen"],
      new Date("2024-02-29T12:00:00Z"),
    );
    // also where the server makes them by itself, they are there when a mail program first uses them
    for (const name of ["Drafts", "Junk", "Sent", "Trash"]) await client.mailboxCreate(`INBOX.${name}`);
  });
}
