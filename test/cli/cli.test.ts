import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dovecotProgram } from "../../src/simulator/dovecot";
import { startDovecot } from "../support/testDovecot";
import { addMailbox, mailboxPassword, optionsFor } from "../support/mailCommands";
import { accountPassword, startPanel } from "../support/servers";
import { makeProgramFolder, type ProgramFolder } from "../support/programFolder";
import { envFor, expectNoSecret, type Run } from "../support/terminals";

// The command itself, as a package that is installed has it.
let installed: ProgramFolder;
let folder: string;
beforeAll(async () => {
  installed = await makeProgramFolder();
}, 120_000);
afterAll(() => installed.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "brainycp-command-"));
});
afterEach(() => rm(folder, { recursive: true }));

function runCommand(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const main = join(installed.path, "node_modules/pulumi-brainycp/dist/cli/cli.js");
  const options = { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...env } };
  return new Promise((done) => {
    execFile(process.execPath, [main, ...args], options, (error, output, errors) => {
      done({ code: typeof error?.code === "number" ? error.code : 0, output, errors });
    });
  });
}

/** Runs the command at a terminal, and answers each question when it is asked. */
async function converse(
  args: string,
  answers: readonly (readonly [question: string, answer: string])[],
): Promise<{ code: unknown; output: string }> {
  const main = join(installed.path, "node_modules/pulumi-brainycp/dist/cli/cli.js");
  const command = `'${process.execPath}' '${main}' ${args}`;
  const env = { PATH: process.env.PATH, HOME: folder, TERM: "dumb" };
  const child = spawn("/usr/bin/script", ["-qec", command, "/dev/null"], { cwd: folder, env });
  let output = "";
  let asked = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    const [question, answer] = answers[asked] ?? [];
    if (question === undefined || !output.includes(question)) return;
    asked += 1;
    child.stdin.write(`${answer ?? ""}\r`);
  });
  const [code] = (await once(child, "close")) as unknown[];
  return { code, output };
}

describe("the command pulumi-brainycp", () => {
  it("begins with a line that makes it a command", () => {
    const main = join(installed.path, "node_modules/pulumi-brainycp/dist/cli/cli.js");
    expect(readFileSync(main, "utf8").split("\n")[0]).toBe("#!/usr/bin/env node");
  });

  it("writes results to standard output and the rest, unmoving, to standard error", async () => {
    const simulator = await startPanel();
    const { code, output, errors } = await runCommand(["import", "--json"], envFor(simulator));
    expect([code, (JSON.parse(output) as { owner: string }).owner]).toEqual([0, "demo"]);
    expect(errors).toBe(
      "Reading the mailboxes of demo\nReading the forwardings of demo\nReading the zones\n",
    );
    expectNoSecret([output, errors]);
  });

  it("writes a project into the folder that is named", async () => {
    const simulator = await startPanel();
    const { code, output } = await runCommand(["import", "--directory", "mail"], envFor(simulator));
    expect([code, output.trimEnd().split("\n").at(-1)]).toEqual([0, "  pulumi up"]);
    expect(readdirSync(join(folder, "mail")).sort()).toEqual([
      "Pulumi.yaml",
      "index.ts",
      "package.json",
      "tsconfig.json",
    ]);
  });

  it("ends with the doctor's verdict", async () => {
    const simulator = await startPanel();
    const right = await runCommand(["doctor"], envFor(simulator));
    expect([right.code, right.output.trimEnd().split("\n").at(-1)]).toEqual([0, "`pulumi up` would work."]);
    const wrong = await runCommand(["doctor", "--json"], envFor(simulator, { BRAINYCP_USERNAME: "nobody" }));
    expect([wrong.code, (JSON.parse(wrong.output) as { ok: boolean }).ok]).toEqual([1, false]);
    expectNoSecret([right.output, right.errors, wrong.output, wrong.errors]);
  });

  it("asks nothing where no terminal is, and ends with code 2 where it is used wrongly", async () => {
    const missing = await runCommand(["import", "--directory", "mail"], {
      BRAINYCP_PASSWORD: accountPassword,
    });
    expect([missing.code, missing.output]).toEqual([1, ""]);
    expect(missing.errors).toContain("BRAINYCP_ENDPOINT is missing");
    expectNoSecret([missing.errors]);
    expect(await runCommand(["import"])).toMatchObject({ code: 2, output: "" });
    expect(readdirSync(folder)).toEqual([]);
  });

  // `script` of util-linux gives a command a terminal
  const onTerminal = existsSync("/usr/bin/script") ? it : it.skip;
  onTerminal("asks at a terminal for what is missing, and shows no password", async () => {
    const simulator = await startPanel();
    const answers = [
      ["Address of the panel", simulator.url],
      ["Account", "demo"],
      ["Password", accountPassword],
    ] as const;
    const { code, output } = await converse("doctor --timeout 20", answers);
    expect(output.split("\n").map((line) => line.trimEnd())).toContain("`pulumi up` would work.");
    expect(output).toContain(simulator.url);
    expect(code).toBe(0);
    expectNoSecret([output]);
  });

  const withMail = existsSync("/usr/bin/script") && dovecotProgram !== undefined ? it : it.skip;
  withMail(
    "asks at a terminal for a mailbox's password and does not show it, also with a progress",
    async () => {
      const dovecot = await startDovecot();
      const address = addMailbox(dovecot);
      const command = `mail archive ${address} --archive archive ${optionsFor(dovecot).join(" ")}`;
      const { code, output } = await converse(command, [[`Password of ${address}`, mailboxPassword]]);
      expect(output).toContain(`${address}: 0 messages (0.0 MB) in ${join(folder, "archive", address)}`);
      expect(code).toBe(0);
      expectNoSecret([output], mailboxPassword);
    },
  );

  it("prints nothing of what it logs that is a secret", async () => {
    const simulator = await startPanel();
    const { errors } = await runCommand(["doctor"], envFor(simulator, { BRAINYCP_LOG: "debug" }));
    expect(errors).toContain("getlistmail for demo");
    expectNoSecret([errors]);
  });
});
