import { startSimulator, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator";

/** What a panel's reply says, whatever its shape. */
export type Reply = Record<string, unknown>;

/** An account's name and password. */
export interface Login {
  name: string;
  password: string;
}

/** The account that most calls are made with. */
export const demo: Login = { name: "demo", password: "demo-password" };

/** An administrator, a user with a domain, and a user without API access. */
export const root: Login = { name: "root", password: "root-password" };
export const ann: Login = { name: "ann", password: "ann-password" };
export const mute: Login = { name: "mute", password: "mute-password" };

/** The accounts above and their domains. */
export const fourAccounts = [
  { ...demo, domains: ["example.com", "example.org"] },
  { ...ann, domains: ["ann.example"] },
  { ...root, admin: true, domains: ["root.example"] },
  { ...mute, api: false, domains: ["mute.example"] },
];

/** Starts simulators, and closes each when its test is over. */
export function simulatorStarter(): (options?: SimulatorOptions) => Promise<Simulator> {
  const running: Simulator[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((simulator) => simulator.close()));
  });
  return async (options) => {
    const simulator = await startSimulator(options);
    running.push(simulator);
    return simulator;
  };
}

/** The text of a form with these fields, in this order. */
export function encode(fields: readonly (readonly [string, string])[]): string {
  return fields.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
}

/** Posts a form as it stands. */
export function post(simulator: Simulator, body: string): Promise<Response> {
  return fetch(simulator.url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body,
    redirect: "manual",
  });
}

/** The fields of a call, the credentials under `login` and `pass`. */
export function callFields(
  operation: string,
  fields: Readonly<Record<string, string>> = {},
  account = demo,
): [string, string][] {
  const module = operation.endsWith("_zones") ? "bindserver" : "mailclient";
  return [
    ["login", account.name],
    ["pass", account.password],
    [module, module],
    [operation, operation],
    ...Object.entries(fields),
  ];
}

/** Makes a call and returns its reply. */
export async function call(
  simulator: Simulator,
  operation: string,
  fields: Readonly<Record<string, string>> = {},
  account = demo,
): Promise<Reply> {
  const response = await post(simulator, encode(callFields(operation, fields, account)));
  return (await response.json()) as Reply;
}

/** Makes a call and returns the code of its reply. */
export async function code(...args: Parameters<typeof call>): Promise<unknown> {
  return (await call(...args)).error;
}
