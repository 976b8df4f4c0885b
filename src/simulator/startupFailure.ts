import { statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { getSystemErrorMap, types } from "node:util";
import type { CommandLine } from "./simulatorArguments";

/** Says where a file that is named is a folder, which the system does not say of every option. @throws Error */
export function refuseFolders(commandLine: CommandLine): void {
  for (const [option, path] of places(commandLine))
    if (!folderOptions.has(option) && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
      throw new Error(`--${option} ${path}: a folder; name a file in it`);
}

/** Why the simulator did not start, in one line: what is wrong, and what to do. */
export function startupFailure(error: unknown, commandLine: CommandLine): string {
  if (!isSystemError(error)) return types.isNativeError(error) ? error.message : String(error);
  if (error.syscall === "listen")
    return error.code === "EADDRINUSE"
      ? `port ${commandLine.port} is in use; try --port 0`
      : `port ${commandLine.port} is not yours to use (${reason(error)}); try --port 0`;
  const [place] = places(commandLine)
    .filter(([, path]) => isAt(error.path ?? "", path))
    .sort(([, a], [, b]) => b.length - a.length);
  if (place === undefined) return error.message;
  const remedy = ["ENOENT", "ENOTDIR"].includes(error.code ?? "") ? "check the path" : "choose another place";
  return `--${place.join(" ")}: ${reason(error)}; ${remedy}`;
}

const folderOptions = new Set(["maildir", "dovecot"]);

/** The options that name a file or a folder, and what they name. */
function places({ seed, state, mail, aliasesFile, dovecot }: CommandLine): [option: string, path: string][] {
  const named = { seed, state, "passwd-file": mail?.passwdFile, "aliases-file": aliasesFile };
  const all = Object.entries({ ...named, maildir: mail?.maildir, dovecot });
  return all.flatMap(([option, path]) => (path === undefined ? [] : [[option, path]]));
}

/** Whether a path is this place, in it, or the new file that is to replace it. */
function isAt(path: string, place: string): boolean {
  const [at, own] = [resolve(path), resolve(place)];
  return at === own || at.startsWith(`${own}.`) || at.startsWith(own + sep);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return types.isNativeError(error) && "syscall" in error;
}

function reason({ errno, message }: NodeJS.ErrnoException): string {
  return getSystemErrorMap().get(errno ?? 0)?.[1] ?? message;
}
