import { TLSSocket } from "node:tls";
import type { buildConnector as connectors, Dispatcher } from "undici";
import type { ErrorFacts } from "./errors";
import { sentence, setting } from "./sentence";
import type { PanelSettings } from "../settings";
import { FingerprintMismatch, fingerprintOf, isUntrusted, speaksNoTls } from "./tls";
import { Agent, buildConnector, errors } from "./undiciParts";

/** The largest answer that is read: a list of some 100,000 mailboxes. */
export const maxAnswerBytes = 16 * 1024 * 1024;

/** The connections to one panel: its certificate checked as the settings say, its answers limited in size. */
export function connectionsTo(settings: PanelSettings): Dispatcher {
  const timeout = settings.timeoutSeconds * 1000;
  const connect =
    settings.tlsFingerprint === undefined
      ? { timeout, ...(settings.caCert === undefined ? {} : { ca: settings.caCert }) }
      : pinned(settings.tlsFingerprint, timeout);
  return new Agent({ connect, maxResponseSize: maxAnswerBytes, keepAliveTimeout: 4000, pipelining: 1 });
}

/** Accepts the one certificate with this fingerprint, whoever signed it, and sends nothing before that is sure. */
function pinned(fingerprint: string, timeout: number): connectors.connector {
  // a session that is taken up again shows no certificate
  const connect = buildConnector({ timeout, rejectUnauthorized: false, maxCachedSessions: 0 });
  return (options, callback) => {
    connect(options, (error, socket) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      const shown = socket instanceof TLSSocket ? fingerprintOf(socket) : undefined;
      if (shown === fingerprint) {
        callback(null, socket);
        return;
      }
      socket.destroy();
      callback(new FingerprintMismatch(shown), null);
    });
  };
}

/** The facts of a failed exchange: what happened, whether the panel may have done its work, and what to do. */
export function explainFailure(error: unknown, settings: PanelSettings): Omit<ErrorFacts, "operation"> {
  const { endpoint, timeoutSeconds } = settings;
  const { host, protocol } = new URL(endpoint);
  if (error instanceof FingerprintMismatch) {
    if (error.shown === undefined) {
      return {
        code: "tls",
        problem: sentence`${host} presents no certificate, but ${setting("tlsFingerprint")} names one`,
        nextStep: sentence`Use https:// in ${setting("endpoint")}, or remove ${setting("tlsFingerprint")}`,
      };
    }
    return {
      code: "tls",
      problem: sentence`${host} presents another certificate than the one that ${setting("tlsFingerprint")} names: its SHA-256 is ${error.shown}`,
      nextStep: sentence`If the panel's certificate was renewed, set ${setting("tlsFingerprint")} to that value; otherwise do not continue`,
    };
  }
  if (error instanceof errors.ResponseExceededMaxSizeError) {
    return {
      code: "answer_too_large",
      problem: `${host} answered with more than ${maxAnswerBytes / 1024 / 1024} MiB`,
      nextStep: sentence`Check that ${setting("endpoint")} is the panel's API`,
      outcomeUnknown: true,
    };
  }
  const { code, text } = reasonOf(error);
  if (neverConnected.has(code)) {
    return {
      code: "unreachable",
      problem: `${host} cannot be reached: ${text}`,
      nextStep: sentence`Check the host and port in ${setting("endpoint")} (BrainyCP's API listens on port 8002) and the firewall`,
      transient: true,
      cause: error,
    };
  }
  if (speaksNoTls(code)) {
    return {
      code: "tls",
      problem: `${host} does not speak TLS`,
      nextStep: sentence`Use http:// in ${setting("endpoint")}, or the port on which the panel speaks https`,
    };
  }
  if (isUntrusted(code)) {
    return {
      code: "tls",
      problem: `The certificate of ${host} is not trusted: ${text}`,
      nextStep: sentence`Set ${setting("caCert")} to the certificate that signed it, or ${setting("tlsFingerprint")} to its SHA-256 (openssl s_client -connect ${host} </dev/null | openssl x509 -noout -fingerprint -sha256)`,
    };
  }
  // not even the first word of an answer is HTTP's; later mistakes may be those of a web server
  if (error instanceof errors.HTTPParserError && text.includes("Expected HTTP/")) {
    return {
      code: "unreachable",
      problem: `The service at ${host} is not a web server: ${text}`,
      nextStep: sentence`Check the port in ${setting("endpoint")} (BrainyCP's API listens on port 8002), and whether it is http or https`,
    };
  }
  if (timeouts.has(code)) {
    return {
      code: "timeout",
      problem: `${host} did not answer within ${timeoutSeconds} seconds`,
      nextStep: sentence`Check whether the panel is busy; ${setting("timeoutSeconds")} sets how long to wait`,
      outcomeUnknown: true,
      transient: true,
    };
  }
  // a server that wants https hangs up on http
  const orHttps = protocol === "http:" ? sentence`, and try https:// in ${setting("endpoint")}` : "";
  return {
    code: "interrupted",
    problem: `The connection to ${host} broke before the answer was complete: ${text}`,
    nextStep: sentence`Run it again; if it keeps failing, check the panel's web server log${orHttps}`,
    outcomeUnknown: true,
    transient: true,
    // a parser's error holds what was received, which may repeat what was sent
    ...(error instanceof errors.HTTPParserError ? {} : { cause: error }),
  };
}

const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const timeouts = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "TimeoutError", "ETIMEDOUT"]);

/** Looks at an error's fields, as one from another realm (a worker, a sandbox) is no instance of `Error`. */
function reasonOf(error: unknown): { readonly code: string; readonly text: string } {
  const read = (field: string): string => {
    const value: unknown =
      typeof error === "object" && error !== null ? Reflect.get(error, field) : undefined;
    return typeof value === "string" ? value : "";
  };
  const code = read("code") || read("name");
  return { code, text: read("message") || code || String(error) };
}
