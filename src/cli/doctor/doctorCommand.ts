import type { Command } from "commander";
import { BrainycpError } from "../../adapter/errors";
import { ok, skip, wrong, type Finding } from "./finding";
import { connectionFrom } from "../connection";
import { Examination, panelChecks } from "./panelChecks";
import { checkStackFiles } from "./stackFilePasswords";
import { report } from "./report";
import { addSettingOptions, type SettingOptions } from "../settingOptions";
import type { Terminal } from "../terminal";

/** What `doctor` was told. */
interface DoctorOptions extends SettingOptions {
  /** Whether the checks are printed for a script. */
  readonly json?: boolean;
}

const help = `Nothing is written anywhere. Exit code 0: \`pulumi up\` would work; 1: something is wrong.

Examples:
  $ pulumi-brainycp doctor
  $ pulumi-brainycp doctor --json`;

/** Adds `doctor`, which fails where something is wrong. */
export function addDoctor(program: Command, terminal: Terminal, fail: () => void): void {
  const command = program
    .command("doctor")
    .summary("check whether `pulumi up` would work, and say what to fix")
    .description("Checks whether `pulumi up` would work. Each check says what is wrong and how to fix it.")
    .option("--json", "print the checks as JSON");
  addSettingOptions(command, help).action(async (options: DoctorOptions) => {
    const checks = [...(await checksOf(options, terminal)), ...checkStackFiles(terminal.folder)];
    const isRight = checks.every(({ status }) => status !== "wrong");
    if (options.json === true) terminal.print(JSON.stringify({ ok: isRight, checks }, undefined, 2));
    else for (const line of report(checks, terminal.hasColours)) terminal.print(line);
    if (!isRight) fail();
  });
}

async function checksOf(options: DoctorOptions, terminal: Terminal): Promise<Finding[]> {
  try {
    // a doctor who keeps people waiting helps nobody
    const settings = await connectionFrom(options, terminal, { maxRetries: "1" });
    using progress = await terminal.progress();
    const found = await new Examination(settings, progress).run();
    return [ok("settings", `${settings.endpoint}, as ${settings.username}`), ...found];
  } catch (error) {
    if (!(error instanceof BrainycpError) || error.code !== "config") throw error;
    const reason = "not checked, because the settings are incomplete";
    return [
      ...error.mistakes.map(({ what, remedy }) => wrong("settings", what, remedy)),
      ...panelChecks.map((name) => skip(name, reason)),
    ];
  }
}
