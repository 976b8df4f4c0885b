import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPanels } from "../../examples/fleet/panels";
import { summary } from "../../examples/fleet/summary";
import { runExample } from "../support/example";

test("each domain of a panel gets SPF, DKIM and a postmaster", async () => {
  const { resources } = await runExample("fleet", {
    config: { "brainycp-fleet:domains": '["example.com","example.org"]' },
  });
  const targets = ["postmaster@hosting.example"];
  expect(resources).toEqual({
    "DomainSpf example.com": { domain: "example.com" },
    "DomainDkim example.com": { domain: "example.com" },
    "MailForward postmaster@example.com": { source: "postmaster@example.com", targets },
    "DomainSpf example.org": { domain: "example.org" },
    "DomainDkim example.org": { domain: "example.org" },
    "MailForward postmaster@example.org": { source: "postmaster@example.org", targets },
  });
});

describe("the list of panels", () => {
  let file: string;
  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), "fleet-test-"));
    file = join(folder, "panels.yaml");
    writeFileSync(
      file,
      `eu-1: { endpoint: "http://127.0.0.1:1", username: demo, domains: [example.com] }
us: { endpoint: "http://127.0.0.1:2", username: demo, domains: [] }
`,
    );
  });
  afterEach(() => rmSync(join(file, ".."), { recursive: true }));

  const passwords = { BRAINYCP_PASSWORD_EU_1: "a", BRAINYCP_PASSWORD_US: "b" };

  it("gives each panel with its password", () => {
    expect(readPanels(file, passwords)).toEqual([
      {
        name: "eu-1",
        endpoint: "http://127.0.0.1:1",
        username: "demo",
        domains: ["example.com"],
        password: "a",
      },
      { name: "us", endpoint: "http://127.0.0.1:2", username: "demo", domains: [], password: "b" },
    ]);
  });

  it("gives those alone that are wanted, and asks for no other password", () => {
    const panels = readPanels(file, { BRAINYCP_PASSWORD_US: "b" }, ["us"]);
    expect(panels.map(({ name }) => name)).toEqual(["us"]);
  });

  it("names all passwords that are missing", () => {
    expect(() => readPanels(file, {})).toThrow(
      /^Not set in the environment: BRAINYCP_PASSWORD_EU_1, BRAINYCP_PASSWORD_US$/,
    );
  });

  it("names the panels that it does not have", () => {
    expect(() => readPanels(file, passwords, ["us", "asia", "mars"])).toThrow(/ has no asia, mars\.$/);
  });

  it("names what is wrong in it", () => {
    writeFileSync(file, "EU: { endpoint: x, username: demo, domains: [] }\nus: { username: 1 }\n");
    expect(() => readPanels(file, passwords)).toThrow(
      /is not a name such as eu[^]*→ at EU[^]*→ at us\.endpoint/,
    );
  });
});

test("the summary counts what changed, and names what went wrong where", () => {
  const runs = [
    { name: "eu", changes: { create: 3, same: 1 }, seconds: 2.04, errors: [] },
    { name: "us", changes: {}, seconds: 0.5, errors: ["it is down", "and out"] },
  ];
  expect(summary(runs)).toBe(`┌───────┬────────┬────────┬─────────┬────────┬──────┬─────────┬────────┐
│ panel │ create │ update │ replace │ delete │ same │ seconds │ result │
│ eu    │ 3      │ 0      │ 0       │ 0      │ 1    │ 2.0     │ ok     │
│ us    │ 0      │ 0      │ 0       │ 0      │ 0    │ 0.5     │ failed │
└───────┴────────┴────────┴─────────┴────────┴──────┴─────────┴────────┘

us: it is down

us: and out`);
});
