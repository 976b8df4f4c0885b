import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkStackFiles } from "../../../src/cli/doctor/stackFilePasswords";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-plaintext-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is said of a stack's settings file. */
function said(yaml: string, file = "Pulumi.dev.yaml"): string[] {
  writeFileSync(join(folder, file), yaml);
  return checkStackFiles(folder).map(({ status, text }) => `${status} ${String(text)}`);
}

const nothing = (files: string): string[] => [`ok no password is in clear text in Pulumi.*.yaml (${files})`];

describe("the settings of stacks", () => {
  it("are right without a file, or with secrets alone", () => {
    expect(checkStackFiles(folder).map(({ text }) => `ok ${String(text)}`)).toEqual(nothing("0 files"));
    const yaml = `encryptionsalt: v1:abc
config:
  brainycp:endpoint: http://127.0.0.1:8002
  brainycp:password:
    secure: AAAA
  brainycp:servers:
    eu: { endpoint: "https://eu.example.com", password: { secure: BBBB } }
  app:annPassword: { secure: CCCC }
`;
    expect(said(yaml)).toEqual(nothing("1 file"));
  });

  it("name a value that is JSON text with a password in it", () => {
    const json = '{"eu":{"endpoint":"https://eu.example.com","password":"one"}}';
    expect(said(`config:\n  app:x: "{no JSON"\n  brainycp:servers: '${json}'\n`)).toEqual([
      "warn Pulumi.dev.yaml:3: brainycp:servers is in clear text",
    ]);
    expect(said(`config:\n  brainycp:servers: '${json.replace(',"password":"one"', "")}'\n`)).toEqual(
      nothing("1 file"),
    );
  });

  it("name passwords of every kind and depth, by line and key", () => {
    const yaml = `config:
  brainycp:password: one
  app:annPassword: "two"
  app:smtp_pass: 12345
  brainycp:servers:
    eu:
      endpoint: https://eu.example.com
      password: >-
        three
    a b:
      Passphrase: four
  app:boxes:
    - email: ann@example.com
      password: five
  app:passwords:
    ann@example.com: six
    bob: { secure: ZZZZ }
`;
    expect(said(yaml)).toEqual(
      [
        "2: brainycp:password",
        "3: app:annPassword",
        "4: app:smtp_pass",
        "8: brainycp:servers.eu.password",
        '11: brainycp:servers["a b"].Passphrase',
        "14: app:boxes[0].password",
        '16: app:passwords["ann@example.com"]',
      ].map((place) => `warn Pulumi.dev.yaml:${place} is in clear text`),
    );
  });

  it("may hold what only sounds like a password, or is empty", () => {
    const yaml = `config:
  app:bypass: all
  app:compass: north
  app:password: ""
  app:resetPassword: true
  app:passwordLength: 12
  app:oldPassword:
description: { password: not configuration }
`;
    expect(said(yaml)).toEqual(nothing("1 file"));
  });

  it("say how to mend each, in words that a shell takes as they are", () => {
    writeFileSync(join(folder, "Pulumi.it's.yaml"), 'config: { "app:boxes": { "a b": { password: x } } }');
    expect(checkStackFiles(folder)[0]?.nextStep).toBe(
      "Change the password, because others may have read it, then: " +
        `pulumi config set --path --secret --stack 'it'\\''s' 'app:boxes["a b"].password'`,
    );
  });

  it("are followed through anchors", () => {
    expect(said("config:\n  app:name: &x hidden\n  app:password: *x\n")).toEqual([
      "warn Pulumi.dev.yaml:3: app:password is in clear text",
    ]);
  });

  it("that cannot be read as YAML are named, and nothing of what they hold", () => {
    expect(said("config: { password: 'hidden\n")).toEqual([
      "warn Pulumi.dev.yaml is not valid YAML, so it was not checked",
    ]);
    mkdirSync(join(folder, "Pulumi.folder.yaml"));
    expect(checkStackFiles(folder)).toHaveLength(2);
  });

  it("are found by the names of stacks' files alone", () => {
    said("config:\n  app:password: x\n", "Pulumi.yaml");
    said("config:\n  app:password: x\n", "other.yaml");
    expect(said("config:\n  app:password: x\n", "Pulumi.prod.eu.yml")).toEqual([
      "warn Pulumi.prod.eu.yml:2: app:password is in clear text",
    ]);
  });
});
