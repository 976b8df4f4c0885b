import { BrainycpError } from "../../adapter/errors";
import { sentence, setting, type Text } from "../../adapter/sentence";
import { mailServerOf, serverName } from "../../mail/mailServer";
import { probeMailServer, type MailServerProbe } from "../../mail/mailServerProbe";
import type { PanelSettings } from "../../settings";
import { checkCertificate } from "./certificate";
import { failed, ok, skip, warn, wrong, type Check } from "./finding";

/** Looks at the mail server over IMAP, as far as that needs no mailbox, where mail is kept over changes. */
export async function checkMailServer(settings: PanelSettings): Promise<Check[]> {
  const reason = whyNotUsed(settings);
  if (reason !== undefined) return [skip("imap", reason)];
  const server = mailServerOf(settings);
  try {
    const probe = await probeMailServer(server);
    return [
      ok("imap", `${serverName(server)} is reachable, and speaks IMAP`),
      checkTls(settings, probe),
      checkLogin(probe),
    ];
  } catch (error) {
    if (!(error instanceof BrainycpError)) throw error;
    const isTls = error.code === "tls";
    const notChecked = "not checked, because an earlier check failed";
    return [
      isTls ? ok("imap", `${serverName(server)} is reachable`) : failed("imap", error),
      isTls ? failed("imap-tls", error) : skip("imap-tls", notChecked),
      skip("imap-login", notChecked),
    ];
  }
}

function whyNotUsed({ imapHost, preserveMail }: PanelSettings): Text | undefined {
  if (preserveMail === false)
    return sentence`${setting("preserveMail")} is false, so a mailbox that is replaced loses its mail`;
  if (preserveMail === undefined && imapHost === undefined)
    return sentence`no mail server is set (${setting("imapHost")}), so a mailbox that is replaced loses its mail`;
  return undefined;
}

function checkTls(settings: PanelSettings, { certificateEnds }: MailServerProbe): Check {
  if (settings.imapSecurity === "none") return ok("imap-tls", "no encryption, to this machine");
  return checkCertificate("imap-tls", certificateEnds, {
    whose: "mail server",
    pin: "imapTlsFingerprint",
    isPinned: settings.imapTlsFingerprint !== undefined,
  });
}

/** Whether mailboxes can log in with their passwords. What else the server can do, many tell only after a login. */
function checkLogin({ capabilities }: MailServerProbe): Check {
  const name = "imap-login";
  const takesPassword = ["AUTH=PLAIN", "AUTH=LOGIN"].some((each) => capabilities.has(each));
  if (!takesPassword && capabilities.has("LOGINDISABLED")) {
    return wrong(
      name,
      "the mail server takes no passwords this way (LOGINDISABLED)",
      sentence`Set ${setting("imapSecurity")} to tls or starttls`,
    );
  }
  if (!capabilities.has("IMAP4REV1")) {
    return warn(name, "the mail server does not say that it speaks IMAP4rev1", "Check its version");
  }
  return ok(name, "mailboxes can log in with their passwords; no login was tried");
}
