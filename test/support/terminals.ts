import { run } from "../../src/cli/commands";
import { Progress } from "../../src/cli/progress";
import type { Terminal } from "../../src/cli/terminal";
import type { Simulator } from "../../src/simulator/simulator";
import { accountPassword } from "./servers";

/** What a run of the command line ended with, and all that it said. */
export interface Run {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** What a run finds around it. */
export interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  /** The current folder; this one, which holds no stack, where undefined. */
  readonly folder?: string;
  /** The answers that a person gives, by the beginning of the question; nobody is there where undefined. */
  readonly answers?: Readonly<Record<string, string>>;
}

/** Runs the command line in this process. */
export async function runCli(args: readonly string[], surroundings: Surroundings = {}): Promise<Run> {
  const { env = {}, folder = __dirname, answers } = surroundings;
  const [output, errors]: [string[], string[]] = [[], []];
  const tell = (line: string): void => void errors.push(line);
  const terminal: Terminal = {
    env,
    folder,
    hasColours: false,
    print: (line) => void output.push(line),
    tell,
    ask: answers === undefined ? undefined : (question) => Promise.resolve(answerTo(question, answers)),
    progress: () => Progress.begin(false, tell),
  };
  const code = await run(args, terminal);
  return { code, output: output.join("\n"), errors: errors.join("\n") };
}

function answerTo(question: string, answers: Readonly<Record<string, string>>): string {
  const asked = Object.keys(answers).find((begin) => question.startsWith(begin));
  if (asked === undefined) throw new Error(`Nobody expected the question: ${question}`);
  return answers[asked] ?? "";
}

/** The environment that reaches a simulator as `demo`. */
export function envFor(at: Pick<Simulator, "url">, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    BRAINYCP_ENDPOINT: at.url,
    BRAINYCP_USERNAME: "demo",
    BRAINYCP_PASSWORD: accountPassword,
    ...more,
  };
}

/** The writes that reached a panel. */
export function writesOf({ requests }: Simulator): string[] {
  return requests.map(({ operation }) => operation).filter((name) => !/^(get|show|list|none)/.test(name));
}

/** The spellings in which a secret could be read in a text. */
function spellingsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([["", secret]]).toString().slice(1),
    Buffer.from(secret).toString("base64"),
    Buffer.from(secret).toString("base64url"),
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** Fails where a text holds a secret in any spelling. */
export function expectNoSecret(texts: readonly string[], secret: string = accountPassword): void {
  for (const text of texts) for (const spelling of spellingsOf(secret)) expect(text).not.toContain(spelling);
}
