import { backOff } from "exponential-backoff";
import { ImapFlow } from "imapflow";
import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator";
import { startDovecot, type TestDovecot } from "./testDovecot";
import { stackOf, type StackConfig } from "./lifecycles";
import { contentsOf, type MaildirContents } from "./maildirContents";

// These tests run as on a machine that stays, unless they say otherwise.
delete process.env.CI;

/** A simulated panel whose mailboxes are those of a real Dovecot. */
export interface MailPanel {
  readonly simulator: Simulator;
  readonly dovecot: TestDovecot;
  /** The configuration that names both. */
  readonly stack: StackConfig;
  /** What a mailbox holds, read from its files. */
  mailOf(address: string): MaildirContents;
}

type Start = (options?: SimulatorOptions) => Promise<Simulator>;

/** Starts both for a test, or the panel alone, for a mail server that is there. */
export async function startMailPanel(
  start: Start,
  options: SimulatorOptions = {},
  more: StackConfig = {},
  server?: TestDovecot,
): Promise<MailPanel> {
  const dovecot = server ?? (await startDovecot());
  const mail = { passwdFile: dovecot.passwdFile, maildir: dovecot.maildir };
  const simulator = await start({ ...options, mail });
  return {
    simulator,
    dovecot,
    stack: stackOf(simulator, {
      "brainycp:imapHost": dovecot.host,
      "brainycp:imapPort": String(dovecot.tlsPort),
      "brainycp:imapCaCert": dovecot.certificate.cert,
      ...more,
    }),
    mailOf: (address) => contentsOf(dovecot.maildirOf(address)),
  };
}

/** A message to store. */
export interface MailToStore {
  readonly bytes: Buffer | string;
  readonly folder?: string;
  readonly flags?: readonly string[];
  readonly date?: Date;
}

/** Stores messages in a mailbox over IMAP, as a mail program does; folders that are missing are made. */
export async function storeMail(
  { dovecot }: MailPanel,
  login: { readonly email: string; readonly password: string },
  messages: readonly MailToStore[],
): Promise<void> {
  await withImap(dovecot, login, async (client) => {
    for (const folder of new Set(messages.map((message) => message.folder ?? "INBOX")))
      if (folder !== "INBOX") await client.mailboxCreate(folder);
    for (const { folder = "INBOX", bytes, flags = [], date } of messages) {
      const stored = await client.append(folder, bytes, [...flags], date);
      if (stored === false) throw new Error(`${folder} did not take a message.`);
    }
  });
}

/** Does something as a mail program would that logs in to a mailbox. */
export async function withImap<T>(
  dovecot: TestDovecot,
  login: { readonly email: string; readonly password: string },
  work: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  // Dovecot learns of a mailbox that was just added within a second or two
  const client = await backOff(() => connected(dovecot, login), { numOfAttempts: 5, startingDelay: 500 });
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

async function connected(
  { host, tlsPort, certificate }: TestDovecot,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<ImapFlow> {
  const client = new ImapFlow({
    host,
    port: tlsPort,
    secure: true,
    auth: { user: email, pass: password },
    tls: { ca: certificate.cert },
    logger: false,
    disableAutoIdle: true,
  });
  await client.connect();
  return client;
}
