import { BrainycpError } from "../adapter/errors";
import type { PanelSettings } from "../settings";
import { ok, skip, wrong, type Check } from "./check";
import { connectionFrom } from "./connection";
import { Examination, panelChecks } from "./panelChecks";
import { checkPlaintext } from "./plaintext";
import { report } from "./report";
import type { SettingOptions } from "./settingOptions";
import type { Terminal } from "./terminal";

/** What `doctor` was told. */
export interface DoctorOptions extends SettingOptions {
  /** Whether the checks are printed for a script. */
  readonly json?: boolean;
}

/** Looks whether `pulumi up` would work, and says of each thing what is wrong. Returns whether nothing is. */
export async function runDoctor(options: DoctorOptions, terminal: Terminal): Promise<boolean> {
  const checks = [...(await checksOf(options, terminal)), ...checkPlaintext(terminal.folder)];
  const isRight = checks.every(({ status }) => status !== "wrong");
  if (options.json === true) terminal.print(JSON.stringify({ ok: isRight, checks }, undefined, 2));
  else for (const line of report(checks, terminal.hasColours)) terminal.print(line);
  return isRight;
}

async function checksOf(options: DoctorOptions, terminal: Terminal): Promise<Check[]> {
  const settings = await settingsOrProblem(options, terminal);
  if (settings instanceof BrainycpError) {
    const reason = "not looked at, as the settings are not complete";
    return [
      ...settings.mistakes.map(({ what, remedy }) => wrong("settings", what, remedy)),
      ...panelChecks.map((name) => skip(name, reason)),
    ];
  }
  const progress = await terminal.progress();
  try {
    const found = await new Examination(settings, progress).run();
    return [ok("settings", `${settings.endpoint}, as ${settings.username}`), ...found];
  } finally {
    progress.end();
  }
}

async function settingsOrProblem(
  options: DoctorOptions,
  terminal: Terminal,
): Promise<PanelSettings | BrainycpError> {
  try {
    // a doctor who waits long helps nobody
    return await connectionFrom(options, terminal, { maxRetries: "1" });
  } catch (error) {
    if (error instanceof BrainycpError && error.code === "config") return error;
    throw error;
  }
}
