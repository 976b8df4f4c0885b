import fc from "fast-check";
import * as babel from "prettier/plugins/babel";
import * as estree from "prettier/plugins/estree";
import * as typescript from "prettier/plugins/typescript";
import * as yaml from "prettier/plugins/yaml";
import { format } from "prettier/standalone";
import type { DomainEntry, PanelContents } from "../../../src/cli/import/panelContents";
import { likelyUnit, programFor } from "../../../src/cli/import/program";
import { projectFiles } from "../../../src/cli/import/project";
import { construction } from "../../../src/cli/import/source";

const endpoint = "https://panel.example.com:8002/api/api.php";

/** The text as Prettier leaves it where it is told nothing. */
function formatted(text: string, filepath = "index.ts"): Promise<string> {
  return format(text, { filepath, plugins: [babel, estree, typescript, yaml] });
}

const shown = (domain: string, spf = false, dkim = false): DomainEntry => ({
  domain,
  zone: "shown",
  spf,
  dkim,
});
const hidden = (domain: string): DomainEntry => ({ domain, zone: "hidden", spf: null, dkim: null });

function contents(some: Partial<PanelContents>): PanelContents {
  return { endpoint, owner: "demo", mailboxes: [], forwards: [], domains: [], ...some };
}

/** The program without its header. */
function bodyOf(some: Partial<PanelContents>): string {
  return programFor(contents(some)).split("\n\n").slice(1).join("\n\n");
}

describe("a program", () => {
  it("takes over mailboxes, forwardings, SPF and DKIM, domain by domain, and protects the mailboxes", () => {
    const body = bodyOf({
      mailboxes: [{ email: "ann@example.com", quota: 500 }, { email: "bob@example.org" }],
      forwards: [{ source: "info@example.com", targets: ["ann@example.com", "Bob@example.net"] }],
      domains: [shown("example.com", true, true), shown("example.net"), hidden("example.org")],
    });
    expect(body).toBe(`import { DomainDkim, DomainSpf, Mailbox, MailForward } from "pulumi-brainycp";

// example.com

new DomainSpf("example.com", { domain: "example.com" });

new DomainDkim("example.com", { domain: "example.com" });

// password: the panel does not show it
new Mailbox(
  "ann@example.com",
  { email: "ann@example.com", quota: 500, adopt: true },
  { protect: true },
);

// saveLocal: the panel's list does not show it
new MailForward("info@example.com", {
  source: "info@example.com",
  targets: ["ann@example.com", "Bob@example.net"],
  adopt: true,
});

// example.org: the panel does not show its zone, so whether SPF and DKIM are on is unknown

// password: the panel does not show it
// quota: the panel's list does not show it
new Mailbox(
  "bob@example.org",
  { email: "bob@example.org", adopt: true },
  { protect: true },
);
`);
  });

  it("imports what it uses alone, and is a module where that is nothing", () => {
    const imports = (some: Partial<PanelContents>): string | undefined => bodyOf(some).split("\n")[0];
    expect(imports({ domains: [shown("example.com", false, true)] })).toBe(
      'import { DomainDkim } from "pulumi-brainycp";',
    );
    expect(imports({})).toBe("export {};");
  });

  it("keeps an account's name on its line of the header", () => {
    const text = programFor(contents({ owner: "demo\u2028process.exit()\n" }));
    expect(text.split("\n")[0]).toBe(`// The mail of demo?process.exit()? on ${endpoint},`);
  });
});

