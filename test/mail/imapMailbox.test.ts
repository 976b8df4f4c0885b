import { X509Certificate } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { createServer, type TLSSocket } from "node:tls";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { BrainycpError } from "../../src/adapter/errors";
import { ImapMailbox } from "../../src/mail/imapMailbox";
import type { MailLogin } from "../../src/mail/imapSession";
import type { MailServer } from "../../src/mail/mailServer";
import { makeCertificate } from "../support/certificates";
import { anyAddress, describeWithDovecot, startDovecot, type TestDovecot } from "../support/testDovecot";
import { asMailProgram, mailServerFor, plainMessage } from "../support/mailProgram";
import { startWireTap, type WireTap } from "../support/wireTap";

async function failureOf(work: Promise<unknown>): Promise<BrainycpError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BrainycpError) return error;
  throw new Error("it did not fail as it should", { cause: error });
}

describeWithDovecot("a mailbox over IMAP", () => {
  let dovecot: TestDovecot;
  let tap: WireTap;

  beforeAll(async () => {
    dovecot = await startDovecot();
    for (const { address, password } of logins) dovecot.addAccount(address, password, 10 * 1024 * 1024);
  });
  beforeEach(async () => {
    tap = await startWireTap(dovecot.plainPort);
  });
  afterEach(() => tap.close());

  // made before the first login: Dovecot looks for new ones once a second
  const logins = Array.from({ length: 4 }, () => ({ address: anyAddress(), password: "quite secret" }));
  const [login, counted, unread, gone] = logins as [MailLogin, MailLogin, MailLogin, MailLogin];
  const open = (who: MailLogin, changes?: Partial<MailServer>): Promise<ImapMailbox> =>
    ImapMailbox.open(mailServerFor(dovecot, changes), who);
  const fingerprint = (certificate: string): string =>
    new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase();
  const inbox = { path: ["INBOX"], isSubscribed: false, holdsMessages: true };

  describe("when it logs in", () => {
    it.each(["tls", "starttls"] as const)(
      "accepts a certificate by its fingerprint (%s)",
      async (security) => {
        const { cert } = dovecot.certificate;
        const port = security === "tls" ? dovecot.tlsPort : dovecot.plainPort;
        const { caCert, ...server } = mailServerFor(dovecot, {
          security,
          port,
          tlsFingerprint: fingerprint(cert),
        });
        expect(caCert).toBe(cert);
        const mailbox = await ImapMailbox.open(server, login);
        await expect(mailbox.tally()).resolves.toEqual({ messages: 0, bytes: 0 });
        await mailbox.close();
      },
    );

    it("sends nothing to a server with another certificate than the pinned one", async () => {
      const { cert, key } = await makeCertificate();
      let received = "";
      const server = createServer({ cert, key }, (socket: TLSSocket) => {
        socket.on("error", () => undefined).on("data", (piece: Buffer) => (received += piece.toString()));
        socket.write("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n");
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const pinned = fingerprint(dovecot.certificate.cert);
      const failure = await failureOf(open(login, { port, tlsFingerprint: pinned }));
      server.close();
      await once(server, "close");
      expect(failure.code).toBe("tls");
      expect(failure.message).toContain(`its SHA-256 is ${fingerprint(cert)}. If`);
      expect(failure.message).toContain("brainycp:imapTlsFingerprint");
      expect(received).toBe("");
    });

    it("sends no password after STARTTLS to another certificate than the pinned one", async () => {
      const changes = { port: tap.port, security: "starttls", tlsFingerprint: "0".repeat(64) } as const;
      const failure = await failureOf(open(login, changes));
      expect(failure.code).toBe("tls");
      expect(tap.sent).toContain("STARTTLS");
      expect(tap.sent).not.toMatch(/AUTHENTICATE|LOGIN/);
    });

    it("refuses a certificate that nobody vouches for", async () => {
      const { caCert, ...server } = mailServerFor(dovecot);
      expect(caCert).toBeDefined();
      const failure = await failureOf(ImapMailbox.open(server, login));
      expect(failure.code).toBe("tls");
      expect(failure.message).toMatch(
        /^The certificate of the mail server .* is not trusted: .*brainycp:imapCaCert/,
      );
    });

    it("says what to set where a server speaks no TLS, or not from the start", async () => {
      const early = await failureOf(open(login, { port: dovecot.plainPort }));
      expect(early).toMatchObject({ code: "tls" });
      expect(early.message).toContain(
        "does not speak TLS from the start. Set brainycp:imapSecurity to starttls",
      );
      tap.onPiece = (_, piece) =>
        Buffer.from(piece.toString("latin1").replaceAll("STARTTLS", "XTARTTLS"), "latin1");
      const never = await failureOf(open(login, { port: tap.port, security: "starttls" }));
      expect(never).toMatchObject({ code: "tls" });
      expect(tap.sent).not.toMatch(/AUTHENTICATE|LOGIN/);
    });

    it("says that a server cannot be reached", async () => {
      const port = tap.port;
      await tap.close();
      const failure = await failureOf(open(login, { port }));
      tap = await startWireTap(dovecot.plainPort);
      expect(failure).toMatchObject({ code: "imap_unreachable", transient: true });
      expect(failure.message).toContain("Check brainycp:imapHost and brainycp:imapPort");
    });

    it("waits for its turn where as many connections are open as there may be", async () => {
      const only = { port: tap.port, security: "none", connections: 1 } as const;
      const first = await open(login, only);
      const second = open(login, only);
      await first.tally();
      expect(tap.connections).toBe(1);
      await first.close();
      await (await second).close();
      expect(tap.connections).toBe(2);
    });

    it("gives its turn back where it cannot log in", async () => {
      const only = { port: tap.port, security: "none", connections: 1 } as const;
      tap.onPiece = () => undefined;
      await failureOf(open(login, only));
      tap.onPiece = (_, piece) => piece;
      await (await open(login, only)).close();
      expect(tap.connections).toBe(2);
    });
  });

  describe("when the server is silent or gone", () => {
    const steps = {
      folders: (mailbox) => mailbox.folders(),
      list: (mailbox) => mailbox.list(inbox),
      state: (mailbox) => mailbox.state(),
      tally: (mailbox) => mailbox.tally(),
      quota: (mailbox) => mailbox.quota(),
      subscribe: (mailbox) => mailbox.makeFolders([{ ...inbox, isSubscribed: true }]),
      setFlags: (mailbox) => mailbox.setFlags(inbox, [{ uid: 1, flags: ["\\Seen"] }]),
      append: (mailbox) =>
        mailbox.append(inbox, {
          message: { uid: 1, size: 3, flags: [], date: "2024-02-29T12:00:00Z" },
          bytes: plainMessage(1),
        }),
    } satisfies Record<string, (mailbox: ImapMailbox) => Promise<unknown>>;

    it.each(Object.entries(steps))("%s fails where no answer comes", async (_, step) => {
      const mailbox = await open(login, { port: tap.port, security: "none", timeoutSeconds: 1 });
      tap.onPiece = (from, piece) => (from === "server" ? Buffer.alloc(0) : piece);
      const failure = await failureOf(step(mailbox));
      expect(failure).toMatchObject({ code: "imap_unreachable", transient: true });
      expect(failure.message).toMatch(/gave no sign within 1 seconds while \w+ing .*brainycp:timeoutSeconds/);
      await mailbox.close();
    });

    it.each(Object.entries(steps))("%s fails where the connection is cut", async (_, step) => {
      const mailbox = await open(login, { port: tap.port, security: "none" });
      tap.onPiece = () => undefined;
      expect(await failureOf(step(mailbox))).toMatchObject({ code: "imap_unreachable", transient: true });
      await mailbox.close();
    });
  });

  it("stays open while nothing happens for longer than a step may take", async () => {
    const mailbox = await open(login, { timeoutSeconds: 1 });
    const before = await mailbox.state();
    await wait(2500);
    expect(await mailbox.state()).toBe(before);
    await mailbox.close();
  });

  it("tells of its mail, its quota, and of any change", async () => {
    const mailbox = await open(counted);
    const states = [await mailbox.state(), await mailbox.state()];
    const change = async (work: Parameters<typeof asMailProgram<unknown>>[2]): Promise<void> => {
      await asMailProgram(dovecot, counted, work);
      states.push(await mailbox.state());
    };
    await change((client) => client.append("INBOX", plainMessage(1), [], new Date()));
    await change(async (client) => {
      await client.mailboxOpen("INBOX");
      await client.messageFlagsAdd("1:*", ["$Todo"]);
    });
    await change((client) => client.mailboxCreate("INBOX.New"));
    await change((client) => client.mailboxUnsubscribe("INBOX.New"));
    await change((client) => client.mailboxDelete("INBOX.New"));
    expect(states[1]).toBe(states[0]);
    expect(new Set(states.slice(1)).size).toBe(5);
    expect(await mailbox.tally()).toEqual({ messages: 1, bytes: plainMessage(1).length });
    expect((await mailbox.quota())?.limit).toBe(10 * 1024 * 1024);
    await mailbox.close();
  });

  it("marks nothing as read", async () => {
    await asMailProgram(dovecot, unread, (client) => client.append("INBOX", plainMessage(1), [], new Date()));
    const mailbox = await open(unread);
    const [message] = await mailbox.messages(inbox);
    expect(message?.flags).toEqual([]);
    const contents = await mailbox.contents(inbox, message === undefined ? [] : [message]);
    expect(contents.map(({ bytes }) => bytes)).toEqual([plainMessage(1)]);
    expect((await mailbox.list(inbox))[0]?.flags).toEqual([]);
    await mailbox.close();
  });

  it("refuses a message that is another one than before, or gone", async () => {
    await asMailProgram(dovecot, gone, (client) => client.append("INBOX", plainMessage(1), [], new Date()));
    const mailbox = await open(gone);
    const [message] = await mailbox.messages(inbox);
    if (message === undefined) throw new Error("it holds no message");
    const other = await failureOf(mailbox.contents(inbox, [{ ...message, hash: "0".repeat(64) }]));
    expect(other.problem).toContain("it is another message than before");
    expect((await failureOf(mailbox.contents(inbox, [{ ...message, uid: 99 }]))).problem).toContain(
      "it is gone",
    );
    await mailbox.close();
  });

  // the last one: Dovecot then lets this machine wait
  it("tries a wrong password once", async () => {
    const wrong = { ...login, password: "quite wrong" };
    const failure = await failureOf(open(wrong, { port: tap.port, security: "none" }));
    expect(failure.code).toBe("imap_login_refused");
    expect(failure.message).toMatch(
      /^The mail server 127\.0\.0\.1:\d+ refused the login of the mailbox: Authentication failed\.? ?.*Check that the mailbox has this password/,
    );
    expect(failure.message).not.toContain("quite wrong");
    expect(tap.connections).toBe(1);
    expect(tap.sent.match(/AUTHENTICATE|LOGIN/g)).toHaveLength(1);
  });
});
