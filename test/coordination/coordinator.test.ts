import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { coordinatorOf, type Coordinator } from "../../src/coordination/coordinator";
import { Journal } from "../../src/coordination/journal";
import { WriteLock } from "../../src/coordination/writeLock";
import { UserFolder } from "../../src/coordination/userFolder";
import { startCoordinatorProcess, type CoordinatorProcess } from "../support/coordinatorProcess";
import { describeWithCoordinators, newCoordinator, testPostgres } from "../support/coordinators";
import { makeCertificate } from "../support/certificates";
import { describeWithPgBouncer, TestPgBouncer } from "../support/testPgBouncer";
import { describeWithPostgres, TestPostgres } from "../support/testPostgres";
import { standStill } from "../support/lockProcess";

const endpoint = "http://127.0.0.1:8002/api/api.php";
const opened: Coordinator[] = [];
afterEach(async () => {
  for (const coordinator of opened.splice(0)) await coordinator.end();
});

/** One machine's way to a coordinator. */
function meetAt(address: string): Coordinator {
  const coordinator = coordinatorOf(address, new UserFolder(() => undefined));
  opened.push(coordinator);
  return coordinator;
}

/** The journal of a run that begins, on a machine of its own. */
async function journalAt(address: string, project = "mail", panel = endpoint): Promise<Journal> {
  const journal = new Journal(meetAt(address).store(project, panel));
  await journal.load();
  return journal;
}

/** A process on another machine that takes the turn and never gives it back. */
async function takeForGood(address: string): Promise<CoordinatorProcess> {
  const holder = startCoordinatorProcess(
    `new WriteLock(coordinator.locks, "${endpoint}", 1).take(() => {
      process.send("taken");
      return new Promise(() => setInterval(() => undefined, 1000));
    });`,
    address,
  );
  await holder.said;
  return holder;
}

const ann = ["mailbox", "ann@example.com"] as const;
const bob = ["mailbox", "bob@example.com"] as const;

