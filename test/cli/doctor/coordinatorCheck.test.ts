import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackWords } from "../../../src/adapter/settingWords";
import { checkCoordinator } from "../../../src/cli/doctor/coordinatorCheck";
import { findings } from "../../../src/cli/doctor/finding";
import { coordinatorOf } from "../../../src/coordination/coordinator";
import { UserFolder } from "../../../src/coordination/userFolder";
import { closedPort, settingsFor } from "../../support/servers";
import { newCoordinator, testPostgres } from "../../support/coordinators";
import { describeWithPgBouncer, TestPgBouncer } from "../../support/testPgBouncer";
import { describeWithPostgres } from "../../support/testPostgres";

/** What is said of a coordinator, in the words of a stack's configuration. */
async function said(coordinator: string | undefined): Promise<string> {
  const check = await checkCoordinator(settingsFor({ url: "http://127.0.0.1:1" }, { coordinator }));
  return findings([check], stackWords)
    .map(({ name, status, text, nextStep }) => [status, name, text, nextStep ?? []].flat().join(" | "))
    .join();
}

describe("a coordinator", () => {
  it("that is not set is said, with what that means", async () => {
    expect(await said(undefined)).toBe(
      "skip | coordinator | none is set (brainycp:coordinator), so only runs of one user on one machine know of each other",
    );
  });

  it("that is a folder is right where it can be written or made, and is not made", async () => {
    const parent = await mkdtemp(join(tmpdir(), "brainycp-doctor-"));
    for (const folder of [parent, join(parent, "not", "there")])
      expect(await said(folder)).toBe(`ok | coordinator | runs meet in the folder ${folder}`);
    expect(await readdir(parent)).toEqual([]);
    await rm(parent, { recursive: true });
  });

  it.each([
    ["a device", "/dev/null"],
    ["below a device", "/dev/null/journal"],
    ["below a file", join(process.execPath, "journal")],
  ])("that is %s is wrong", async (_, folder) => {
    const text = await said(folder);
    const begin = `wrong | coordinator | brainycp:coordinator must name a folder that can be written; ${folder} cannot: `;
    expect(text.slice(0, begin.length)).toBe(begin);
    expect(text).toContain(" | Nothing was changed");
  });

  it("that is a database where nothing listens is wrong, and its password is not shown", async () => {
    const { port } = new URL((await closedPort()).url);
    const text = await said(`postgres://brainycp:its-password@127.0.0.1:${port}/brainycp`);
    expect(text).toMatch(
      /^wrong \| coordinator \| The database of brainycp:coordinator, 127\.0\.0\.1:\d+, cannot be used: /,
    );
    expect(text).not.toContain("its-password");
  });
});

describeWithPostgres("a database as coordinator", () => {
  let address: string;
  beforeEach(async () => {
    address = await newCoordinator("database");
  });

  const tables = async (): Promise<unknown[]> =>
    (await testPostgres()).query("select 1 from pg_tables where tablename like 'brainycp%'", address);

  /** The address for another role, which owns nothing. */
  async function asStranger(): Promise<string> {
    const server = await testPostgres();
    await server.query(`
      do $$ begin create role stranger login password 'strange-one'; exception when duplicate_object then null; end $$;
    `);
    const url = new URL(address);
    url.username = "stranger";
    url.password = "strange-one";
    return url.href;
  }

  /** Lets the first run make the tables. */
  async function meet(): Promise<void> {
    const coordinator = coordinatorOf(address, new UserFolder(() => undefined));
    await coordinator.store("mail", "http://127.0.0.1/").load();
    await coordinator.end();
  }

  it("is right before and after the first run, and nothing is made in it", async () => {
    const { host } = new URL(address);
    const right = expect.stringMatching(
      new RegExp(`^ok \\| coordinator \\| runs meet in the database of ${host}, PostgreSQL \\d+\\.\\d+`),
    ) as string;
    expect(await said(address)).toEqual(right);
    expect(await tables()).toEqual([]);
    await meet();
    expect(await said(address)).toEqual(right);
  });

  it("in which the role may make no tables is wrong, and right once the owner has made them and grants them", async () => {
    const server = await testPostgres();
    const strange = await asStranger();
    await server.query("revoke create on schema public from public", address);
    expect(await said(strange)).toBe(
      "wrong | coordinator | The role stranger may not make brainycp_journal and brainycp_turns in the database of " +
        "brainycp:coordinator | Let the database's owner make them, in a first run of his own, or allow the role to:\n" +
        '  grant create on schema public to "stranger"',
    );
    await meet();
    await server.query("grant select, insert, update, delete on brainycp_journal to stranger", address);
    await server.query("grant select on brainycp_turns to stranger", address);
    expect(await said(strange)).toBe(
      "wrong | coordinator | The role stranger may not read and write brainycp_turns in the database of " +
        "brainycp:coordinator | Let its owner grant that:\n" +
        '  grant select, insert, update, delete on brainycp_turns to "stranger"',
    );
    await server.query("grant insert, update, delete on brainycp_turns to stranger", address);
    expect(await said(strange)).toMatch(/^ok /);
  });
});

describeWithPgBouncer("a database behind a pooler", () => {
  it.each([
    ["session", /^ok \| coordinator \| runs meet in the database of 127\.0\.0\.1:\d+, PostgreSQL /],
    [
      "transaction",
      /^wrong \| coordinator \| The database of brainycp:coordinator is behind a pooler that pools transactions, so two runs could have one lock \| Nothing was written to a panel\. Let it pool sessions /,
    ],
  ] as const)("that gives a session to one %s after the other", async (pooled, words) => {
    const pooler = await TestPgBouncer.start(await testPostgres(), pooled);
    try {
      expect(await said(pooler.addressOf(await newCoordinator("database")))).toMatch(words);
    } finally {
      await pooler.end();
    }
  });
});
