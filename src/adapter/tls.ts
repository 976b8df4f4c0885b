import type { PeerCertificate, TLSSocket } from "node:tls";

/** The other side showed another certificate than the one that is pinned, or none. */
export class FingerprintMismatch extends Error {
  /** @param shown - Its SHA-256; undefined where the connection shows no certificate. */
  constructor(readonly shown: string | undefined) {
    super("the certificate is not the one that is pinned");
  }
}

/** SHA-256 of the certificate that the other side shows, in hexadecimal digits; undefined where it shows none. */
export function fingerprintOf(socket: TLSSocket): string | undefined {
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  return certificate.fingerprint256?.replaceAll(":", "").toLowerCase();
}

/** Whether the code of a failure is that of a server which does not begin with TLS. */
export function speaksNoTls(code: string): boolean {
  return code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG";
}

/** Whether the code of a failure, where the server speaks TLS, is that of a certificate which is not trusted. */
export function isUntrusted(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/.test(code);
}

/** When the certificate that the other side shows expires; undefined where it shows none. */
export function validUntil(socket: TLSSocket): Date | undefined {
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  const end = new Date(certificate.valid_to ?? NaN);
  return Number.isNaN(end.getTime()) ? undefined : end;
}
