import { createHash } from "node:crypto";
import { join } from "node:path";
import { Archive } from "../../src/mail/archive";
import { describeWithDovecot } from "../support/testDovecot";
import { startMailStack, type MailStack } from "../support/engine/mailStack";
import type { Run } from "../support/engine/testStack";
import type { Moment } from "../support/gate";
import type { MaildirContents } from "../support/maildirContents";
import { oddMail } from "../support/oddMail";

/** A moment of a move, in the conversation with the panel or with the mail server. */
type Step = Moment & { readonly of: "panel" | "mail" };

/** A mailbox that is stopped at a step of its move. */
interface Stopped {
  readonly name: string;
  readonly at: Step;
}

const addressOf = (name: string): string => `${name}@example.com`;
const newAddressOf = (name: string): string => addressOf(`${name}-moved`);
const keeperOf = (name: string): string =>
  addressOf(`keep-${createHash("sha256").update(addressOf(name)).digest("hex").slice(0, 16)}`);

const read = /UID FETCH .*BODY\.PEEK/;
const stored = /APPEND/;
const added = /=addmail/;
const deleted = /=delmail/;
const folders = 4;

const stops = (steps: Readonly<Record<string, Step>>): Stopped[] =>
  Object.entries(steps).map(([name, at]) => ({ name, at: { who: addressOf(name), ...at } }));

/** Where a mailbox is stopped that is made anew; `reads` is how often it was read before it is checked. */
const remakingSteps = (reads: number): Stopped[] =>
  stops({
    filling: { of: "mail", says: read, nth: 2 },
    filled: { of: "panel", says: deleted },
    gone: { of: "panel", says: deleted, isCarriedOut: true },
    adding: { of: "panel", says: added },
    added: { of: "panel", says: added, isCarriedOut: true },
    restoring: { of: "mail", says: stored, nth: 3 },
    stored: { of: "mail", says: stored, nth: 3, isCarriedOut: true },
    checking: { of: "mail", says: read, nth: reads + folders },
  });

/** Where a mailbox is stopped that another address replaces. */
const movingSteps = stops({
  between: { of: "mail", says: /NAMESPACE/, nth: 2 },
  carrying: { of: "mail", who: newAddressOf("carrying"), says: stored, nth: 3 },
  carried: { of: "mail", who: newAddressOf("carried"), says: stored, nth: 3, isCarriedOut: true },
  leaving: { of: "panel", says: deleted },
  left: { of: "panel", says: deleted, isCarriedOut: true },
});

/** Where a mailbox is stopped that is removed. */
const removalSteps = stops({
  archiving: { of: "mail", says: read, nth: 2 },
  archived: { of: "panel", says: deleted },
  removed: { of: "panel", says: deleted, isCarriedOut: true },
});

/** What dies, and comes back or does not. */
const deaths = {
  "the provider": async ({ stack }: MailStack) => {
    await stack.kill("provider");
    return () => Promise.resolve();
  },
  // its provider goes on, and the next run meets it
  "the engine": async ({ stack }: MailStack) => {
    await stack.kill("engine");
    return () => stack.cancel();
  },
  "the mail server": async ({ dovecot, panelGate, mailGate }: MailStack) => {
    await dovecot.kill();
    panelGate.release();
    mailGate.release();
    return () => dovecot.restart();
  },
  "the panel": ({ panelGate, mailGate }: MailStack) => {
    panelGate.shut();
    mailGate.release();
    return Promise.resolve(() => {
      panelGate.open();
      return Promise.resolve();
    });
  },
} as const;
const whatDies = Object.keys(deaths) as (keyof typeof deaths)[];

const mailbox = (name: string, email: string, quota: number, password: string): string =>
  `new b.Mailbox(${JSON.stringify(name)}, ${JSON.stringify({ email, quota, password })});\n`;

/** What it printed says why it failed. */
function succeeds({ succeeded, output }: Run): void {
  if (!succeeded) throw new Error(output);
}

/** Brings the stack up until every mailbox is at its step, lets something die then, and brings back what died. */
async function upUntil(
  house: MailStack,
  stopped: readonly Stopped[],
  dies: keyof typeof deaths,
): Promise<void> {
  const { stack, panelGate, mailGate } = house;
  const steps = stopped.map(({ at: { of, ...moment } }) =>
    (of === "panel" ? panelGate : mailGate).hold(moment),
  );
  // each of them waits at its step
  const run = stack.up({ parallel: stopped.length });
  const early = run.then(({ output }) => {
    throw new Error(`It ended before all were at their steps:\n${output}`);
  });
  await Promise.race([Promise.all(steps), early]);
  early.catch(() => undefined);
  const comeBack = await deaths[dies](house);
  expect((await run).succeeded).toBe(false);
  await comeBack();
}

/**
 * The mailboxes in the state are still those, after a refresh beside whatever is still at work.
 *
 * @param leaving of these, those which that may have removed meanwhile, as the program wants
 */
async function refreshed(
  { stack, panelGate, mailGate }: MailStack,
  names: readonly string[],
  leaving: readonly string[] = [],
): Promise<void> {
  await stack.refresh().then(succeeds);
  const stay = (all: readonly string[]): string[] => all.filter((name) => !leaving.includes(name)).sort();
  expect(stay(Object.keys(await stack.state()))).toEqual(stay(names));
  panelGate.release();
  mailGate.release();
}

