import execa from "execa";

import { project } from "../project.mjs";

/** The real Pulumi CLI in one environment: it shows its own output, and is ended in good order. */
export class Pulumi {
  /** @type {execa.ExecaChildProcess | undefined} */
  #running;
  #interrupted = false;

  /** @param {Record<string, string | undefined>} environment */
  constructor(environment) {
    this.environment = environment;
  }

  /**
   * Shows a command as somebody would type it, and runs it in the repository.
   *
   * @param {string[]} args
   * @param {string} [input] What the command reads: the place for secrets, which have none among arguments.
   */
  async run(args, input) {
    this.#refuseIfInterrupted();
    console.log(`$ pulumi ${args.join(" ")}`);
    this.#running = execa("pulumi", args, {
      cwd: project,
      env: this.environment,
      extendEnv: false,
      // A process group of its own: Pulumi is to be told of one Ctrl-C once, by `interrupt`, whoever else is.
      detached: true,
      cleanup: false,
      reject: false,
      stdio: [input === undefined ? "inherit" : "pipe", "inherit", "inherit"],
      ...(input === undefined ? {} : { input }),
    });
    const { failed, exitCode } = await this.#running;
    this.#running = undefined;
    this.#refuseIfInterrupted();
    if (failed) throw new Error(`pulumi ${args[0]} failed (exit code ${exitCode}): it says why above.`);
  }

  #refuseIfInterrupted() {
    if (this.#interrupted) throw new Error("Interrupted.");
  }

  /** Asks the running command to finish what it is at and to start nothing more; no other command runs then. */
  interrupt() {
    this.#interrupted = true;
    this.#running?.kill("SIGINT");
  }
}
