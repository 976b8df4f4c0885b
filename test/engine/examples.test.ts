import execa from "execa";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { isolatedIn } from "../support/engine/isolation";

const project = join(__dirname, "..", "..");
const password = "the-panel-password";

let folder: string;
let simulators: Simulator[];

/** The examples beside the repository's dependencies, and a Pulumi that stores all it has in the same folder. */
beforeEach(async () => {
  simulators = [];
  folder = await mkdtemp(join(tmpdir(), "examples-test-"));
  for (const name of ["backend", "tmp"]) await mkdir(join(folder, name));
  await cp(join(project, "examples"), join(folder, "examples"), { recursive: true });
  await symlink(join(project, "node_modules"), join(folder, "node_modules"));
});

afterEach(async () => {
  for (const simulator of simulators) await simulator.close();
  await rm(folder, { recursive: true });
});

async function simulatedPanel(): Promise<Simulator> {
  const accounts = [{ name: "demo", password, domains: ["example.com", "example.org"] }];
  const simulator = await startSimulator({ accounts });
  simulators.push(simulator);
  return simulator;
}

interface Example {
  /** Runs a command in the example's folder, as one would type it; `input` is typed where it asks. */
  run: (command: string, input?: string) => execa.ExecaChildProcess;
  /** The path of one of the example's files. */
  file: (name: string) => string;
}

function example(name: string, environment: Readonly<Record<string, string>> = {}): Example {
  const engine = process.env.PULUMI_BRAINYCP_ENGINE;
  if (engine === undefined)
    throw new Error("The engine tests need the Pulumi engine: npm test -- --only engine");
  const env = {
    PATH: [engine, join(folder, "node_modules", ".bin"), process.env.PATH].join(delimiter),
    TMPDIR: join(folder, "tmp"),
    PULUMI_HOME: join(folder, "home"),
    ...isolatedIn(folder),
    ...environment,
  };
  const cwd = join(folder, "examples", name);
  return {
    run: (command, input = "") => execa.command(command, { cwd, env, input, all: true, reject: false }),
    file: (file) => join(cwd, file),
  };
}

/** Runs a command that has to succeed, and gives what it printed. */
async function succeed(run: execa.ExecaChildProcess): Promise<string> {
  const { all = "", exitCode } = await run;
  expect([exitCode, all]).toEqual([0, all]);
  return all;
}

test("from-a-file: passwords come from the stack, and one that is missing is named with its line", async () => {
  const { panel, url } = await simulatedPanel();
  const { run } = example("from-a-file", {
    BRAINYCP_ENDPOINT: url,
    BRAINYCP_USERNAME: "demo",
    BRAINYCP_PASSWORD: password,
  });
  await succeed(run("pulumi stack init dev"));
  await succeed(run("pulumi config set --secret passwords:ann@example.com", "ann-1"));
  await succeed(run("pulumi config set --secret passwords:ann@example.org", "ann-2"));
  const refused = await run("pulumi up --yes");
  expect(refused.exitCode).not.toBe(0);
  expect(refused.all).toContain(
    'error: mail.yaml:7: domains["example.com"].mailboxes.ben: has no password: ' +
      "pulumi config set --secret passwords:ben@example.com\n",
  );
  expect(refused.all).not.toContain("mailFile.ts");
  expect(panel.mailboxes()).toEqual([]);

  await succeed(run("pulumi config set --secret passwords:ben@example.com", "ben-1"));
  await succeed(run("pulumi up --yes"));
  expect(
    panel
      .mailboxes()
      .map(({ email }) => email)
      .sort(),
  ).toEqual(["ann@example.com", "ann@example.org", "ben@example.com"]);
});

test("fleet: a panel that is down fails alone, and no password is shown or kept", async () => {
  const [eu, us] = [await simulatedPanel(), await simulatedPanel()];
  const { run, file } = example("fleet", {
    BRAINYCP_PASSWORD_EU: password,
    BRAINYCP_PASSWORD_US: password,
    BRAINYCP_PASSWORD_ASIA: password,
  });
  // nobody is given that port, unlike one that was just free
  const panels = { eu: eu.url, us: us.url, asia: "http://127.0.0.1:1/api/api.php" };
  const entries = Object.entries(panels).map(([name, endpoint]) => [
    name,
    { endpoint, username: "demo", domains: ["example.com"] },
  ]);
  await writeFile(file("panels.yaml"), JSON.stringify(Object.fromEntries(entries)));

  const { all = "", exitCode } = await run("npm run fleet -- up --parallel 2");
  expect([exitCode, all]).toEqual([1, all]);
  const rows = all.split("\n").filter((line) => /^│ (eu|us|asia) /.test(line));
  expect(rows.map((row) => row.split("│").map((cell) => cell.trim()))).toEqual([
    ["", "eu", "4", "0", "0", "0", "0", expect.any(String), "ok", ""],
    ["", "us", "4", "0", "0", "0", "0", expect.any(String), "ok", ""],
    ["", "asia", "1", "0", "0", "0", "0", expect.any(String), "failed", ""],
  ]);
  expect(all).toContain("› eu: create DomainSpf example.com");
  expect(all).toMatch(/^asia: .*127\.0\.0\.1:\d+ cannot be reached/m);
  for (const { panel } of [eu, us]) expect(panel.forwards()).toHaveLength(1);

  expect(await succeed(run("npm run fleet -- destroy --only us"))).toMatch(/│ us .* 4 .* ok /);
  expect([eu.panel.forwards().length, us.panel.forwards().length]).toEqual([1, 0]);

  const kept = await Promise.all(
    ["eu", "us", "asia"].map((name) => readFile(file(`Pulumi.mail-${name}.yaml`), "utf8")),
  );
  for (const text of [all, ...kept]) expect(text).not.toContain(password);
});
