import { Terminal } from "@xterm/headless";
import execa from "execa";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPanels } from "../../examples/fleet/panels";
import { hidePasswords } from "../../examples/fleet/hiddenPasswords";
import { programVersion } from "../../examples/fleet/programVersion";
import { isLockedOnlyBy } from "../../examples/fleet/stackLock";
import { exitCodeOf, type PanelStatus } from "../../examples/fleet/status";
import { statusReport } from "../../examples/fleet/statusTable";
import { summary } from "../../examples/fleet/summary";
import { runExample } from "../support/example";
import { project } from "../support/smallRepository";

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
    { name: "eu", changes: { create: 3, same: 1 }, seconds: 2.04, errors: [], isLocked: false },
    { name: "us", changes: {}, seconds: 0.5, errors: ["it is down", "and out"], isLocked: false },
  ];
  expect(summary(runs)).toBe(`┌───────┬────────┬────────┬─────────┬────────┬──────┬─────────┬────────┐
│ panel │ create │ update │ replace │ delete │ same │ seconds │ result │
│ eu    │ 3      │ 0      │ 0       │ 0      │ 1    │ 2.0     │ ok     │
│ us    │ 0      │ 0      │ 0       │ 0      │ 0    │ 0.5     │ failed │
└───────┴────────┴────────┴─────────┴────────┴──────┴─────────┴────────┘

us: it is down

us: and out`);
});

test("the password of a database's address is hidden, and nothing else", () => {
  const hidden = "unable to open bucket postgres://fleet:****@db.example/fleet?sslmode=disable: no route";
  expect(hidePasswords(hidden.replace("****", "se:c/ret"))).toBe(hidden);
  expect(hidePasswords("postgresql://fleet:secret@db/x and postgres://db/x?password=secret&a=b")).toBe(
    "postgresql://fleet:****@db/x and postgres://db/x?password=****&a=b",
  );
  expect(hidePasswords("http://127.0.0.1:1/api a@b")).toBe("http://127.0.0.1:1/api a@b");
});

describe("a locked stack", () => {
  const lockedBy = (...holders: string[]) =>
    `error: the stack is currently locked by ${holders.length} lock(s). Either wait for the other process(es) to end ` +
    `or delete the lock file with \`pulumi cancel\`.${holders
      .map(
        (holder) =>
          `\n  postgres://****:****@db/fleet/.pulumi/locks/organization/p/s/1.json: created by ${holder}`,
      )
      .join("")}`;
  const left = { host: "worker-1", pid: 45, startedAt: Date.parse("2026-11-28T10:00:00.900Z") };
  const own = "root@worker-1 (pid 45) at 2026-11-28T10:00:01Z";

  it.each([
    ["the engine of a lost worker", true, lockedBy(own)],
    ["that engine, in the second when it started", true, lockedBy(own.replace("01Z", "00Z"))],
    ["that engine and another run", false, lockedBy(own, "ann@laptop (pid 7) at 2026-11-28T10:05:00Z")],
    ["the same process of another machine", false, lockedBy(own.replace("worker-1", "worker-2"))],
    ["another process of that machine", false, lockedBy(own.replace("45", "46"))],
    ["a later process with the same number", false, lockedBy(own.replace("10:00:01", "10:05:00"))],
    ["nobody that is named", false, "error: the stack is currently locked by 1 lock(s)."],
  ])("by %s: it may be freed: %s", (_, isSo, error) => {
    expect(isLockedOnlyBy([left], error)).toBe(isSo);
  });
});

test("the version of the program changes with its files, and not with what runs and moves of states write", () => {
  const folder = mkdtempSync(join(tmpdir(), "fleet-test-"));
  try {
    writeFileSync(join(folder, "index.ts"), "first");
    writeFileSync(join(folder, "Pulumi.yaml"), "name: fleet");
    const first = programVersion(folder);
    writeFileSync(join(folder, "Pulumi.mail-eu.yaml"), "config: {}");
    writeFileSync(join(folder, "mail-eu.json"), "{}");
    expect(programVersion(folder)).toBe(first);
    writeFileSync(join(folder, "index.ts"), "second");
    expect(programVersion(folder)).not.toBe(first);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the status has a row for each panel, and an exit code for scripts", () => {
  const row = { operation: "up", attempt: 1, since: new Date(0), worker: null, step: "", program: "1a" };
  const done: PanelStatus = { ...row, panel: "eu", state: "done", changes: { create: 3 }, errors: [] };
  const failed: PanelStatus = { ...row, panel: "us", state: "failed", changes: {}, errors: ["it is\ndown"] };
  const running: PanelStatus = { ...done, state: "running", worker: "w-1", step: "create DomainSpf a" };
  expect(statusReport([done, failed, running]))
    .toBe(`┌───────┬───────────┬─────────┬─────────┬─────────────────────┬──────────┬────────┬────────────────────┐
