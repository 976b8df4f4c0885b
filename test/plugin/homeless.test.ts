import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { makeProgramFolder, type ProgramFolder } from "../support/programFolder";
import { ProviderProcess, type Values } from "../support/providerProcess";

const provider = 'exports.handler=()=>require("pulumi-brainycp/provider").mailbox';
const ann = { email: "ann@example.com", password: "secret", quota: 500 };
const bob = { ...ann, email: "bob@example.com" };

/** A user as OpenShift makes them up, without an entry in passwd; only root can start processes as another user. */
const uid = process.getuid?.() === 0 ? 1000650000 : undefined;
/** The home that containers give to such a user, in which he cannot write; everybody else gets one that is no folder. */
const home = uid === undefined ? "/dev/null" : "/";

// each test starts processes
jest.setTimeout(60_000);

let folder: ProgramFolder;
let temporary: string;
let panel: Simulator;
const processes: ProviderProcess[] = [];
beforeAll(async () => {
  folder = await makeProgramFolder();
  chmodSync(folder.path, 0o755);
}, 120_000);
afterAll(() => folder.remove());
beforeEach(async () => {
  temporary = mkdtempSync(join(tmpdir(), "brainycp-homeless-"));
  chmodSync(temporary, 0o1777);
  const accounts = [{ name: "demo", password: "demo-password", domains: ["example.com"] }];
  panel = await startSimulator({ accounts });
});
afterEach(async () => {
  for (const each of processes.splice(0)) await each.stop();
  await panel.close();
  rmSync(temporary, { recursive: true });
});

async function start(environment: NodeJS.ProcessEnv = {}): Promise<ProviderProcess> {
  const started = await ProviderProcess.start(
    folder.path,
    { HOME: home, TMPDIR: temporary, PULUMI_PROJECT: "mail", ...environment },
    uid,
  );
  processes.push(started);
  await started.configure(config());
  return started;
}

function config(): Values {
  return {
    "brainycp:endpoint": panel.url,
    "brainycp:username": "demo",
    "brainycp:password": "demo-password",
    "brainycp:maxRetries": "0",
  };
}

/** Ends a process, and says what it printed. */
async function printedBy(started: ProviderProcess): Promise<string[]> {
  processes.splice(processes.indexOf(started), 1);
  await started.stop();
  return started.output.split("\n").filter((line) => line !== "");
}

async function make(started: ProviderProcess, values: Values): ReturnType<ProviderProcess["create"]> {
  const { inputs, failures } = await started.check(provider, values);
  expect(failures).toEqual([]);
  return started.create(inputs);
}

describe("a user without a home that he can write in", () => {
  it("gets a preview, which leaves nothing and warns of nothing", async () => {
    const made = await make(await start(), ann);
    rmSync(temporary, { recursive: true });
    temporary = mkdtempSync(join(tmpdir(), "brainycp-homeless-"));
    chmodSync(temporary, 0o1777);
    const preview = await start();
    const { inputs } = await preview.check(provider, { ...ann, quota: 600 }, ann);
    expect(await preview.diff(made, inputs)).toMatchObject({ replaces: ["quota"] });
    expect(await printedBy(preview)).toEqual([
      expect.stringMatching(/^Changing the quota deletes ann@example\.com with its mail/),
    ]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("writes in turns and with a journal in a temporary folder of his own, and is warned once", async () => {
    const run = await start();
    await Promise.all([make(run, ann), make(run, bob)]);
    const warnings = await printedBy(run);
    expect(warnings[0]).toContain(home === "/" ? "EACCES" : "ENOTDIR");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^pulumi-brainycp: .*, so locks and journal .*Set XDG_STATE_HOME/);
    expect(
      panel.panel
        .mailboxes()
        .map(({ email }) => email)
        .sort(),
    ).toEqual([ann.email, bob.email]);
    const [own = "none", ...others] = readdirSync(temporary);
    expect([own, others]).toEqual([`pulumi-brainycp-${uid ?? process.getuid?.()}`, []]);
    const { mode, uid: owner } = statSync(join(temporary, own));
    expect([mode & 0o777, owner]).toEqual([0o700, uid ?? process.getuid?.()]);
    expect(readdirSync(join(temporary, own, "journal"))).toHaveLength(1);
  });

  it("gets what a killed run made for his own", async () => {
    panel.faults.push({ operation: "addmail", work: true, answer: { kind: "hang" } });
    const killed = await start();
    const creation = make(killed, ann).catch(() => "killed");
    while (panel.panel.mailboxes().length === 0) await sleep(10);
    await printedBy(killed);
    expect(await creation).toBe("killed");
    expect((await make(await start(), ann)).id).toBe(ann.email);
    expect(panel.panel.mailboxes()).toHaveLength(1);
  });

  it("and without a temporary folder still writes, and is warned of what that means", async () => {
    const run = await start({ TMPDIR: "/dev/null" });
    await Promise.all([make(run, ann), make(run, bob)]);
    expect(await printedBy(run)).toEqual([
      expect.stringMatching(
        /^pulumi-brainycp: .*\/dev\/null.*So no other run knows of this one.*Set XDG_STATE_HOME/,
      ),
    ]);
    expect(panel.panel.mailboxes()).toHaveLength(2);
  });

  it("and without any home, so that Node itself finds none, writes in the same way", async () => {
    // the SDK's own process needs a home to start; this is what the package does where it is not in the way
    const script = `
      const { homedir } = require("node:os");
      const { mailbox } = require("pulumi-brainycp/provider");
      const config = JSON.parse(process.env.CONFIG);
      const run = async () => {
        await mailbox.configure({ config: { get: (key) => config[key] } });
        const { inputs } = await mailbox.check({}, ${JSON.stringify(ann)});
        await mailbox.create(inputs);
      };
      let home = "none";
      try { home = homedir(); } catch {}
      run().then(() => console.log(home));`;
    const child = spawn(process.execPath, ["-e", script], {
      cwd: folder.path,
      env: {
        TMPDIR: temporary,
        CONFIG: JSON.stringify(config()),
        ...(uid === undefined ? { HOME: home } : {}),
      },
      ...(uid === undefined ? {} : { uid }),
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
    await once(child, "close");
    expect(printed).toMatch(/^pulumi-brainycp: .*, so locks and journal .*Set XDG_STATE_HOME.*\n/);
    expect(printed.split("\n").slice(1)).toEqual([uid === undefined ? home : "none", ""]);
    expect(readdirSync(temporary)).toEqual([`pulumi-brainycp-${uid ?? process.getuid?.()}`]);
    expect(panel.panel.mailboxes()).toHaveLength(1);
  });

  it("who sets XDG_STATE_HOME is warned of nothing", async () => {
    const run = await start({ XDG_STATE_HOME: temporary });
    await make(run, ann);
    expect(await printedBy(run)).toEqual([]);
    expect(readdirSync(temporary)).toEqual(["pulumi-brainycp"]);
  });
});
