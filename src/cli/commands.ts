import { Command, CommanderError } from "commander";
import { addDoctor } from "./doctor/doctorCommand";
import { messageOf } from "./failure";
import { addImport } from "./import/importCommand";
import { ownPackage } from "./ownPackage";
import { addMail } from "./mail/mailCommand";
import type { Terminal } from "./terminal";

/** Adds a command, which calls `fail` if it found a problem. */
type AddCommand = (program: Command, terminal: Terminal, fail: () => void) => void;

/** All commands, in the order of the help. */
const commands: readonly AddCommand[] = [addImport, addDoctor, addMail];

/** How a command ended. */
const exitCodes = { right: 0, wrong: 1, usage: 2 } as const;

/** Runs the command line. Returns the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const outcome = { isRight: true };
  const program = new Command("pulumi-brainycp")
    .description("Inspects a BrainyCP panel, and archives its mail, from outside a Pulumi program.")
    .version(ownPackage().version);
  // before the commands, which inherit it
  addSharedBehaviour(program, terminal);
  for (const add of commands) add(program, terminal, () => (outcome.isRight = false));
  try {
    await program.parseAsync([...args], { from: "user" });
    return outcome.isRight ? exitCodes.right : exitCodes.wrong;
  } catch (error) {
    // what there is to say of it, commander has said
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.right : exitCodes.usage;
    terminal.tell(`pulumi-brainycp: ${messageOf(error)}`);
    return exitCodes.wrong;
  }
}

function addSharedBehaviour(program: Command, terminal: Terminal): void {
  const withoutBreak = (text: string): string => text.replace(/\n$/, "");
  program
    .exitOverride()
    .showHelpAfterError("The options are shown by --help.")
    .configureHelp({ helpWidth: 100 })
    .configureOutput({
      writeOut: (text) => terminal.print(withoutBreak(text)),
      writeErr: (text) => terminal.tell(withoutBreak(text)),
      outputError: (text, write) => write(text.replace(/^error: /, "pulumi-brainycp: ")),
    });
}
