import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LockFile } from "../../src/coordination/lockFile";
import { loseLockTo, standStill, startLockProcess } from "../support/lockProcess";

const stale = 1_000;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-lock-"));
  path = join(folder, "panel-0");
});
afterEach(() => rmSync(folder, { recursive: true }));

function taken(): LockFile {
  const lock = LockFile.take(path, stale);
  if (lock === undefined) throw new Error("another holds the lock");
  return lock;
}

describe("a lock", () => {
  it("is held by one at a time", () => {
    const lock = taken();
    expect([lock.isHeld(), LockFile.take(path, stale)]).toEqual([true, undefined]);
    lock.release();
    const next = taken();
    expect([lock.isHeld(), next.isHeld()]).toEqual([false, true]);
    next.release();
  });

  it("is not that of another name, even where one name begins with the other", () => {
    const lock = taken();
    const other = LockFile.take(`${path}.5`, stale);
    expect([lock.isHeld(), other?.isHeld()]).toEqual([true, true]);
    lock.release();
    other?.release();
  });

  it("stays held for as long as its process lives and works", async () => {
    const lock = taken();
    await sleep(3 * stale);
    expect([lock.isHeld(), LockFile.take(path, stale)]).toEqual([true, undefined]);
    lock.release();
  });

  it("of a process that was killed is free after a while", async () => {
    const killed = startLockProcess(
      `LockFile.take(process.argv[1], 60_000); process.send("taken"); setTimeout(() => {}, 60_000);`,
      path,
    );
    await once(killed, "message");
    killed.kill("SIGKILL");
    await once(killed, "exit");
    expect(LockFile.take(path, 60_000)).toBeUndefined();
    utimesSync(join(folder, "panel-0.1"), 0, Date.now() / 1000 - 61);
    const lock = LockFile.take(path, 60_000);
    expect(lock?.isHeld()).toBe(true);
    lock?.release();
  });

  it("leaves one file, however often it was taken", () => {
    for (let times = 0; times < 20; times++) taken().release();
    expect(readdirSync(folder)).toEqual(["panel-0.20"]);
  });

  it("in a folder that is not there is an error, not somebody else's", () => {
    expect(() => LockFile.take(join(folder, "none", "panel-0"), stale)).toThrow("ENOENT");
  });
});

describe("a lock is lost", () => {
  it("by a process that stood still, as soon as it may be another's", () => {
    const lock = taken();
    standStill(stale / 2 + 50);
    expect(lock.isHeld()).toBe(false);
    lock.release();
    taken().release();
  });

  it("to the process that took it meanwhile, whose lock the loser cannot touch", async () => {
    const lock = taken();
    loseLockTo(path, stale);
    expect(readdirSync(folder)).toEqual(["panel-0.2"]);
    const { mtimeMs } = statSync(join(folder, "panel-0.2"));
    expect(lock.isHeld()).toBe(false);
    // its renewals come to nothing
    await sleep(stale / 2);
    lock.release();
    expect([lock.isHeld(), statSync(join(folder, "panel-0.2")).mtimeMs]).toEqual([false, mtimeMs]);
  });

  it("when somebody removes its file", () => {
    const lock = taken();
    unlinkSync(join(folder, "panel-0.1"));
    expect(lock.isHeld()).toBe(false);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("when somebody removes its folder", () => {
    const lock = taken();
    rmSync(folder, { recursive: true });
    expect(lock.isHeld()).toBe(false);
    lock.release();
    path = join((folder = mkdtempSync(join(tmpdir(), "brainycp-lock-"))), "panel-0");
  });
});

it("Many processes that find the lock of a dead one at the same moment never hold it together", async () => {
  // each stays in the lock for a moment, and says how many it met there
  const script = `
    const { readdirSync, rmSync, writeFileSync } = require("node:fs");
    const [path, folder] = process.argv.slice(1);
    process.once("message", (begin) => {
      while (Date.now() < begin);
      for (;;) {
        const lock = LockFile.take(path, 60_000);
        if (lock?.isHeld()) {
          const own = folder + "/" + process.pid;
          writeFileSync(own, "");
          const met = readdirSync(folder).length;
          for (const end = Date.now() + 20; Date.now() < end;);
          rmSync(own);
          lock.release();
          process.send(met);
          process.disconnect();
          return;
        }
      }
    });
    process.send("ready");`;
  for (let round = 0; round < 8; round++) {
    const inside = mkdtempSync(join(folder, "inside-"));
    const lock = join(inside, "../", `round${round}`);
    writeFileSync(`${lock}.7`, "");
    utimesSync(`${lock}.7`, 0, 0);
    const processes = Array.from({ length: 6 }, () => startLockProcess(script, lock, inside));
    await Promise.all(processes.map((each) => once(each, "message")));
    const met = processes.map(async (each) => ((await once(each, "message")) as [number])[0]);
    const begin = Date.now() + 50;
    for (const each of processes) each.send(begin);
    expect(await Promise.all(met)).toEqual([1, 1, 1, 1, 1, 1]);
  }
});
