import type { ImapFlow } from "imapflow";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { helpText } from "../../src/simulator/simulatorHelp";
import { runSimulator } from "../../src/simulator/simulatorCommand";
import type { Simulator } from "../../src/simulator/simulator";
import { freePort } from "../../src/simulator/localServer";
import { describeWithDovecot, waitForNextSecond } from "../support/testDovecot";
import { withLogin } from "../support/imapLogin";
import { call, code, type Login } from "../support/panelClient";

let folder: string;
const running: Simulator[] = [];
let printed: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-simulator-"));
  printed = [];
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
  rmSync(folder, { recursive: true });
});

async function run(args: string[], env: Record<string, string> = {}): Promise<Simulator> {
  const simulator = await runSimulator(["--port", "0", ...args], env, (line) => printed.push(line));
  if (simulator === undefined) throw new Error("The command did not start a simulator.");
  running.push(simulator);
  return simulator;
}

function seedFile(seed: unknown): string {
  const path = join(folder, "seed.json");
  writeFileSync(path, typeof seed === "string" ? seed : JSON.stringify(seed));
  return path;
}

describe("the command", () => {
  it("with --help prints the help and starts nothing", async () => {
    expect(await runSimulator(["--help"], {}, (line) => printed.push(line))).toBeUndefined();
    expect(printed).toEqual([helpText()]);
  });

  it("generates a password and prints what a shell needs", async () => {
    const simulator = await run([]);
    const [, , endpoint, username, password = ""] = printed;
    expect(endpoint).toBe(`export BRAINYCP_ENDPOINT=${simulator.url}`);
    expect(username).toBe("export BRAINYCP_USERNAME=demo");
    expect(password).toMatch(/^export BRAINYCP_PASSWORD=[\w-]{20}$/);
    const login: Login = { name: "demo", password: password.split("=")[1] ?? "" };
    expect(await code(simulator, "onspf", { domain: "example.org" }, login)).toBe(0);
    expect(await code(simulator, "onspf", { domain: "example.net" }, login)).toBe(2);
  });

  it.each([
    [
      { BRAINYCP_SIMULATOR_PASSWORD: "chosen-1", BRAINYCP_PASSWORD: "chosen-2" },
      "chosen-1",
      'export BRAINYCP_PASSWORD="$BRAINYCP_SIMULATOR_PASSWORD"',
    ],
    [
      { BRAINYCP_SIMULATOR_PASSWORD: "", BRAINYCP_PASSWORD: "chosen-2" },
      "chosen-2",
      "export BRAINYCP_PASSWORD # already set",
    ],
  ])("with %j takes the password from the environment and never prints it", async (env, password, line) => {
    const simulator = await run([], env);
    expect(await code(simulator, "getlistmail", {}, { name: "demo", password })).toBe(1);
    expect(printed).toContain(line);
    expect(printed.join("\n")).not.toContain("chosen");
  });

  it("prints a line for every call, without secrets or control characters", async () => {
    const simulator = await run(["--code-as", "string"], { BRAINYCP_PASSWORD: "chosen" });
    const login = { name: "demo", password: "chosen" };
    printed = [];
    await call(simulator, "addmail", { email: "a@example.com", password: "box-secret", quota: "1" }, login);
    await call(simulator, "getlistmail", {}, { ...login, password: "wrong-secret" });
    await call(simulator, "show_zones", { zone: "x\u001b[31m\r\ny пример" }, login);
    await fetch(simulator.url, {
      method: "POST",
      body: new URLSearchParams({ login: "demo", pass: "chosen" }),
    });
    expect(printed).toEqual([
      "addmail a@example.com -> 0",
      "getlistmail -> 1",
      "show_zones x?[31m??y пример -> 100",
      "login -> blank page",
    ]);
  });

  it("takes accounts, mail and settings from a seed, whose settings the options override", async () => {
    const seed = seedFile({
      accounts: [
        { name: "o'hara", password: "seed-secret", admin: true, domains: ["a.example"] },
        { name: "ann", domains: [{ name: "b.example", spf: true, hosted: false }] },
      ],
      mailboxes: [{ email: "x@a.example", password: "box-secret", quota: 5 }],
      forwards: [{ source: "f@b.example", targets: ["t@x.example"], saveLocal: true }],
      settings: { listShape: "keyedQuotas", listIn: "list", quotaFactor: null },
    });
    const simulator = await run(["--seed", seed, "--quota-factor", "1024"], { BRAINYCP_PASSWORD: "chosen" });
    expect(printed.slice(3, 5)).toEqual([
      "export BRAINYCP_USERNAME='o'\\''hara'",
      `# BRAINYCP_PASSWORD is the password of o'hara in ${seed}`,
    ]);
    const first = { name: "o'hara", password: "seed-secret" };
    expect((await call(simulator, "getlistmail", {}, first)).list).toEqual({ "x@a.example": 5120 });
    expect(simulator.panel.mailboxPasswordIs("x@a.example", "box-secret")).toBe(true);
    const ann = { name: "ann", password: "chosen" };
    expect((await call(simulator, "getforwardmail", {}, ann)).list).toEqual({ "f@b.example": "t@x.example" });
    expect(await code(simulator, "onspf", { domain: "b.example" }, ann)).toBe(3);
    expect(await code(simulator, "show_zones", { zone: "b.example" }, ann)).toBe(100);
    expect(printed.join("\n")).not.toMatch(/secret|chosen/);
  });

  it("does not seed an existing state file again", async () => {
    const seed = seedFile({
      accounts: [{ name: "demo", password: "demo-password", domains: ["example.com"] }],
      mailboxes: [{ email: "x@example.com", password: "x", quota: 5 }],
    });
    const args = ["--seed", seed, "--state", join(folder, "state.json")];
    const first = await run(args);
    expect(first.panel.mailboxes()).toHaveLength(1);
    expect(await code(first, "delmail", { email: "x@example.com", password: "x", quota: "5" })).toBe(0);
    await first.close();
    expect((await run(args)).panel.mailboxes()).toEqual([]);
  });

  it("adds its mailboxes to the passwd-file that it is given", async () => {
    const seed = seedFile({
      accounts: [{ name: "demo", domains: ["example.com"] }],
      mailboxes: [{ email: "x@example.com", password: "x", quota: 5 }],
    });
    const passwdFile = join(folder, "users");
    await run(["--seed", seed, "--passwd-file", passwdFile, "--maildir", folder, "--mail-quota-unit", "K"]);
    expect(readFileSync(passwdFile, "utf8")).toMatch(
      /^x@example\.com:\{SSHA256\}.*:userdb_quota_rule=\*:storage=5K\n$/,
    );
  });

  it("neither starts nor prints anything if the seed has a mistake", async () => {
    await expect(run(["--seed", seedFile({ accounts: [] })])).rejects.toThrow("seed.json");
    expect(printed).toEqual([]);
  });

  describe("that cannot start says in one line what is wrong, and what to do", () => {
    /** What the command fails with. */
    const problemOf = (args: string[]) =>
      run(args).then(
        () => "none",
        (error: unknown) => (error as Error).message,
      );

    it("where the port is in use", async () => {
      const { port } = await run([]);
      expect(await problemOf(["--port", String(port)])).toBe(`port ${port} is in use; try --port 0`);
    });

    it.each([
      ["--seed", "none.json", "no such file or directory; check the path"],
      ["--seed", "", "a folder; name a file in it"],
      ["--state", "none/state.json", "no such file or directory; check the path"],
      ["--state", "seed.json/state.json", "not a directory; check the path"],
      ["--state", "", "a folder; name a file in it"],
    ])("where %s is %j", async (option, name, problem) => {
      const seed = seedFile({ accounts: [{ name: "demo" }] });
      const place = join(folder, name);
      expect(await problemOf(["--seed", seed, option, place])).toBe(`${option} ${place}: ${problem}`);
      expect(printed).toEqual([]);
    });

    it("where the accounts of the mail server cannot be written, and frees the port", async () => {
      const seed = seedFile({
        accounts: [{ name: "demo", domains: ["example.com"] }],
        mailboxes: [{ email: "x@example.com", password: "x", quota: 5 }],
      });
      const users = join(folder, "none", "users");
      const port = String(await freePort());
      const args = ["--port", port, "--seed", seed, "--maildir", folder, "--passwd-file"];
      expect(await problemOf([...args, users])).toBe(
        `--passwd-file ${users}: no such file or directory; check the path`,
      );
      await run([...args, join(folder, "users")]);
    });

    it("where the forwardings of the mail server cannot be written", async () => {
      const aliases = join(folder, "none", "aliases");
      const server = ["--passwd-file", join(folder, "users"), "--maildir", folder];
      expect(await problemOf([...server, "--aliases-file", aliases])).toBe(
        `--aliases-file ${aliases}: no such file or directory; check the path`,
      );
    });
  });
});

