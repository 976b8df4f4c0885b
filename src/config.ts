import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { BrainycpError } from "./adapter/errors";
import type { Settings } from "./adapter/settings";

/** The settings of one panel, with what decides about its resources. */
export interface PanelSettings extends Settings {
  /** Whether deletions of mailboxes are refused; undefined where the stack says nothing. */
  readonly refuseMailLoss?: boolean | undefined;
  /** The endpoint under which the same panel was reached before, in normal form. */
  readonly movedFrom?: string | undefined;
  /** The folder of the journal of intents, which several runners may share; a folder of the user's by default. */
  readonly journal?: string | undefined;
}

/** Every panel of a stack: the unnamed one, where it is set, and the named ones of `brainycp:servers`. */
export interface StackSettings {
  readonly unnamed: PanelSettings | undefined;
  readonly named: ReadonlyMap<string, PanelSettings>;
}

/** Reads one value of the stack's configuration by its full key, such as `brainycp:endpoint`. */
export type ReadKey = (key: string) => unknown;

/** What counts where neither stack nor environment say anything. Times in seconds. */
export const defaults = { timeoutSeconds: 30, maxRetries: 4, maxConcurrentWrites: 1 } as const;

/** The environment variables that stand in where the stack says nothing. */
export const environment = {
  endpoint: "BRAINYCP_ENDPOINT",
  username: "BRAINYCP_USERNAME",
  password: "BRAINYCP_PASSWORD",
} as const;

/** How messages speak of the settings of the unnamed panel, by their names in this file. */
export interface SettingWords {
  /** What a person calls the setting. */
  nameOf(setting: string): string;
  /** What a person does to set it. */
  howToSet(setting: string): string;
}

/** The words for settings that stand in a stack's configuration. */
const stackWords: SettingWords = wordsUnder("brainycp:");

/**
 * Reads and validates the stack's settings.
 *
 * @param words how messages speak of the unnamed panel's settings, where they do not come from a stack
 * @throws BrainycpError (`config`) that names every missing or wrong setting and the command that mends it.
 */
export function readStackSettings(
  read: ReadKey,
  env: NodeJS.ProcessEnv,
  words: SettingWords = stackWords,
): StackSettings {
  const problems: string[] = [];
  const variables: Readonly<Record<string, string | undefined>> = environment;
  const servers = readServers(read("brainycp:servers"), problems);
  const raw = Object.fromEntries(
    Object.keys(settings.shape).map((name) => {
      const variable = variables[name];
      const fallback = variable === undefined ? undefined : env[variable];
      return [name, presentOr(read(`brainycp:${name}`), fallback)];
    }),
  );
  // named servers alone are enough; one of the three that say where to connect asks for all three
  const wanted =
    servers.size === 0 || ["endpoint", "username", "password"].some((name) => raw[name] !== undefined);
  const unnamed = wanted ? parse(raw, words, problems) : undefined;
  const named = new Map<string, PanelSettings>();
  for (const [server, fields] of servers) {
    const path = /^[\w-]+$/.test(server) ? `.${server}` : `[${JSON.stringify(server)}]`;
    const parsed = parse(fields, wordsUnder(`brainycp:servers${path}.`), problems);
    if (parsed !== undefined) named.set(server, parsed);
  }
  if (problems.length > 0) {
    throw new BrainycpError({
      code: "config",
      problem:
        `The configuration of pulumi-brainycp is not complete:\n  - ${problems.join("\n  - ")}`.replace(
          /\.$/,
          "",
        ),
      nextStep: "Then run it again",
    });
  }
  return { unnamed, named };
}

/**
 * The one form of an endpoint: `http` or `https`, host in lower case, the API's path where none is written.
 *
 * @example normaliseEndpoint("http://Panel.example.com:8002") // "http://panel.example.com:8002/api/api.php"
 * @throws TypeError for text that is no http or https address, or that holds a login, a query or a fragment.
 */
export function normaliseEndpoint(written: string): string {
  const url = new URL(written.trim());
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new TypeError("is no http or https address");
  if (url.username !== "" || url.password !== "") throw new TypeError("holds a login");
  if (url.search !== "" || url.hash !== "") throw new TypeError("holds a query or a fragment");
  if (url.pathname === "/") url.pathname = "/api/api.php";
  return url.href;
}

const endpoint = z.string("is not text").transform((written, context) => {
  try {
    return normaliseEndpoint(written);
  } catch {
    context.addIssue(
      "is not an address like http://panel.example.com:8002 (without login, query or fragment)",
    );
    return z.NEVER;
  }
});
const text = z.string("is not text").trim().min(1, "is empty");
const wholeNumber = (least: number, most: number, unit: string): z.ZodType<number> =>
  z.preprocess(
    (value) => (typeof value === "string" && /^\s*\d+\s*$/.test(value) ? Number(value) : value),
    z
      .int(`is not a whole number ${unit}`)
      .min(least, `is below ${least} ${unit}`)
      .max(most, `is above ${most} ${unit}`),
  );
