import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readMailFile } from "../../examples/from-a-file/mailFile";
import { runExample, secret } from "../support/example";

const secrets = {
  "passwords:ann@example.com": "a",
  "passwords:ben@example.com": "b",
  "passwords:ann@example.org": "c",
};

test("every line of the file becomes a resource, with the stack's password", async () => {
  const { resources } = await runExample("from-a-file", { secrets });
  expect(resources).toEqual({
    "Mailbox ann@example.com": { email: "ann@example.com", quota: 500, password: secret("a") },
    "Mailbox ben@example.com": { email: "ben@example.com", quota: 1000, password: secret("b") },
    "Mailbox ann@example.org": { email: "ann@example.org", quota: 500, password: secret("c") },
    "MailForward info@example.com": {
      source: "info@example.com",
      targets: ["ann@example.com", "office@example.net"],
    },
    "DomainSpf example.com": { domain: "example.com" },
    "DomainDkim example.com": { domain: "example.com" },
  });
});

test("a missing password is named with its line and the command, and nothing is registered", async () => {
  const { "passwords:ben@example.com": _, ...rest } = secrets;
  await expect(runExample("from-a-file", { secrets: rest })).rejects.toThrow(
    /^mail\.yaml:7: domains\["example\.com"\]\.mailboxes\.ben: has no password: pulumi config set --secret passwords:ben@example\.com$/,
  );
});

describe("mistakes of the file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mail-file-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The mistakes of a file whose mailboxes have passwords. */
  function mistakesOf(text: string): string[] {
    pulumi.runtime.setAllConfig(secrets, Object.keys(secrets));
    const path = join(folder, "mail.yaml");
    writeFileSync(path, text);
    try {
      readMailFile(path, new pulumi.Config("passwords"));
    } catch (error) {
      if (pulumi.RunError.isInstance(error)) return error.message.split("\n");
      throw error;
    }
    return [];
  }

  it("are all told at once, each with its line, in the file's order", () => {
    const mistakes = mistakesOf(`server: eu
domains:
  example.com:
    spf: yes
    mailboxes:
      ann: { quota: 500 }
      Ben: { quota: 500 }
      ben: { quota: 1.5, size: 3 }
      ann:
        quota: -1
      carl: {}
      dora: 500
    forwards:
      info: []
      sales: [ann@example.com, office]
      press: ann@example.com
  localhost: {}
`);
    expect(mistakes).toEqual([
      "mail.yaml:1: server: is not known here",
      'mail.yaml:4: domains["example.com"].spf: is neither true nor false',
      'mail.yaml:7: domains["example.com"].mailboxes.Ben: is not a lower-case name, such as ann or ann.smith',
      'mail.yaml:8: domains["example.com"].mailboxes.ben.quota: is not a whole number of 0 or more',
      'mail.yaml:8: domains["example.com"].mailboxes.ben.size: is not known here',
      'mail.yaml:9: domains["example.com"].mailboxes.ann: appears twice',
      'mail.yaml:10: domains["example.com"].mailboxes.ann.quota: is not a whole number of 0 or more',
      'mail.yaml:11: domains["example.com"].mailboxes.carl.quota: is missing',
      'mail.yaml:11: domains["example.com"].mailboxes.carl: has no password: pulumi config set --secret passwords:carl@example.com',
      'mail.yaml:12: domains["example.com"].mailboxes.dora: is not a map of NAME: VALUE',
      'mail.yaml:12: domains["example.com"].mailboxes.dora: has no password: pulumi config set --secret passwords:dora@example.com',
      'mail.yaml:14: domains["example.com"].forwards.info: is empty',
      'mail.yaml:15: domains["example.com"].forwards.sales[1]: is not an address',
      'mail.yaml:16: domains["example.com"].forwards.press: is not a list of addresses, such as [ann@example.com]',
      "mail.yaml:17: domains.localhost: is not a lower-case domain, such as example.com",
    ]);
  });

  it("are told of both places where a domain stands twice", () => {
    const mistakes = mistakesOf(`domains:
  example.com:
    mailboxes:
      ann: { quota: many }
  example.com:
    forwards:
      info: [nobody]
`);
    expect(mistakes).toEqual([
      'mail.yaml:4: domains["example.com"].mailboxes.ann.quota: is not a whole number of 0 or more',
      'mail.yaml:5: domains["example.com"]: appears twice',
      'mail.yaml:7: domains["example.com"].forwards.info[0]: is not an address',
    ]);
  });

  it("of YAML's own grammar come alone, all of them", () => {
    const mistakes = mistakesOf(`domains:
  example.com:
    forwards:
      info: [ann@example.com
      sales: *everyone
      press: "ann
`);
    expect(mistakes).toEqual([
      "mail.yaml:5: Flow sequence in block collection must be sufficiently indented and end with a ]",
      'mail.yaml:5: text that begins with * needs "quotes"',
      'mail.yaml:7: Missing closing "quote',
    ]);
  });

  it.each([
    ["nothing", "", "mail.yaml:1: is not a map of NAME: VALUE"],
    ["an empty list of domains", "domains:", "mail.yaml:1: domains: is not a map of NAME: VALUE"],
    ["text", "ann@example.com", "mail.yaml:1: is not a map of NAME: VALUE"],
    ["other keys", "\n\ndomain: {}", "mail.yaml:3: domains: is missing"],
  ])("are told of a file with %s", (_, text, mistake) => {
    expect(mistakesOf(text)).toContain(mistake);
  });
});
