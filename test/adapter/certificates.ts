import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A key and its certificate as PEM text, and the certificate's SHA-256 as the settings write it. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly fingerprint: string;
}

/** Makes a self-signed certificate for an IP address or a host, with the openssl command. */
export function makeCertificate(subject = "IP:127.0.0.1", days = "1"): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "brainycp-tls-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    const names = ["-subj", "/CN=panel.test", "-addext", `subjectAltName=${subject}`];
    const files = ["-nodes", "-keyout", key, "-out", cert];
    execFileSync("openssl", ["req", "-x509", ...curve, ...names, ...files, "-days", days], { stdio: "pipe" });
    const pem = readFileSync(cert, "utf8");
    const fingerprint = new X509Certificate(pem).fingerprint256.replaceAll(":", "").toLowerCase();
    return { key: readFileSync(key, "utf8"), cert: pem, fingerprint };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
