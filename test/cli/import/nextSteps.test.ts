import { nextSteps } from "../../../src/cli/import/nextSteps";

const contents = {
  endpoint: "https://panel.example.com:8002/api/api.php",
  owner: "demo",
  mailboxes: [{ email: "ann@example.com", quota: 500 }, { email: "bob@example.com" }],
  forwards: [],
  domains: [],
};

describe("the next steps after an import", () => {
  it("promise that a quota is recorded where the list shows quotas", () => {
    const lines = nextSteps("mail", contents, {});
    expect(lines).toContain(
      "  another quota        change it in the panel, then in the program: the mail stays",
    );
    expect(lines.join("\n")).not.toContain("shows no quotas");
  });

  it("promise nothing of quotas that the list does not show", () => {
    const lines = nextSteps("mail", { ...contents, mailboxes: [{ email: "bob@example.com" }] }, {});
    expect(lines.join("\n")).toContain("the panel's list shows no quotas, so");
    expect(lines.join("\n")).not.toContain("the mail stays");
  });

  it("end with the commands, the panel's settings among them", () => {
    expect(nextSteps("my mail", contents, { endpoint: "https://x.test" }).slice(-6)).toEqual([
      "  cd 'my mail'",
      "  npm install",
      "  pulumi stack init dev",
      "  pulumi config set brainycp:endpoint https://x.test",
      "  pulumi config set --secret brainycp:password",
      "  pulumi up",
    ]);
  });
});
