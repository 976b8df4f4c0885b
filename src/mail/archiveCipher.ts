import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  scryptSync,
  timingSafeEqual,
} from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import * as z from "zod";
import { piecesOf, type ArchiveForm, type ObjectWriter } from "./archiveForm";

/** What an archive's first file says of its encryption; the key is not in it. */
export const encryption = z.strictObject({
  cipher: z.literal("aes-256-gcm"),
  /** The key is derived from the passphrase by scrypt with these. */
  scrypt: z.strictObject({
    N: z.literal(32_768),
    r: z.literal(8),
    p: z.literal(3),
    salt: z.string().regex(/^[0-9a-f]{32}$/),
  }),
  /** What only the right key makes. */
  proof: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Encryption = z.infer<typeof encryption>;

const cost = { N: 32_768, r: 8, p: 3 } as const;
const cipherName = "aes-256-gcm";
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts an archive with a passphrase: a message's file is nonce, ciphertext and tag of AES-256-GCM, a line the same in
 * Base64, each with a nonce of its own. Files are named by an HMAC, so that nobody can look whether a known message is
 * there; how many messages there are, and their sizes, can be seen.
 */
export class ArchiveCipher implements ArchiveForm {
  readonly isEncrypted = true;
  readonly overhead = nonceBytes + tagBytes;

  private constructor(
    private readonly key: Buffer,
    private readonly signingKey: Buffer,
  ) {}

  /** A cipher for a new archive, and what its first file is to say. */
  static create(passphrase: string): { cipher: ArchiveCipher; encryption: Encryption } {
    const salt = randomBytes(16).toString("hex");
    const cipher = ArchiveCipher.derive(passphrase, salt);
    return {
      cipher,
      encryption: { cipher: cipherName, scrypt: { ...cost, salt }, proof: cipher.proof() },
    };
  }

  /** The cipher of an archive; undefined where the passphrase is not the one it was made with. */
  static open(passphrase: string, { scrypt, proof }: Encryption): ArchiveCipher | undefined {
    const cipher = ArchiveCipher.derive(passphrase, scrypt.salt);
    return timingSafeEqual(Buffer.from(cipher.proof()), Buffer.from(proof)) ? cipher : undefined;
  }

  private static derive(passphrase: string, salt: string): ArchiveCipher {
    const maxmem = 2 * 128 * cost.N * cost.r;
    const keys = scryptSync(passphrase, Buffer.from(salt, "hex"), 2 * keyBytes, { ...cost, maxmem });
    return new ArchiveCipher(keys.subarray(0, keyBytes), keys.subarray(keyBytes));
  }

  objectName(hash: string): string {
    return `${this.hmac("object", hash)}.eml.enc`;
  }

  sign(text: string): string {
    return this.hmac("seal", text);
  }

  writer(): ObjectWriter {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(cipherName, this.key, nonce);
    return {
      head: nonce,
      update: (bytes) => cipher.update(bytes),
      final: () => Buffer.concat([cipher.final(), cipher.getAuthTag()]),
    };
  }

  async *read(file: FileHandle): AsyncGenerator<Buffer> {
    const end = (await file.stat()).size - tagBytes;
    if (end < nonceBytes) throw new Error("it was cut off");
    const nonce = Buffer.alloc(nonceBytes);
    const tag = Buffer.alloc(tagBytes);
    await file.read(nonce, 0, nonceBytes, 0);
    await file.read(tag, 0, tagBytes, end);
    const decipher = this.decipher(nonce, tag);
    for await (const piece of piecesOf(file, nonceBytes, end)) yield decipher.update(piece);
    yield decipher.final();
  }

  encode(text: string): string {
    const { head, update, final } = this.writer();
    return Buffer.concat([head, update(Buffer.from(text)), final()]).toString("base64");
  }

  decode(line: string): string {
    const bytes = Buffer.from(line, "base64");
    // Base64 is read leniently: another text of the same bytes is a changed one
    if (bytes.length < this.overhead || bytes.toString("base64") !== line) throw new Error("it was changed");
    const tag = bytes.subarray(-tagBytes);
    const decipher = this.decipher(bytes.subarray(0, nonceBytes), tag);
    const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
    return Buffer.concat([text, decipher.final()]).toString();
  }

  private decipher(nonce: Buffer, tag: Buffer): ReturnType<typeof createDecipheriv> {
    return createDecipheriv(cipherName, this.key, nonce, { authTagLength: tagBytes }).setAuthTag(tag);
  }

  private proof(): string {
    return this.hmac("proof", "");
  }

  /** @param use keeps digests of one use from passing for those of another */
  private hmac(use: string, text: string): string {
    return createHmac("sha256", this.signingKey).update(`${use} ${text}`).digest("hex");
  }
}
