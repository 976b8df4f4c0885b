import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "./failure";

/** The state of a large stack is printed at once. In bytes. */
const largestOutput = 2 ** 30;

/** The `pulumi` on the PATH, run in one folder. What it prints may hold secrets: it is parsed, and shown nowhere. */
export class Pulumi {
  constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * The output of a command that only reads.
   *
   * @throws Failure with what `pulumi` says is wrong
   */
  read(...args: string[]): Promise<string> {
    const options = {
      cwd: this.folder,
      env: { ...this.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      maxBuffer: largestOutput,
    };
    return new Promise((resolve, reject) => {
      execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (error.code === "ENOENT") reject(notFound());
        else reject(new Failure(messageIn(stderr) ?? `pulumi ${args.join(" ")} failed`));
      });
    });
  }
}

/** The file of the Pulumi project in a folder; undefined where there is none. */
export function projectFileIn(folder: string): string | undefined {
  return ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(folder, name)).find((file) => existsSync(file));
}

/** The folder of the Pulumi project that a folder is in; undefined where it is in none. */
export function projectFolder(folder: string): string | undefined {
  if (projectFileIn(folder) !== undefined) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : projectFolder(parent);
}

function notFound(): Failure {
  return new Failure("pulumi is not on the PATH. Install it: https://www.pulumi.com/docs/install");
}

function messageIn(stderr: string): string | undefined {
  return /^error: (.+)$/m.exec(stderr)?.[1];
}
