import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../../src/cli/doctor/finding";
import type { Simulator } from "../../../src/simulator/simulator";
import { fakePulumi, type FakeStacks } from "../../support/fakePulumi";
import { accountPassword, startPanel } from "../../support/servers";
import { envFor, expectNoSecret, runCli, writesOf, type Run } from "../../support/terminals";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-stack-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settingsOf = ({ url }: Simulator): Record<string, string> => ({
  endpoint: url,
  username: "demo",
  password: accountPassword,
});

/** The configuration of a stack with this panel as its unnamed one. */
function stackOf(simulator: Simulator, more: Record<string, unknown> = {}): Record<string, unknown> {
  const own = Object.entries(settingsOf(simulator)).map(([name, value]) => [`brainycp:${name}`, value]);
  return { ...(Object.fromEntries(own) as Record<string, string>), ...more };
}

/** Runs the doctor in a project with these stacks. */
async function examine(stacks: FakeStacks, args: string[] = [], where = folder): Promise<Run> {
  const PATH = fakePulumi(folder, stacks);
  const run = await runCli(["doctor", ...args], { env: { PATH }, folder: where });
  expectNoSecret([run.output, run.errors]);
  return run;
}

function findingsIn({ output }: Run): Finding[] {
  return (JSON.parse(output) as { checks: Finding[] }).checks;
}

const calls = (): string[] =>
  readFileSync(join(folder, "tools", "calls"), "utf8")
    .replaceAll(" --non-interactive", "")
    .trim()
    .split("\n");

