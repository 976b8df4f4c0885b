import { LocalWorkspace, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import execa from "execa";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { isolatedIn } from "../support/engine/isolation";
import { startNameServer } from "../support/nameServer";

const accountPassword = "account-secret-4711";
const command = "pulumi-brainycp/dist/cli/cli.js";

let panel: Simulator;
let folder: string;
let stack: Stack;

/**
 * The packages of the project as npm would install them. The SDK looks for the compiler beside itself, so that it has
 * to stand there in truth; what it needs may be linked.
 */
async function installPackages(project: string): Promise<void> {
  const installed = join(process.env.BRAINYCP_TEST_INSTALLATIONS ?? "", "npm", "node_modules");
  const modules = join(project, "node_modules");
  await mkdir(modules);
  for (const name of await readdir(installed)) {
    if (name === "@pulumi" || name === "pulumi-brainycp")
      await cp(join(installed, name), join(modules, name), { recursive: true });
    else if (!name.startsWith(".")) await symlink(join(installed, name), join(modules, name));
  }
  await symlink(dirname(require.resolve("typescript/package.json")), join(modules, "typescript"));
}

/** The writes that reached the panel since the last question. */
function writes(): string[] {
  const sent = panel.requests.map(({ operation }) => operation);
  panel.requests.length = 0;
  return sent.filter((operation) => !/^(get|show|list|none)/.test(operation));
}

/** Runs the engine, and says what it did with each resource. */
async function steps(run: (onEvent: (event: EngineEvent) => void) => Promise<unknown>): Promise<string[]> {
  const done: string[] = [];
  await run(({ resOutputsEvent }) => {
    const metadata = resOutputsEvent?.metadata;
    if (metadata?.type.includes("brainycp") !== true) return;
    done.push(
      `${metadata.op} ${metadata.type.split(":").at(-1) ?? ""} ${metadata.urn.split("::").at(-1) ?? ""}`,
    );
  });
  return done.sort();
}

beforeAll(async () => {
  panel = await startSimulator({
    accounts: [
      {
        name: "demo",
        password: accountPassword,
        domains: [
          { name: "example.com", spf: true, dkim: true },
          { name: "example.org", spf: true },
          { name: "example.net", hosted: false },
        ],
      },
    ],
    settings: {
      listShape: "domainRecords",
      quotaFactor: 1024 ** 2,
      forwardShape: "rows",
      zoneShape: "records",
    },
  });
  const boxes = { "ann@example.com": 500, "bob@example.com": 0, "info@example.net": 2500 };
  for (const [email, quota] of Object.entries(boxes))
    panel.panel.addMailbox(email, { quota, password: "box-0815" });
  panel.panel.setForward("team@example.org", ["ann@example.com", "Office@example.test"], true);
  panel.panel.setForward("ann@example.com", ["bob@example.com"]);

  folder = await mkdtemp(join(tmpdir(), "pulumi-brainycp-import-"));
  const installed = join(process.env.BRAINYCP_TEST_INSTALLATIONS ?? "", "npm", "node_modules", command);
  await execa(process.execPath, [installed, "import", "--directory", "mail"], {
    cwd: folder,
    env: { BRAINYCP_ENDPOINT: panel.url, BRAINYCP_USERNAME: "demo", BRAINYCP_PASSWORD: accountPassword },
  });
  await installPackages(join(folder, "mail"));
  for (const each of ["home", "backend"]) await mkdir(join(folder, each));
  process.env.PATH = [process.env.PULUMI_BRAINYCP_ENGINE, process.env.PATH].join(delimiter);
  stack = await LocalWorkspace.createStack(
    { stackName: "dev", workDir: join(folder, "mail") },
    {
      pulumiHome: join(folder, "home"),
      envVars: isolatedIn(folder),
    },
  );
  await stack.setConfig("brainycp:endpoint", { value: panel.url });
  await stack.setConfig("brainycp:username", { value: "demo" });
  await stack.setConfig("brainycp:password", { value: accountPassword, secret: true });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await panel.close();
});

const resources = [
  "DomainDkim example.com",
  "DomainSpf example.com",
  "DomainSpf example.org",
  "MailForward ann@example.com",
  "MailForward team@example.org",
  "Mailbox ann@example.com",
  "Mailbox bob@example.com",
  "Mailbox info@example.net",
];

test("the import only reads, and what it wrote passes the compiler", async () => {
  expect(writes()).toEqual([]);
  const project = join(folder, "mail");
  const program = await readFile(join(project, "index.ts"), "utf8");
  expect(program).toContain('{ email: "info@example.net", quota: 2500, adopt: true }');
  const compiler = join(project, "node_modules", "typescript", "bin", "tsc");
  await expect(execa(process.execPath, [compiler, "--noEmit"], { cwd: project })).resolves.toMatchObject({
    exitCode: 0,
    stdout: "",
  });
});

test("the first up takes all of it over without a write", async () => {
  const before = [panel.panel.mailboxes(), panel.panel.forwards()];
  expect(await steps((onEvent) => stack.up({ onEvent }))).toEqual(resources.map((name) => `create ${name}`));
  expect(writes()).toEqual([]);
  expect([panel.panel.mailboxes(), panel.panel.forwards()]).toEqual(before);
});

test("the doctor finds the stack right, as its own settings say, and the panel untouched", async () => {
  const cli = join(folder, "mail", "node_modules", command);
  const env = { PULUMI_HOME: join(folder, "home"), ...isolatedIn(folder) };
  const args = [cli, "doctor", "--json", "--stack", "dev"];
  const { stdout, stderr } = await execa(process.execPath, args, { cwd: join(folder, "mail"), env });
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { name: string; text: string }[] };
  const textOf = (name: string): string | undefined => checks.find((check) => check.name === name)?.text;
  expect([ok, textOf("stack"), textOf("settings")]).toEqual([true, "dev", `${panel.url}, as demo`]);
  for (const text of [stdout, stderr]) expect(text).not.toContain(accountPassword);
  const server = await startNameServer();
  const asked = [cli, "doctor", "--dns", "--name-server", server.address, "--json", "--stack", "dev"];
  const dns = await execa(process.execPath, asked, { cwd: join(folder, "mail"), env, reject: false });
  const { checks: found } = JSON.parse(dns.stdout) as { checks: { domain?: string }[] };
  expect(new Set(found.map(({ domain }) => domain))).toEqual(
    new Set([undefined, "example.com", "example.net", "example.org"]),
  );
  // else the state was not understood
  expect(dns.stderr).not.toContain("pulumi-brainycp:");
  const unreadable = { ...env, PULUMI_CONFIG_PASSPHRASE: "wrong" };
  const refused = await execa(process.execPath, args, {
    cwd: join(folder, "mail"),
    env: unreadable,
    reject: false,
  });
  expect([refused.exitCode, refused.stdout]).toEqual([
    1,
    expect.stringContaining("dev: incorrect passphrase"),
  ]);
  expect(writes()).toEqual([]);
});

