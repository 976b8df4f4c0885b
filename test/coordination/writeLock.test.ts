import { AsyncLocalStorage } from "node:async_hooks";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "../../src/adapter/client";
import type { Answer } from "../../src/adapter/reply";
import type { Locks } from "../../src/coordination/lock";
import { FolderLocks } from "../../src/coordination/folderLocks";
import { NamedFolder } from "../../src/coordination/namedFolder";
import { Panel } from "../../src/adapter/panel";
import type { StateFolder } from "../../src/coordination/stateFolder";
import type { Turn } from "../../src/adapter/turn";
import { WriteLock } from "../../src/coordination/writeLock";
import { addMailbox } from "../../src/resources/mailbox/mailboxCalls";
import type { Simulator } from "../../src/simulator/simulator";
import { loseLockTo, standStill } from "../support/lockProcess";
import { sent } from "../support/panels";
import { errorOf, settingsFor, startPanel, startWeb } from "../support/servers";

/** After how many milliseconds a turn is free again in these tests. */
const stale = 1_000;
const ann = { email: "ann@example.com", password: "box-password", quota: 10, owner: "demo" };
const add = (panel: Panel): Promise<Answer> => addMailbox(panel, ann, true);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-turns-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The files of the one lock in use, such as `….3`: the third turn. */
const lockFiles = (): string[] => readdirSync(folder).filter((name) => name !== "journal");
const generations = (): string[] => lockFiles().map((name) => name.split(".")[1] ?? "");

/** Stands still until another process has taken the turn, and was killed in it. */
function loseTurn(): void {
  loseLockTo(join(folder, lockFiles()[0]?.split(".")[0] ?? "none"), stale);
}

/** Turns in which something happens to this process between getting one and the first write. */
class DisturbedTurns extends WriteLock {
  taken = 0;

  constructor(
    url: string,
    private readonly disturb: (taken: number) => void,
  ) {
    super(new FolderLocks(new NamedFolder(folder), stale), url, 1);
  }

  override take<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    return super.take((turn) => {
      this.disturb(++this.taken);
      return work(turn);
    });
  }
}

async function startDisturbed(
  maxRetries: number,
  disturb: (taken: number) => void,
): Promise<{ simulator: Simulator; turns: DisturbedTurns; panel: Panel }> {
  const simulator = await startPanel();
  const settings = settingsFor(simulator, { maxRetries });
  const turns = new DisturbedTurns(settings.endpoint, disturb);
  return {
    simulator,
    turns,
    panel: new Panel(settings, turns),
  };
}

describe("a turn that is lost before the write is sent", () => {
  it("is an error that says so, and the turn of the other process stays", async () => {
    const { simulator, panel } = await startDisturbed(0, loseTurn);
    const error = await errorOf(add(panel));
    expect(error).toMatchObject({
      code: "turn_lost",
      transient: true,
      outcomeUnknown: false,
      unsettled: false,
    });
    expect(error.message).toBe(
      "addmail ann@example.com: not sent because this run lost its turn to write: the process was blocked or the " +
        "machine was asleep, and another run may be writing. Run it again; this call changed nothing",
    );
    expect(sent(simulator)).toEqual([]);
    expect(generations()).toEqual(["2"]);
  });

  it("is taken anew where retries are allowed, and the write is sent once", async () => {
    const { simulator, turns, panel } = await startDisturbed(1, (taken) => {
      if (taken === 1) loseTurn();
    });
    expect((await add(panel)).meaning).toBe("done");
    expect(sent(simulator)).toEqual(["addmail"]);
    expect([turns.taken, generations()]).toEqual([2, ["3"]]);
  });

  it.each([
    ["while the connection is made", (): void => queueMicrotask(loseTurn)],
    ["to nobody yet, by a process that stood still", (): void => standStill(stale)],
    ["as somebody emptied the folder", (): void => rmSync(join(folder, lockFiles()[0] ?? "none"))],
  ])("%s sends nothing", async (_, disturb) => {
    const { simulator, panel } = await startDisturbed(0, disturb);
    expect((await errorOf(add(panel))).code).toBe("turn_lost");
    expect(sent(simulator)).toEqual([]);
  });

  it("does not hide that an earlier attempt may have been carried out", async () => {
    const { simulator, panel } = await startDisturbed(1, (taken) => {
      if (taken === 2) standStill(stale);
    });
    const list = { kind: "body", body: "[]" } as const;
    simulator.faults.push({ operation: "addmail", answer: { kind: "reset" } });
    simulator.faults.push({ operation: "getlistmail", times: Infinity, answer: list });
    expect(await errorOf(add(panel))).toMatchObject({ code: "turn_lost", unsettled: true });
  });
});

describe("a turn that is lost while a write is under way", () => {
  it("changes nothing about the outcome of that write, and sends no other", async () => {
    const web = await startWeb((_form, _request, response) => {
      loseTurn();
      response.end('{"error":0,"mess":"done"}');
    });
    const client = new Client(settingsFor(web));
    const outcome = await new WriteLock(new FolderLocks(new NamedFolder(folder), stale), web.url, 1).take(
      async (turn) => ({
        first: await client.call("onspf", { domain: "example.com" }, "example.com", turn),
        second: await errorOf(client.call("ondkim", { domain: "example.com" }, "example.com", turn)),
      }),
    );
    expect([outcome.first.meaning, outcome.second.code]).toEqual(["done", "turn_lost"]);
    expect(web.forms).toHaveLength(1);
    expect(generations()).toEqual(["2"]);
  });
});

