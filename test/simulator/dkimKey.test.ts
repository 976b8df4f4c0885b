import { createPublicKey } from "node:crypto";
import { newDkimKey } from "../../src/simulator/dkimKey";

describe("a DKIM key", () => {
  it("is a 2048-bit RSA key, and a new one each time", () => {
    const first = newDkimKey();
    const key = createPublicKey({ key: Buffer.from(first, "base64"), format: "der", type: "spki" });
    expect([key.asymmetricKeyType, key.asymmetricKeyDetails?.modulusLength]).toEqual(["rsa", 2048]);
    expect(newDkimKey()).not.toBe(first);
  });
});