/** What an archive on this machine holds of an address, in the judge's words but without the folder. */
async function archivedMail({ stack }: MailStack, address: string): Promise<readonly string[]> {
  const [folder = ""] = Archive.find(join(stack.machineState, "pulumi-brainycp", "archive"), address);
  const archive = Archive.open(folder);
  await archive.check();
  const all = await Promise.all((await archive.folders()).map((each) => archive.messages(each)));
  return all
    .flat()
    .map(({ hash, date, flags }) => {
      const system = flags.filter((flag) => flag.startsWith("\\")).sort();
      const words = flags.filter((flag) => !flag.startsWith("\\")).sort();
      return [hash, date.replace("Z", ".000Z"), system.join(" "), words.join(" ")].join("\t");
    })
    .sort();
}

const withoutFolder = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/^[^\t]*\t/, "")).sort();

describeWithDovecot("mailboxes that are made anew", () => {
  const stopped = remakingSteps(folders);
  const names = stopped.map(({ name }) => name);
  const program = (quota: number, password: string): string =>
    names.map((name) => mailbox(name, addressOf(name), quota, password)).join("");
  let house: MailStack;
  let before: Readonly<Record<string, MaildirContents>>;
  const contents = (): typeof before =>
    Object.fromEntries(names.map((name) => [name, house.mailOf(addressOf(name))]));

  beforeAll(async () => {
    house = await startMailStack();
    await house.stack.program(program(500, "secret"));
    await house.stack.up().then(succeeds);
    for (const name of names) house.fill(addressOf(name), oddMail);
    before = contents();
  });
  afterAll(() => house.end());

  test.each(whatDies)("keep all their mail where %s dies at any step", async (dies) => {
    const { stack, simulator } = house;
    const [quota, password] = [600 + whatDies.indexOf(dies), `secret of ${dies}`];
    await stack.program(program(quota, password));
    await upUntil(house, stopped, dies);
    await refreshed(house, names);
    await stack.up().then(succeeds);
    expect(contents()).toEqual(before);
    for (const { email, ...mailbox } of simulator.panel.mailboxes()) {
      expect(mailbox.quota).toBe(quota);
      expect(simulator.panel.mailboxPasswordIs(email, password)).toBe(true);
    }
    const { steps } = await stack.preview();
    expect(steps).toEqual(Object.fromEntries(names.map((name) => [name, "same"])));
  });
});

describeWithDovecot("mailboxes that go", () => {
  const stopped = [...movingSteps, ...removalSteps];
  const names = stopped.map(({ name }) => name);
  let house: MailStack;
  beforeEach(async () => {
    house = await startMailStack();
  });
  afterEach(() => house.end());

  test.each(whatDies)("leave all their mail where it belongs where %s dies at any step", async (dies) => {
    const { stack, simulator } = house;
    await stack.program(names.map((name) => mailbox(name, addressOf(name), 500, "secret")).join(""));
    await stack.up().then(succeeds);
    for (const name of names) house.fill(addressOf(name), oddMail);
    const before = house.mailOf(addressOf("between"));
    const moved = movingSteps.map(({ name }) => name);
    await stack.program(moved.map((name) => mailbox(name, newAddressOf(name), 500, "secret")).join(""));
    await upUntil(house, stopped, dies);
    // these two need no mail server any more
    const ended = dies === "the mail server" ? ["archived", "removed"] : [];
    await refreshed(
      house,
      names.filter((name) => !ended.includes(name)),
      // the refresh waits for what the provider is in the midst of
      dies === "the engine" ? ["removed"] : [],
    );
    await stack.up().then(succeeds);
    expect(Object.fromEntries(moved.map((name) => [name, house.mailOf(newAddressOf(name))]))).toEqual(
      Object.fromEntries(moved.map((name) => [name, before])),
    );
    expect(simulator.panel.mailboxes().map(({ email }) => email)).toHaveLength(moved.length);
    for (const { name } of removalSteps)
      expect(await archivedMail(house, addressOf(name))).toEqual(withoutFolder(before.messages));
    expect(Object.keys(await stack.state()).sort()).toEqual([...moved].sort());
  });
});

describeWithDovecot("mailboxes whose mail the panel keeps meanwhile", () => {
  // there every folder is read twice: to know its messages, and to copy them
  const stopped = [
    ...remakingSteps(2 * folders),
    ...stops({
      keeping: { of: "panel", who: keeperOf("keeping"), says: added, isCarriedOut: true },
      kept: { of: "panel", who: keeperOf("kept"), says: deleted, isCarriedOut: true },
    }),
  ];
  const names = stopped.map(({ name }) => name);
  const program = (quota: number): string =>
    names.map((name) => mailbox(name, addressOf(name), quota, "secret")).join("");
  let house: MailStack;
  beforeAll(async () => {
    house = await startMailStack({ archive: "panel" });
  });
  afterAll(() => house.end());

  test("keep all of it where the machine dies at any step, and another one goes on", async () => {
    const { stack, simulator } = house;
    await stack.program(program(500));
    await stack.up().then(succeeds);
    for (const name of names) house.fill(addressOf(name), oddMail);
    const before = house.mailOf(addressOf("filling"));
    await stack.program(program(600));
    await upUntil(house, stopped, "the provider");
    await stack.forgetThisMachine();
    await refreshed(house, names);
    await stack.up().then(succeeds);
    expect(Object.fromEntries(names.map((name) => [name, house.mailOf(addressOf(name))]))).toEqual(
      Object.fromEntries(names.map((name) => [name, before])),
    );
    const listed = simulator.panel.mailboxes().map(({ email, quota }) => `${email} ${quota}`);
    expect(listed.sort()).toEqual(names.map((name) => `${addressOf(name)} 600`).sort());
  });
});
