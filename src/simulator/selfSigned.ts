import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { filesIn } from "./dovecotConfiguration";
import type { TlsFiles } from "./server";

/** The key and the certificate for this machine in a folder: made with openssl, which Dovecot's package needs too. */
export function selfSigned(folder: string): TlsFiles {
  const { key, cert } = filesIn(folder);
  if (!existsSync(cert)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    const files = ["-keyout", key, "-out", cert];
    execFileSync("openssl", ["req", ...kind, "-days", "3650", ...names, ...files], { stdio: "ignore" });
  }
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