describeWithDovecot("the command with --dovecot", () => {
  it("runs a mail server until it ends, says how to reach it, and finds its mail again", async () => {
    // Where root runs the tests, the mail is another user's.
    chmodSync(folder, 0o711);
    const args = ["--dovecot", join(folder, "dovecot"), "--state", join(folder, "panel.json")];
    const login = { name: "demo", password: "chosen" };
    const email = "x@example.com";
    /** Logs in with what was printed, and counts the messages. */
    const messages = (work: (client: ImapFlow) => unknown = () => undefined) => {
      const told = (name: string) =>
        new RegExp(`^pulumi config set brainycp:${name} (.+)$`, "m").exec(printed.join("\n"))?.[1] ?? "";
      expect(told("imapHost")).toBe("127.0.0.1");
      const certificate = { cert: readFileSync(told("imapCaCert"), "utf8") };
      const server = { host: "127.0.0.1", tlsPort: Number(told("imapPort")), certificate } as const;
      waitForNextSecond();
      return withLogin(server, { user: email, pass: "secret" }, async (client) => {
        await work(client);
        const status = await client.status("INBOX", { messages: true });
        return status === false ? undefined : status.messages;
      });
    };

    const first = await run(args, { BRAINYCP_PASSWORD: "chosen" });
    expect(await code(first, "addmail", { email, password: "secret", quota: "5" }, login)).toBe(0);
    expect(await messages((client) => client.append("INBOX", "Subject: kept\r\n\r\n"))).toBe(1);
    await first.close();
    await expect(messages()).rejects.toThrow("ECONNREFUSED");

    printed = [];
    await run(args, { BRAINYCP_PASSWORD: "chosen" });
    expect(await messages()).toBe(1);
  });

  if (process.geteuid?.() === 0)
    it("by root refuses a folder that only root can enter", async () => {
      await expect(run(["--dovecot", join(folder, "dovecot")])).rejects.toThrow(
        `The mail in ${folder}/dovecot does not belong to root, but only root can enter ${folder}.`,
      );
      expect(printed).toEqual([]);
    });
});