test("the second up changes nothing, and asks the panel nothing", async () => {
  expect(await steps((onEvent) => stack.up({ onEvent }))).toEqual(resources.map((name) => `same ${name}`));
  expect(panel.requests).toEqual([]);
});

test("a refresh finds everything as it is recorded", async () => {
  expect(await steps((onEvent) => stack.refresh({ onEvent }))).toEqual(
    resources.map((name) => `same ${name}`),
  );
  expect(writes()).toEqual([]);
  const { summary } = await stack.up({ expectNoChanges: true });
  expect(summary.result).toBe("succeeded");
});

test("destroy is refused at its preview, as mailboxes are protected; what loses no mail can be edited", async () => {
  const env = { PULUMI_HOME: join(folder, "home"), ...isolatedIn(folder) };
  const cwd = join(folder, "mail");
  // not by the Automation API, which skips the preview
  const destroyed = await execa("pulumi", ["destroy", "--yes", "--stack", "dev"], {
    cwd,
    env,
    reject: false,
  });
  expect([destroyed.exitCode, destroyed.stdout + destroyed.stderr]).toEqual([
    expect.any(Number),
    expect.stringContaining("protect"),
  ]);
  expect(destroyed.exitCode).not.toBe(0);
  expect(writes()).toEqual([]);
  const file = join(cwd, "index.ts");
  const program = await readFile(file, "utf8");
  await writeFile(file, program.replace('targets: ["bob@example.com"]', 'targets: ["info@example.net"]'));
  await stack.up();
  expect(writes()).toEqual(["addforward", "delforward"]);
});
