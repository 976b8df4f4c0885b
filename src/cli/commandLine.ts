import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { normaliseDomain } from "../adapter/address";
import { quotaUnits, type QuotaUnit } from "../adapter/quota";
import { runDoctor, type DoctorOptions } from "./doctorCommand";
import { messageOf } from "./failure";
import { runImport, type ImportOptions } from "./importCommand";
import { ownPackage } from "./ownPackage";
import { settingOptions } from "./settingOptions";
import type { Terminal } from "./terminal";

/** How a command ended. */
const exitCodes = { right: 0, wrong: 1, usage: 2 } as const;

const connectionHelp = `
The panel is named by BRAINYCP_ENDPOINT, BRAINYCP_USERNAME and BRAINYCP_PASSWORD. What is missing is
asked for at a terminal. There is no option for the password, as others can read arguments.`;

const importHelp = `${connectionHelp}

The program takes over mailboxes, forwardings, SPF and DKIM as they are: \`pulumi up\` of it changes
nothing on the panel. A file that is there already is never overwritten.

Examples:
  $ pulumi-brainycp import --directory mail
  $ pulumi-brainycp import --json`;

const doctorHelp = `${connectionHelp}

Nothing is written anywhere. Exit code 0: \`pulumi up\` would work; 1: something is wrong.

Examples:
  $ pulumi-brainycp doctor
  $ pulumi-brainycp doctor --json`;

/** Runs the command line. Returns the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const outcome = { isRight: true };
  const program = new Command("pulumi-brainycp")
    .description("Looks at a BrainyCP panel from outside of a Pulumi program.")
    .version(ownPackage().version);
  addSharedBehaviour(program, terminal);
  addImport(program, (options) => runImport(options, terminal));
  addDoctor(program, async (options) => {
    outcome.isRight = await runDoctor(options, terminal);
  });
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

function addImport(program: Command, action: (options: ImportOptions) => Promise<void>): void {
  const command = program
    .command("import")
    .summary("write a Pulumi project that takes over what the panel holds")
    .description("Reads the panel and writes a Pulumi project that takes over what it holds.")
    .addOption(new Option("-d, --directory <dir>", "the folder of the project; made where it is not there"))
    .addOption(new Option("--json", "print what the panel holds, and write nothing"))
    .addOption(
      new Option("--domain <name>", "look at this domain too; may be repeated").argParser(
        (name: string, others: string[] | undefined) => [...(others ?? []), domainArgument(name)],
      ),
    )
    .addOption(
      new Option(
        "--quota-unit <n>",
        `units of the list in one of \`quota\`: ${quotaUnits.join(", ")} (guessed by default)`,
      ).argParser(quotaUnitArgument),
    );
  addConnection(command)
    .addHelpText("after", importHelp)
    .action(async (options: ImportOptions) => {
      // an empty one is a variable of a shell that was not set
      if ((options.directory ?? "") === "" && options.json !== true) {
        command.error("error: name a folder for the project: --directory DIR (or --json to write nothing)");
      }
      await action(options);
    });
}

function addDoctor(program: Command, action: (options: DoctorOptions) => Promise<void>): void {
  const command = program
    .command("doctor")
    .summary("say whether `pulumi up` would work, and what to do where it would not")
    .description("Looks whether `pulumi up` would work. Says of each thing what is wrong and what to do.")
    .addOption(new Option("--json", "print the checks as JSON"));
  addConnection(command).addHelpText("after", doctorHelp).action(action);
}

function addConnection(command: Command): Command {
  for (const option of settingOptions()) command.addOption(option);
  return command;
}

/** What both commands inherit, so this comes before them. */
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

function domainArgument(written: string): string {
  const domain = normaliseDomain(written);
  if ("refused" in domain) throw new InvalidArgumentError(`It ${domain.refused}.`);
  return domain.value;
}

function quotaUnitArgument(written: string): QuotaUnit {
  const unit = quotaUnits.find((each) => String(each) === written.trim());
  if (unit === undefined) throw new InvalidArgumentError(`It is one of ${quotaUnits.join(", ")}.`);
  return unit;
}
