import { createPublicKey } from "node:crypto";
import { tagsOf } from "./tagList";

/** A public key of DKIM (RFC 6376, section 3.6.1). */
export interface DkimKey {
  /** The key in base64 in one piece; empty where it was revoked. */
  readonly key: string;
  readonly type: string;
  /** Whether receivers are told to ignore what it says. */
  readonly isTest: boolean;
}

/** The keys among the texts of a selector. */
export function dkimKeys(texts: readonly string[]): DkimKey[] {
  return texts.flatMap((text) => readDkim(text) ?? []);
}

/** Reads a DKIM record; undefined for another text. */
export function readDkim(text: string): DkimKey | undefined {
  const tags = tagsOf(text);
  const key = tags.get("p")?.replace(/\s+/g, "");
  if (key === undefined || (tags.has("v") && tags.get("v") !== "DKIM1")) return undefined;
  const flags =
    tags
      .get("t")
      ?.split(":")
      .map((flag) => flag.trim()) ?? [];
  return { key, type: (tags.get("k") ?? "rsa").toLowerCase(), isTest: flags.includes("y") };
}

/** How long an RSA key is, in bits; undefined for one that cannot be read. */
export function bitsOf({ key }: DkimKey): number | undefined {
  try {
    const read = createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
    return read.asymmetricKeyDetails?.modulusLength;
  } catch {
    return undefined;
  }
}