describe("the quotas of a program", () => {
  const programOf = (quotas: readonly (number | undefined)[], unit?: 1024): string => {
    const mailboxes = quotas.map((quota, index) => ({
      email: `a${index}@example.com`,
      ...(quota === undefined ? {} : { quota }),
    }));
    return programFor(contents({ mailboxes, domains: [shown("example.com")] }), unit);
  };
  const quotasOf = (program: string): (string | undefined)[] =>
    Array.from(program.matchAll(/^(?:new Mailbox\(|.*\{ email.*)$/gm), ([line]) => line)
      .filter((line) => line.includes("email"))
      .map((line) => /quota: (\d+)/.exec(line)?.[1]);

  it.each<[readonly (number | undefined)[], number, (string | undefined)[]]>([
    [[500, 0], 1, ["500", "0"]],
    [[500 * 1024 ** 2, 0, 1024 ** 2], 1024 ** 2, ["500", "0", "1"]],
    [[500 * 1000 ** 2, 2_000_000], 1000 ** 2, ["500", "2"]],
    [[500 * 1024 ** 2, 500], 1, ["524288000", "500"]],
    [[512_000], 1, ["512000"]],
    [[0, undefined], 1, ["0", undefined]],
    [[], 1, []],
  ])("listed as %j count in units of %j", (listed, unit, written) => {
    const mailboxes = listed.map((quota) => ({ email: "a@b.c", ...(quota === undefined ? {} : { quota }) }));
    expect(likelyUnit(mailboxes)).toBe(unit);
    const program = programOf(listed);
    expect(quotasOf(program)).toEqual(written);
    expect(program.includes(`divided by ${unit}`)).toBe(unit !== 1);
  });

  it("are written in the unit that is asked for, and left out where it does not fit", () => {
    const program = programOf([512_000, 1500, 0], 1024);
    expect(quotasOf(program)).toEqual(["500", undefined, "0"]);
    expect(program).toContain("// quota: the panel's list shows 1500, no multiple of 1024\n");
    expect(program).toContain("divided by 1024,");
  });

  it("that the list shows nowhere are left out, which the header says", () => {
    expect(programOf([undefined])).toContain(
      "// - Quotas. Its list shows none; add `quota` to record one. Another `quota` after that\n" +
        "//   replaces the mailbox and deletes its mail, also where the panel was changed first.\n",
    );
  });
});

const letters = fc.constantFrom(...Array.from("abcxyz019"));
const local = fc.oneof(
  fc.string({ unit: letters, minLength: 1, maxLength: 64 }),
  fc.string({ unit: fc.constantFrom(...Array.from("a0!#$%&'*+=?^_{}~-")), minLength: 1, maxLength: 40 }),
);
const domain = fc
  .array(fc.string({ unit: letters, minLength: 1, maxLength: 63 }), { minLength: 1, maxLength: 3 })
  .map((labels) => `${labels.join(".")}.example`);
const address = fc.tuple(local, domain).map((parts) => parts.join("@"));
const contentsOfPanels: fc.Arbitrary<PanelContents> = fc
  .record({
    boxes: fc.array(fc.tuple(local, fc.option(fc.integer({ min: 0, max: 2 ** 40 }), { nil: undefined })), {
      maxLength: 4,
    }),
    sources: fc.array(fc.tuple(local, fc.array(address, { minLength: 1, maxLength: 5 })), { maxLength: 4 }),
    name: domain,
    zone: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  })
  .map(({ boxes, sources, name, zone: [isShown, spf, dkim] }) =>
    contents({
      mailboxes: boxes.map(([box, quota]) => ({
        email: `${box}@${name}`,
        ...(quota === undefined ? {} : { quota }),
      })),
      forwards: sources.map(([source, targets]) => ({ source: `${source}@${name}`, targets })),
      domains: [isShown ? shown(name, spf, dkim) : hidden(name)],
    }),
  );

describe("what is written", () => {
  it("is as Prettier leaves it, whatever it holds", async () => {
    await fc.assert(
      fc.asyncProperty(contentsOfPanels, async (one) => {
        const program = programFor(one);
        expect(await formatted(program)).toBe(program);
      }),
      { numRuns: 300 },
    );
  });

  it("is so at every length around the end of a line", async () => {
    const parts: string[] = [];
    for (let length = 1; length < 90; length += 1) {
      const name = "a".repeat(length);
      parts.push(construction("DomainSpf", name, { domain: name }));
      parts.push(construction("Mailbox", "ann", { email: name, quota: 5, adopt: true }, { protect: true }));
      parts.push(construction("MailForward", "b", { source: "b", targets: [name, name] }));
      parts.push(construction("MailForward", name, { source: name, targets: [name, "c"] }));
      parts.push(construction("MailForward", "b", { source: name, targets: [name] }, { protect: true }));
    }
    const program = `${parts.join("\n\n")}\n`;
    expect(await formatted(program)).toBe(program);
  });

  it("is so in every file of a project", async () => {
    const own = { version: "1.2.3", sdk: "^3.139.0", source: "^1.2.3" };
    for (const folder of ["/srv/mail", "/srv/2024", "/srv/true", "/srv/null", "/srv/1e3"]) {
      const files = projectFiles(folder, programFor(contents({})), own);
      for (const [name, text] of Object.entries(files)) {
        expect([name, await formatted(text, name)]).toEqual([name, text]);
      }
    }
  });
});
