import { homedir } from "node:os";
import { join } from "node:path";

/** The folder for what outlives a run on this machine: `$XDG_STATE_HOME/pulumi-brainycp`, else in `~/.local/state`. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_STATE_HOME;
  // the XDG specification has relative paths ignored
  return join(base?.startsWith("/") === true ? base : join(homedir(), ".local", "state"), "pulumi-brainycp");
}