describe("doctor in a project", () => {
  it("checks the stack that is selected, from a folder of the project too, and asks for nothing", async () => {
    const simulator = await startPanel();
    mkdirSync(join(folder, "src"));
    const stacks = { selected: "dev", configurations: { dev: stackOf(simulator) } };
    const { code, output, errors } = await examine(stacks, [], join(folder, "src"));
    expect([code, errors.includes("pulumi-brainycp:")]).toEqual([0, false]);
    expect(output.split("\n").slice(0, 2)).toEqual([
      "ok     stack        dev",
      `ok     settings     ${simulator.url}, as demo`,
    ]);
    expect(output).toContain(
      "skip   imap         no mail server is set (brainycp:imapHost), so a mailbox that is replaced loses its mail\n",
    );
    expect(calls()).toEqual(["stack --show-name", "config --json --show-secrets --stack dev"]);
    expect(writesOf(simulator)).toEqual([]);
  });

  it("checks every named server, each under its name and in words for its settings", async () => {
    const [one, eu] = [await startPanel(), await startPanel({ settings: { latencyMs: 300 } })];
    const servers = {
      eu: { ...settingsOf(eu), timeoutSeconds: 1 },
      us: { ...settingsOf(one), endpoint: "http://127.0.0.1:1", imapHost: "127.0.0.1", imapPort: 1 },
    };
    const stacks = {
      selected: "dev",
      configurations: { dev: stackOf(one, { "brainycp:servers": servers }) },
    };
    const { code, output } = await examine(stacks);
    expect(code).toBe(1);
    const [own = "", ofEu = "", ofUs = ""] = output.split(/\n\nbrainycp:servers\.\w+\n/);
    expect(own).toMatch(/^ok {5}stack {8}dev\nok {5}settings {5}.*, as demo\n[\s\S]*\nok {5}clear-text /);
    expect(ofEu).toContain(`ok     settings     ${eu.url}, as demo\n`);
    expect(ofEu).toContain("set brainycp:servers.eu.timeoutSeconds to 4\n");
    expect(ofUs).toContain("Check the host and port in brainycp:servers.us.endpoint");
    expect(ofUs).toContain("Check brainycp:servers.us.imapHost and brainycp:servers.us.imapPort");
    expect(output.split("\n").at(-1)).toBe("`pulumi up` would not work: 2 problems, 1 warning.");
    const servers2 = findingsIn(await examine(stacks, ["--json"])).map(({ server }) => server);
    expect([...new Set(servers2)]).toEqual([undefined, "eu", "us"]);
  });

  it("checks a stack that has named servers alone", async () => {
    const simulator = await startPanel();
    const dev = { "brainycp:servers": { eu: settingsOf(simulator) } };
    const { code, output } = await examine({ selected: "dev", configurations: { dev } });
    expect(code).toBe(0);
    expect(output).toMatch(
      /^ok {5}stack {8}dev\nok {5}clear-text .*\n\nbrainycp:servers\.eu\nok {5}settings/,
    );
  });

  it("checks the stack that --stack names, and says which one its commands are for", async () => {
    const simulator = await startPanel();
    const prod = { "brainycp:endpoint": simulator.url, "brainycp:username": "demo" };
    const stacks = { selected: "dev", configurations: { dev: stackOf(simulator), prod } };
    const { code, output } = await examine(stacks, ["--stack", "prod"]);
    expect(code).toBe(1);
    expect(output).toContain(
      "ok     stack        prod; it is not the selected one: add --stack prod to the commands below\n" +
        "wrong  settings     brainycp:password is missing\n" +
        "                    pulumi config set --secret brainycp:password\n",
    );
    expect(simulator.requests).toEqual([]);
  });

  it("names every wrong and every unknown setting, those of servers too", async () => {
    const simulator = await startPanel();
    const servers = { eu: { ...settingsOf(simulator), refuseMailLos: true, imapPort: "x" } };
    const dev = stackOf(simulator, {
      "brainycp:servers": servers,
      "brainycp:imapSecurity": "ssl",
      "brainycp:refuseMailLos": "true",
    });
    const run = await examine({ selected: "dev", configurations: { dev } }, ["--json"]);
    const wrong = findingsIn(run).filter(({ status }) => status === "wrong");
    expect(wrong.map(({ name, text }) => `${name} ${text}`)).toEqual([
      "settings brainycp:refuseMailLos is unknown; did you mean refuseMailLoss?",
      expect.stringContaining("settings brainycp:imapSecurity"),
      "settings brainycp:servers.eu.refuseMailLos is unknown; did you mean refuseMailLoss?",
      expect.stringContaining("settings brainycp:servers.eu.imapPort"),
    ]);
  });

  it("takes no setting of the program for an unknown one, where the project has the package's prefix", async () => {
    const simulator = await startPanel();
    const dev = stackOf(simulator, { "brainycp:annPassword": "x" });
    const PATH = fakePulumi(folder, { selected: "dev", configurations: { dev } });
    const statusOf = async (): Promise<unknown> => (await runCli(["doctor"], { env: { PATH }, folder })).code;
    expect(await statusOf()).toBe(1);
    writeFileSync(join(folder, "Pulumi.yaml"), "name: brainycp\nruntime: nodejs\n");
    expect(await statusOf()).toBe(0);
  });

  it("takes from the environment what the stack does not say, as pulumi up does", async () => {
    const simulator = await startPanel();
    const PATH = fakePulumi(folder, { selected: "dev", configurations: { dev: {} } });
    const { code, output } = await runCli(["doctor"], { env: { ...envFor(simulator), PATH }, folder });
    expect(code).toBe(0);
    expect(output).toContain(`ok     settings     ${simulator.url}, as demo`);
  });

  it("says what pulumi says where a stack cannot be read, and checks the folder's files all the same", async () => {
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config:\n  brainycp:password: clear\n");
    const { code, output } = await examine({ selected: "dev", configurations: {} }, ["--stack", "prod"]);
    expect(code).toBe(1);
    expect(output).toContain(
      "wrong  stack        prod: no stack named 'prod' found\n" +
        "                    Correct this, then run it again\n" +
        "skip   endpoint     not checked, because the stack's settings are unknown\n",
    );
    expect(output).toContain("warn   clear-text   Pulumi.dev.yaml:2: brainycp:password is in clear text");
  });

  it("shows nothing of what pulumi printed where that is not understood", async () => {
    const PATH = fakePulumi(folder, { selected: "dev", configurations: { dev: {} } });
    writeFileSync(join(folder, "tools", "dev.config.json"), '{"brainycp:password": "hush-4711"}');
    const { code, output, errors } = await runCli(["doctor"], { env: { PATH }, folder });
    expect(code).toBe(1);
    expect(output).toContain("wrong  stack        dev: What pulumi printed was not understood");
    expectNoSecret([output, errors], "hush-4711");
  });
});

describe("doctor without a stack", () => {
  it("checks the environment, and says so where a project is there", async () => {
    const simulator = await startPanel();
    const PATH = fakePulumi(folder, { configurations: {} });
    const { code, output, errors } = await runCli(["doctor"], {
      env: { ...envFor(simulator), PATH },
      folder,
    });
    expect(code).toBe(0);
    expect(output.startsWith(`ok     settings     ${simulator.url}, as demo\n`)).toBe(true);
    expect(errors).toContain("No stack is checked, but the environment: no stack selected");
  });

  it("does so where there is no pulumi, unless a stack is named", async () => {
    const simulator = await startPanel();
    writeFileSync(join(folder, "Pulumi.yaml"), "name: mail\nruntime: nodejs\n");
    const env = { ...envFor(simulator), PATH: folder };
    const { code, errors } = await runCli(["doctor"], { env, folder });
    expect([code, errors.includes("pulumi is not on the PATH")]).toEqual([0, true]);
    const named = await runCli(["doctor", "--stack", "dev"], { env, folder });
    expect(named.code).toBe(1);
    expect(named.output).toContain("wrong  stack        dev: pulumi is not on the PATH. Install it: ");
  });

  it("finds no stack of a name where there is no project", async () => {
    const { code, errors } = await runCli(["doctor", "--stack", "dev"], { env: {}, folder });
    expect(code).toBe(1);
    expect(errors).toContain(`pulumi-brainycp: There is no Pulumi project in ${folder}.`);
  });
});