const yesOrNo = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean("is neither true nor false"),
);
const begin = "-----BEGIN CERTIFICATE-----";
const certificate = text.transform((value, context) => {
  try {
    const pem = value.includes(begin) ? value : readFileSync(value, "utf8");
    const [, ...certificates] = pem.split(begin);
    // throws where the text between the lines is no certificate
    for (const one of certificates) new X509Certificate(begin + one);
    if (certificates.length > 0) return pem;
  } catch {
    // said below
  }
  context.addIssue("is neither a PEM certificate nor the path of one");
  return z.NEVER;
});
const fingerprint = text
  .transform((value) =>
    value
      .replace(/^sha-?256[ =:/]*(fingerprint=)?/i, "")
      .replaceAll(":", "")
      .toLowerCase(),
  )
  .refine((value) => /^[0-9a-f]{64}$/.test(value), "is not a SHA-256 fingerprint of 64 hexadecimal digits");

const settings = z.strictObject({
  endpoint,
  username: text,
  // as it is: a password may begin or end with a space
  password: z.string("is not text").min(1, "is empty"),
  panelUser: text.optional(),
  timeoutSeconds: wholeNumber(1, 3600, "of seconds").default(defaults.timeoutSeconds),
  maxRetries: wholeNumber(0, 20, "of retries").default(defaults.maxRetries),
  maxConcurrentWrites: wholeNumber(1, 64, "of writes").default(defaults.maxConcurrentWrites),
  caCert: certificate.optional(),
  tlsFingerprint: fingerprint.optional(),
  allowPlainHttp: yesOrNo.optional(),
  refuseMailLoss: yesOrNo.optional(),
  movedFrom: endpoint.optional(),
  journal: text.optional(),
});

/** What a person writes to mend a setting. */
const examples: Readonly<Record<string, string>> = {
  endpoint: "http://127.0.0.1:8002",
  username: "USER",
  timeoutSeconds: String(defaults.timeoutSeconds),
  maxRetries: String(defaults.maxRetries),
  maxConcurrentWrites: String(defaults.maxConcurrentWrites),
  caCert: "./panel-ca.pem",
  allowPlainHttp: "true",
  refuseMailLoss: "true",
};

function parse(
  fields: Readonly<Record<string, unknown>>,
  words: SettingWords,
  problems: string[],
): PanelSettings | undefined {
  const known = problems.length;
  const parsed = settings.safeParse(fields);
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys)
        problems.push(`${words.nameOf(key)} is not a setting; there are ${names}`);
    } else {
      const name = String(issue.path[0]);
      const what = fields[name] === undefined ? "is missing" : issue.message;
      problems.push(`${words.nameOf(name)} ${what}: ${words.howToSet(name)}`);
    }
  }
  problems.push(...plainHttpProblems(fields, words));
  if (!parsed.success || problems.length > known) return undefined;
  const { allowPlainHttp: _, ...rest } = parsed.data;
  return rest;
}

/** What is wrong with an endpoint that speaks http; nothing where it does not, or is wrong in itself. */
function plainHttpProblems(fields: Readonly<Record<string, unknown>>, words: SettingWords): string[] {
  const { data } = endpoint.safeParse(fields.endpoint);
  if (data?.startsWith("http:") !== true) return [];
  const problems = (["caCert", "tlsFingerprint"] as const)
    .filter((name) => fields[name] !== undefined)
    .map(
      (name) =>
        `${words.nameOf(name)} checks nothing, as ${words.nameOf("endpoint")} is http://: write https://, or remove it`,
    );
  if (!isThisMachine(new URL(data).hostname) && yesOrNo.safeParse(fields.allowPlainHttp).data !== true) {
    problems.unshift(
      `${words.nameOf("endpoint")} is http:// to another machine, where passwords travel in clear text: write https://, or ` +
        `accept that: ${words.howToSet("allowPlainHttp")}`,
    );
  }
  return problems;
}

/** The words for settings whose keys begin so. */
function wordsUnder(prefix: string): SettingWords {
  const nameOf = (setting: string): string => prefix + setting;
  return { nameOf, howToSet: (setting) => command(nameOf(setting), setting) };
}

function command(key: string, name: string): string {
  const path = /^brainycp:servers[.[]/.test(key) ? "--path " : "";
  const shown = key.includes('"') ? `'${key}'` : key;
  // a secret is asked for at the terminal: on the command line it would stand in the shell's history
  return name === "password"
    ? `pulumi config set ${path}--secret ${shown}`
    : `pulumi config set ${path}${shown} ${examples[name] ?? "VALUE"}`;
}

/** Whether a host is this machine, so that what is sent to it passes no network. */
export function isThisMachine(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function readServers(value: unknown, problems: string[]): Map<string, Record<string, unknown>> {
  const schema = z.record(z.string().min(1), z.record(z.string(), z.unknown()));
  let servers: unknown = value ?? {};
  try {
    // the engine hands structured configuration over as JSON text
    if (typeof servers === "string") servers = JSON.parse(servers);
  } catch {
    servers = undefined;
  }
  const parsed = schema.safeParse(servers);
  if (parsed.success) return new Map(Object.entries(parsed.data));
  problems.push(
    "brainycp:servers is not an object of name -> settings: " +
      "pulumi config set --path brainycp:servers.NAME.endpoint http://127.0.0.1:8002",
  );
  return new Map();
}

function presentOr(value: unknown, fallback: string | undefined): unknown {
  const present = value === undefined || value === null || value === "" ? fallback : value;
  return present === "" ? undefined : present;
}

const names = Object.keys(settings.shape).join(", ");
