import { once } from "node:events";
import { isIP } from "node:net";
import { connect } from "node:tls";
import { sentence, setting } from "../../adapter/sentence";
import { validUntil } from "../../adapter/tls";
import type { PanelSettings } from "../../settings";
import { isThisMachine } from "../../stackSettings";
import { ok, warn, type Check } from "./finding";

/** How many days before it expires a certificate is warned of. */
const warnDays = 14;

/** Whose certificate it is, and the setting that pins it. */
interface CertificateOf {
  readonly whose: "panel" | "mail server";
  readonly pin: "tlsFingerprint" | "imapTlsFingerprint";
  readonly isPinned: boolean;
}

/** A certificate that was accepted, and when it expires. */
export function checkCertificate(
  name: string,
  end: Date | undefined,
  { whose, pin, isPinned }: CertificateOf,
): Check {
  const accepted = `the certificate ${isPinned ? "has the fingerprint that was given" : "is trusted"}`;
  if (end === undefined) return ok(name, accepted);
  const days = Math.floor((end.getTime() - Date.now()) / 86_400_000);
  const until = `${accepted}; it expires on ${end.toISOString().slice(0, 10)}`;
  const step = isPinned
    ? sentence`Renew the ${whose}'s certificate, and set ${setting(pin)} to the SHA-256 of the new one`
    : `Renew the ${whose}'s certificate`;
  return days < warnDays ? warn(name, until, step) : ok(name, until);
}

/** The encryption of a panel's connection that was accepted, and when the certificate expires. */
export async function checkEncryption(name: string, settings: PanelSettings): Promise<Check> {
  const { hostname, protocol } = new URL(settings.endpoint);
  if (protocol === "http:") {
    return isThisMachine(hostname)
      ? ok(name, "plain http to this machine")
      : warn(
          name,
          "plain http: passwords travel in clear text",
          sentence`Use https:// in ${setting("endpoint")}, if you can`,
        );
  }
  const isPinned = settings.tlsFingerprint !== undefined;
  return checkCertificate(name, await endOfCertificate(settings), {
    whose: "panel",
    pin: "tlsFingerprint",
    isPinned,
  });
}

/** When the panel's certificate expires; undefined where it cannot be read. Nothing is sent but the TLS handshake. */
async function endOfCertificate({ endpoint, timeoutSeconds }: PanelSettings): Promise<Date | undefined> {
  const { hostname, port } = new URL(endpoint);
  const host = hostname.replace(/^\[|\]$/g, "");
  const socket = connect({
    host,
    port: port === "" ? 443 : Number(port),
    // whether it is trusted, the calls before have shown
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(timeoutSeconds * 1000) });
    return validUntil(socket);
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
