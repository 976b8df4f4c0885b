import { BrainycpError, type ErrorFacts } from "../adapter/errors";
import { sentence, setting, type Text } from "../adapter/sentence";
import { FingerprintMismatch, isUntrusted, speaksNoTls } from "../adapter/tls";
import { serverName, type MailServer } from "./mailServer";

/** What was being done when something failed, as it stands after "while": `reading the folder "Work"`. */
export type Step = string;

/** What imapflow tells of a failure; its errors are known by their fields alone. */
interface Reason {
  readonly code: string;
  readonly message: string;
  /** `NO` or `BAD`, where the server answered with it. */
  readonly status: string;
  /** The server's code for it (RFC 5530), such as `OVERQUOTA`. */
  readonly answer: string;
  /** What the server said: with its answer, or when it ended the connection. */
  readonly text: string;
  readonly isLogin: boolean;
}

/** A failure of a mail server or of the way to it, in the words of people. */
export function imapFailure(error: unknown, server: MailServer, step: Step): BrainycpError {
  if (error instanceof BrainycpError) return error;
  const name = serverName(server);
  if (error instanceof FingerprintMismatch) return fingerprintMismatch(error, name);
  const reason = reasonOf(error);
  const isLogin = reason.isLogin || reason.message === "Unsupported authentication mechanism";
  if (isLogin && !temporary.has(reason.answer)) return loginRefused(reason, name);
  if (reason.answer === "OVERQUOTA") return overQuota(step, reason.text);
  if (reason.status === "NO" || reason.status === "BAD") return refused(step, name, reason);
  // not even sent, since the server says that it takes none as large
  if (reason.answer === "APPENDLIMIT") return refused(step, name, { ...reason, text: reason.message });
  return new BrainycpError({ ...connectionFailure(reason, server, step), cause: error });
}

/** An answer that is not the one that was asked for, with the reason after a colon. */
export function imapRefusal(server: MailServer, step: Step, why: string): BrainycpError {
  return refused(step, serverName(server), { ...noReason, text: why });
}

const noReason: Reason = { code: "", message: "", status: "", answer: "", text: "", isLogin: false };

/** Answers to a login that say nothing of the password (RFC 5530). */
const temporary = new Set(["UNAVAILABLE", "LIMIT", "INUSE", "SERVERBUG", "CONTACTADMIN"]);

const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "CONNECT_TIMEOUT",
]);

const timeouts = new Set(["ETIMEOUT", "ETIMEDOUT", "GREETING_TIMEOUT", "UPGRADE_TIMEOUT"]);

function fingerprintMismatch({ shown }: FingerprintMismatch, name: string): BrainycpError {
  const pinned = setting("imapTlsFingerprint");
  return shown === undefined
    ? new BrainycpError({
        code: "tls",
        problem: sentence`The mail server ${name} presents no certificate, but ${pinned} names one`,
        nextStep: sentence`Check ${setting("imapPort")} and ${setting("imapSecurity")}, or remove ${pinned}`,
      })
    : new BrainycpError({
        code: "tls",
        problem: sentence`The mail server ${name} presents another certificate than the one that ${pinned} names: its SHA-256 is ${shown}`,
        nextStep: sentence`If the mail server's certificate was renewed, set ${pinned} to that value; otherwise do not continue`,
      });
}

function loginRefused({ message, status, answer, text }: Reason, name: string): BrainycpError {
  if (status === "" || answer === "PRIVACYREQUIRED")
    return new BrainycpError({
      code: "imap_login_refused",
      problem: `The mail server ${name} takes no password this way: ${status === "" ? message : text}`,
      nextStep: sentence`Set ${setting("imapSecurity")} to tls or starttls`,
    });
  return new BrainycpError({
    code: "imap_login_refused",
    problem: `The mail server ${name} refused the login of the mailbox${text === "" ? "" : `: ${text}`}`,
    nextStep:
      "Check that the mailbox has this password. It was tried once: mail servers lock out who tries wrong passwords again and again",
  });
}

function overQuota(step: Step, text: string): BrainycpError {
  return new BrainycpError({
    code: "over_quota",
    problem: `The mailbox is full: the mail server answered “${text}” while ${step}`,
    nextStep: "Give the mailbox a larger quota and run it again; it goes on where it stopped",
  });
}

