import { read } from "read";
import { Failure } from "./failure";
import { Progress } from "./progress";

/** Where a command meets the person or the script that runs it. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  /** The current folder. */
  readonly folder: string;
  /** Whether results may be coloured. */
  readonly hasColours: boolean;
  /** Writes a line of the result, to standard output. */
  print(line: string): void;
  /** Writes a line about the work, to standard error. */
  tell(line: string): void;
  /** Asks for a value; undefined where nobody is there to answer. */
  readonly ask: ((question: string, isSecret: boolean) => Promise<string>) | undefined;
  /** Begins to say how far the work is, on standard error. */
  progress(): Promise<Progress>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  const canAsk = process.stdin.isTTY && process.stderr.isTTY;
  return {
    env: process.env,
    folder: process.cwd(),
    hasColours: process.stdout.isTTY && (process.env.NO_COLOR ?? "") === "",
    print: (line) => void process.stdout.write(`${line}\n`),
    tell,
    ask: canAsk ? ask : undefined,
    progress: () => Progress.begin(canMove(process.stderr), tell),
  };
}

/** Whether a line can move on a stream, as the spinner sees it: each frame is a line of its own elsewhere. */
function canMove(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && process.env.TERM !== "dumb" && !("CI" in process.env);
}

async function ask(question: string, isSecret: boolean): Promise<string> {
  // on standard error: standard output may be a file
  const answer = await read({ prompt: `${question}:`, silent: isSecret, output: process.stderr }).catch(
    () => {
      throw new Failure("Cancelled; nothing was done.");
    },
  );
  // the line break that ends an unseen answer is unseen too
  if (isSecret) process.stderr.write("\n");
  return answer;
}
