import { generateKeyPairSync } from "node:crypto";
import { dkimHealth } from "../../src/dns/dkimHealth";
import type { RecordHealth } from "../../src/dns/recordHealth";
import { dnsFor, text } from "../support/dnsFor";
import type { Published } from "../support/nameServer";

const name = "dkim._domainkey.example.com";

function keyOf(bits: number): string {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return publicKey.export({ format: "der", type: "spki" }).toString("base64");
}

const key = keyOf(2048);
const wanted = { name, type: "TXT", value: `v=DKIM1; k=rsa; p=${key}` };

async function health(
  published: Published | undefined,
  more: Record<string, Published> = {},
): Promise<RecordHealth> {
  const records = published === undefined ? more : { [name]: published, ...more };
  return dkimHealth(wanted, await dnsFor(records));
}

describe("the DKIM key of a domain", () => {
  it("passes where public DNS has the panel's, written in another way and in several strings", async () => {
    const written = `k=rsa; p=${key.slice(0, 100)} ${key.slice(100)}; v=DKIM1;`;
    expect(await health(text(written))).toEqual({
      status: "pass",
      found: [{ ...wanted, value: written }],
      problems: [],
      hints: [],
      toSet: [],
    });
  });

  it("passes behind an alias", async () => {
    const more = { "key.panel.example": text(wanted.value) };
    expect((await health({ alias: "key.panel.example" }, more)).status).toBe("pass");
  });

  it("fails where there is none, and names the record to set", async () => {
    const problems = [`there is no DKIM key at ${name}`];
    expect(await health(undefined)).toMatchObject({ status: "fail", problems, toSet: [wanted] });
  });

  it.each([
    ["another key", `v=DKIM1; p=${keyOf(2048)}`, "is another one than the panel's"],
    ["the same key of another type", `v=DKIM1; k=ed25519; p=${key}`, "is another one than the panel's"],
    [
      "a key that is cut off",
      `v=DKIM1; k=rsa; p=${key.slice(0, 200)}`,
      `is cut off: it has 200 of ${key.length}`,
    ],
    ["a revoked key", "v=DKIM1; p=", "is revoked (p= is empty)"],
    ["another text", "hello", "is no DKIM key"],
  ])("fails with %s", async (_, written, words) => {
    const found = await health(text(written));
    expect([found.status, found.toSet]).toEqual(["fail", [wanted]]);
    expect(found.problems).toEqual([expect.stringContaining(words)]);
  });

  it("fails with two keys at one name", async () => {
    const found = await health(text(wanted.value, `v=DKIM1; p=${keyOf(1024)}`));
    expect(found.problems).toEqual([expect.stringContaining(`there are 2 keys at ${name}`)]);
  });

  it("fails with a key that receivers ignore, and hints at a weak one and at a test", async () => {
    const weak = { ...wanted, value: `v=DKIM1; t=y; p=${keyOf(1024)}` };
    const found = await dkimHealth(weak, await dnsFor({ [name]: text(weak.value) }));
    expect(found).toMatchObject({ status: "pass", problems: [] });
    expect(found.hints).toEqual([
      "t=y says that the domain only tests DKIM",
      "the key has 1024 bits; 2048 are advised",
    ]);
    const short = { ...wanted, value: `v=DKIM1; p=${keyOf(512)}` };
    expect((await dkimHealth(short, await dnsFor({ [name]: text(short.value) }))).problems).toEqual([
      "the key has 512 bits, and receivers ignore such short ones",
    ]);
  });

  it("is not known where DNS does not answer", async () => {
    expect(await health({ fails: true })).toMatchObject({ status: "unknown", found: [], toSet: [] });
  });
});
