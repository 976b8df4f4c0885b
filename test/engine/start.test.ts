import execa from "execa";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeWithDovecot } from "../support/testDovecot";

const project = join(__dirname, "..", "..");

let folder: string;
let copy: string;

/** A copy of the repository, with the same dependencies, so that no stack kept in this one is disturbed. */
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "start-test-")));
  // Where root runs the tests, the mail of a mail server is another user's.
  await chmod(folder, 0o711);
  copy = join(folder, "repository");
  await mkdir(join(folder, "tmp"));
  await mkdir(copy);
  const files = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json", "Pulumi.yaml"];
  for (const name of [...files, "scripts", "examples", "src", "dist"]) {
    await cp(join(project, name), join(copy, name), { recursive: true, preserveTimestamps: true });
  }
  await symlink(join(project, "node_modules"), join(copy, "node_modules"));
});

afterEach(async () => {
  await npm("stop");
  await rm(folder, { recursive: true });
});

/** Runs a command in the copy, with a temporary folder and a home of its own. */
function command(file: string, args: string[], options: execa.Options = {}): execa.ExecaChildProcess {
  const { PULUMI_BRAINYCP_ENGINE: engine } = process.env;
  if (engine === undefined)
    throw new Error("The engine tests need the Pulumi engine: npm test -- --only engine");
  return execa(file, args, {
    ...options,
    cwd: copy,
    all: true,
    reject: false,
    env: {
      HOME: join(folder, "home"),
      TMPDIR: join(folder, "tmp"),
      PULUMI_BRAINYCP_ENGINE: engine,
      // Settings of the user's, none of which is to count.
      PULUMI_ACCESS_TOKEN: "a login",
      PULUMI_BACKEND_URL: "https://pulumi.example.com",
      PULUMI_STACK: "production",
      BRAINYCP_ENDPOINT: "https://panel.example.com/api/api.php",
    },
  });
}

const npm = (...args: string[]) => command("npm", args);

/** What runs leave in the repository beside what was in it. */
async function leftInRepository(): Promise<string[]> {
  const names = await readdir(copy);
  return names.filter((name) => name.startsWith(".") || /^Pulumi\..+\.yaml$/.test(name));
}

test("npm start shows what the panel holds, and ends clean", async () => {
  const { all = "", exitCode } = await npm("start");
  expect(exitCode).toBe(0);
  expect(all).toContain("$ pulumi up --yes\n");
  expect(all).toContain("+ 6 created");
  const table = all.slice(all.indexOf("The panel now holds:"), all.indexOf("$ pulumi destroy"));
  const rows = table.split("\n").filter((line) => line.startsWith("│"));
  expect(rows.map((row) => row.split("│").map((cell) => cell.trim()))).toEqual([
    ["", "mailbox", "ann@example.com", "quota 500", ""],
    ["", "mailbox", "ben@example.com", "quota 1000", ""],
    ["", "forwarding", "info@example.com", "ann@example.com", ""],
    ["", "", "", "office@example.net", ""],
    ["", "SPF", "example.com", "on", ""],
    ["", "DKIM", "example.com", "on", ""],
  ]);
  expect(all).toContain("- 6 deleted");
  expect(all).toContain("The panel holds nothing any more, and the simulator has ended.");
  expect(await readdir(join(folder, "tmp"))).toEqual([]);
  expect(await leftInRepository()).toEqual([]);
});

test("npm start -- --keep leaves the stack and the simulator, and npm stop ends both", async () => {
  const started = await npm("start", "--", "--keep");
  expect(started.exitCode).toBe(0);
  expect(started.all).not.toContain("destroy --yes");

  const again = await npm("start", "--", "--keep");
  expect(again.exitCode).toBe(1);
  expect(again.all).toContain("A stack is kept already: npm stop ends it.");

  // What the closing words tell people to type, in a new shell.
  const byHand = await execa(
    "sh",
    ["-c", ". .quickstart/env; pulumi preview; pulumi stack output mailboxes"],
    {
      cwd: copy,
      stdin: "ignore",
    },
  );
  expect(byHand.stdout).toContain("6 unchanged");
  expect(byHand.stdout).toContain('["ann@example.com","ben@example.com"]');

  const log = await readFile(join(copy, ".quickstart", "panel.log"), "utf8");
  const [, endpoint = ""] = /BRAINYCP_ENDPOINT=(\S+)/.exec(log) ?? [];
  expect((await fetch(endpoint, { method: "POST" })).status).toBe(200);
  const [, page = ""] = /shows the panel live at (\S+)\n/.exec(started.all ?? "") ?? [];
  expect(await (await fetch(page)).text()).toContain("<title>BrainyCP simulator</title>");

  const stopped = await npm("stop");
  expect(stopped.exitCode).toBe(0);
  expect(stopped.all).toContain("- 6 deleted");
  await expect(fetch(endpoint, { method: "POST" })).rejects.toThrow("fetch failed");
  expect(await readdir(join(folder, "tmp"))).toEqual([]);
  expect(await leftInRepository()).toEqual([]);
});

describeWithDovecot("npm start -- --mail", () => {
  test("changes a quota on a real mail server, and shows that the mail is the same", async () => {
    const { all = "", exitCode } = await npm("start", "--", "--mail");
    const table = all.slice(
      all.indexOf("every byte, date and flag compared:"),
      all.indexOf("$ pulumi destroy"),
    );
    const rows = table.split("\n").filter((line) => line.startsWith("│"));
    const cells = rows.map((row) => row.split("│").map((cell) => cell.trim()));
    expect(cells.map(([, folderName, before, after]) => [folderName, before, after])).toEqual([
      ["folder", "messages before", "after"],
      ["INBOX", "24", "24"],
      ["INBOX.Drafts", "1", "1"],
      ["INBOX.Junk", "0", "0"],
      ["INBOX.Photos from München", "2", "2"],
      ["INBOX.Sent", "6", "6"],
      ["INBOX.Trash", "0", "0"],
      ["INBOX.Work", "5", "5"],
      ["INBOX.Work.2026", "4", "4"],
    ]);
    for (const [, , , , bytesBefore, bytesAfter, same] of cells.slice(1))
      expect([bytesAfter, same]).toEqual([bytesBefore, "yes"]);
    expect(all).toContain("~ 1 updated");
    expect(exitCode).toBe(0);
    expect(await readdir(join(folder, "tmp"))).toEqual([]);
    expect(await leftInRepository()).toEqual([]);
  });
});

test("an interruption during up lets Pulumi finish, and ends clean", async () => {
  // A Ctrl-C in a terminal reaches all processes of the group.
  const run = command(process.execPath, ["scripts/quickstart.mjs", "start"], { detached: true });
  let interrupted = false;
  let said = "";
  run.all?.on("data", (data: Buffer) => {
    said += data.toString();
    // a moment before, Pulumi announces the update and does not yet listen for an interruption
    if (!said.includes(" creating (") || interrupted || run.pid === undefined) return;
    interrupted = true;
    process.kill(-run.pid, "SIGINT");
  });
  const { exitCode } = await run;
  expect(exitCode).toBe(1);
  expect(said).toContain("error: update canceled");
  expect(said).toContain("Interrupted.");
  expect(said).not.toContain("The panel now holds");
  expect(await readdir(join(folder, "tmp"))).toEqual([]);
  expect(await leftInRepository()).toEqual([]);
});
