import { X509Certificate } from "node:crypto";
import { generate } from "selfsigned";

/** A key and its certificate as PEM text, and the certificate's SHA-256 as the settings write it. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly fingerprint: string;
}

/** Makes a self-signed certificate, for 127.0.0.1 or for a host, that counts for some days, by default a year. */
export async function makeCertificate(host?: string, days = 365): Promise<Certificate> {
  const subject =
    host === undefined ? { type: 7 as const, ip: "127.0.0.1" } : { type: 2 as const, value: host };
  const { private: key, cert } = await generate([{ name: "commonName", value: "panel.test" }], {
    keyType: "ec",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + days * 86_400_000),
    extensions: [{ name: "subjectAltName", altNames: [subject] }],
  });
  const pem = cert.replaceAll("\r\n", "\n").trimEnd();
  const fingerprint = new X509Certificate(pem).fingerprint256.replaceAll(":", "").toLowerCase();
  return { key, cert: `${pem}\n`, fingerprint };
}