describeWithCoordinators("a journal that machines share", (kind) => {
  let address: string;
  beforeEach(async () => {
    address = await newCoordinator(kind);
  });

  it("tells the next machine what a run set out to make, once that is saved", async () => {
    const journal = await journalAt(address);
    journal.intend(...ann, true, {
      quota: 5,
      targets: ["a@example.com"],
      note: 'it\'s "so" {x}, \\ and NULL',
    });
    journal.intend(...bob, false, {});
    await journal.saved();
    const next = await journalAt(address);
    expect(next.recall(...ann)).toMatchObject({
      age: "current",
      wasAbsent: true,
      made: false,
      detail: { quota: 5, targets: ["a@example.com"], note: 'it\'s "so" {x}, \\ and NULL' },
    });
    expect(next.own(...bob)).toBeUndefined();
    journal.made(...bob);
    await journal.saved();
    expect((await journalAt(address)).own(...bob)).toMatchObject({ made: true });
  });

  it("knows nothing of other projects, panels, kinds and objects", async () => {
    const journal = await journalAt(address);
    journal.intend(...ann, true, {});
    await journal.saved();
    expect((await journalAt(address, "other")).own(...ann)).toBeUndefined();
    expect((await journalAt(address, "mail", "http://127.0.0.1:9/")).own(...ann)).toBeUndefined();
    expect((await journalAt(address)).own("spf", "ann@example.com")).toBeUndefined();
    expect((await journalAt(address)).own(...bob)).toBeUndefined();
  });

  it("forgets what was forgotten, what stands in the state, and at its end what the engine was told", async () => {
    const journal = await journalAt(address);
    for (const name of ["a", "b", "c", "d"]) journal.intend("mailbox", name, true, { quota: 1 });
    await journal.saved();
    const next = await journalAt(address);
    next.forget("mailbox", "a");
    next.settle("mailbox", "b", { quota: 1 });
    next.settle("mailbox", "c", { quota: 2 });
    next.answer("mailbox", "d");
    await next.saved();
    next.end();
    await next.saved();
    const last = await journalAt(address);
    const known = ["a", "b", "c", "d"].filter((name) => last.own("mailbox", name) !== undefined);
    expect(known).toEqual(["c"]);
  });

  it("keeps the last of several notes of one object", async () => {
    const journal = await journalAt(address);
    journal.intend(...ann, true, { quota: 1 });
    journal.forget(...ann);
    journal.intend(...ann, true, { quota: 2 });
    journal.intend(...bob, true, {});
    journal.forget(...bob);
    await journal.saved();
    const next = await journalAt(address);
    expect([next.own(...ann)?.detail, next.own(...bob)]).toEqual([{ quota: 2 }, undefined]);
  });

  it.each(["before", "after"])(
    "keeps what a run that is still at work notes %s the next one has settled what it knew of it",
    async (when) => {
      const earlier = await journalAt(address);
      for (const [noun, name] of [ann, bob]) earlier.intend(noun, name, true, { quota: 1 });
      await earlier.saved();
      const [atWork, next] = [await journalAt(address), await journalAt(address)];
      const notes = async (): Promise<void> => {
        atWork.intend(...ann, true, { quota: 2 });
        atWork.made(...ann);
        await atWork.saved();
      };
      if (when === "before") await notes();
      for (const [noun, name] of [ann, bob]) next.settle(noun, name, { quota: 1 });
      await next.saved();
      if (when === "after") await notes();
      expect(next.own(...ann)).toBeUndefined();
      await next.reload();
      for (const journal of [next, await journalAt(address)]) {
        expect(journal.own(...ann)).toMatchObject({ made: true, detail: { quota: 2 } });
        expect(journal.own(...bob)).toBeUndefined();
      }
    },
  );

  it("learns what others have kept since, beside what it noted itself and has not kept yet", async () => {
    const earlier = await journalAt(address);
    for (const name of ["gone", "removed", "same"]) earlier.intend("mailbox", name, true, { quota: 1 });
    await earlier.saved();
    const [journal, other] = [await journalAt(address), await journalAt(address)];
    other.forget("mailbox", "gone");
    other.intend("mailbox", "new", true, { quota: 2 });
    await other.saved();
    journal.forget("mailbox", "removed");
    journal.intend("mailbox", "own", true, { quota: 3 });
    const reloaded = journal.reload();
    journal.intend("mailbox", "late", true, { quota: 4 });
    journal.forget("mailbox", "own");
    await reloaded;
    const names = ["gone", "removed", "same", "new", "own", "late"];
    const quotas = (one: Journal): unknown[] => names.map((name) => one.own("mailbox", name)?.detail.quota);
    expect(quotas(journal)).toEqual([undefined, undefined, 1, 2, undefined, 4]);
    await journal.saved();
    expect(quotas(await journalAt(address))).toEqual([undefined, undefined, 1, 2, undefined, 4]);
  });

  it("keeps what a run saved that was killed right after it", async () => {
    const run = startCoordinatorProcess(
      `const { store } = coordinator;
      const journal = new Journal(coordinator.store("mail", "${endpoint}"));
      journal.load().then(() => {
        for (let i = 0; i < 200; i++) journal.intend("mailbox", "box" + i, true, { quota: i });
        return journal.saved();
      }).then(() => process.kill(process.pid, "SIGKILL"));`,
      address,
    );
    expect(await run.ended).toBe("SIGKILL");
    const next = await journalAt(address);
    const known = Array.from({ length: 201 }, (_, i) => next.own("mailbox", `box${i}`)?.detail.quota);
    expect(known).toEqual([...Array.from({ length: 200 }, (_, i) => i), undefined]);
  });

  it("is made once by those who come first at the same time", async () => {
    const journals = await Promise.all(Array.from({ length: 8 }, () => journalAt(address)));
    journals.forEach((journal, index) => journal.intend("mailbox", `box${index}`, true, {}));
    await Promise.all(journals.map((journal) => journal.saved()));
    const next = await journalAt(address);
    expect(journals.map((_, index) => next.own("mailbox", `box${index}`)?.wasAbsent)).toEqual(
      journals.map(() => true),
    );
  });
});

