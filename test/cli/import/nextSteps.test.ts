import { nextSteps, writtenFile, writtenProject } from "../../../src/cli/import/nextSteps";

const contents = {
  endpoint: "https://panel.example.com:8002/api/api.php",
  owner: "demo",
  mailboxes: [{ email: "ann@example.com", quota: 500 }, { email: "bob@example.com" }],
  forwards: [],
  domains: [],
};

describe("the next steps after an import", () => {
  it("promise that a quota is recorded where the list shows quotas", () => {
    const lines = nextSteps(writtenProject("mail"), contents, {});
    expect(lines).toContain(
      "  another quota        change it in the panel, then in the program: the mail stays",
    );
    expect(lines.join("\n")).not.toContain("shows no quotas");
  });

  it("promise nothing of quotas that the list does not show", () => {
    const lines = nextSteps(
      writtenProject("mail"),
      { ...contents, mailboxes: [{ email: "bob@example.com" }] },
      {},
    );
    expect(lines.join("\n")).toContain("the panel's list shows no quotas, so");
    expect(lines.join("\n")).not.toContain("the mail stays");
  });

  it("end with the commands, the panel's settings among them", () => {
    expect(nextSteps(writtenProject("my mail"), contents, { endpoint: "https://x.test" }).slice(-6)).toEqual([
      "  cd 'my mail'",
      "  npm install",
      "  pulumi stack init dev",
      "  pulumi config set brainycp:endpoint https://x.test",
      "  pulumi config set --secret brainycp:password",
      "  pulumi up",
    ]);
  });

  it("say how a file gets into the program, and leave out what is installed", () => {
    const file = { statement: 'import "./mail";', hasPackage: false };
    const lines = nextSteps(writtenFile("src/mail.ts", file, "^0.1.0"), contents, {});
    expect(lines).toContain('Add this line to your program: import "./mail";');
    expect(lines.slice(-4)).toEqual([
      "",
      "  npm install pulumi-brainycp",
      "  pulumi config set --secret brainycp:password",
      "  pulumi up",
    ]);
    const installed = nextSteps(
      writtenFile("mail.ts", { ...file, hasPackage: true }, "^0.1.0"),
      contents,
      {},
    );
    expect(installed.join("\n")).not.toContain("npm install");
    const unpublished = nextSteps(writtenFile("mail.ts", file, "file:/srv/x.tgz"), contents, {});
    expect(unpublished).toContain("  npm install file:/srv/x.tgz");
  });
});