│ panel │ operation │ state   │ attempt │ since               │ changed  │ worker │ now, or error      │
│ eu    │ up        │ done    │ 1       │ 1970-01-01 00:00:00 │ create 3 │        │                    │
│ us    │ up        │ failed  │ 1       │ 1970-01-01 00:00:00 │          │        │ it is down         │
│ eu    │ up        │ running │ 1       │ 1970-01-01 00:00:00 │ create 3 │ w-1    │ create DomainSpf a │
└───────┴───────────┴─────────┴─────────┴─────────────────────┴──────────┴────────┴────────────────────┘

us: it is
down`);
  expect([[done], [done, failed], [done, failed, running]].map(exitCodeOf)).toEqual([0, 1, 3]);
});

describe("the live table", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "fleet-test-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What a terminal shows at the end, of tables of so many panels, one after the other with more of them done. */
  async function screen(
    cols: number,
    rows: number,
    panels: number,
    done: readonly number[],
  ): Promise<string[]> {
    const program = join(folder, "show.ts");
    writeFileSync(
      program,
      `import { liveTable } from ${JSON.stringify(join(project, "examples/fleet/statusDisplay.ts"))};
void liveTable(process.stdout).then((show) => {
const row = { operation: "up", attempt: 1, since: new Date(0), program: "1a" };
for (const done of ${JSON.stringify(done)})
  show(Array.from({ length: ${panels} }, (_, place) =>
    place < done
      ? { ...row, panel: \`p\${place}\`, state: "done", worker: null, step: "", changes: { create: 3 }, errors: [] }
      : { ...row, panel: \`p\${place}\`, state: "running", worker: "w-1", step: "create ".repeat(9), changes: {}, errors: [] }));
});
`,
    );
    const size = `stty cols ${cols} rows ${rows}`;
    const run = `${size}; node --import tsx ${program}`;
    const { stdout } = await execa("script", ["--quiet", "--return", "--command", run, "/dev/null"], {
      cwd: project,
    });
    const terminal = new Terminal({ cols, rows, allowProposedApi: true });
    await new Promise<void>((shown) => terminal.write(stdout, shown));
    const { active } = terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true));
    return lines.flatMap((line) => (line === undefined || line === "" ? [] : [line]));
  }

  test("stays in its place, and goes to the terminal's edge", async () => {
    const lines = await screen(80, 24, 3, [0, 1, 3, 2]);
    expect(lines.map((line) => line.length)).toEqual([80, 80, 80, 80, 80, 80, "1 running, 2 done".length]);
    expect(lines[1]).toMatch(/^│ panel │ operation │ state /);
    expect(lines.slice(2, 5).map((line) => line.split("│").slice(1, 4).join().replaceAll(" ", ""))).toEqual([
      "p0,up,done",
      "p1,up,done",
      "p2,up,running",
    ]);
    expect(lines.at(-1)).toBe("1 running, 2 done");
  });

  test("shows what is under way where there is no room for all", async () => {
    const lines = await screen(100, 12, 40, [0, 20, 37]);
    expect(lines).toHaveLength(11);
    expect(
      lines.slice(2, 9).map((line) => /^│ (p\d+) .*(running|done)/.exec(line)?.slice(1).join(" ")),
    ).toEqual(["p37 running", "p38 running", "p39 running", "p0 done", "p1 done", "p2 done", "p3 done"]);
    expect(lines.at(-1)).toBe("3 running, 37 done (33 not shown)");
  });
});
