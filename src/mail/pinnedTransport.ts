import type { ImapTransport, ImapTransportSocket } from "imapflow" with { "resolution-mode": "import" };
import { connect as connectPlain } from "node:net";
import { connect as connectTls, type PeerCertificate, type TLSSocket } from "node:tls";

/** The server showed another certificate than the one that is pinned, or none. */
export class FingerprintMismatch extends Error {
  /** @param shown - Its SHA-256; undefined where it showed none. */
  constructor(readonly shown: string | undefined) {
    super("the certificate is not the one that is pinned");
  }
}

/**
 * Connections that accept the one certificate with this fingerprint, whoever signed it. Nothing is sent over TLS before
 * that is sure: any other certificate ends the connection with a `FingerprintMismatch`.
 */
export function pinnedTransport(fingerprint: string): ImapTransport {
  const checked = (socket: TLSSocket, proceed: () => void): TLSSocket =>
    socket.once("secureConnect", () => {
      const shown = fingerprintOf(socket);
      if (shown === fingerprint) proceed();
      else socket.destroy(new FingerprintMismatch(shown));
    });
  return {
    connect({ host, port, servername, secure }, proceed): ImapTransportSocket {
      if (!secure) return connectPlain({ host, port }, proceed);
      return checked(connectTls({ host, port, ...named(servername), rejectUnauthorized: false }), proceed);
    },
    upgrade(socket, { host, servername }, proceed): ImapTransportSocket {
      return checked(connectTls({ socket, host, ...named(servername), rejectUnauthorized: false }), proceed);
    },
  };
}

function named(servername: string | undefined): { servername?: string } {
  return servername === undefined ? {} : { servername };
}

function fingerprintOf(socket: TLSSocket): string | undefined {
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  return certificate.fingerprint256?.replaceAll(":", "").toLowerCase();
}
