import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultSeed, readSeedFile } from "../../src/simulator/seedFile";

let path: string;
beforeEach(() => (path = join(mkdtempSync(join(tmpdir(), "brainycp-seed-")), "seed.json")));
afterEach(() => rmSync(join(path, ".."), { recursive: true }));

function read(seed: unknown) {
  writeFileSync(path, typeof seed === "string" ? seed : JSON.stringify(seed));
  return readSeedFile(path);
}

function refusalOf(seed: unknown): string {
  try {
    read(seed);
  } catch (error) {
    return String(error);
  }
  throw new Error("The seed was accepted.");
}

describe("a seed file", () => {
  it("needs nothing but the name of an account", () => {
    expect(read({ accounts: [{ name: "demo", domains: ["example.com", "example.org"] }] })).toEqual(
      defaultSeed,
    );
    expect(read({ accounts: [{ name: "a" }] })).toEqual({
      accounts: [{ name: "a", admin: false, api: true, domains: [] }],
      mailboxes: [],
      forwards: [],
      settings: {},
    });
  });

  it.each([
    [
      "is not JSON",
      '{"accounts": "seed-secret',
      /^Error: --seed .*\/seed\.json: not JSON; --help shows a seed$/,
    ],
    ["has no account", { accounts: [] }, /accounts/],
    ["has an unknown field", { accounts: [{ name: "a", pasword: "seed-secret" }] }, /pasword/],
    ["has an unknown setting", { accounts: [{ name: "a" }], settings: { listShape: "round" } }, /listShape/],
    [
      "has a password that is not a string",
      { accounts: [{ name: "a", password: ["seed-secret"] }] },
      /: accounts\[0\]\.password: Invalid input: expected string, received array; --help shows a seed$/,
    ],
  ])("that %s is refused, and the error shows no secret of it", (_, seed, message) => {
    const error = refusalOf(seed);
    expect(error).toMatch(message);
    expect(error).not.toMatch("seed-secret");
  });
});
