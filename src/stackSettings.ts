import * as z from "zod";
import { BrainycpError, type Mistake } from "./adapter/errors";
import { didYouMean } from "./adapter/nearest";
import { readersWords, sentence, type References } from "./adapter/sentence";
import { serverWords, stackWords, type StackWords } from "./adapter/settingWords";
import {
  endpoint,
  mailSchema,
  panelSchema,
  settingNames,
  settingOf,
  yesOrNo,
  type MailSettings,
  type PanelSettings,
} from "./settings";

/** Every panel of a stack: the unnamed one, where it is set, and the named ones of `brainycp:servers`. */
export interface StackSettings {
  readonly unnamed: PanelSettings | undefined;
  readonly named: ReadonlyMap<string, PanelSettings>;
}

/** Reads one value of the stack's configuration by its full key, such as `brainycp:endpoint`. */
export type ReadKey = (key: string) => unknown;

/**
 * Reads and validates the stack's settings.
 *
 * @param keys the full keys of all that the stack sets, as far as they are known; those of others are passed over
 * @throws BrainycpError (`config`) that names every missing, wrong or unknown setting and what mends it.
 */
export function readStackSettings(
  read: ReadKey,
  env: NodeJS.ProcessEnv,
  keys: Iterable<string> = [],
): StackSettings {
  const problems = unknownSettings(ownNames(keys), stackWords, [...settingNames, "servers"]);
  const servers = readServers(read("brainycp:servers"), problems);
  const raw = rawSettings(read, env);
  // named servers alone are enough; one of the three that say where to connect asks for all three
  const wanted =
    servers.size === 0 || ["endpoint", "username", "password"].some((name) => raw[name] !== undefined);
  const unnamed = wanted ? parsePanel(raw, readersWords, problems) : undefined;
  const named = new Map<string, PanelSettings>();
  // where runs meet is no matter of one panel
  const shared = wanted ? raw : (parse(coordinatorSchema, raw, readersWords, problems) ?? {});
  for (const [server, written] of servers) {
    const words = serverWords(server);
    problems.push(...unknownSettings(Object.keys(written), words, settingNames));
    const coordinator = written.coordinator ?? written.journal ?? shared.coordinator ?? shared.journal;
    const fields = { ...written, coordinator };
    const parsed = parsePanel(fields, words, problems);
    if (parsed !== undefined) named.set(server, parsed);
  }
  if (problems.length > 0) throw notRight(problems);
  return { unnamed, named };
}

/**
 * Reads and validates the settings of mail servers and archives, for who reaches no panel.
 *
 * @throws BrainycpError (`config`) that names every wrong setting and what mends it.
 */
export function readMailSettings(read: ReadKey, env: NodeJS.ProcessEnv): MailSettings {
  const problems: Mistake[] = [];
  const raw = rawSettings(read, env);
  const parsed = parse(mailSchema, raw, readersWords, problems);
  problems.push(...plainImapProblems(raw, readersWords));
  if (parsed === undefined || problems.length > 0) throw notRight(problems);
  return parsed;
}

/** The unnamed panel's settings as they are written, from the environment where the stack says nothing. */
function rawSettings(read: ReadKey, env: NodeJS.ProcessEnv): Record<string, unknown> {
  return Object.fromEntries(
    settingNames.map((name) => {
      const variable = settingOf(name)?.environment;
      // set by its other name, it is set
      const isSet = name === "coordinator" && presentOr(read("brainycp:journal"), undefined) !== undefined;
      const fallback = variable === undefined || isSet ? undefined : env[variable];
      return [name, presentOr(read(`brainycp:${name}`), fallback)];
    }),
  );
}

/** The error for settings: what is wrong with each, and the command that mends it alone on a line, to be copied. */
function notRight(mistakes: readonly Mistake[]): BrainycpError {
  return new BrainycpError({
    code: "config",
    problem: "Settings of pulumi-brainycp are missing or wrong",
    nextStep: mistakes.reduce(
      (steps, { what, remedy }) => sentence`${steps}\n  - ${what}\n      ${remedy}`,
      sentence`Correct them, then run it again:`,
    ),
    mistakes,
  });
}

/** The names of all that the stack sets under `brainycp:`. */
function ownNames(keys: Iterable<string>): string[] {
  return [...keys].flatMap((key) => (key.startsWith("brainycp:") ? [key.slice("brainycp:".length)] : []));
}

/** The mistake of each name that is no setting. */
function unknownSettings(written: readonly string[], words: StackWords, names: readonly string[]): Mistake[] {
  return written
    .filter((name) => !names.includes(name))
    .map((name) => {
      // without --path, this is one key with dots in it
      const question = name.startsWith("servers.")
        ? `; did you mean --path ${words.nameOf(name)}?`
        : didYouMean(name, names);
      return { what: `${words.nameOf(name)} is unknown${question}`, remedy: words.howToRemove(name) };
    });
}

