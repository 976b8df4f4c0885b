import execa, { type ExecaChildProcess } from "execa";
import { chmod, chown } from "node:fs/promises";
import { createInterface } from "node:readline";

/** Whom a server runs as; this process's own user where it is empty. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL and PgBouncer do not run as root: their packages' user does then. */
export async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (option) => Number((await execa("id", [option, "postgres"])).stdout)),
  );
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
}

/** Lets nobody but a server's user have these files and folders. */
export async function giveTo({ uid, gid }: ServerUser, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await chmod(path, 0o700);
    if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
  }
}

/**
 * Starts a server, and waits until it is there.
 *
 * @param isReady whether a line of its standard error says so
 * @throws Error with all that it said, where it ends before
 */
export async function startServer(
  program: string,
  args: readonly string[],
  { folder, user }: { readonly folder: string; readonly user: ServerUser },
  isReady: (line: string) => boolean,
): Promise<{ readonly process: ExecaChildProcess }> {
  const started = execa(program, args, {
    ...user,
    cwd: folder,
    reject: false,
    buffer: false,
    stdin: "ignore",
    stdout: "ignore",
  });
  const { stderr } = started;
  if (stderr === null) throw new Error(`${program} has no standard error`);
  let log = "";
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: stderr })
      .on("line", (line) => {
        log += `${line}\n`;
        if (isReady(line)) resolve();
      })
      .on("close", () => reject(new Error(`${program} does not start:\n${log}`)));
  });
  // a child process is a promise of its end
  return { process: started };
}