// only root may be others
(process.getuid?.() === 0 ? describe : describe.skip)("a folder in which several users can write", () => {
  it("is one journal and one lock for all of them", async () => {
    const address = await newCoordinator("folder");
    chmodSync(address, 0o777);
    for (const [uid, name] of [
      [4711, "ann"],
      [4712, "bob"],
    ] as const) {
      const run = startCoordinatorProcess(
        `process.setuid(${uid});
        const journal = new Journal(coordinator.store("mail", "${endpoint}"));
        const turns = new WriteLock(coordinator.locks, "${endpoint}", 1);
        journal.load()
          .then(() => turns.take(async () => {
            if (${uid} === 4712) journal.forget("mailbox", "ann");
            journal.open();
            journal.intend("mailbox", "${name}", true, {});
            await journal.saved();
          }))
          .then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });`,
        address,
      );
      expect(await run.exited).toBe(0);
    }
    const next = await journalAt(address);
    expect([next.own("mailbox", "ann"), next.own("mailbox", "bob")?.wasAbsent]).toEqual([undefined, true]);
  });
});

describeWithCoordinators("turns of machines", (kind) => {
  let address: string;
  beforeEach(async () => {
    address = await newCoordinator(kind);
  });
  const turnsAt = (width = 1, panel = endpoint): WriteLock =>
    new WriteLock(meetAt(address).locks, panel, width);

  it("come one after the other, within a process too", async () => {
    let writing = 0;
    const overlaps: number[] = [];
    const write = async (): Promise<void> => {
      overlaps.push(writing++);
      await sleep(20);
      writing -= 1;
    };
    const sharing = meetAt(address).locks;
    const machines = [turnsAt(), turnsAt(), ...[1, 2].map(() => new WriteLock(sharing, endpoint, 1))];
    await Promise.all(machines.flatMap((turns) => [turns.take(write), turns.take(write)]));
    expect(overlaps).toEqual(Array.from({ length: 8 }, () => 0));
  });

  it("are as many at once as are allowed, and each panel has its own", async () => {
    const both = turnsAt(2);
    const held = await both.take((one) =>
      both.take((two) =>
        turnsAt(1, "http://127.0.0.1:9/").take((three) =>
          Promise.resolve([one, two, three].map((turn) => turn.isHeld())),
        ),
      ),
    );
    expect(held).toEqual([true, true, true]);
  });

  it("are over for whoever keeps one", async () => {
    const turn = await turnsAt().take((kept) => Promise.resolve(kept));
    expect(turn.isHeld()).toBe(false);
  });

  it("are free again once the process that has one is killed", async () => {
    const holder = await takeForGood(address);
    const next = turnsAt().take((turn) => Promise.resolve(turn.isHeld()));
    holder.process.kill("SIGKILL");
    expect(await next).toBe(true);
    // whoever comes after it waits no more
    expect(await turnsAt().take((turn) => Promise.resolve(turn.isHeld()))).toBe(true);
  });

  it("pass when all that others are writing is written, and not only a part of it", async () => {
    const done: string[] = [];
    const writing = turnsAt(2);
    const begun: Promise<void>[] = [];
    const write = (what: string, ms: number): Promise<void> => {
      let begin = (): void => undefined;
      begun.push(new Promise((resolve) => (begin = resolve)));
      return writing.take(async () => {
        begin();
        await sleep(ms);
        done.push(what);
      });
    };
    const writes = [write("one", 300), write("two", 900)];
    await Promise.all(begun);
    expect(await turnsAt(2).waitForOthers(30_000)).toBe(true);
    expect(done).toEqual(["one", "two"]);
    await Promise.all(writes);
    expect(await turnsAt(2).waitForOthers(30_000)).toBe(true);
  });

  it("are not waited for to the end of a run that writes all the time", async () => {
    const writing = turnsAt();
    const done: number[] = [];
    const writes = Array.from({ length: 60 }, (_, number) =>
      writing.take(async () => {
        await sleep(50);
        done.push(number);
      }),
    );
    await Promise.race(writes);
    expect(await turnsAt().waitForOthers(600_000)).toBe(true);
    expect(done.length).toBeGreaterThan(1);
    expect(done.length).toBeLessThan(writes.length);
    await Promise.all(writes);
  });

  it("are not waited for longer than a write may be under way", async () => {
    const { process } = await takeForGood(address);
    expect(await turnsAt().waitForOthers(0)).toBe(false);
    expect(process.exitCode).toBeNull();
  });

  it("are lost to others by a process that stands still, which then writes nothing and gets the next", async () => {
    const holder = startCoordinatorProcess(
      `const turns = new WriteLock(coordinator.locks, "${endpoint}", 1);
      turns.take(async (turn) => {
        process.send("taken");
        await new Promise((resolve) => process.once("message", resolve));
        return turn.isHeld();
      }).then(async (wasHeld) => {
        const again = await turns.take((turn) => Promise.resolve(turn.isHeld()));
        process.send([wasHeld, again]);
      });`,
      address,
    );
    await holder.said;
    holder.process.kill("SIGSTOP");
    const isHeld = await turnsAt().take((turn) => Promise.resolve(turn.isHeld()));
    const told = holder.next();
    holder.process.kill("SIGCONT");
    holder.process.send("go on");
    expect([isHeld, await told]).toEqual([true, [false, true]]);
    holder.process.kill("SIGKILL");
  });

  it("are lost by a process that was blocked, though nobody took them", async () => {
    const turns = turnsAt();
    const held = await turns.take((turn) => {
      standStill(6_000);
      return Promise.resolve(turn.isHeld());
    });
    expect([held, await turns.take((turn) => Promise.resolve(turn.isHeld()))]).toEqual([false, true]);
  });
});