function refused(step: Step, name: string, { answer, text }: Reason): BrainycpError {
  const busy = temporary.has(answer);
  return new BrainycpError({
    code: "imap_failed",
    problem: `The mail server ${name} failed while ${step}: ${text === "" ? "it gave no reason" : text}`,
    nextStep: busy
      ? "Run it again in a while; if it keeps failing, check the mail server's log"
      : "Check the mail server's log and run it again; it goes on where it stopped",
    transient: busy,
  });
}

function connectionFailure(reason: Reason, server: MailServer, step: Step): Omit<ErrorFacts, "cause"> {
  const name = serverName(server);
  const { code, message, text } = reason;
  if (unreachable.has(code)) {
    const why =
      code === "CONNECT_TIMEOUT" ? `no connection within ${server.timeoutSeconds} seconds` : message;
    return {
      code: "imap_unreachable",
      problem: `The mail server ${name} cannot be reached: ${why}`,
      nextStep: sentence`Check ${setting("imapHost")} and ${setting("imapPort")}, and the firewall`,
      transient: true,
    };
  }
  const tls = tlsFailure(reason, name);
  if (tls !== undefined) return { code: "tls", ...tls };
  if (timeouts.has(code)) {
    return {
      code: "imap_unreachable",
      problem: `The mail server ${name} gave no sign within ${server.timeoutSeconds} seconds while ${step}`,
      nextStep: sentence`Run it again; it goes on where it stopped. ${setting("timeoutSeconds")} sets how long to wait`,
      transient: true,
    };
  }
  if (code.startsWith("ParserError") || notImap.has(code)) {
    return {
      code: "imap_failed",
      problem: `The mail server ${name} gave an answer that is not IMAP while ${step}: ${message}`,
      nextStep: sentence`Check ${setting("imapPort")} and ${setting("imapSecurity")}`,
    };
  }
  // that there is no connection any more is what the sentence says
  const why = text === "" && !connectionGone.has(code) ? message : text;
  return {
    code: "imap_unreachable",
    problem: `The connection to the mail server ${name} broke while ${step}${why === "" ? "" : `: ${why}`}`,
    nextStep: "Run it again; it goes on where it stopped. If it keeps breaking, check the mail server's log",
    transient: true,
  };
}

const connectionGone = new Set([
  "NoConnection",
  "EConnectionClosed",
  "ClosedAfterConnectText",
  "ClosedAfterConnectTLS",
]);

const notImap = new Set(["InvalidResponse", "MAX_IMAP_NESTING_REACHED", "LineTooLarge", "ResponseTooLarge"]);

function tlsFailure(
  { code, message }: Reason,
  name: string,
): { readonly problem: Text; readonly nextStep: Text } | undefined {
  if (speaksNoTls(code)) {
    return {
      problem: `The mail server ${name} does not speak TLS from the start`,
      nextStep: sentence`Set ${setting("imapSecurity")} to starttls, or ${setting("imapPort")} to the port on which it speaks TLS (993)`,
    };
  }
  if (isUntrusted(code)) {
    return {
      problem: `The certificate of the mail server ${name} is not trusted: ${message}`,
      nextStep: sentence`Set ${setting("imapCaCert")} to the certificate that signed it, or ${setting("imapTlsFingerprint")} to its SHA-256 (openssl s_client -connect ${name} </dev/null | openssl x509 -noout -fingerprint -sha256)`,
    };
  }
  if (code === "STARTTLS_INJECTION" || message.includes("STARTTLS")) {
    return {
      problem: `The connection to the mail server ${name} cannot be encrypted: ${message}`,
      nextStep: sentence`Set ${setting("imapSecurity")} to tls, with the port on which it speaks TLS (993) in ${setting("imapPort")}`,
    };
  }
  return undefined;
}

/** What a server or a library said, to stand in a sentence: Dovecot adds how long it took. */
function plain(text: string): string {
  const line = text.replaceAll(/\p{Cc}+/gu, " ").trim();
  return line.replace(/( \([\d. +]+ secs\))?\.?$/, "").slice(0, 300);
}

function reasonOf(error: unknown): Reason {
  const field = (name: string): unknown =>
    typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
  const text = (...names: readonly string[]): string => {
    const found = names.map(field).find((value) => typeof value === "string" && value !== "");
    return typeof found === "string" ? plain(found) : "";
  };
  return {
    code: text("code"),
    message: text("message"),
    status: text("responseStatus"),
    answer: text("serverResponseCode").toUpperCase(),
    text: text("responseText", "reason"),
    isLogin: field("authenticationFailed") === true,
  };
}
