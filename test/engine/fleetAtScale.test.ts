import type { ExecaChildProcess } from "execa";
import { on } from "node:events";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { startChaosProxy } from "../support/chaosProxy";
import { readDocument } from "../support/documents";
import { FleetMachine, type PanelAddresses } from "../support/engine/fleetMachine";
import { describeWithPostgres, TestPostgres } from "../support/testPostgres";

const password = "the-panel-password";
const seed = Number(process.env.BRAINYCP_TEST_SEED ?? 4711);

interface Row {
  readonly panel: string;
  readonly state: string;
  readonly attempt: number;
  readonly worker: string | null;
  readonly changes: Readonly<Record<string, number>>;
  readonly errors: readonly string[];
}

describeWithPostgres("a fleet with a database", () => {
  let folder: string;
  let postgres: TestPostgres;
  let address: string;
  let machines: FleetMachine[];
  let simulators: Simulator[];
  let timeoutSeconds: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "fleet-test-"));
    postgres = await TestPostgres.start();
    address = `${postgres.addressOf()}?sslmode=disable`;
    machines = [];
    simulators = [];
    timeoutSeconds = "20";
  });

  afterEach(async () => {
    for (const machine of machines) await machine.powerOff();
    for (const simulator of simulators) await simulator.close();
    await postgres.end();
    await rm(folder, { recursive: true });
  });

  /** A panel that holds somebody else's mail too. */
  async function simulatedPanel(): Promise<Simulator> {
    const accounts = [{ name: "demo", password, domains: ["example.com", "example.org"] }];
    const simulator = await startSimulator({ accounts });
    simulators.push(simulator);
    simulator.panel.addMailbox("foreign@example.com", { quota: 7, password: "foreign" });
    simulator.panel.setForward("foreign-info@example.com", ["foreign@example.com"]);
    return simulator;
  }

  /** A machine that shares nothing with the others but the database. */
  async function machine(panels: PanelAddresses, environment: Record<string, string>): Promise<FleetMachine> {
    const settings = { "brainycp:timeoutSeconds": timeoutSeconds };
    const added = await FleetMachine.setUp(join(folder, `machine-${machines.length}`), panels, settings, {
      FLEET_DATABASE: address,
      ...environment,
    });
    machines.push(added);
    return added;
  }

  /** A machine that only enqueues, and so needs no passwords. */
  const office = (panels: PanelAddresses): Promise<FleetMachine> => machine(panels, {});

  /** A machine that has the passwords of the panels. */
  const workshop = (panels: PanelAddresses): Promise<FleetMachine> => {
    const passwords = Object.keys(panels).map((name) => [
      `BRAINYCP_PASSWORD_${name.toUpperCase()}`,
      password,
    ]);
    return machine(panels, Object.fromEntries(passwords) as Record<string, string>);
  };

  /** The panel has exactly what the program says, made once, and what is somebody else's is as it was. */
  function expectExactly({ panel, requests }: Simulator): void {
    const forwards = Object.fromEntries(panel.forwards().map(({ source, targets }) => [source, targets]));
    expect(forwards).toEqual({
      "foreign-info@example.com": ["foreign@example.com"],
      "postmaster@example.com": ["postmaster@hosting.example"],
    });
    expect(panel.mailboxes()).toEqual([{ email: "foreign@example.com", quota: 7, owner: "demo" }]);
    expect(panel.spf("example.com") && panel.dkim("example.com")).toBe(true);
    expect(panel.spf("example.org") || panel.dkim("example.org")).toBe(false);
    const deletions = requests.filter(({ operation }) => /^(del|off)/.test(operation));
    expect(deletions).toEqual([]);
  }

  /** How often a panel was asked to do each operation that changes something. */
  function writesOf({ requests }: Simulator): Record<string, number> {
    const writes: Record<string, number> = {};
    for (const { operation } of requests)
      if (!/^(get|show)/.test(operation)) writes[operation] = (writes[operation] ?? 0) + 1;
    return writes;
  }

  const byPanel = (json: string): Record<string, Row> =>
    Object.fromEntries((JSON.parse(json) as Row[]).map((row) => [row.panel, row]));

  async function statusOf(asking: FleetMachine): Promise<{ rows: Record<string, Row>; exitCode: number }> {
    const { stdout, exitCode } = await asking.fleet("status --json");
    return { rows: byPanel(stdout), exitCode };
  }

  /** Waits until a command has said something. */
  async function said({ all }: ExecaChildProcess, words: string): Promise<void> {
    let text = "";
    for await (const chunk of on(all as NodeJS.ReadableStream, "data")) {
      text += String(chunk);
      if (text.includes(words)) return;
    }
  }

  async function contentsOfDatabase(): Promise<string> {
    const [row] = await postgres.query<{ all: string }>(
      `select database_to_xml(true, false, '')::text as all`,
    );
    return row?.all ?? "";
  }

  /** A dump with the states in it decoded. */
  const readable = (dump: string): string =>
    dump.replaceAll(/[A-Za-z0-9+/]{40,}={0,2}/g, (text) => Buffer.from(text, "base64").toString());

  /** Holds a panel's answer back after it has done its work. */
  const holdForward = { operation: "addforward", work: true, answer: { kind: "hang" } } as const;
  const isHeld = ({ requests }: Simulator): boolean => requests.some(({ fault }) => fault === "hang");
  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await condition())) await sleep(100);
  }

  async function succeed(run: ExecaChildProcess): Promise<string> {
    const { all = "", exitCode } = await run;
    if (exitCode !== 0) throw new Error(`exit code ${String(exitCode)}:\n${all}`);
    return all;
  }

  test(`12 panels and 3 workers, one of them killed, one panel down, one that fails 30 % of its calls (seed ${seed})`, async () => {
    timeoutSeconds = "2";
    const names = Array.from({ length: 12 }, (_, index) => `p${index + 1}`);
    const [held, flaky, down] = [await simulatedPanel(), await simulatedPanel(), await simulatedPanel()];
    while (simulators.length < names.length) await simulatedPanel();
    // longer than it takes to find that it is held
    held.faults.push({ ...holdForward, times: 5 });
    const chaos = await startChaosProxy(flaky.url, seed, 0.3);
    // nobody is given that port, unlike one that was just free
    const instead = new Map([
      [flaky.url, chaos.url],
      [down.url, "http://127.0.0.1:1/api/api.php"],
    ]);
    const addresses = simulators.map(({ url }) => instead.get(url) ?? url);
    const panels = Object.fromEntries(names.map((name, index) => [name, addresses[index] ?? ""]));
    const desk = await office(panels);
    const shops = [await workshop(panels), await workshop(panels), await workshop(panels)];

    // before the workers start: they end when no job is left
    await succeed(desk.fleet("enqueue up --attempts 3 --pause 2"));
    // read from the beginning: what nobody has asked for yet goes into the stream of both outputs alone
    const waiting = desk.fleet("status --wait --json").then((ended) => ended);
    const workers = shops.map((shop) => shop.fleet("work --parallel 1 --lease 15 --until-done"));
    const ends = workers.map((worker) => worker.then((ended) => ended));
    const runsHeld = workers.map((worker) => said(worker, "p1: up, attempt 1"));
    await until(() => isHeld(held));
    const place = await Promise.race(runsHeld.map(async (run, index) => (await run, index)));
    await shops[place]?.powerOff();
    held.faults.length = 0;

    const survivors = await Promise.all(ends.filter((_, index) => index !== place));
    expect(survivors.map(({ exitCode, all }) => [exitCode, all])).toEqual(
      survivors.map(({ all }) => [0, all]),
    );
    const { exitCode, stdout, all: waited } = await waiting;
    expect([exitCode, waited]).toEqual([1, expect.stringContaining('"state": "failed"')]);
    const rows = byPanel(stdout);
    expect(Object.keys(rows).sort()).toEqual([...names].sort());
    for (const name of names) expect(rows[name]).toMatchObject({ state: name === "p3" ? "failed" : "done" });
    expect(rows.p3).toMatchObject({ attempt: 3, changes: expect.anything() as unknown });
    expect(rows.p3?.errors.join("\n")).toMatch(/127\.0\.0\.1:\d+ cannot be reached/);
    expect(rows.p1).toMatchObject({ attempt: 2, worker: null });

    for (const simulator of simulators.filter((each) => each !== down)) {
      expectExactly(simulator);
      if (simulator !== flaky) expect(writesOf(simulator)).toEqual({ addforward: 1, onspf: 1, ondkim: 1 });
    }
    expect(chaos.calls).toBeGreaterThan(0);
    await chaos.close();

    const { all: table, exitCode: tableCode } = await desk.fleet("status");
    expect([table, tableCode]).toEqual([expect.stringMatching(/│ p3 +│ up +│ failed +│ 3 /), 1]);
    const shown = [
      table,
      stdout,
      ...survivors.map(({ all }) => all),
      readable(await contentsOfDatabase()),
    ].join("\n");
    expect(shown).toContain("postmaster@hosting.example");
    expect(shown).not.toContain(password);
    expect(shown).not.toContain(postgres.password);
  });

  /** One panel that does not answer to a creation, and a worker that waits for it. */
  async function heldWorker(): Promise<{
    held: Simulator;
    panels: PanelAddresses;
    desk: FleetMachine;
    shop: FleetMachine;
    worker: ExecaChildProcess;
  }> {
    const held = await simulatedPanel();
    held.faults.push(holdForward);
    const panels = { p1: held.url };
    const [desk, shop] = [await office(panels), await workshop(panels)];
    await succeed(desk.fleet("enqueue up --pause 1"));
    const worker = shop.fleet("work --lease 6 --until-done");
    await until(() => isHeld(held));
    held.faults.length = 0;
    return { held, panels, desk, shop, worker };
  }

  const isEngine = /^pulumi\0up\0/;

  test("a worker that is killed alone takes its engine along, and another one takes the panel over", async () => {
    const { held, panels, desk, shop, worker } = await heldWorker();
    expect(await shop.processes(isEngine)).toHaveLength(1);
    worker.kill("SIGKILL");
    // it cannot tell its worker how far it is any more
    await until(async () => (await shop.processes(isEngine)).length === 0);

    const next = await succeed((await workshop(panels)).fleet("work --until-done"));
    expect(next).toContain("p1: takes over the stack of a worker that is gone");
    expectExactly(held);
    // a switch that is on already may be sent again
    expect(writesOf(held)).toMatchObject({ addforward: 1 });
    expect(await statusOf(desk)).toMatchObject({ rows: { p1: { state: "done", attempt: 2 } }, exitCode: 0 });
  });

  test("a worker that is asked to stop ends its run in good order and gives the job back", async () => {
    const { held, panels, desk, shop, worker } = await heldWorker();
    worker.kill("SIGTERM", { forceKillAfterTimeout: false });
    expect(await succeed(worker)).toContain("p1: given back");
    expect(await shop.processes(isEngine)).toEqual([]);
    expect(await statusOf(desk)).toMatchObject({
      rows: { p1: { state: "waiting", attempt: 0, worker: null, errors: [] } },
      exitCode: 3,
    });

    const next = await succeed((await workshop(panels)).fleet("work --until-done"));
    expect(next).not.toContain("takes over");
    expectExactly(held);
    expect(await statusOf(desk)).toMatchObject({ rows: { p1: { state: "done", attempt: 1 } }, exitCode: 0 });
  });

  test("a job that is enqueued for a panel under way waits for the run that has begun, on any worker", async () => {
    const { held, panels, desk, worker } = await heldWorker();
    await succeed(desk.fleet("enqueue refresh --pause 1"));
    expect(await statusOf(desk)).toMatchObject({ rows: { p1: { state: "waiting" } }, exitCode: 3 });
    const other = (await workshop(panels)).fleet("work --until-done");
    const said = [await succeed(worker), await succeed(other)].join("\n");
    expect(said.match(/^p1: (up|refresh), attempt/gm)).toEqual(["p1: up, attempt", "p1: refresh, attempt"]);
    expect(said).not.toContain("locked");
    expectExactly(held);
    expect(writesOf(held)).toEqual({ addforward: 1, onspf: 1, ondkim: 1 });
    expect(await statusOf(desk)).toMatchObject({
      rows: { p1: { operation: "refresh", state: "done", changes: { same: 4 } } },
      exitCode: 0,
    });
  });

  test("a run by hand is left alone: the worker waits until it has ended, and says whose it is", async () => {
    const held = await simulatedPanel();
    held.faults.push(holdForward);
    const panels = { p1: held.url };
    const [desk, hand, shop] = [await office(panels), await workshop(panels), await workshop(panels)];
    const byHand = hand.fleet("up");
    await until(() => isHeld(held));
    held.faults.length = 0;
    await succeed(desk.fleet("enqueue up --pause 1"));
    const worker = shop.fleet("work --until-done");
    let row: Row | undefined;
    await until(async () => {
      row = (await statusOf(desk)).rows.p1;
      return (row?.errors.length ?? 0) > 0;
    });
    const [engine] = await hand.processes(isEngine);
    expect(row).toMatchObject({ state: "waiting", attempt: 0 });
    expect(row?.errors.join("\n")).toContain(`(pid ${String(engine)})`);

    expect(await succeed(byHand)).toMatch(/│ p1 .* ok /);
    await succeed(worker);
    expectExactly(held);
    expect(writesOf(held)).toEqual({ addforward: 1, onspf: 1, ondkim: 1 });
    expect((await statusOf(desk)).rows.p1).toMatchObject({ state: "done", attempt: 1, changes: { same: 4 } });
  });

  test("a worker with another program leaves the job to those that have the right one", async () => {
    const { url } = await simulatedPanel();
    const [desk, stale] = [await office({ p1: url }), await workshop({ p1: url })];
    await appendFile(join(desk.folder, "index.ts"), "// a change\n");
    await succeed(desk.fleet("enqueue up"));
    expect(await succeed(stale.fleet("work --until-done"))).not.toContain("p1: up");
    expect(await statusOf(desk)).toMatchObject({
      rows: { p1: { state: "waiting", attempt: 0 } },
      exitCode: 3,
    });

    await appendFile(join(stale.folder, "index.ts"), "// a change\n");
    await succeed(stale.fleet("work --until-done"));
    expect(await statusOf(desk)).toMatchObject({ rows: { p1: { state: "done", attempt: 1 } }, exitCode: 0 });
  });

  test("a database that cannot be used is an error that keeps its password", async () => {
    const { url } = await simulatedPanel();
    const desk = await office({ p1: url });
    const asked = [
      { FLEET_DATABASE: "" },
      { FLEET_DATABASE: "postgres://fleet:hidden-one@127.0.0.1:1/fleet" },
      { FLEET_DATABASE: address.replace(postgres.password, "hidden-two") },
    ];
    for (const environment of asked) {
      const { all, exitCode } = await desk.run("npm run --silent fleet -- status", environment);
      expect([exitCode, all]).toEqual([2, expect.stringContaining("FLEET_DATABASE")]);
      expect(all).not.toContain("hidden");
    }
  });

  test("states move from a folder to the database and back, as README.md says", async () => {
    const panels = { eu: await simulatedPanel(), us: await simulatedPanel(), asia: await simulatedPanel() };
    const addresses = { eu: panels.eu.url, us: panels.us.url, asia: panels.asia.url };
    const shop = await workshop(addresses);
    const { snippets } = readDocument("examples/fleet/README.md");
    const commands = snippets.find(({ code }) => code.includes("pulumi stack export"))?.code ?? "";
    const states = pathToFileURL(join(shop.folder, "..", "backend")).href;
    const toDatabase = commands.replace("file://$HOME", states);
    const back = toDatabase.replace("from=", "to=").replace(" to=$", " from=$");
    expect(back).toMatch(/^to=file:.* from=\$FLEET_DATABASE$/m);
    const local = { PULUMI_BACKEND_URL: states };

    await succeed(shop.run("npm run fleet -- up", local));
    await succeed(shop.run(`set -e\n${toDatabase}`));
    expect(await succeed(shop.run("pulumi stack ls", local))).not.toContain("mail-");
    await succeed(shop.fleet("enqueue up"));
    await succeed(shop.fleet("work --until-done"));
    const { rows } = await statusOf(shop);
    for (const name of Object.keys(panels))
      expect(rows[name]).toMatchObject({ state: "done", changes: { same: 4 } });

    await succeed(shop.run(`set -e\n${back}`));
    const preview = await succeed(shop.run("npm run fleet -- preview", local));
    for (const name of Object.keys(panels)) expect(preview).toMatch(new RegExp(`│ ${name} .* 4 .* ok `));
    for (const panel of Object.values(panels)) {
      expectExactly(panel);
      expect(writesOf(panel)).toEqual({ addforward: 1, onspf: 1, ondkim: 1 });
    }
  });
});