describeWithPostgres("a database as coordinator", () => {
  it("is asked over two connections at most, whatever the number of panels", async () => {
    const server = await testPostgres();
    const address = await newCoordinator("database");
    const coordinator = meetAt(address);
    const panels = Array.from({ length: 12 }, (_, index) => `http://127.0.0.1:${9000 + index}/`);
    const connections = await Promise.all(
      panels.map(async (panel) => {
        const journal = new Journal(coordinator.store("mail", panel));
        await journal.load();
        journal.intend(...ann, true, {});
        return new WriteLock(coordinator.locks, panel, 1).take(async () => {
          await journal.saved();
          const [row] = await server.query<{ count: number }>(
            "select count(*)::int from pg_stat_activity where datname = current_database() and application_name = 'pulumi-brainycp'",
            address,
          );
          return row?.count;
        });
      }),
    );
    expect(Math.max(...connections.map((count) => count ?? 0))).toBe(2);
  });

  it("is one journal where a panel is set under two names", async () => {
    const coordinator = meetAt(await newCoordinator("database"));
    const [one, two] = [1, 2].map(() => new Journal(coordinator.store("mail", endpoint)));
    await one?.load();
    one?.intend(...ann, true, {});
    expect(two?.own(...ann)).toBeDefined();
  });

  it("keeps what a killed run noted for 90 days, and is then rid of it by a run that notes something", async () => {
    const server = await testPostgres();
    const address = await newCoordinator("database");
    const killed = await journalAt(address, "another project");
    killed.intend(...ann, true, {});
    killed.intend(...bob, true, {});
    await killed.saved();
    const makeOld = (name: string, days: number): Promise<unknown> =>
      server.query(
        `update brainycp_journal set noted_at = now() - interval '${days} days' where name = '${name}'`,
        address,
      );
    await makeOld("ann@example.com", 91);
    await makeOld("bob@example.com", 89);
    const names = async (): Promise<string[]> => {
      const rows = await server.query<{ name: string }>("select name from brainycp_journal", address);
      return rows.map(({ name }) => name).sort();
    };
    await journalAt(address);
    await opened.pop()?.end();
    expect(await names()).toEqual(["ann@example.com", "bob@example.com"]);
    const journal = await journalAt(address);
    journal.intend("mailbox", "eve@example.com", true, {});
    await journal.saved();
    await opened.pop()?.end();
    expect(await names()).toEqual(["bob@example.com", "eve@example.com"]);
  });

  it("that stops is an error that names the setting and no password; the next call after its return succeeds", async () => {
    const server = await testPostgres();
    const address = await newCoordinator("database");
    const coordinator = meetAt(address);
    const journal = new Journal(coordinator.store("mail", endpoint));
    const turns = new WriteLock(coordinator.locks, endpoint, 1);
    await journal.load();
    await turns.take(() => Promise.resolve());
    await server.stop();
    try {
      journal.intend(...ann, true, {});
      const failed = expect.objectContaining({
        code: "coordinator_unreachable",
        transient: true,
        message: expect.stringMatching(
          /^The database of brainycp:coordinator, 127\.0\.0\.1:\d+, cannot be used: [^]*pulumi config set --secret brainycp:coordinator$/,
        ) as string,
      }) as unknown;
      const began = jest.fn(() => Promise.resolve());
      const errors = await Promise.all(
        [journal.saved(), turns.take(began), journalAt(address)].map((call) =>
          call.then(
            () => undefined,
            (error: unknown) => error,
          ),
        ),
      );
      expect(errors).toEqual([failed, failed, failed]);
      expect(errors.map(String).join() + JSON.stringify(errors)).not.toContain(server.password);
      expect(began).not.toHaveBeenCalled();
    } finally {
      await server.resume();
    }
    await journal.saved();
    expect((await journalAt(address)).own(...ann)).toBeDefined();
    expect(await turns.take((turn) => Promise.resolve(turn.isHeld()))).toBe(true);
  });

  it("keeps others waiting for a while when a process is killed: the panel may still be at work for it", async () => {
    const server = await testPostgres();
    const address = await newCoordinator("database");
    const owners = (): Promise<{ pid: number }[]> =>
      server.query(
        "select pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
        address,
      );
    const holder = await takeForGood(address);
    const [killed] = await owners();
    holder.process.kill("SIGKILL");
    const began = jest.fn(() => Promise.resolve());
    const next = new WriteLock(meetAt(address).locks, endpoint, 1).take(began);
    for (let now = killed; now === undefined || now.pid === killed?.pid; [now] = await owners())
      await sleep(20);
    expect(began).not.toHaveBeenCalled();
    await next;
    expect(began).toHaveBeenCalledTimes(1);
    // whoever comes after it need not wait: the turn was given back
    const kept = (): Promise<unknown[]> => server.query("select * from brainycp_turns", address);
    while ((await kept()).length > 0) await sleep(20);
  });

  it("that ends a session takes the turn away that was held in it", async () => {
    const server = await testPostgres();
    const address = await newCoordinator("database");
    const turns = new WriteLock(meetAt(address).locks, endpoint, 1);
    const held = await turns.take(async (turn) => {
      await server.query(
        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
        address,
      );
      while (turn.isHeld()) await sleep(20);
      return turn.isHeld();
    });
    expect([held, await turns.take((turn) => Promise.resolve(turn.isHeld()))]).toEqual([false, true]);
  });

  it.each([
    [
      "a wrong password",
      (address: string) => address.replace(/:[0-9a-f]{16}@/, ":not-the-one@"),
      /password authentication failed/,
    ],
    ["a database that is not there", (address: string) => `${address}x`, /does not exist/],
    [
      "a host that is not there",
      (address: string) => address.replace("127.0.0.1", "db.invalid"),
      /ENOTFOUND|EAI_AGAIN/,
    ],
  ])("that is reached with %s is an error that says so", async (_, wrong, words) => {
    const address = wrong(await newCoordinator("database"));
    await expect(journalAt(address)).rejects.toMatchObject({
      code: "coordinator_unreachable",
      message: expect.stringMatching(words) as string,
    });
    await expect(journalAt(address)).rejects.not.toThrow("not-the-one");
  });

  it("does with the rights on its rows alone, where its table was made before", async () => {
    const server = await testPostgres();
    const address = await newCoordinator("database");
    const role = `runner_${new URL(address).pathname.slice(1)}`;
    await server.query(`create role ${role} login password 'r'`, address);
    const asRunner = address.replace(/\/\/.*@/, `//${role}:r@`);
    await expect(journalAt(asRunner)).rejects.toThrow(/permission denied for schema public/);
    await journalAt(address);
    await server.query(
      `grant select, insert, update, delete on brainycp_journal, brainycp_turns to ${role}`,
      address,
    );
    const journal = await journalAt(asRunner);
    journal.intend(...ann, true, {});
    await journal.saved();
    journal.forget(...ann);
    journal.intend(...bob, true, {});
    await journal.saved();
    expect((await journalAt(address)).own(...bob)).toBeDefined();
    const turns = new WriteLock(meetAt(asRunner).locks, endpoint, 1);
    expect(await turns.take((turn) => Promise.resolve(turn.isHeld()))).toBe(true);
  });

  it("tells the age of an intent by its own clock too", async () => {
    const server = await testPostgres();
    const address = await newCoordinator("database");
    const journal = await journalAt(address);
    journal.intend(...ann, true, {});
    await journal.saved();
    await server.query("update brainycp_journal set noted_at = now() - interval '8 days'", address);
    expect((await journalAt(address)).recall(...ann)?.age).toBe("old");
    await server.query("update brainycp_journal set noted_at = now() + interval '2 hours'", address);
    expect((await journalAt(address)).recall(...ann)?.age).toBe("ahead");
  });
});

