import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MailAliases } from "../../src/simulator/mailAliases";
import { startMailPanel } from "../support/mailPanel";
import { describeWithDovecot } from "../support/testDovecot";
import { code, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();
let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), "brainycp-aliases-")), "aliases");
});
afterEach(() => rmSync(join(file, ".."), { recursive: true }));

it("writes a line for each forwarding, with the source where a copy is kept", () => {
  const aliases = new MailAliases(file);
  aliases.write([
    { source: "ann@Example.com", targets: ["ben@example.org", "Eve@пример.рф"], saveLocal: true },
    { source: "team@example.com", targets: ["ann@example.com"], saveLocal: false },
  ]);
  expect(readFileSync(file, "utf8")).toBe(
    "ann@example.com: ann@example.com, ben@example.org, Eve@xn--e1afmkfd.xn--p1ai\nteam@example.com: ann@example.com\n",
  );
  aliases.write([]);
  expect(readFileSync(file, "utf8")).toBe("");
});

it.each([
  "|sh@example.com",
  "/etc/passwd@example.com",
  ":include:/x@example.com",
  '"a"@example.com',
  "a#b@example.com",
])("refuses the address %j, which a mail server may take for a command", (odd) => {
  const aliases = new MailAliases(file);
  for (const forward of [
    { source: odd, targets: ["ann@example.com"] },
    { source: "ann@example.com", targets: [odd] },
  ])
    expect(() => aliases.write([{ ...forward, saveLocal: false }])).toThrow("An aliases file cannot hold");
  expect(existsSync(file)).toBe(false);
});

describeWithDovecot("a simulator with an aliases file", () => {
  it("follows what the API changes", async () => {
    const { simulator } = await startMailPanel((options) =>
      start({ ...options, ...(options?.mail && { mail: { ...options.mail, aliasesFile: file } }) }),
    );
    const forward = { source: "ann@example.com", target: "ben@example.org", save_local: "1" };
    expect(await code(simulator, "addforward", forward)).toBe(0);
    expect(readFileSync(file, "utf8")).toBe("ann@example.com: ann@example.com, ben@example.org\n");
    expect(await code(simulator, "delforward", { source: forward.source, target: forward.target })).toBe(0);
    expect(readFileSync(file, "utf8")).toBe("");
  });
});
