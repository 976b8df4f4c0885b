import { generateKeyPairSync } from "node:crypto";

/** A new RSA public key of 2048 bits as DKIM publishes it: base64 of the DER form. The private key is discarded. */
export function newDkimKey(): string {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return publicKey.export({ type: "spki", format: "der" }).toString("base64");
}