/** The settings that all panels of a stack share. */
const coordinatorSchema = panelSchema.pick({ coordinator: true, journal: true });

/** The settings of a panel that previews need not reach. */
const withoutPassword = panelSchema.partial({ password: true });

function parsePanel(
  fields: Readonly<Record<string, unknown>>,
  words: References,
  problems: Mistake[],
): PanelSettings | undefined {
  const known = problems.length;
  const isWithoutPassword =
    fields.password === undefined && yesOrNo.safeParse(fields.previewChecks).data === false;
  const parsed = parse(isWithoutPassword ? withoutPassword : panelSchema, fields, words, problems);
  problems.push(
    ...plainHttpProblems(fields, words),
    ...plainImapProblems(fields, words),
    ...twoCoordinators(fields, words),
  );
  if (parsed === undefined || problems.length > known) return undefined;
  const { allowPlainHttp: _, password = "", journal, coordinator = journal, ...rest } = parsed;
  return { ...rest, password, ...(coordinator === undefined ? {} : { coordinator }) };
}

/** What is wrong where a setting and its other name say two things; neither is shown, as it may hold a password. */
function twoCoordinators(
  { coordinator, journal }: Readonly<Record<string, unknown>>,
  words: References,
): Mistake[] {
  if (coordinator === undefined || journal === undefined || coordinator === journal) return [];
  return [
    {
      what: sentence`${words.nameOf("coordinator")} and ${words.nameOf("journal")}, its other name, are set to different values`,
      remedy: "remove one of them",
    },
  ];
}

function parse<Parsed>(
  schema: z.ZodType<Parsed>,
  fields: Readonly<Record<string, unknown>>,
  words: References,
  problems: Mistake[],
): Parsed | undefined {
  const parsed = schema.safeParse(fields);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    const what = fields[name] === undefined ? "is missing" : issue.message;
    problems.push({
      what: sentence`${words.nameOf(name)} ${what}`,
      remedy: sentence`${words.howToSet(name)}`,
    });
  }
  return parsed.data;
}

/** What is wrong with an endpoint that speaks http; nothing where it does not, or is wrong in itself. */
function plainHttpProblems(fields: Readonly<Record<string, unknown>>, words: References): Mistake[] {
  const { data } = endpoint.safeParse(fields.endpoint);
  if (data?.startsWith("http:") !== true) return [];
  const problems: Mistake[] = (["caCert", "tlsFingerprint"] as const)
    .filter((name) => fields[name] !== undefined)
    .map((name) => ({
      what: sentence`${words.nameOf(name)} has no effect, because ${words.nameOf("endpoint")} is http://`,
      remedy: "use https://, or remove it",
    }));
  if (!isThisMachine(new URL(data).hostname) && yesOrNo.safeParse(fields.allowPlainHttp).data !== true) {
    problems.unshift({
      what: sentence`${words.nameOf("endpoint")} must be https://: over http:// to another machine, passwords travel in clear text. To accept that:`,
      remedy: sentence`${words.howToSet("allowPlainHttp")}`,
    });
  }
  return problems;
}

/** What is wrong with an IMAP server that is spoken to in clear text; nothing where it is not. */
function plainImapProblems(fields: Readonly<Record<string, unknown>>, words: References): Mistake[] {
  if (fields.imapSecurity !== "none") return [];
  const problems: Mistake[] = (["imapCaCert", "imapTlsFingerprint"] as const)
    .filter((name) => fields[name] !== undefined)
    .map((name) => ({
      what: sentence`${words.nameOf(name)} has no effect, because ${words.nameOf("imapSecurity")} is none`,
      remedy: "use tls or starttls, or remove it",
    }));
  const { data } = endpoint.safeParse(fields.endpoint);
  const host =
    typeof fields.imapHost === "string" ? fields.imapHost : data === undefined ? "" : new URL(data).hostname;
  if (!isThisMachine(host)) {
    problems.unshift({
      what: sentence`${words.nameOf("imapSecurity")} must be tls or starttls: with none, passwords travel to another machine in clear text`,
      remedy: sentence`${words.howToSet("imapSecurity")}`,
    });
  }
  return problems;
}

/** Whether a host is this machine, so that what is sent to it passes no network. */
export function isThisMachine(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || hostname === "::1" || /^127(\.\d+){3}$/.test(hostname)
  );
}

function readServers(value: unknown, problems: Mistake[]): Map<string, Record<string, unknown>> {
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
  problems.push({
    what: "brainycp:servers must be an object of name -> settings",
    remedy: serverWords("NAME").howToSet("endpoint"),
  });
  return new Map();
}

function presentOr(value: unknown, fallback: string | undefined): unknown {
  const present = value === undefined || value === null || value === "" ? fallback : value;
  return present === "" ? undefined : present;
}
