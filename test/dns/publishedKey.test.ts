import { generateKeyPairSync } from "node:crypto";
import { bitsOf, dkimKeys, readDkim } from "../../src/dns/publishedKey";

/** A public key as DNS has it. */
function keyOf(bits: number): string {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return publicKey.export({ format: "der", type: "spki" }).toString("base64");
}

describe("a DKIM key", () => {
  it("is read in any order of its tags, and in pieces", () => {
    expect(readDkim("p=AAAA BBBB\t; k=RSA; v=DKIM1")).toEqual({
      key: "AAAABBBB",
      type: "rsa",
      isTest: false,
    });
    expect(readDkim("v=DKIM1; t=s:y; p=")).toEqual({ key: "", type: "rsa", isTest: true });
    expect(readDkim("v=DKIM1; k=ed25519; p=CCCC")?.type).toBe("ed25519");
  });

  it("is no other text", () => {
    expect(
      dkimKeys(["v=spf1 -all", "v=DMARC1; p=none", "hello", "v=DKIM1; k=rsa", "k=rsa; p=AAAA"]),
    ).toHaveLength(1);
  });

  it("has a length, where it can be read", () => {
    expect([1024, 2048].map((bits) => bitsOf({ key: keyOf(bits), type: "rsa", isTest: false }))).toEqual([
      1024, 2048,
    ]);
    expect(bitsOf({ key: "AAAA", type: "rsa", isTest: false })).toBeUndefined();
  });
});
