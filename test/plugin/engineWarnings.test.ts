import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { startLogServer, type LogServer } from "../support/logServer";
import { makeProgramFolder, type ProgramFolder } from "../support/programFolder";
import { ProviderProcess, type Resource } from "../support/providerProcess";

const provider = 'exports.handler=()=>require("pulumi-brainycp/provider").mailbox';

/** How many calls the engine has under way at once. Source: its default of `--parallel`. */
const parallel = 16;

// each test starts processes
jest.setTimeout(60_000);

let folder: ProgramFolder;
let panel: Simulator;
let engine: LogServer;
beforeAll(async () => {
  folder = await makeProgramFolder();
}, 120_000);
afterAll(() => folder.remove());
beforeEach(async () => {
  const accounts = [{ name: "demo", password: "demo-password", domains: ["example.com"] }];
  panel = await startSimulator({ accounts });
  engine = await startLogServer();
});
const running: ProviderProcess[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  engine.close();
  await panel.close();
});

/** The provider's process of a new run. */
async function newProcess(address = engine.address): Promise<ProviderProcess> {
  const started = await ProviderProcess.start(folder.path, {}, undefined, address);
  running.push(started);
  await started.configure({
    "brainycp:endpoint": panel.url,
    "brainycp:username": "demo",
    "brainycp:password": "demo-password",
    "brainycp:maxRetries": "0",
    "brainycp:maxConcurrentWrites": "2",
  });
  return started;
}

/** Ends a process as the engine does, and says what it printed. */
async function printedBy(started: ProviderProcess): Promise<string[]> {
  running.splice(running.indexOf(started), 1);
  await started.stop("SIGINT");
  return started.output.split("\n").filter((line) => line !== "");
}

/** A mailbox as an earlier run has left it in the state and in the panel. */
function keptMailbox(name: string): Required<Resource> {
  const email = `${name}@example.com`;
  panel.panel.addMailbox(email, { quota: 500, password: "secret" });
  const place = { endpoint: panel.url, owner: "demo" };
  return {
    id: email,
    urn: `urn:pulumi:dev::mail::pulumi-nodejs:dynamic/brainycp:Mailbox::box-${name}`,
    properties: { email, password: "secret", quota: 500, ...place, __provider: provider },
  };
}

const mailboxes = (): Required<Resource>[] =>
  Array.from({ length: parallel }, (_, index) => keptMailbox(`user${index + 1}`));

/** Which URN what was said of each mailbox stands under. */
function urnsByAddress(): Record<string, string> {
  return Object.fromEntries(
    engine.said.map(({ urn, message }) => [/user\d+@example\.com/.exec(message)?.[0] ?? "none", urn]),
  );
}

describe("a warning of the provider's process", () => {
  it("is a warning of the engine's, under its own resource, when its call is answered: sixteen at once", async () => {
    const boxes = mailboxes();
    const expected = Object.fromEntries(boxes.map(({ id, urn }) => [id, urn]));
    const preview = await newProcess();
    await Promise.all(boxes.map((box) => preview.diff(box, { ...box.properties, quota: 600 })));
    expect(urnsByAddress()).toEqual(expected);
    expect(engine.said.map(({ isWarning }) => isWarning)).toEqual(boxes.map(() => true));

    engine.said.splice(0);
    const destroy = await newProcess();
    await Promise.all(boxes.map((box) => destroy.delete(box)));
    expect(urnsByAddress()).toEqual(expected);
    expect(engine.said).toHaveLength(parallel);
    expect([await printedBy(preview), await printedBy(destroy)]).toEqual([[], []]);
  });

  it("stands under the stack where the first call of the process does not tell its resource, as a refresh's", async () => {
    const boxes = mailboxes();
    for (const { id } of boxes) panel.panel.setQuota(id, 700);
    const refresh = await newProcess();
    const [first, ...others] = boxes.map((box) => [box.id, box.urn] as const);
    await Promise.all(boxes.map((box) => refresh.read(box)));
    expect(urnsByAddress()).toEqual(Object.fromEntries([[first?.[0], ""], ...others]));
    expect(await printedBy(refresh)).toEqual([]);
  });

  it("is printed where no engine is at the address", async () => {
    const box = keptMailbox("ann");
    const destroy = await newProcess("127.0.0.1:1");
    await destroy.delete(box);
    expect(await printedBy(destroy)).toEqual([expect.stringMatching(/^Mailbox ann@example\.com: /)]);
  });

  it("is printed where the engine does not answer, and the call is answered all the same", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    try {
      const boxes = mailboxes();
      const destroy = await newProcess(`127.0.0.1:${(silent.address() as AddressInfo).port}`);
      await Promise.all(boxes.map((box) => destroy.delete(box)));
      expect(await printedBy(destroy)).toHaveLength(parallel);
    } finally {
      silent.close();
    }
  });
});

it("an error of the provider's process is left to the engine, which gets it as the answer to its call", async () => {
  const box = keptMailbox("ann");
  panel.panel.setAccountPassword("demo", "changed");
  const refresh = await newProcess();
  for (const answer of [
    refresh.read(box),
    refresh.diff(box, { ...box.properties, quota: 600 }),
    refresh.delete(box),
  ])
    await expect(answer).rejects.toThrow("the panel refused the login of demo");
  expect([await printedBy(refresh), engine.said]).toEqual([[], []]);
});
