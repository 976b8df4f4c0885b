import { resolve } from "node:path";
import type { QuotaUnit } from "../adapter/quota";
import { connectionFrom } from "./connection";
import { readInventory, type Reading } from "./inventory";
import { nextSteps } from "./nextSteps";
import { ownPackage } from "./ownPackage";
import { settingsFrom, type SettingOptions } from "./settingOptions";
import { programFor } from "./program";
import { projectFiles, refuseExisting, writeProject } from "./project";
import type { Terminal } from "./terminal";
import type { PanelSettings } from "../settings";

/** What `import` was told. */
export interface ImportOptions extends SettingOptions {
  /** Where the project goes; undefined only with `json`. */
  readonly directory?: string;
  /** Whether the inventory is printed, and nothing written. */
  readonly json?: boolean;
  readonly domain?: readonly string[];
  readonly quotaUnit?: QuotaUnit;
}

/** Reads a panel and writes a project that takes over what it holds. */
export async function runImport(options: ImportOptions, terminal: Terminal): Promise<void> {
  const { directory, json = false } = options;
  const folder = directory === undefined || json ? undefined : resolve(terminal.folder, directory);
  // first of all: nobody should wait for a panel to be told this
  if (folder !== undefined) refuseExisting(folder);
  const settings = await connectionFrom(options, terminal);
  const { inventory, warnings } = await reading(settings, options, terminal);
  for (const warning of warnings) terminal.tell(`pulumi-brainycp: ${warning}`);
  if (folder === undefined || directory === undefined) {
    terminal.print(JSON.stringify(inventory, undefined, 2));
    return;
  }
  writeProject(folder, projectFiles(folder, programFor(inventory, options.quotaUnit), ownPackage()));
  const { endpoint, username } = settings;
  const config = { endpoint, username, ...settingsFrom(options, terminal.folder) };
  for (const line of nextSteps(directory, inventory, config)) terminal.print(line);
}

async function reading(
  settings: PanelSettings,
  options: ImportOptions,
  terminal: Terminal,
): Promise<Reading> {
  const progress = await terminal.progress();
  try {
    return await readInventory(settings, options.domain ?? [], progress);
  } finally {
    progress.end();
  }
}
