import type { Command } from "commander";
import { examineEnvironment, examineStack } from "./examinePanels";
import { report } from "./report";
import { PulumiStack } from "../pulumiStack";
import { addSettingOptions, type SettingOptions } from "../settingOptions";
import type { Terminal } from "../terminal";

/** What `doctor` was told. */
interface DoctorOptions extends SettingOptions {
  /** The stack to check; the selected one where undefined. */
  readonly stack?: string;
  /** Whether the findings are printed for a script. */
  readonly json?: boolean;
}

const help = `In a Pulumi project, it checks the settings of the stack that is selected or that --stack names, and
every server in brainycp:servers. Elsewhere, it checks the panel that the environment names.

Nothing is written anywhere. Exit code 0: \`pulumi up\` would work; 1: something is wrong.

Examples:
  $ pulumi-brainycp doctor
  $ pulumi-brainycp doctor --stack prod
  $ pulumi-brainycp doctor --json`;

/** Adds `doctor`, which fails where something is wrong. */
export function addDoctor(program: Command, terminal: Terminal, fail: () => void): void {
  const command = program
    .command("doctor")
    .summary("check whether `pulumi up` would work, and say what to fix")
    .description("Checks whether `pulumi up` would work. Each check says what is wrong and how to fix it.")
    .option("-s, --stack <name>", "the stack to check, if not the selected one")
    .option("--json", "print the checks as JSON");
  addSettingOptions(command, help, true).action(async (options: DoctorOptions) => {
    const stack = await PulumiStack.find(options.stack, terminal);
    const checks = await (stack === undefined
      ? examineEnvironment(options, terminal)
      : examineStack(stack, options, terminal));
    const isRight = checks.every(({ status }) => status !== "wrong");
    if (options.json === true) terminal.print(JSON.stringify({ ok: isRight, checks }, undefined, 2));
    else for (const line of report(checks, terminal.hasColours)) terminal.print(line);
    if (!isRight) fail();
  });
}
