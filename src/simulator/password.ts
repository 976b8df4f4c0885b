import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** A salted digest of a password, in hex: nothing that the simulator keeps holds the password itself. */
export interface PasswordDigest {
  salt: string;
  digest: string;
}

export function digestPassword(password: string): PasswordDigest {
  const salt = randomBytes(16).toString("hex");
  return { salt, digest: hmac(salt, password).toString("hex") };
}

/** Whether the password is, byte for byte, the one that was digested. */
export function passwordMatches(kept: PasswordDigest, password: string): boolean {
  return timingSafeEqual(Buffer.from(kept.digest, "hex"), hmac(kept.salt, password));
}

// One quick hash, where a real panel should take a slow one: every simulated call verifies a password, and
// the slowness would be measured in place of the client's.
function hmac(salt: string, password: string): Buffer {
  return createHmac("sha256", Buffer.from(salt, "hex")).update(password, "utf8").digest();
}
