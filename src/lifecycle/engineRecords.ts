import type { EngineRecords } from "../coordination/journal";
import { urnUnderWay } from "./requestUrns";

/** Values by which Pulumi takes a variable of the environment for true. */
const truthy = /^(1|true)$/i;

/**
 * What the engine of this run does with what it is told. With `PULUMI_SKIP_CHECKPOINTS` it writes the state when the run
 * closes, after it has ended its plugins, which have its environment. Source: Pulumi's `backend/snapshot.go`.
 */
export const engineRecords: EngineRecords = {
  get areWrittenAtOnce() {
    return !truthy.test(process.env.PULUMI_SKIP_CHECKPOINTS ?? "");
  },
  resource: urnUnderWay,
};
