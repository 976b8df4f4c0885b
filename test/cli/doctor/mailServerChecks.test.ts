import { checkMailServer } from "../../../src/cli/doctor/mailServerChecks";
import type { PanelSettings } from "../../../src/settings";
import { stackWords } from "../../../src/adapter/settingWords";
import { findings } from "../../../src/cli/doctor/finding";
import { makeCertificate } from "../../support/certificates";
import { closedPort, settingsFor, startTcp } from "../../support/servers";
import { describeWithDovecot, startDovecot, type TestDovecot } from "../../support/testDovecot";

/** What is said of a mail server, in the words of a stack's configuration. */
async function said(settings: Partial<PanelSettings>): Promise<string[]> {
  const checks = await checkMailServer(settingsFor({ url: "http://127.0.0.1:1" }, settings));
  return findings(checks, stackWords).map(({ name, status, text, nextStep }) =>
    [status, name, text, nextStep ?? []].flat().join(" | "),
  );
}

/** A mail server that says this and answers CAPABILITY with these words. */
async function startSaying(capabilities: string, greeting = "* OK hello"): Promise<number> {
  const { url } = await startTcp((socket) => {
    socket.write(`${greeting}\r\n`);
    socket.on("data", (chunk) => {
      const [tag = "", command = ""] = chunk.toString().trim().split(" ");
      const more = command === "CAPABILITY" ? `* CAPABILITY ${capabilities}\r\n` : "";
      socket.write(`${more}${tag} OK done\r\n`);
    });
  });
  return Number(new URL(url).port);
}

const local = { imapHost: "127.0.0.1", imapSecurity: "none" } as const;
const skipped = [
  "skip | imap-tls | not checked, because an earlier check failed",
  "skip | imap-login | not checked, because an earlier check failed",
];

describe("a mail server", () => {
  it("is not asked where mail is not kept, and what that means is said", async () => {
    expect(await said({})).toEqual([
      "skip | imap | no mail server is set (brainycp:imapHost), so a mailbox that is replaced loses its mail",
    ]);
    expect(await said({ ...local, preserveMail: false })).toEqual([
      "skip | imap | brainycp:preserveMail is false, so a mailbox that is replaced loses its mail",
    ]);
  });

  it("where nothing listens is wrong", async () => {
    const imapPort = Number(new URL((await closedPort()).url).port);
    const [imap, ...others] = await said({ ...local, imapPort });
    expect(imap).toContain(`wrong | imap | The mail server 127.0.0.1:${imapPort} cannot be reached`);
    expect(imap).toContain("Check brainycp:imapHost and brainycp:imapPort");
    expect(others).toEqual(skipped);
  });

  it("that speaks something else is wrong", async () => {
    const imapPort = await startSaying("", "220 smtp.example.com ESMTP");
    const [imap, ...others] = await said({ ...local, imapPort, timeoutSeconds: 2 });
    expect(imap).toContain("wrong | imap | The mail server");
    expect(others).toEqual(skipped);
  });

  it("that takes no passwords in clear text is wrong", async () => {
    const imapPort = await startSaying("IMAP4rev1 STARTTLS LOGINDISABLED");
    expect((await said({ ...local, imapPort })).at(-1)).toBe(
      "wrong | imap-login | the mail server takes no passwords this way (LOGINDISABLED) | Set brainycp:imapSecurity to tls or starttls",
    );
  });
});

describeWithDovecot("a real mail server", () => {
  let dovecot: TestDovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });

  it.each(["tls", "starttls", "none"] as const)("is right by %s, without a login", async (imapSecurity) => {
    const imapPort = imapSecurity === "tls" ? dovecot.tlsPort : dovecot.plainPort;
    const trust = imapSecurity === "none" ? {} : { imapCaCert: dovecot.certificate.cert };
    const [imap, tls, login] = await said({ ...local, imapSecurity, imapPort, ...trust });
    expect(imap).toBe(`ok | imap | 127.0.0.1:${imapPort} is reachable, and speaks IMAP`);
    expect(tls).toMatch(
      imapSecurity === "none"
        ? /^ok \| imap-tls \| no encryption, to this machine$/
        : /^ok \| imap-tls \| the certificate is trusted; it expires on \d{4}-\d\d-\d\d$/,
    );
    expect(login).toBe("ok | imap-login | mailboxes can log in with their passwords; no login was tried");
    expect(dovecot.log).not.toMatch(/auth failed/i);
  });

  it("with a certificate that nobody trusts, or with another one than is pinned, is wrong", async () => {
    const at = { ...local, imapSecurity: "tls", imapPort: dovecot.tlsPort } as const;
    const [imap, tls] = await said(at);
    expect(imap).toBe(`ok | imap | 127.0.0.1:${dovecot.tlsPort} is reachable`);
    expect(tls).toContain("wrong | imap-tls | The certificate of the mail server");
    const pinned = await said({ ...at, imapTlsFingerprint: (await makeCertificate()).fingerprint });
    expect(pinned[1]).toContain("presents another certificate than the one that brainycp:imapTlsFingerprint");
  });
});
