import type { ImapFlow, ImapFlowOptions } from "imapflow" with { "resolution-mode": "import" };
import { setTimeout as wait } from "node:timers/promises";
import { takeConnections } from "./connectionLimit";
import { imapFailure, imapRefusal, type Step } from "./imapFailures";
import { serverName, type MailServer } from "./mailServer";
import { mailTransport } from "./mailTransport";

/** Who logs in to a mailbox. */
export interface MailLogin {
  readonly address: string;
  readonly password: string;
}

/** One connection that is logged in. Whatever fails in it becomes an error in the words of people. */
export class ImapSession {
  private isOpen = true;
  /** What ended the connection, where that was told apart from a command. */
  private broken: unknown;
  private running = 0;
  private readonly keepAlive: NodeJS.Timeout;

  private constructor(
    readonly server: MailServer,
    private readonly client: ImapFlow,
    private readonly giveBack: () => void,
  ) {
    client.on("error", (error: unknown) => (this.broken = error));
    // a quiet connection counts as broken, and servers end one after half an hour
    this.keepAlive = setInterval(
      () => {
        if (this.running === 0 && client.usable) client.noop().catch(() => undefined);
      },
      Math.min(server.timeoutSeconds * 500, 60_000),
    ).unref();
  }

  /** Opens a session when a connection is free. */
  static async open(server: MailServer, login: MailLogin): Promise<ImapSession> {
    return ImapSession.connect(
      server,
      login,
      await takeConnections(serverName(server), 1, server.connections),
    );
  }

  /** Opens a session for each login, when their connections are free all together. */
  static async openAll(server: MailServer, logins: readonly MailLogin[]): Promise<readonly ImapSession[]> {
    const giveBack = await takeConnections(serverName(server), logins.length, server.connections);
    const opening = logins.map((login) => ImapSession.connect(server, login, giveBack));
    const opened = await Promise.allSettled(opening);
    const failed = opened.find((result) => result.status === "rejected");
    const sessions = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    if (failed === undefined) return sessions;
    await Promise.all(sessions.map((session) => session.close()));
    throw failed.reason;
  }

  private static async connect(
    server: MailServer,
    { address, password }: MailLogin,
    giveBack: () => void,
  ): Promise<ImapSession> {
    const { ImapFlow } = await import("imapflow");
    const client = new ImapFlow({ ...optionsFor(server), auth: { user: address, pass: password } });
    const session = new ImapSession(server, client, giveBack);
    try {
      await session.run("logging in", () => client.connect());
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** What the server said that it can do. */
  can(capability: string): boolean {
    return this.client.capabilities.has(capability);
  }

  get namespace(): { readonly prefix: string; readonly delimiter: string } {
    const { prefix, delimiter } = this.client.namespace ?? {};
    return { prefix: prefix ?? "", delimiter: delimiter ?? "" };
  }

  /** Does one step. @throws BrainycpError (imap_failed, imap_unreachable, over_quota …) */
  async run<Result>(step: Step, work: (client: ImapFlow) => Promise<Result>): Promise<Result> {
    this.running += 1;
    try {
      return await work(this.client);
    } catch (error) {
      throw imapFailure(this.broken ?? error, this.server, step);
    } finally {
      this.running -= 1;
    }
  }

  /** Does one step of those for which imapflow answers with `false` where they failed. */
  async confirm<Result>(
    step: Step,
    work: (client: ImapFlow) => Promise<Result | false | undefined>,
  ): Promise<Result> {
    const result = await this.tell(step, work);
    if (result === undefined) throw imapRefusal(this.server, step, "it refused");
    return result;
  }

  /** Like `confirm`, but undefined where the server refused; a connection that is gone is still a failure. */
  async tell<Result>(
    step: Step,
    work: (client: ImapFlow) => Promise<Result | false | undefined>,
  ): Promise<Result | undefined> {
    const result = await this.run(step, work);
    if (result !== false && result !== undefined) return result;
    await this.run(step, (client) => client.noop());
    return undefined;
  }

  /** Ends the connection, politely where that is quick; doing it again does nothing. */
  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    clearInterval(this.keepAlive);
    if (this.client.usable) {
      const logout = this.client.logout().catch(() => undefined);
      await Promise.race([logout, wait(2000, undefined, { ref: false })]);
    }
    this.client.close();
    this.giveBack();
  }
}

/** One attempt to log in, no extension that changes how answers are to be read, nothing logged. */
export function optionsFor(server: MailServer): ImapFlowOptions {
  const timeout = server.timeoutSeconds * 1000;
  return {
    host: server.host,
    port: server.port,
    secure: server.security === "tls",
    doSTARTTLS: server.security === "starttls",
    transport: mailTransport(server),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    logger: false,
    disableAutoIdle: true,
    disableAutoEnable: true,
    disableCompression: true,
  };
}
