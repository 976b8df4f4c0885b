import { spawn, spawnSync, type ChildProcess, type SpawnSyncReturns } from "node:child_process";
import { join } from "node:path";

const head = `
const { Archive } = require(${JSON.stringify(join(__dirname, "../../dist/mail/archive.js"))});
const inbox = { path: ["INBOX"], isSubscribed: true, holdsMessages: true };
const put = async (archive, uid, content) => archive.addMessage(
  inbox, { uid, flags: [], date: "2024-02-29T12:00:00Z", ...(await archive.store([Buffer.from(content)])) }, "7");
`;

/** Starts another process that runs a script, in which `Archive`, `inbox` and `put` are known. */
export function startArchiveProcess(script: string): ChildProcess {
  return spawn(process.execPath, ["-e", head + script], { stdio: ["ignore", "pipe", "inherit"] });
}

/** Runs such a script to its end, and gives what it printed. */
export function runArchiveProcess(script: string): string {
  return printedBy(spawnSync(process.execPath, ["-e", head + script], { encoding: "utf8" }));
}

const namespace = ["--user", "--map-root-user", "--mount"];
const mount = (megabytes: number, place: string): string =>
  `mount -t tmpfs -o size=${megabytes}m tmpfs ${place}`;

/** Whether this user can mount a small disk for a process alone. */
export const canMountDisks = spawnSync("unshare", [...namespace, "sh", "-c", mount(1, "/mnt")]).status === 0;

/** Runs a script in a process that sees a small disk at a place, and gives what it printed. */
export function runOnSmallDisk(megabytes: number, place: string, script: string): string {
  const command = `${mount(megabytes, place)} && exec "$0" -e "$1"`;
  const parts = [...namespace, "sh", "-c", command, process.execPath, head + script];
  return printedBy(spawnSync("unshare", parts, { encoding: "utf8" }));
}

function printedBy({ status, stdout, stderr }: SpawnSyncReturns<string>): string {
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
