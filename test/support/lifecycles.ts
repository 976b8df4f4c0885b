import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { objectOf, structOf } from "./sdk";
import type { Failure } from "../../src/lifecycle/inputs";
import { lifecycleOf, type Lifecycle } from "../../src/lifecycle/lifecycle";
import type { Props } from "../../src/lifecycle/props";
import { Session } from "../../src/lifecycle/session";
import { dkimSwitch } from "../../src/resources/domainRecord/dkimSwitch";
import { domainRecordKind } from "../../src/resources/domainRecord/domainRecordKind";
import { spfSwitch } from "../../src/resources/domainRecord/spfSwitch";
import { mailboxKind } from "../../src/resources/mailbox/mailboxKind";
import { mailForwardKind } from "../../src/resources/mailForward/mailForwardKind";
import type { OperationName, Simulator } from "../../src/simulator/simulator";

// What outlives a run on this machine: the runs of one test file meet there, and nobody else.
const stateFolder = mkdtempSync(join(tmpdir(), "brainycp-state-"));
process.env.XDG_STATE_HOME = stateFolder;
afterAll(() => rmSync(stateFolder, { recursive: true, force: true }));

// Writes take turns by files, and a disk may be busy.
jest.setTimeout(60_000);

/** What stands in a preview in place of a value that is not known yet. Source: Pulumi's SDK, `runtime/rpc`. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The provider text of every resource in these tests; what it says counts in the plugin process alone. */
export const providerText = 'exports.handler=()=>require("pulumi-brainycp/provider").mailbox';

/** The stack's configuration, as the engine hands it over. */
export type StackConfig = Readonly<Record<string, unknown>>;

/** The four lifecycles of one provider process. */
export interface Lifecycles {
  readonly mailbox: Lifecycle;
  readonly mailForward: Lifecycle;
  readonly domainSpf: Lifecycle;
  readonly domainDkim: Lifecycle;
}

/** A resource as the engine keeps it: its id, its checked inputs and its outputs. */
export interface Kept {
  readonly id: string;
  readonly inputs: Props;
  readonly state: Props;
}

/** The configuration that names a simulator, without repetition of calls that fail, and without those of previews. */
export function stackOf(simulator: Simulator, more: StackConfig = {}): StackConfig {
  return {
    "brainycp:endpoint": simulator.url,
    "brainycp:username": "demo",
    "brainycp:password": "demo-password",
    "brainycp:maxRetries": "0",
    "brainycp:previewChecks": "false",
    ...more,
  };
}

/** The lifecycles of one session. */
export function lifecyclesOf(session: Session): Lifecycles {
  return {
    mailbox: lifecycleOf(session, mailboxKind),
    mailForward: lifecycleOf(session, mailForwardKind),
    domainSpf: lifecycleOf(session, domainRecordKind(spfSwitch)),
    domainDkim: lifecycleOf(session, domainRecordKind(dkimSwitch)),
  };
}

/** A new run of the engine: a provider process of its own, which knows of no run before. */
export async function newRun(config: StackConfig): Promise<Lifecycles> {
  const lifecycles = lifecyclesOf(new Session());
  const get = (key: string): string | undefined => config[key] as string | undefined;
  const request = { config: { get, require: (key: string) => get(key) ?? "" } };
  for (const lifecycle of Object.values<Lifecycle>({ ...lifecycles })) await lifecycle.configure(request);
  return lifecycles;
}

/** Makes everything that the journal holds of earlier runs older by so many days. */
export function ageJournal(days: number): void {
  const folder = join(stateFolder, "pulumi-brainycp", "journal");
  const at = new Date(Date.now() - days * 24 * 3_600_000);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".jsonl")) continue;
    const file = join(folder, name);
    const lines = readFileSync(file, "utf8");
    writeFileSync(file, lines.replaceAll(/"at":"[^"]*"/g, `"at":"${at.toISOString()}"`));
    utimesSync(file, at, at);
  }
}

/** What the mistakes in these inputs are; in the order in which they are reported. */
export async function failuresOf(lifecycle: Lifecycle, news: Props, olds: Props = {}): Promise<Failure[]> {
  return (await lifecycle.check(olds, { ...news, __provider: providerText })).failures ?? [];
}

/** The inputs as the engine has them after `check`, which must find no mistake. */
export async function checked(lifecycle: Lifecycle, news: Props, olds: Props = {}): Promise<Props> {
  const { inputs, failures } = await lifecycle.check(olds, { ...news, __provider: providerText });
  expect(failures).toEqual([]);
  return sent({ ...inputs, __provider: providerText });
}

/** What the engine does for a new resource: check and create; and what it then keeps. */
export async function created(lifecycle: Lifecycle, news: Props): Promise<Kept> {
  const inputs = await checked(lifecycle, news);
  const { id, outs } = await lifecycle.create(inputs);
  return { id, inputs, state: sent({ ...outs, __provider: providerText }) };
}

/** What the engine asks about a resource that the program still has: check and diff; and what it then takes for changed. */
export async function diffOf(lifecycle: Lifecycle, kept: Kept, news: Props): ReturnType<Lifecycle["diff"]> {
  const inputs = await checked(lifecycle, news, kept.inputs);
  const diff = await lifecycle.diff(kept.id, kept.state, inputs);
  return { ...diff, changes: diff.changes ?? !isDeepStrictEqual(kept.inputs, inputs) };
}

/** What the engine does for a change without a replacement: check and update; and what it then keeps. */
export async function updated(lifecycle: Lifecycle, kept: Kept, news: Props): Promise<Kept> {
  const inputs = await checked(lifecycle, news, kept.inputs);
  const { outs } = await lifecycle.update(kept.id, kept.state, inputs);
  return { id: kept.id, inputs, state: sent({ ...outs, __provider: providerText }) };
}

/** What a promise that fails fails with. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & Readonly<Record<string, unknown>>> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome)) throw new Error(`Nothing failed; it gave ${JSON.stringify(outcome.value)}`);
  return outcome.error as Error & Readonly<Record<string, unknown>>;
}

const writes: ReadonlySet<OperationName | "none"> = new Set([
  "addmail",
  "delmail",
  "addforward",
  "delforward",
  "onspf",
  "offspf",
  "ondkim",
  "offdkim",
] as const);

/** The calls that a panel got since the last look, such as `addmail ann@example.com`. */
export function callsTo(simulator: Simulator): string[] {
  return simulator.requests.splice(0).map(({ operation, object, fields }) => {
    const target = fields.target === undefined ? "" : ` => ${fields.target}`;
    const user = fields.panel_user ?? fields.user_edit;
    return `${operation}${object === undefined ? "" : ` ${object}`}${target}${user === undefined ? "" : ` for ${user}`}`;
  });
}

/** Of the calls since the last look those that change the panel. */
export function writesTo(simulator: Simulator): string[] {
  const isWrite = (call: string): boolean => writes.has(call.split(" ")[0] as OperationName);
  return callsTo(simulator).filter(isWrite);
}

/** What the provider printed for people in this test, each line once. */
export function warningsOfTest(): string[] {
  const warnings: string[] = [];
  beforeEach(() => {
    warnings.length = 0;
    jest.spyOn(console, "warn").mockImplementation((line: string) => void warnings.push(line));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return warnings;
}

/** What arrives at the other end of the wire. @throws Error for a value that no message can hold. */
function sent(props: Props): Props {
  return objectOf(structOf(props));
}
