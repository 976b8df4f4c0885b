import { startSimulator, type Simulator } from "../../../src/simulator/simulator";
import { startDovecot, type TestDovecot } from "../testDovecot";
import { Gate } from "../gate";
import { contentsOf, type MaildirContents } from "../maildirContents";
import { writeMaildir, type StoredMail } from "../maildirWriter";
import { TestStack } from "./testStack";

/** A stack whose mailboxes are those of a real Dovecot, with a gate before the panel and one before the mail server. */
export interface MailStack {
  readonly stack: TestStack;
  readonly simulator: Simulator;
  readonly dovecot: TestDovecot;
  readonly panelGate: Gate;
  readonly mailGate: Gate;
  /** Writes mail into a mailbox that nobody has logged in to yet. */
  readonly fill: (address: string, mail: StoredMail) => void;
  /** What a mailbox holds, read from its files. */
  readonly mailOf: (address: string) => MaildirContents;
  end(): Promise<void>;
}

const account = { name: "demo", password: "demo-password", domains: ["example.com"] };

/** Starts all of it: no call is repeated, and as much as wants to happens at once. */
export async function startMailStack(
  config: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<MailStack> {
  const dovecot = await startDovecot();
  const mail = { passwdFile: dovecot.passwdFile, maildir: dovecot.maildir };
  const simulator = await startSimulator({ accounts: [account], mail });
  const [panelGate, mailGate] = await Promise.all([
    Gate.start(simulator.port),
    Gate.start(dovecot.plainPort),
  ]);
  const settings = {
    endpoint: `http://127.0.0.1:${panelGate.port}`,
    username: account.name,
    password: account.password,
    maxRetries: "0",
    maxConcurrentWrites: "20",
    imapHost: "127.0.0.1",
    imapPort: String(mailGate.port),
    imapSecurity: "none",
    imapConnections: "32",
    ...config,
  };
  const stack = await TestStack.create(settings, undefined, { CI: "", ...environment });
  return {
    stack,
    simulator,
    dovecot,
    panelGate,
    mailGate,
    fill: (address, mail) => writeMaildir(dovecot.maildirOf(address), mail),
    mailOf: (address) => contentsOf(dovecot.maildirOf(address)),
    end: async () => {
      await stack.end();
      await Promise.all([panelGate.close(), mailGate.close()]);
      await simulator.close();
    },
  };
}
