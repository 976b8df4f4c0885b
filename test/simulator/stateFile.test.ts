import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ann, call, code, demo, fourAccounts, root, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

let folder: string;
let stateFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-simulator-"));
  stateFile = join(folder, "state.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the state file", () => {
  it("keeps the panel from one simulator to the next", async () => {
    const first = await start({ accounts: fourAccounts, stateFile });
    await call(first, "addmail", { email: "a@example.com", password: "box-password", quota: "7" });
    await call(first, "addforward", {
      source: "s@example.com",
      target: "t@x.example,u@x.example",
      save_local: "1",
    });
    await call(first, "onspf", { domain: "example.com" });
    await call(first, "ondkim", { domain: "example.org" });
    first.panel.setZoneHosted("ann.example", false);
    const dkim = first.panel.dkimRecord("example.org");
    await first.close();

    const { panel } = await start({ accounts: [demo], stateFile });
    expect(panel.mailboxes()).toEqual([{ email: "a@example.com", quota: 7, owner: "demo" }]);
    expect(panel.mailboxPasswordIs("a@example.com", "box-password")).toBe(true);
    expect(panel.mailboxPasswordIs("a@example.com", "box-passwor")).toBe(false);
    expect(panel.forwards()).toEqual([
      { source: "s@example.com", targets: ["t@x.example", "u@x.example"], saveLocal: true },
    ]);
    expect([panel.spf("example.com"), panel.spf("example.org")]).toEqual([true, false]);
    expect([panel.dkim("example.com"), panel.dkim("example.org")]).toEqual([false, true]);
    expect(panel.dkimRecord("example.org")).toBe(dkim);
  });

  it("takes precedence over the given accounts, except for their passwords and rights", async () => {
    const first = await start({ accounts: fourAccounts, stateFile });
    await call(first, "onspf", { domain: "example.com" });
    await first.close();
    const accounts = [
      { name: "demo", password: "new", admin: true, domains: ["example.com", "new.example"] },
    ];
    const second = await start({ accounts, stateFile });
    const login = { name: "demo", password: "new" };
    expect(await call(second, "getlistmail")).toEqual({ code: 1, message: "Not perm2" });
    expect(second.panel.spf("example.com")).toBe(true);
    expect(await code(second, "onspf", { domain: "new.example" }, login)).toBe(2);
    expect(await code(second, "onspf", { domain: "ann.example" }, login)).toBe(0);
    expect(await code(second, "getlistmail", {}, ann)).toBe(1);
    expect(await code(second, "getlistmail", {}, root)).toBe(1);
  });

  it("is readable by its owner only, holds no clear-text password, and leaves no other file behind", async () => {
    const simulator = await start({ stateFile });
    await call(simulator, "addmail", { email: "a@example.com", password: "box-password", quota: "7" });
    simulator.panel.setAccountPassword("demo", "other-password");
    const text = readFileSync(stateFile, "utf8");
    expect(text).toContain('"email": "a@example.com"');
    expect(text).not.toMatch(/-password/);
    expect(readdirSync(folder)).toEqual(["state.json"]);
    if (process.platform !== "win32") expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  });

  it("holds a change before the caller gets an answer", async () => {
    const simulator = await start({ stateFile });
    for (const name of ["a", "b", "c"]) {
      await call(simulator, "addmail", { email: `${name}@example.com`, password: "x", quota: "7" });
      expect(readFileSync(stateFile, "utf8")).toContain(`"${name}@example.com"`);
    }
    simulator.panel.removeMailbox("b@example.com");
    expect(readFileSync(stateFile, "utf8")).not.toContain('"b@example.com"');
  });

  it.each([
    ["no JSON", "{"],
    ["another version", '{"version":1,"accounts":[],"domains":[],"mailboxes":[],"forwards":[]}'],
    ["something else", "[]"],
  ])("that holds %s is named in the error and left alone", async (_, text) => {
    writeFileSync(stateFile, text);
    await expect(start({ stateFile })).rejects.toThrow(
      `${stateFile} is not a simulator state file. Remove it or choose another file.`,
    );
    expect(readFileSync(stateFile, "utf8")).toBe(text);
  });

  it("cannot be created in a folder that does not exist", async () => {
    await expect(start({ stateFile: join(folder, "no-such-folder", "state.json") })).rejects.toThrow(
      "ENOENT",
    );
  });

  it("that cannot be written fails the call, not the simulator", async () => {
    const simulator = await start({ stateFile });
    rmSync(stateFile);
    mkdirSync(join(stateFile, "in-the-way"), { recursive: true });
    const reply = await call(simulator, "onspf", { domain: "example.com" }).catch(String);
    expect(reply).toMatch("SyntaxError");
    expect(simulator.requests).toMatchObject([{ operation: "onspf", code: undefined, ended: 2 }]);
    rmSync(stateFile, { recursive: true });
    expect(await code(simulator, "onspf", { domain: "example.org" })).toBe(0);
    expect(readFileSync(stateFile, "utf8")).toContain("example.org");
  });
});
