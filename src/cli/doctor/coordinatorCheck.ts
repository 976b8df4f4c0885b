import { BrainycpError } from "../../adapter/errors";
import { sentence, setting } from "../../adapter/sentence";
import { probeCoordinator, type CoordinatorProbe } from "../../coordination/coordinatorProbe";
import type { PanelSettings } from "../../settings";
import { failed, ok, skip, warn, type Check } from "./finding";

const name = "coordinator";

/** The oldest version of PostgreSQL that frees the locks of a process that stands still. */
const oldestMajor = 14;

/** Looks whether runs can meet where the settings say. */
export async function checkCoordinator({ coordinator }: PanelSettings): Promise<Check> {
  if (coordinator === undefined)
    return skip(
      name,
      sentence`none is set (${setting("coordinator")}), so only runs of one user on one machine know of each other`,
    );
  try {
    return said(await probeCoordinator(coordinator), coordinator);
  } catch (error) {
    if (!(error instanceof BrainycpError)) throw error;
    return failed(name, error);
  }
}

function said(probe: CoordinatorProbe, coordinator: string): Check {
  if (probe.is === "folder") return ok(name, `runs meet in the folder ${coordinator}`);
  const { version } = probe;
  // the address may hold a password
  const { host } = new URL(coordinator);
  const where = `${host === "" ? "a database" : `the database of ${host}`}, PostgreSQL ${version}`;
  return Number.parseInt(version) < oldestMajor
    ? warn(
        name,
        `runs meet in ${where}: it does not free the locks of a process that stands still`,
        `Use PostgreSQL ${oldestMajor} or newer`,
      )
    : ok(name, `runs meet in ${where}`);
}
