import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import * as z from "zod";

/** A salted digest of a password, in hex: nothing that the simulator keeps holds the password itself. */
export const passwordDigest = z.object({ salt: z.string(), digest: z.string() });

export type PasswordDigest = z.infer<typeof passwordDigest>;

export function digestPassword(password: string): PasswordDigest {
  const salt = randomBytes(16).toString("hex");
  return { salt, digest: hash(salt, password).toString("hex") };
}

/** Whether this is, byte for byte, the password that was digested. */
export function passwordMatches(kept: PasswordDigest, password: string): boolean {
  return timingSafeEqual(Buffer.from(kept.digest, "hex"), hash(kept.salt, password));
}

// A fast hash, where a real panel should use a slow one: every simulated call verifies a password, and a slow hash
// would dominate any measurement of the client. Dovecot knows it as SSHA256.
function hash(salt: string, password: string): Buffer {
  return createHash("sha256").update(password, "utf8").update(Buffer.from(salt, "hex")).digest();
}