describe("a turn", () => {
  const turnsOf = (url: string, width = 1): WriteLock =>
    new WriteLock(new FolderLocks(new NamedFolder(folder), stale), url, width);
  const here = "http://127.0.0.1:8002/api/api.php";

  it("is over for whoever keeps it", async () => {
    const turn = await turnsOf(here).take((kept) => Promise.resolve(kept));
    expect(turn.isHeld()).toBe(false);
  });

  it("comes when the other runs have had theirs, and the next run's after it", async () => {
    const order: string[] = [];
    const write = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`);
      await sleep(50);
      order.push(`${name} ends`);
    };
    const runs = ["ann", "bob", "eve"].map((name) => turnsOf(here).take(write(name)));
    await Promise.all(runs);
    const names = order.map((line) => line.split(" ")[0]);
    expect(order.map((line) => line.split(" ")[1])).toEqual([
      "begins",
      "ends",
      "begins",
      "ends",
      "begins",
      "ends",
    ]);
    expect([names[0], names[2], names[4]]).toEqual([names[1], names[3], names[5]]);
  });

  it("goes from one work to the next while some is waiting, and to others after a while", async () => {
    let taken = 0;
    const held = new Set<number>();
    const locks: Locks = {
      holder: () => Promise.resolve(undefined),
      take: () => {
        const number = ++taken;
        held.add(number);
        return Promise.resolve({ isHeld: () => held.has(number), release: () => held.delete(number) });
      },
    };
    const turns = new WriteLock(locks, here, 1);
    const works = (count: number, milliseconds: number): Promise<unknown> =>
      Promise.all(Array.from({ length: count }, () => turns.take(() => sleep(milliseconds))));
    await works(20, 0);
    expect([taken, held.size]).toEqual([1, 0]);
    await works(4, 60);
    expect(taken).toBeGreaterThanOrEqual(3);
    expect(held.size).toBe(0);
  });

  it("that was lost goes to no other work, nor one in which work failed", async () => {
    let isHeld = true;
    let taken = 0;
    let released = 0;
    const locks: Locks = {
      holder: () => Promise.resolve(undefined),
      take: () => {
        taken += 1;
        isHeld = true;
        return Promise.resolve({ isHeld: () => isHeld, release: () => (released += 1) });
      },
    };
    const turns = new WriteLock(locks, here, 1);
    const lose = (): Promise<void> => {
      isHeld = false;
      return Promise.resolve();
    };
    await Promise.all([turns.take(lose), turns.take((turn) => Promise.resolve(turn.isHeld()))]);
    const fail = turns.take(() => Promise.reject(new Error("no")));
    await Promise.allSettled([fail, turns.take(() => Promise.resolve())]);
    expect([taken, released]).toEqual([4, 4]);
  });

  it("is had in the asynchronous flow of whoever asked for it", async () => {
    const flow = new AsyncLocalStorage<string>();
    const turns = turnsOf("http://a");
    const names = ["one", "two", "three"];
    const ask = (name: string): Promise<string | undefined> =>
      flow.run(name, () => turns.take(() => Promise.resolve(flow.getStore())));
    expect(await Promise.all(names.map(ask))).toEqual(names);
  });

  it("comes to one part of a process after the other where no folder can be written", async () => {
    const nowhere: StateFolder = { find: () => undefined, open: () => undefined, failed: () => undefined };
    const turns = [1, 2].map(() => new WriteLock(new FolderLocks(nowhere), here, 1));
    let writing = 0;
    const met = turns.map((each) =>
      each.take(async (turn) => {
        const others = writing++;
        await sleep(50);
        writing -= 1;
        return [others, turn.isHeld()];
      }),
    );
    expect(await Promise.all(met)).toEqual([
      [0, true],
      [0, true],
    ]);
  });

  it("whose folder can no longer be written is an error that names it", async () => {
    const turns = turnsOf(here);
    await turns.take(() => Promise.resolve());
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
    let began = false;
    const work = (): Promise<void> => {
      began = true;
      return Promise.resolve();
    };
    const error = await errorOf(turns.take(work));
    expect([error.code, began]).toEqual(["state_folder", false]);
    expect(error.message).toContain(
      `The folder ${folder}, in which runs take turns to write, can no longer be written`,
    );
    expect(error.message).toContain("ENOTDIR");
    expect(error.nextStep).toContain("name another with brainycp:coordinator");
  });

  it("is not waited for where more writes at once are allowed, or the panel is another", async () => {
    const both = turnsOf(here, 2);
    const held = await both.take((one) =>
      both.take((two) =>
        turnsOf("http://127.0.0.1:9/api/api.php").take((three) =>
          Promise.resolve([one, two, three].map((turn) => turn.isHeld())),
        ),
      ),
    );
    expect(held).toEqual([true, true, true]);
  });
});