describeWithPgBouncer("a database behind a pooler", () => {
  let pooler: TestPgBouncer | undefined;
  afterEach(() => pooler?.end());

  /** A database over a pooler. */
  async function pooled(by: "session" | "transaction"): Promise<string> {
    pooler = await TestPgBouncer.start(await testPostgres(), by);
    return pooler.addressOf(await newCoordinator("database"));
  }

  it("that pools sessions is one journal, and has turns one after the other, also after one that was killed", async () => {
    const address = await pooled("session");
    const journal = await journalAt(address);
    journal.intend(...ann, true, {});
    await journal.saved();
    expect((await journalAt(address)).own(...ann)).toBeDefined();

    const holder = await takeForGood(address);
    let isKilled = false;
    const next = new WriteLock(meetAt(address).locks, endpoint, 1).take(() => Promise.resolve(isKilled));
    await sleep(500);
    isKilled = true;
    holder.process.kill("SIGKILL");
    expect(await next).toBe(true);
  });

  it("that pools transactions is refused before anything is written, as two would have one lock", async () => {
    const address = await pooled("transaction");
    const began = jest.fn(() => Promise.resolve());
    await expect(new WriteLock(meetAt(address).locks, endpoint, 1).take(began)).rejects.toMatchObject({
      code: "coordinator_unreachable",
      message: expect.stringContaining("is behind a pooler that pools transactions") as string,
    });
    expect(began).not.toHaveBeenCalled();
  });
});

