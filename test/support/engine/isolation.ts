import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The environment of a Pulumi that keeps all its state in this folder, in `backend` and `xdg-state`, and is quiet. */
export function isolatedIn(folder: string): Record<string, string> {
  return {
    PULUMI_BACKEND_URL: pathToFileURL(join(folder, "backend")).href,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    XDG_STATE_HOME: join(folder, "xdg-state"),
  };
}
