import { digestPassword, passwordMatches } from "../../src/simulator/password";

describe("a password's digest", () => {
  it.each([["secret"], [""], ["пароль 🔑"]])("matches %j byte for byte, and nothing else", (password) => {
    const digest = digestPassword(password);
    expect(passwordMatches(digest, password)).toBe(true);
    for (const other of [`${password} `, `${password}\0`, "Secret", password.slice(1) + "x"]) {
      expect(passwordMatches(digest, other)).toBe(false);
    }
  });

  it("shows neither the password nor whether two are alike", () => {
    const [one, two] = [digestPassword("secret"), digestPassword("secret")];
    expect(JSON.stringify(one)).not.toContain("secret");
    expect(one.digest).not.toBe(two.digest);
    expect(passwordMatches({ ...one, salt: two.salt }, "secret")).toBe(false);
  });
});
