import { once } from "node:events";
import { isIP } from "node:net";
import { connect } from "node:tls";
import { sentence, setting } from "../../adapter/sentence";
import type { PanelSettings } from "../../settings";
import { isThisMachine } from "../../stackSettings";
import { ok, warn, type Finding } from "./finding";

/** How many days before it expires a certificate is warned of. */
const warnDays = 14;

/** The encryption of a connection that was accepted, and when the certificate expires. */
export async function checkEncryption(name: string, settings: PanelSettings): Promise<Finding> {
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
  const end = await endOfCertificate(settings);
  const isPinned = settings.tlsFingerprint !== undefined;
  const accepted = `the certificate ${isPinned ? "has the fingerprint that was given" : "is trusted"}`;
  if (end === undefined) return ok(name, accepted);
  const days = Math.floor((end.getTime() - Date.now()) / 86_400_000);
  const until = `${accepted}; it expires on ${end.toISOString().slice(0, 10)}`;
  const step = isPinned
    ? sentence`Renew the panel's certificate, and set ${setting("tlsFingerprint")} to the SHA-256 of the new one`
    : "Renew the panel's certificate";
  return days < warnDays ? warn(name, until, step) : ok(name, until);
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
    const end = new Date(socket.getPeerCertificate().valid_to);
    return Number.isNaN(end.getTime()) ? undefined : end;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