describeWithPostgres("a database that speaks TLS", () => {
  it("is asked where its certificate is trusted, and refused where it is not", async () => {
    const { key, cert } = await makeCertificate();
    const server = await TestPostgres.start({ key, cert });
    const folder = await newCoordinator("folder");
    const ca = join(folder, "ca.pem");
    writeFileSync(ca, cert);
    const address = `${await server.newDatabase()}?sslmode=verify-full`;
    const trusting = `${address}&sslrootcert=${ca}`;

    const journal = await journalAt(trusting);
    const encrypted = await new WriteLock(meetAt(trusting).locks, endpoint, 1).take(async () => {
      journal.intend(...ann, true, {});
      await journal.saved();
      return server.query<{ ssl: boolean }>(
        "select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'pulumi-brainycp'",
      );
    });
    expect(encrypted.map(({ ssl }) => ssl)).toEqual([true, true, true]);
    await expect(journalAt(address)).rejects.toMatchObject({
      code: "coordinator_unreachable",
      message: expect.stringContaining("self-signed certificate") as string,
    });
    await expect(journalAt(trusting.replace("127.0.0.1", "localhost"))).rejects.toMatchObject({
      code: "coordinator_unreachable",
      message: expect.stringContaining("does not match certificate's altnames") as string,
    });
  });
});
