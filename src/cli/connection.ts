import { resolve } from "node:path";
import { environment, readStackSettings, type PanelSettings } from "../config";
import { Failure } from "./failure";
import type { Terminal } from "./terminal";
import { commandLineWords } from "./words";

/** The options that say how to reach the panel. There is none for a password: others can read a process's arguments. */
export interface ConnectionOptions {
  readonly panelUser?: string;
  readonly caCert?: string;
  readonly tlsFingerprint?: string;
  readonly allowPlainHttp?: boolean;
  readonly timeout?: string;
}

const questions = {
  endpoint: "Address of the panel, such as https://panel.example.com:8002",
  username: "Account",
  password: "Password (it is not shown)",
} as const;

/**
 * The settings of the panel, from environment and options. What the environment lacks is asked for at a terminal.
 *
 * @throws BrainycpError (`config`) that names every missing or wrong setting.
 */
export async function connectionFrom(
  options: ConnectionOptions,
  terminal: Terminal,
  fixed: Readonly<Record<string, string>> = {},
): Promise<PanelSettings> {
  const given: Readonly<Record<string, unknown>> = {
    ...(await answers(terminal)),
    ...settingsFrom(options, terminal.folder),
    ...fixed,
  };
  const read = (key: string): unknown => given[key.replace(/^brainycp:/, "")];
  const { unnamed } = readStackSettings(read, terminal.env, commandLineWords);
  if (unnamed === undefined) throw new Failure("There is no panel to reach.");
  return unnamed;
}

/** The options as settings, by the names that they have in a stack's configuration. */
export function settingsFrom(options: ConnectionOptions, folder: string): Record<string, string> {
  const { panelUser, caCert, tlsFingerprint, allowPlainHttp, timeout } = options;
  return {
    ...(panelUser === undefined ? {} : { panelUser }),
    // in full: the program runs in another folder
    ...(caCert === undefined ? {} : { caCert: resolve(folder, caCert) }),
    ...(tlsFingerprint === undefined ? {} : { tlsFingerprint }),
    ...(allowPlainHttp === true ? { allowPlainHttp: "true" } : {}),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
  };
}

async function answers({ ask, env }: Terminal): Promise<Record<string, string>> {
  const given: Record<string, string> = {};
  if (ask === undefined) return given;
  for (const name of ["endpoint", "username", "password"] as const) {
    if ((env[environment[name]] ?? "") === "") given[name] = await ask(questions[name], name === "password");
  }
  return given;
}
